import { afterAll, expect, test } from 'vitest'
import { artifactsOf, ask, openAgentWorkers, type Said } from '../../agents/agent-probe.test-support.ts'
import { madeFile } from '../../tools/made-file.test-support.ts'
import { insightsLiaison } from './liaison-insights.ts'
import { type Invoice, isoOf, madeInvoices, madeSales, REGIONS, type Sale } from './made-tables.test-support.ts'

// The reference: plain arithmetic over the records, in whole cents, with nothing of the product in it.

const seed = Math.floor(Math.random() * 2 ** 31)
process.stdout.write(`thirty-questions seed ${seed}\n`)

const tools = openAgentWorkers()
afterAll(() => tools.close())

const { sales, csv: salesCsv } = madeSales(seed, 1_500)
const { invoices, asOf, csv: invoicesCsv } = madeInvoices(seed + 1, 600)
const salesFile = madeFile('sales.csv', salesCsv, 'text/csv')
const invoicesFile = madeFile('invoices.csv', invoicesCsv, 'text/csv')

type Worth = Sale & { revenue: number }
const worth = sales.filter((sale): sale is Worth => sale.revenue !== null)
const rowOf = new Map(
  [...sales, ...invoices].map(({ id }, at) => [id, at < sales.length ? at + 1 : at - sales.length + 1]),
)
const rowsOf = (records: readonly { id: string }[]) => records.map(({ id }) => rowOf.get(id) ?? 0)

const sumOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const revenue = (of: readonly Worth[]): number => sumOf(of.map((sale) => sale.revenue))
const cents = (value: number): string =>
  (value / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const whole = (value: number): string => value.toLocaleString('en')
const middle = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = sorted.length / 2
  return sorted.length % 2 ? (sorted[Math.floor(at)] ?? 0) : ((sorted[at - 1] ?? 0) + (sorted[at] ?? 0)) / 2
}
function split<T>(records: readonly T[], keyOf: (record: T) => string): [string, T[]][] {
  const parts = new Map<string, T[]>()
  for (const record of records) parts.set(keyOf(record), [...(parts.get(keyOf(record)) ?? []), record])
  return [...parts]
}
const monthOf = (at: number): string => isoOf(at).slice(0, 7)
const quarterOf = (at: number): string => `${isoOf(at).slice(0, 4)}-Q${Math.ceil(Number(isoOf(at).slice(5, 7)) / 3)}`
const between =
  (from: string, to: string) =>
  ({ day: at }: Sale) =>
    isoOf(at) >= from && isoOf(at) <= to

const months = split(worth, (sale) => monthOf(sale.day)).sort(([a], [b]) => (a < b ? -1 : 1))
const monthly = months.map(([, inside]) => revenue(inside) / 100)

const open = invoices.filter(({ paid }) => paid === null)
const lateBy = (days: number) => open.filter(({ due }) => asOf - due > days)
const amount = (of: readonly Invoice[]): number => sumOf(of.map((invoice) => invoice.amount))

// What an answer holds.

const scalarOf = ({ text }: Said): string => /\*\*([^*]+)\*\*/.exec(text)?.[1] ?? ''
type Cell = string | number | boolean | null
function tableOf(said: Said, at = 0) {
  const found = artifactsOf(said).filter((artifact) => artifact.kind === 'table')[at]
  if (found?.kind !== 'table') throw new Error(`no table in: ${said.text}`)
  return found.data
}
const groupsOf = (said: Said, column = 1): [Cell, Cell][] =>
  tableOf(said).rows.map(({ cells }) => [cells[0] ?? null, cells[column] ?? null])
const listedOf = (said: Said): number[] => tableOf(said).rows.map(({ row }) => row ?? 0)
const byName = <T>(entries: readonly [Cell, T][]) => entries.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits
/** A mean as it is rounded from exact cents: halves away from zero. */
const meanCents = (values: readonly number[]): number =>
  Math.floor((2 * sumOf(values) + values.length) / (2 * values.length))

async function answerTo(texts: string | string[], files = [salesFile]): Promise<Said> {
  const asked = [texts].flat()
  const history = asked.slice(0, -1).flatMap((content) => [
    { role: 'user' as const, content },
    { role: 'assistant' as const, content: 'An answer.' },
  ])
  return await ask(insightsLiaison, tools, { text: asked.at(-1) ?? '', files, history })
}

const number = (value: Cell): number => (typeof value === 'number' ? value : Number.NaN)

const scalars: [string | string[], () => string][] = [
  ['total revenue', () => cents(revenue(worth))],
  ['average revenue', () => cents(meanCents(worth.map((sale) => sale.revenue)))],
  ['highest revenue', () => cents(Math.max(...worth.map((sale) => sale.revenue)))],
  ['lowest revenue', () => cents(Math.min(...worth.map((sale) => sale.revenue)))],
  ['How many orders are there?', () => whole(sales.length)],
  ['how many customers are there', () => whole(new Set(sales.map(({ customer }) => customer)).size)],
  ['total units', () => whole(sumOf(sales.map(({ units }) => units)))],
  ['What is the total revenue in West?', () => cents(revenue(worth.filter(({ region }) => region === 'West')))],
  ['total revenue except West', () => cents(revenue(worth.filter(({ region }) => region !== 'West')))],
  [
    'how many orders between 500 and 2 000',
    () => whole(worth.filter((sale) => sale.revenue >= 50_000 && sale.revenue <= 200_000).length),
  ],
  ['total revenue last quarter', () => cents(revenue(worth.filter(between('2026-01-01', '2026-03-31'))))],
  ['total revenue in Q4 2025', () => cents(revenue(worth.filter(between('2025-10-01', '2025-12-31'))))],
  ['total revenue since 2026-05-01', () => cents(revenue(worth.filter(between('2026-05-01', '9999-12-31'))))],
  [
    ['total revenue by region', 'only in South', 'above 1k', 'how many?'],
    () => whole(worth.filter((sale) => sale.region === 'South' && sale.revenue > 100_000).length),
  ],
]

test.each(scalars)('%j is answered with the number of the reference', async (texts, expected) => {
  expect(scalarOf(await answerTo(texts))).toBe(expected())
})

test('median units: the middle value, or the mean of both', async () => {
  expect(Number(scalarOf(await answerTo('median units')))).toBe(middle(sales.map(({ units }) => units)))
})

const groups: [string | string[], () => [string, number][]][] = [
  [
    'total revenue by region',
    () => split(worth, ({ region }) => region).map(([name, inside]) => [name, revenue(inside) / 100]),
  ],
  ['revenue by month', () => months.map(([name, inside]) => [name, revenue(inside) / 100])],
  [
    'number of orders by product',
    () => split(sales, ({ product }) => product).map(([name, inside]) => [name, inside.length]),
  ],
  [
    ['total revenue in 2025', 'by product'],
    () =>
      split(worth.filter(between('2025-01-01', '2025-12-31')), ({ product }) => product).map(([name, inside]) => [
        name,
        revenue(inside) / 100,
      ]),
  ],
]

test.each(groups)('%j is answered with the groups of the reference', async (texts, expected) => {
  expect(byName(groupsOf(await answerTo(texts)))).toEqual(byName(expected()))
})

test('top 5 customers by revenue: the same five in the same order', async () => {
  const expected = split(worth, ({ customer }) => customer)
    .map(([name, inside]): [string, number] => [name, revenue(inside) / 100])
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
  expect(groupsOf(await answerTo('top 5 customers by revenue'))).toEqual(expected)
})

test('orders above 4 000: the same rows', async () => {
  expect(listedOf(await answerTo('list orders above 4000'))).toEqual(
    rowsOf(worth.filter((sale) => sale.revenue > 400_000)),
  )
})

function pearson(points: readonly [number, number][]): number {
  const [mx, my] = [sumOf(points.map(([x]) => x)) / points.length, sumOf(points.map(([, y]) => y)) / points.length]
  const product = sumOf(points.map(([x, y]) => (x - mx) * (y - my)))
  const spread = (at: 0 | 1, mean: number) => Math.sqrt(sumOf(points.map((point) => (point[at] - mean) ** 2)))
  return product / (spread(0, mx) * spread(1, my))
}

test('correlate units and revenue: the same r', async () => {
  const { rows } = tableOf(await answerTo('correlate units and revenue'))
  const expected = pearson(worth.map(({ units, revenue: of }) => [units, of / 100]))
  expect(number(rows[0]?.cells[2] ?? null)).toBeCloseTo(expected, 3)
})

test('describe revenue: count, sum, mean, median, spread and both ends', async () => {
  const [row] = tableOf(await answerTo('describe revenue')).rows
  const values = worth.map((sale) => sale.revenue / 100)
  const mean = sumOf(values) / values.length
  const deviation = Math.sqrt(sumOf(values.map((value) => (value - mean) ** 2)) / (values.length - 1))
  expect(row?.cells.slice(2, 4)).toEqual([worth.length, revenue(worth) / 100])
  expect(number(row?.cells[4] ?? null)).toBeCloseTo(mean, 6)
  expect(number(row?.cells[5] ?? null)).toBeCloseTo(deviation, 6)
  expect([row?.cells[6], row?.cells[8], row?.cells[10]]).toEqual([
    Math.min(...values),
    middle(values),
    Math.max(...values),
  ])
})

/** Least squares by the normal equations. */
function slopeOf(values: readonly number[]): { slope: number; at: (x: number) => number } {
  const xs = values.map((_, at) => at)
  const [sx, sy] = [sumOf(xs), sumOf(values)]
  const [sxy, sxx] = [sumOf(values.map((y, x) => x * y)), sumOf(xs.map((x) => x * x))]
  const slope = (values.length * sxy - sx * sy) / (values.length * sxx - sx * sx)
  return { slope, at: (x) => (sy - slope * sx) / values.length + slope * x }
}

/** The six ways, written once more. */
const WAYS: [number, (past: readonly number[]) => number][] = [
  [1, (past) => past.at(-1) ?? 0],
  [3, (past) => sumOf(past.slice(-3)) / 3],
  [4, (past) => slopeOf(past).at(past.length)],
  [4, (past) => past.reduce((level, value, at) => (at === 0 ? value : (level + value) / 2), 0)],
  [13, (past) => past.at(-12) ?? 0],
  [24, (past) => (past.at(-12) ?? 0) + (sumOf(past.slice(-12)) - sumOf(past.slice(-24, -12))) / 12],
]

test('forecast revenue: the way with the smallest error on the last months, its error and its next value', async () => {
  const said = await answerTo('forecast revenue for the next month')
  const tested = WAYS.flatMap(([needs, way]) => {
    const count = Math.min(6, monthly.length - needs)
    if (count < 2) return []
    const misses = Array.from({ length: count }, (_, back) => {
      const at = monthly.length - 1 - back
      return Math.abs(way(monthly.slice(0, at)) - (monthly[at] ?? 0))
    })
    return [{ way, error: sumOf(misses) / count }]
  })
  const best = tested.reduce((least, one) => (one.error < least.error ? one : least))
  const [expected] = tableOf(said).rows
  expect(expected?.cells[0]).toBe('2026-07')
  expect(number(expected?.cells[1] ?? null)).toBeCloseTo(best.way(monthly), 1)
  expect(number(expected?.cells[3] ?? null) - number(expected?.cells[1] ?? null)).toBeCloseTo(best.error, 1)
  expect(said.text).toContain(best.error.toLocaleString('en', { maximumFractionDigits: 2 }))
})

test('what changed by region: the parts of each, which add up to the difference', async () => {
  const { rows, totals } = tableOf(await answerTo('what changed in revenue by region'))
  const inside = (label: string, region: string) =>
    revenue(worth.filter((sale) => monthOf(sale.day) === label && sale.region === region))
  for (const { cells } of rows) {
    const name = String(cells[0])
    expect(cells.slice(1, 4), name).toEqual([
      inside('2026-05', name) / 100,
      inside('2026-06', name) / 100,
      (inside('2026-06', name) - inside('2026-05', name)) / 100,
    ])
  }
  const delta = Math.round(100 * ((monthly.at(-1) ?? 0) - (monthly.at(-2) ?? 0)))
  expect(totals?.[3]).toBe(delta / 100)
  expect(Math.round(100 * sumOf(rows.map(({ cells }) => number(cells[3] ?? null))))).toBe(delta)
})

test('customer cohorts by quarter: how many came first, and what share came again', async () => {
  const { rows } = tableOf(await answerTo('customer cohorts by quarter'))
  const seen = new Map(
    split(sales, ({ customer }) => customer).map(([name, of]) => [
      name,
      new Set(of.map((sale) => quarterOf(sale.day))),
    ]),
  )
  const firsts = split([...seen.values()], (quarters) => [...quarters].sort()[0] ?? '').sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  expect(rows.map(({ cells }) => cells.slice(0, 2))).toEqual(firsts.map(([label, members]) => [label, members.length]))
  const quarters = [...new Set(sales.map((sale) => quarterOf(sale.day)))].sort()
  for (const [at, [label, members]] of firsts.entries()) {
    const next = quarters[quarters.indexOf(label) + 1]
    if (next === undefined) continue
    const again = members.filter((of) => of.has(next)).length
    expect(rows[at]?.cells[2], label).toBe(rounded((100 * again) / members.length, 1))
  }
})

const managers = madeFile(
  'regions.csv',
  `region,manager\n${REGIONS.map((name, at) => `${name},Manager ${at % 2 ? 'Odd' : 'Even'}`).join('\n')}\n`,
)

test('total revenue by manager: a question that needs both files', async () => {
  const said = await answerTo('total revenue by manager', [salesFile, managers])
  const managerOf = (region: string) => `Manager ${REGIONS.indexOf(region) % 2 ? 'Odd' : 'Even'}`
  const expected = split(worth, ({ region }) => managerOf(region)).map(([name, inside]): [string, number] => [
    name,
    revenue(inside) / 100,
  ])
  expect(byName(groupsOf(said))).toEqual(byName(expected))
  expect(said.text).toContain('by region')
})

test('what is different between two versions: new rows, rows gone, changed cells', async () => {
  const lines = salesCsv.split('\n').slice(0, sales.length + 1)
  const later = lines
    .filter((_, at) => at !== 10 && at !== 20)
    .map((line, at) => (at === 100 ? line.replace(/,\d+,([^,]*)$/, ',99,$1') : line))
  const added = 'S-99999,2026-06-30,West,Anvil,Customer 1 Ltd,1,10.00'
  const files = [madeFile('old.csv', lines.join('\n')), madeFile('new.csv', [...later, added].join('\n'))]
  const said = await answerTo('compare the two files', files)
  const rows = tableOf(said).rows.map(({ cells }) => cells)
  expect(rows.filter(([what]) => what === 'new').map(([, id]) => id)).toEqual(['S-99999'])
  expect(rows.filter(([what]) => what === 'gone').map(([, id]) => id)).toEqual([sales[9]?.id, sales[19]?.id])
  expect(rows.filter(([what]) => what === 'changed')).toEqual([
    ['changed', sales[101]?.id, 'units', String(sales[101]?.units), '99'],
  ])
})

const asked = (texts: string | string[]) => answerTo(texts, [invoicesFile])

test('Who is more than 90 days late: the same invoices, the same total', async () => {
  const said = await asked('Who is more than 90 days late?')
  expect(said.text).toContain(`EUR ${cents(amount(lateBy(90)))}`)
  expect(listedOf(said).toSorted((a, b) => a - b)).toEqual(rowsOf(lateBy(90)))
})

const invoiceScalars: [string | string[], () => string][] = [
  ['how much is outstanding', () => `EUR ${cents(amount(open))}`],
  ['how many invoices are unpaid?', () => whole(open.length)],
  ['total paid amount', () => `EUR ${cents(amount(invoices.filter(({ paid }) => paid !== null)))}`],
  [['Who is more than 90 days late?', 'how many?'], () => whole(lateBy(90).length)],
  [
    ['Who is more than 90 days late?', 'by region', 'above 3 000', 'how many?'],
    () => whole(lateBy(90).filter((invoice) => invoice.amount > 300_000).length),
  ],
]

test.each(invoiceScalars)('of invoices: %j is answered with the number of the reference', async (texts, expected) => {
  expect(scalarOf(await asked(texts))).toBe(expected())
})

test.each<[string | string[], () => Invoice[], (invoice: Invoice) => string]>([
  ['more than 60 days late by region', () => lateBy(60), ({ region }) => region],
  ['overdue amount by region', () => lateBy(0), ({ region }) => region],
  [
    ['how much is outstanding', 'by region', 'last month'],
    () => open.filter(({ issued }) => monthOf(issued) === '2026-08'),
    ({ region }) => region,
  ],
])('of invoices: %j is answered with the groups of the reference', async (texts, of, keyOf) => {
  const expected = split(of(), keyOf).map(([name, inside]): [string, number] => [name, amount(inside) / 100])
  expect(byName(groupsOf(await asked(texts)))).toEqual(byName(expected))
})

test('of invoices: the same rows are shown when they are asked for', async () => {
  const said = await asked(['Who is more than 90 days late?', 'above 3 000', 'show me those'])
  expect(listedOf(said)).toEqual(rowsOf(lateBy(90).filter((invoice) => invoice.amount > 300_000)))
  const largest = invoices.toSorted((a, b) => b.amount - a.amount).slice(0, 5)
  expect(listedOf(await asked('5 largest invoices'))).toEqual(rowsOf(largest))
})

test('recommendations name what is late and by how much', async () => {
  const said = await asked('what should we do?')
  expect(said.text).toContain(`${whole(lateBy(90).length)} invoice`)
  expect(said.text).toContain(`EUR ${cents(amount(lateBy(90)))}`)
})
