// Statistics of small tables, with figures that were computed by hand.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toolFile } from '../../tools/made-file.test-support.ts'
import { type AskTableResult, askTableTool } from '../ask-table-tool.ts'
import { openTestTables, type TestTables } from '../tables.test-support.ts'
import { backTest } from './forecast-methods.ts'
import { labelOf, labelsAfter } from './periods.ts'

let tables: TestTables
beforeAll(async () => {
  tables = await openTestTables()
})
afterAll(() => tables[Symbol.asyncDispose]())

type Question = string | { text: string; earlier: string[] }

async function ask(question: Question, ...texts: string[]): Promise<AskTableResult> {
  const [file, ...others] = texts.map((text, at) => toolFile(['a.csv', 'b.csv'][at] ?? 'c.csv', text))
  if (!file) throw new Error('no file')
  const { text, earlier } = typeof question === 'string' ? { text: question, earlier: [] } : question
  const services = { tables: async () => tables.session }
  const args = { text, earlier, join: others.length > 0 }
  return askTableTool.result.parse(await askTableTool.execute(args, file, others, services))
}

const rowsOf = ({ tables: [table] }: AskTableResult) => table?.data.rows.map(({ cells }) => cells) ?? []

const csv = (...lines: string[]) => ['date,amount,region', ...lines].join('\n')
const monthly = (...amounts: number[]) =>
  csv(...amounts.map((amount, at) => `2025-${String(at + 1).padStart(2, '0')}-28,${amount},${at % 2 ? 'W' : 'E'}`))

test('a month without rows counts as 0, and an open one is left out', async () => {
  const { markdown, tables: found } = await ask(
    'forecast amount',
    csv(
      '2025-10-05,10,W',
      '2025-10-30,5,E',
      '2025-12-31,7,W',
      '2026-01-05,7,W',
      '2026-02-05,7,W',
      '2026-03-31,7,W',
      '2026-04-02,100,W',
    ),
  )
  expect(markdown).toContain('2026-04 is not part of it: the data ends on 2026-04-02, before it is over.')
  expect(found[0]?.data.rows.map(({ cells }) => cells[0])).toEqual(['2026-04', '2026-05', '2026-06'])
  expect(found[0]?.provenance?.steps[0]).toMatchObject({ label: 'Past', result: '6, up to 2026-03' })
})

test('a statistic keeps to one currency and names the others', async () => {
  const said = await ask('describe amount', 'amount,currency\n10,EUR\n20,EUR\n99,USD\n')
  expect(rowsOf(said)[0]?.slice(1, 4)).toEqual(['EUR', 2, 30])
  expect(said.markdown).toContain('1 row in USD is not part of it')
})

test.each([
  ['forecast amount', monthly(1, 2, 3), 'at least 6 complete months, and there are 3'],
  ['forecast amount', 'amount,region\n1,W\n2,E\n', 'no column with dates'],
  ['what changed in amount', 'date,amount\n2026-01-05,1\n2026-02-28,2\n', 'a column of names'],
  ['why did the average amount fall', monthly(1, 2, 3), 'do not add up'],
  ['correlate amount and price', 'amount,price\n1,2\n2,3\n', 'at least 5 rows'],
  ['correlation', 'amount,region\n1,W\n2,E\n', 'two columns with numbers'],
  ['compare the two files', monthly(1, 2), 'I need two tables'],
  ['outliers', 'region,name\nW,a\nE,b\n', 'a column with numbers'],
])('%s asks for what is missing', async (text, file, why) => {
  const said = await ask(text, file)
  expect(said).toMatchObject({ state: 'ask', why: expect.stringContaining(why) })
})

test('Spearman sees the order where Pearson sees the size', async () => {
  const lines = [1, 2, 2, 4, 5, 6].map((x) => `${x},${x === 6 ? 1_000 : x}`)
  const [pair] = rowsOf(await ask('what correlates', `height,weight\n${lines.join('\n')}\n`))
  expect(pair?.[3]).toBe(1)
  expect(Number(pair?.[2])).toBeLessThan(0.8)
})

test.each([
  ['correlate height and weight', 'height and weight move together strongly'],
  ['is there a correlation between height and weight?', 'height and weight move together strongly'],
  ['Gibt es einen Zusammenhang zwischen height und weight?', 'height and weight move together strongly'],
  ['does the team affect the weight?', 'Average weight by team'],
])('%s: %s', async (text, expected) => {
  const lines = [1, 2, 3, 4, 5, 6, 7].map((x) => `${x * 10},${x * 7 + (x % 2)},${x > 3 ? 'red' : 'blue'}`)
  expect((await ask(text, `height,weight,team\n${lines.join('\n')}\n`)).markdown).toContain(expected)
})

test('the parts of a change add up to it, also of new and gone names', async () => {
  const said = await ask(
    'what changed in amount by region',
    csv('2026-01-05,10.10,W', '2026-01-31,5.05,E', '2026-02-10,7.07,W', '2026-02-28,1.01,North'),
  )
  expect(rowsOf(said).map((cells) => cells.slice(0, 4))).toEqual([
    ['E', 5.05, 0, -5.05],
    ['W', 10.1, 7.07, -3.03],
    ['North', 0, 1.01, 1.01],
  ])
  expect(said.tables[0]?.data.totals?.slice(1, 4)).toEqual([15.15, 8.08, -7.07])
})

const year = monthly(100, 90, 80, 120, 130, 60, 70, 75, 90, 95, 99, 140)

test.each<[Question, string]>([
  ['why did amount fall in June', 'fell from 130.00 in 2025-05 to 60.00 in 2025-06'],
  ['what changed in amount between March and April', 'rose from 80.00 in 2025-03 to 120.00 in 2025-04'],
  ['Warum ist amount im Juni gefallen?', 'fell from 130.00 in 2025-05 to 60.00 in 2025-06'],
  [{ text: 'why?', earlier: ['total amount by month'] }, 'rose from 99.00 in 2025-11 to 140.00 in 2025-12'],
  [{ text: 'forecast that', earlier: ['total amount by month'] }, 'For 2026-01 I expect total amount'],
  ['forecast amount for the next 2 months', '2026-02'],
  ['Prognose amount für die nächsten 2 Monate', '2026-02'],
  ['forecast amount for the next quarter', 'at least 6 complete quarters'],
])('%j: %s', async (question, expected) => {
  const said = await ask(question, year)
  expect(said.markdown + said.why).toContain(expected)
})

test('a value far from the rest is named with its row', async () => {
  const lines = Array.from({ length: 40 }, (_, at) => `${at},${at === 7 ? 9_000 : 100 + at},W`)
  const said = await ask('any outliers?', ['day,amount,region', ...lines].join('\n'))
  expect(said.markdown).toContain('[row 8](#row:8)')
  expect(rowsOf(said)).toEqual([['amount', 9_000, expect.any(Number), expect.any(Number)]])
  const calm = await ask(
    'any outliers?',
    ['day,amount', ...lines.slice(10).map((text) => text.slice(0, -2))].join('\n'),
  )
  expect(calm.markdown).toContain('No value lies far from the rest')
})

test('what did not come back is counted, not followed as a cohort', async () => {
  const loans = 'loan,title,borrowed,returned\n1,A,2026-01-02,2026-01-09\n2,B,2026-01-03,\n3,A,2026-01-10,2026-01-20\n'
  const said = await ask("how many books haven't come back yet?", loans)
  expect(said.plan.analysis).toBeUndefined()
  expect(said.headline).toContain('**1**')
})

test('two files are joined by the column that names each row once', async () => {
  const orders = 'order,region,amount\n1,West,10\n2,East,20\n3,Moon,5\n4, west ,1\n'
  const said = await ask('total amount by manager', orders, 'region,manager\nWest,Ada\nEast,Jan\n')
  expect(rowsOf(said).map((cells) => cells.slice(0, 2))).toEqual(
    [
      ['Jan', 20],
      ['Ada', 11],
      ['(empty)', 5],
    ].map(([name, sum]) => [name === '(empty)' ? null : name, sum]),
  )
  expect(said.markdown).toContain('3 rows found their row of b.csv by region')
  expect(said.plan.joins).toMatchObject([{ left: 'region', right: 'region' }])
})

test('files without a common key are not joined', async () => {
  const said = await ask('total amount by manager', 'order,amount\nx,1\ny,2\n', 'town,manager\np,Ada\nq,Jan\n')
  expect(said.state).toBe('ask')
})

test('two versions differ by new rows, gone rows and changed cells', async () => {
  const said = await ask(
    'compare the two files',
    'id,name,amount\nD,four,5\nC,three,30\nA, one ,11\n',
    'id,name,amount\nA,one,10\nB,two,20\nC,three,30\n',
  )
  expect(rowsOf(said)).toEqual([
    ['new', 'D', '', '', ''],
    ['gone', 'B', '', '', ''],
    ['changed', 'A', 'amount', '10.00', '11.00'],
  ])
  expect(said.tables[1]?.data.rows.map(({ cells }) => cells)).toEqual([['amount', 60, 46, -14]])
})

test('a clean table calls for nothing', async () => {
  const said = await ask('what should we do?', 'name,weight\na,1\nb,2\nc,3\n')
  expect(said.markdown).toContain('In a.csv no number calls for anything.')
  expect(said.tables).toEqual([])
})

test('an overview says what the table holds', async () => {
  const said = await ask('give me an overview', year)
  expect(said.markdown).toContain('12 rows')
  expect(said.markdown).toContain('amount: 12 values between 60.00 and 140.00')
  expect(said.tables.map(({ title }) => title)).toEqual(['Statistics of amount', 'Columns of the table'])
})

test('the plan of a statistic runs again as it is', async () => {
  const { plan } = await ask('forecast amount for the next 2 months', year)
  const services = { tables: async () => tables.session }
  const again = await askTableTool.execute({ text: '', plan }, toolFile('a.csv', year), [], services)
  expect(again).toMatchObject({ state: 'answered', tables: [{ data: { total_rows: 2 } }] })
})

test('the back-test takes the plainest way that is best', () => {
  expect(backTest([5, 5, 5, 5, 5, 5, 5], 1)[0]).toMatchObject({ error: 0, method: { name: 'the last value again' } })
  const season = [1, 9, 3, 7, 1, 9, 3, 7, 1, 9, 3, 7]
  expect(backTest(season, 4)[0]).toMatchObject({ error: 0, method: { name: 'the same period of the year before' } })
  expect(backTest([1, 2, 3, 4, 5, 6, 7, 8], 1)[0]?.method.name).toBe('the straight line through all of them')
})

test('periods pass the end of a year', () => {
  const day = (iso: string) => new Date(`${iso}T00:00:00Z`)
  expect(labelsAfter(day('2026-11-30'), 'month', 3)).toEqual(['2026-12', '2027-01', '2027-02'])
  expect(labelsAfter(day('2026-12-31'), 'quarter', 2)).toEqual(['2027-Q1', '2027-Q2'])
  expect(labelsAfter(day('2026-05-01'), 'year', 1)).toEqual(['2027'])
  expect(labelsAfter(day('2026-12-20'), 'week', 2)).toEqual(['2026-W52', '2026-W53'])
  expect(labelOf(day('2027-01-01'), 'week')).toBe('2026-W53')
})
