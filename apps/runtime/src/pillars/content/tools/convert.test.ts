import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { gridOf, wordOf, workbookOf } from '../../../tools/formats/office-files.test-support.ts'
import { toolFile } from '../../../tools/made-file.test-support.ts'
import { convertTool, type Target } from './convert.ts'
import { csvLine, guarded } from './csv-text.ts'

const made = async (name: string, content: string | Uint8Array, to: Target) => {
  const result = await convertTool.run({ to }, toolFile(name, content))
  if (result.kind !== 'made') throw new Error(result.why)
  return { ...result, text: result.artifact.data.documents[0]?.text ?? '' }
}

const seed = Math.floor(Math.random() * 2 ** 31)
process.stdout.write(`convert seed ${seed}\n`)

const CSV = 'id,amount,open,note\nA-1,10.50,yes,"two\nlines"\nA-2,007,no,\n'

test('CSV becomes JSON with numbers, truth values and nulls, and NDJSON the same line by line', async () => {
  const records = [
    { id: 'A-1', amount: '10.50', open: true, note: 'two\nlines' },
    { id: 'A-2', amount: '007', open: false, note: null },
  ]
  expect(JSON.parse((await made('a.csv', CSV, 'json')).text)).toEqual(records)
  const lines = (await made('a.csv', CSV, 'ndjson')).text.trim().split('\n')
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(records)
  const numbers = await made('b.csv', 'name,weight\na,1.5\nb,\nc,-2\n', 'ndjson')
  expect(numbers.text).toBe('{"name":"a","weight":1.5}\n{"name":"b","weight":null}\n{"name":"c","weight":-2}\n')
})

test('JSON and NDJSON become CSV, a workbook too, under a name of their own', async () => {
  expect(await made('a.json', '[{"a":1,"b":"x,y"},{"a":2}]', 'csv')).toMatchObject({
    name: 'a.csv',
    text: 'a,b\n1,"x,y"\n2,\n',
  })
  const book = workbookOf({
    S: gridOf([
      ['a', 'b'],
      ['x', 1],
      ['y', 2],
    ]),
  })
  expect((await made('a.xlsx', book, 'csv')).text).toBe('a,b\nx,1\ny,2\n')
})

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd|calc', "'+cmd|calc"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\u0000=1', "'\u0000=1"],
  [' =1', "' =1"],
  ['-12.50', '-12.50'],
  ['+49', '+49'],
  ['-1,234.50', '-1,234.50'],
  ['a=b', 'a=b'],
])('the cell %j is exported as %j', (cell, expected) => {
  expect(guarded(cell)).toBe(expected)
})

test('cells that a spreadsheet would compute are counted and told', async () => {
  const result = await made('a.csv', 'name,note\nx,=HYPERLINK("http://x")\ny,-5\nz,ok\n', 'csv')
  expect(result.guarded).toBe(1)
  expect(result.text).toContain(`x,"'=HYPERLINK(""http://x"")"`)
})

test('what is written as CSV is read back the same, but for the guard', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 10 }), { minLength: 2, maxLength: 5 }), (cells) => {
      const { data } = Papa.parse<string[]>(csvLine(cells), { delimiter: ',', newline: '\n' })
      expect(data[0] ?? ['']).toEqual(cells.map(guarded))
    }),
    { seed },
  )
})

test('a document becomes Markdown; a table has no such form, and that is said', async () => {
  expect((await made('a.docx', wordOf(['# Title', 'Words.']), 'markdown')).text).toBe('# Title\n\nWords.\n')
  expect(await convertTool.run({ to: 'markdown' }, toolFile('a.csv', CSV))).toEqual({
    kind: 'no_form',
    why: 'a.csv is a CSV table: a table is written as CSV, JSON or NDJSON.',
  })
})

test('what is larger than an artifact may be is cut after a whole line, says so, and is still JSON', async () => {
  const rows = Array.from({ length: 9_000 }, (_, at) => `${at},${'x'.repeat(40)}`)
  const result = await made('big.csv', `id,text\n${rows.join('\n')}\n`, 'json')
  expect(result).toMatchObject({ complete: false, of: 9_002 })
  const parsed: unknown = JSON.parse(result.text)
  expect(Array.isArray(parsed) && parsed.length).toBe(result.lines - 1)
})
