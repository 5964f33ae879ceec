import { expect, test } from 'vitest'
import { toolFile } from '../made-file.ts'
import type { Analysis } from './analysis.ts'
import { changeTool } from './change.ts'
import { compareTool } from './compare.ts'
import { correlationTool } from './correlation.ts'
import { forecastTool } from './forecast.ts'
import { backTest } from './forecast-methods.ts'
import { joinTool } from './join.ts'
import { recommendTool } from './recommend.ts'
import { nextLabels } from './series.ts'
import { statisticsTool } from './statistics.ts'
import { trendTool } from './trend.ts'

const everything = { column: 'amount', where: [], limits: [] }
const timed = { ...everything, date: null, grain: 'month' as const }

function answerOf(result: Analysis) {
  if (result.kind !== 'answer') throw new Error(`lacking: ${result.lacking.join(', ')}`)
  return result
}
const tableIn = (result: Analysis) => {
  const table = answerOf(result).artifacts.find(({ kind }) => kind === 'table')
  if (table?.kind !== 'table') throw new Error('no table')
  return table.data
}
const csv = (...lines: string[]) => ['date,amount,region', ...lines].join('\n')

test('a month without rows counts as 0, and one that is not over yet is left out and said', async () => {
  const file = toolFile('a.csv', csv('2026-01-05,10,W', '2026-01-30,5,E', '2026-03-31,7,W', '2026-04-02,100,W'))
  const result = answerOf(await trendTool.run(timed, file))
  expect(tableIn(result).rows.map(({ cells }) => cells.slice(0, 3))).toEqual([
    ['2026-01', 15, 2],
    ['2026-02', 0, 0],
    ['2026-03', 7, 1],
  ])
  expect(result.cautions).toEqual(['2026-04 is not part of it: the data ends on 2026-04-02, before it is over.'])
})

test('amounts of different currencies are never added: the most frequent one is taken, and that is said', async () => {
  const file = toolFile('a.csv', 'amount,currency\n10,EUR\n20,EUR\n99,USD\n')
  const result = answerOf(await statisticsTool.run(everything, file))
  expect(tableIn(result).rows[0]?.cells.slice(1, 4)).toEqual(['EUR', 2, 30])
  expect(result.cautions[0]).toContain('1 row in USD is not part of it')
})

test('rows that cannot be computed with are left out with their numbers', async () => {
  const file = toolFile(
    'a.csv',
    csv(
      '2026-01-05,10,W',
      '2026-01-06,many,W',
      '2026-01-07,,E',
      ...Array.from({ length: 20 }, (_, at) => `2026-01-08,${at},E`),
    ),
  )
  const result = answerOf(await statisticsTool.run(everything, file))
  expect(result.left_out.map(({ reason, rows }) => ({ reason, rows }))).toEqual([
    { reason: 'no_value', rows: [3] },
    { reason: 'unreadable_value', rows: [2] },
  ])
})

test.each<[string, () => Promise<Analysis>, string]>([
  [
    'a trend of one month',
    () => trendTool.run(timed, toolFile('a.csv', csv('2026-01-05,10,W'))),
    'at least two complete months',
  ],
  [
    'a forecast from three months',
    () =>
      forecastTool.run(
        { ...timed, periods: 2 },
        toolFile('a.csv', csv('2026-01-05,1,W', '2026-02-05,2,W', '2026-03-31,3,W')),
      ),
    'at least 6 complete months',
  ],
  [
    'a trend without dates',
    () => trendTool.run(timed, toolFile('a.csv', 'amount,region\n1,W\n2,E\n')),
    'a column with dates',
  ],
  [
    'what changed without names',
    () =>
      changeTool.run(
        { ...timed, by: null, from: null, to: null },
        toolFile('a.csv', 'date,amount\n2026-01-05,1\n2026-02-28,2\n'),
      ),
    'a column of names',
  ],
  [
    'a correlation with text',
    () =>
      correlationTool.run(
        { columns: ['amount', 'region'], where: [] },
        toolFile('a.csv', csv('2026-01-05,1,W', '2026-01-06,2,E')),
      ),
    'at least 5 rows',
  ],
  [
    'a comparison with nothing',
    () => compareTool.run({ key: null }, toolFile('a.csv', csv('2026-01-05,1,W'))),
    'a second file',
  ],
])('%s is not computed, and what is missing is said', async (_what, run, missing) => {
  const result = await run()
  expect(result).toMatchObject({ kind: 'lacking' })
  expect(result.kind === 'lacking' && result.lacking.join()).toContain(missing)
})

test('Spearman sees the order where Pearson sees the size, and equal values share a rank', async () => {
  const rows = [1, 2, 2, 4, 5, 6].map((x) => `${x},${x === 6 ? 1_000 : x}`)
  const { rows: pairs } = tableIn(
    await correlationTool.run({ columns: null, where: [] }, toolFile('a.csv', `x,y\n${rows.join('\n')}\n`)),
  )
  expect(pairs[0]?.cells[3]).toBe(1)
  expect(Number(pairs[0]?.cells[2])).toBeLessThan(0.8)
})

test('the parts of a change add up to it, also where a name is new or gone', async () => {
  const file = toolFile(
    'a.csv',
    csv('2026-01-05,10.10,W', '2026-01-31,5.05,E', '2026-02-10,7.07,W', '2026-02-28,1.01,North'),
  )
  const { rows, totals } = tableIn(await changeTool.run({ ...timed, by: 'region', from: null, to: null }, file))
  expect(rows.map(({ cells }) => cells.slice(0, 4))).toEqual([
    ['E', 5.05, 0, -5.05],
    ['W', 10.1, 7.07, -3.03],
    ['North', 0, 1.01, 1.01],
  ])
  expect(totals?.slice(1, 4)).toEqual([15.15, 8.08, -7.07])
})

test('the back-test takes the plainest way that is best, and a perfect season is seen', () => {
  expect(backTest([5, 5, 5, 5, 5, 5, 5], 1)[0]).toMatchObject({ error: 0, method: { name: 'the last value again' } })
  const season = [1, 9, 3, 7, 1, 9, 3, 7, 1, 9, 3, 7]
  expect(backTest(season, 4)[0]).toMatchObject({ error: 0, method: { name: 'the same period of the year before' } })
  expect(backTest([1, 2, 3, 4, 5, 6, 7, 8], 1)[0]?.method.name).toBe('the straight line through all of them')
})

test('the periods that follow pass the end of a year', () => {
  expect(nextLabels('2026-11', 'month', 3)).toEqual(['2026-12', '2027-01', '2027-02'])
  expect(nextLabels('2026-Q4', 'quarter', 2)).toEqual(['2027-Q1', '2027-Q2'])
  expect(nextLabels('2026', 'year', 1)).toEqual(['2027'])
})

const QUERY = {
  operation: 'sum' as const,
  column: 'amount',
  by: { column: 'manager', grain: null },
  top: null,
  order: 'largest' as const,
  state: null,
  where: [],
  as_of: null,
}

test('two files are joined by the column that names each row of the second once; rows without a match stay and are told', async () => {
  const orders = toolFile('orders.csv', 'order,region,amount\n1,West,10\n2,East,20\n3,Moon,5\n4, west ,1\n')
  const regions = toolFile('regions.csv', 'region,manager\nWest,Ada\nEast,Jan\n')
  const result = await joinTool.run({ on: null, query: QUERY }, orders, [regions])
  expect(result).toMatchObject({ kind: 'joined', join: { left: 'region', matched: 3, unmatched: [3], unused: 0 } })
  const slice = result.kind === 'joined' && result.answer.kind === 'answer' ? result.answer.slices[0] : undefined
  expect(slice?.groups.map(({ label, value }) => [label, value])).toEqual([
    ['Jan', '20.00'],
    ['Ada', '11.00'],
    ['(empty)', '5.00'],
  ])
  expect(slice?.table?.provenance?.steps[0]).toMatchObject({ label: 'Joined' })
})

test('files without a key in common are not joined, and that is said', async () => {
  const result = await joinTool.run({ on: null, query: QUERY }, toolFile('a.csv', 'order,amount\nx,1\ny,2\n'), [
    toolFile('b.csv', 'town,manager\np,Ada\nq,Jan\n'),
  ])
  expect(result).toMatchObject({ kind: 'no_key', why: expect.stringContaining('no column in common') })
})

test('of two versions new rows, gone rows, changed cells and sums are told, whatever the order of the rows', async () => {
  const before = toolFile('old.csv', 'id,name,amount\nA,one,10\nB,two,20\nC,three,30\n')
  const after = toolFile('new.csv', 'id,name,amount\nD,four,5\nC,three,30\nA, one ,11\n')
  const result = answerOf(await compareTool.run({ key: null }, after, [before]))
  expect(tableIn(result).rows.map(({ cells }) => cells)).toEqual([
    ['new', 'D', '', '', ''],
    ['gone', 'B', '', '', ''],
    ['changed', 'A', 'amount', '10', '11'],
  ])
  expect(result.figures).toContainEqual({ name: 'change of amount', value: '-14' })
})

test('a clean table calls for nothing, and that is said instead of advice', async () => {
  const file = toolFile('a.csv', 'name,weight\na,1\nb,2\nc,3\n')
  const result = answerOf(await recommendTool.run({ as_of: null }, file))
  expect(result).toMatchObject({ says: ['In a.csv no number calls for anything.'], artifacts: [], points: [] })
})
