// Large files are read by SQL from a sample of decisions; each of these small files is read both ways and must say the same.
import { describe, expect, test } from 'vitest'
import { toolFile } from '../tools/made-file.test-support.ts'
import { openTestTables } from './tables.test-support.ts'

async function read(name: string, content: string | Uint8Array, large: boolean) {
  await using tables = await openTestTables(10_000_000, large ? 0 : undefined)
  const { reading, sqlName } = await tables.session.open(toolFile(name, content))
  const { rows } = await tables.session.query(`SELECT * FROM ${sqlName} ORDER BY __row`, [], { rows: 100_000 })
  return { reading, rows }
}

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n')

const day = (at: number): string => new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10)
const turned = (at: number, mark: string): string => day(at).split('-').toReversed().join(mark)
const latin = (text: string): Uint8Array => Uint8Array.from([...text].map((char) => char.charCodeAt(0)))
const wide = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))

const FILES: [string, string, string | Uint8Array][] = [
  [
    'plain numbers and dates',
    'a.csv',
    `day,region,amount\n${lines(300, (at) => `${day(at)},R${at % 4},${at}.${at % 10}5`)}\n`,
  ],
  [
    'decimal commas and points between groups',
    'a.csv',
    `day;amount\n${lines(200, (at) => `${turned(at, '.')};${1 + (at % 9)}.${100 + at},${10 + (at % 90)}`)}\n`,
  ],
  [
    'dollars, brackets and groups',
    'a.csv',
    `name,amount\n${lines(200, (at) => `N${at},"${at % 3 === 0 ? `($${at + 1},000.50)` : `$${at + 1},234.5`}"`)}\n`,
  ],
  ['euros behind the number', 'a.csv', `name;amount\n${lines(200, (at) => `N${at};${at},50 €`)}\n`],
  ['percentages', 'a.csv', `name,rate\n${lines(100, (at) => `N${at},${at}.5%`)}\n`],
  ['signs behind the number', 'a.csv', `name,amount\n${lines(100, (at) => `N${at},${at}.25${at % 2 ? '-' : ''}`)}\n`],
  [
    'millions and thousands',
    'a.csv',
    `name,amount\n${lines(100, (at) => `N${at},${at + 1}.5${at % 2 ? 'k' : 'M'}`)}\n`,
  ],
  ['exponents', 'a.csv', `name,amount\n${lines(100, (at) => `N${at},${at + 1}.5e-${at % 5}`)}\n`],
  [
    'month first',
    'a.csv',
    `day,n\n${lines(100, (at) => {
      const [y, m, d] = day(at).split('-')
      return `${Number(m)}/${Number(d)}/${y},${at}`
    })}\n`,
  ],
  ['two-digit years', 'a.csv', `day,n\n${lines(100, (at) => `${turned(at, '/').slice(0, 6)}24,${at}`)}\n`],
  ['named months', 'a.csv', `day,n\n${lines(40, (at) => `${(at % 28) + 1} March 2024,${at}`)}\n`],
  ['times', 'a.csv', `at,n\n${lines(100, (at) => `${day(at)} ${10 + (at % 12)}:30:0${at % 10},${at}`)}\n`],
  ['times with offsets', 'a.csv', `at,n\n${lines(100, (at) => `${day(at)}T10:00:00+0${1 + (at % 2)}:00,${at}`)}\n`],
  ['times in UTC', 'a.csv', `at,n\n${lines(100, (at) => `${day(at)}T10:00:00Z,${at}`)}\n`],
  [
    'times of a half day',
    'a.csv',
    `at,n\n${lines(100, (at) => `${13 + (at % 10)}/01/2024 ${1 + (at % 12)}:05 PM,${at}`)}\n`,
  ],
  ['durations', 'a.csv', `name,duration\n${lines(60, (at) => `N${at},${at}h 30m`)}\n`],
  ['yes and no', 'a.csv', `name,paid\n${lines(60, (at) => `N${at},${at % 3 ? 'yes' : 'No'}`)}\n`],
  ['identifiers with zeros', 'a.csv', `id,n\n${lines(60, (at) => `00${100 + at},${at}`)}\n`],
  [
    'gaps and unreadable cells',
    'a.csv',
    `name,amount,day\n${lines(100, (at) => `N${at},${at === 5 ? 'unknown' : at === 6 ? 'n/a' : at},${at === 7 ? '' : at === 8 ? '2024-02-31' : day(at)}`)}\n`,
  ],
  ['a total below', 'a.csv', `name,amount\n${lines(50, (at) => `N${at},${at}.5`)}\nTotal,1250.0\n`],
  ['a total that is not the sum', 'a.csv', `name,amount\n${lines(50, (at) => `N${at},${at}.5`)}\nTotal,99\n`],
  ['titles above', 'a.csv', `Report 2024\n\nname,amount\n${lines(50, (at) => `N${at},${at}`)}\n`],
  ['a delimiter that is stated', 'a.csv', `sep=;\nname;amount\n${lines(50, (at) => `N${at};${at}`)}\n`],
  ['no header', 'a.csv', `${lines(50, (at) => `N${at},${at},${day(at)}`)}\n`],
  [
    'quotes, delimiters and lines within cells',
    'a.csv',
    `name,note,n\n${lines(50, (at) => `"N ""${at}""","a, b\nc",${at}`)}\n`,
  ],
  ['quotes with a backslash', 'a.csv', `name,n\n${lines(50, (at) => `"N \\"${at}\\", x",${at}`)}\n`],
  ['lines that are too long', 'a.csv', `name,n\n${lines(50, (at) => (at === 9 ? `N${at},1,2` : `N${at},${at}`))}\n`],
  [
    'lines that are too short',
    'a.csv',
    `name,n,m\n${lines(50, (at) => (at % 9 === 4 ? `N${at},${at}` : `N${at},${at},${at}`))}\n`,
  ],
  [
    'blank lines and a repeated header',
    'a.csv',
    `name,n\n${lines(50, (at) => (at === 20 ? 'name,n' : at === 30 ? '' : `N${at},${at}`))}\n`,
  ],
  ['columns without a name', 'a.csv', `name,n\n${lines(50, (at) => `N${at},${at},${at * 2}`)}\n`],
  ['a delimiter at each end', 'a.csv', `name,n,\n${lines(50, (at) => `N${at},${at},`)}\n`],
  ['tabs', 'a.tsv', `name\tn\n${lines(50, (at) => `N${at}\t${at}`)}\n`],
  ['spaces between columns', 'a.txt', `name    amount\n${lines(50, (at) => `N ${at}    ${at}.5`)}\n`],
  ['Windows line ends', 'a.csv', `name,n\r\n${lines(50, (at) => `N${at},${at}\r`)}\n`],
  ['old Mac line ends', 'a.csv', `name,n\r${lines(50, (at) => `N${at},${at}`).replaceAll('\n', '\r')}\r`],
  ['Latin letters', 'a.csv', latin(`Stadt;Größe\n${lines(50, (at) => `München ${at};${at},5`)}\n`)],
  ['UTF-16', 'a.csv', wide(`Stadt;Größe\n${lines(50, (at) => `München ${at};${at},5`)}\n`)],
  ['a byte order mark', 'a.csv', `\ufeffname,n\n${lines(50, (at) => `N${at},${at}`)}\n`],
  [
    'one record a line',
    'a.ndjson',
    `${lines(50, (at) => JSON.stringify({ name: `N${at}`, at: { n: at, m: at + 0.5 }, paid: at % 2 === 0 }))}\n`,
  ],
  [
    'a list of records',
    'a.json',
    JSON.stringify(Array.from({ length: 50 }, (_, at) => ({ id: at, name: `N "${at}"`, tags: ['a', 'b'] }))),
  ],
  [
    'hostile names',
    'a.csv',
    `"a""; DROP TABLE x; --",'b' OR 1=1\n${lines(50, (at) => `"x'); DROP TABLE y; --",${at}`)}\n`,
  ],
]

describe('a large table', () => {
  test.each(FILES)('says the same as a small one: %s', async (_, name, content) => {
    const small = await read(name, content, false)
    const large = await read(name, content, true)
    expect(large.rows).toEqual(small.rows)
    const shown = ({ reading }: typeof small) => ({
      rows: reading.rows,
      format: reading.format,
      encoding: reading.encoding?.value,
      delimiter: reading.delimiter?.value,
      header: reading.header.value,
      noun: reading.row_noun,
      left: reading.left_out
        .filter(({ reason }) => reason !== 'blank')
        .map(({ reason, count }) => `${count} ${reason}`),
      columns: reading.columns.map(
        ({ name: column, kind, additivity, unit, number_format, date_format, ...counts }) => ({
          column,
          kind: kind.value,
          additivity: additivity.value,
          unit,
          number: number_format?.value,
          date: date_format?.value,
          ...counts,
          values: counts.values.toSorted(),
        }),
      ),
    })
    expect(shown(large)).toEqual(shown(small))
    expect(large.reading.header.evidence).toContain('the file is large')
  })
})
