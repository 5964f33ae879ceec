import { expect, test } from 'vitest'
import { EVERYTHING } from './aggregate.test-support.ts'
import { aggregateTool } from './aggregate.ts'
import type { AggregateQuery } from './aggregate-query.ts'
import { toolFile } from './made-file.ts'

const SALES = `id,region,sold_on,amount,units
1,West,2026-01-05,10.10,1
2,East,2026-01-20,20.20,2
3,west ,2026-02-05,30.30,3
4,,2026-02-06,40.40,4
5,East,2026-03-07,n/a,5
6,East,soon,50.50,6
`

const ask = async (query: Partial<AggregateQuery>, csv = SALES) => {
  const result = await aggregateTool.run({ ...EVERYTHING, ...query }, toolFile('sales.csv', csv))
  if (result.kind === 'lacking') throw new Error(`lacking: ${result.lacking.join()}`)
  return result
}

const answerOf = async (query: Partial<AggregateQuery>, csv?: string) => (await ask(query, csv)).slices[0]?.value

const groupsOf = async (query: Partial<AggregateQuery>, csv?: string) =>
  (await ask(query, csv)).slices[0]?.groups.map(({ label, value }) => [label, value])

test.each([
  ['sum', '151.50'],
  ['average', '30.30'],
  ['median', '30.30'],
  ['min', '10.10'],
  ['max', '50.50'],
] as const)('%s of amount is %s', async (operation, expected) => {
  expect(await answerOf({ operation })).toBe(expected)
})

test('the median of an even count is the middle of two, the smallest and the largest say their row', async () => {
  expect(await answerOf({ operation: 'median', where: [{ column: 'region', equals: 'WEST' }] })).toBe('20.20')
  expect((await ask({ operation: 'min' })).slices[0]?.at_row).toBe(1)
  expect((await ask({ operation: 'max' })).slices[0]?.at_row).toBe(6)
})

test('rows are counted with and without groups, names are counted once', async () => {
  expect(await answerOf({ operation: 'count', column: null })).toBe('6')
  expect(await groupsOf({ operation: 'count', column: null, by: { column: 'region', grain: null } })).toEqual([
    ['East', '3'],
    ['West', '2'],
    ['(empty)', '1'],
  ])
  expect(await answerOf({ operation: 'distinct', column: 'region' })).toBe('2')
})

test('groups merge the spellings of one name, and their shares are of the whole', async () => {
  const { slices } = await ask({ by: { column: 'region', grain: null } })
  expect(slices[0]?.groups.map(({ label, value, share }) => [label, value, share])).toEqual([
    ['East', '70.70', '46.7 %'],
    ['(empty)', '40.40', '26.7 %'],
    ['West', '40.40', '26.7 %'],
  ])
  expect(slices[0]?.table?.data.totals).toEqual(['All', 151.5, 5, 100])
})

test('periods stand in their order, and a row without a day is left out and said', async () => {
  const result = await ask({ by: { column: 'sold_on', grain: 'month' } })
  expect(result.slices[0]?.groups.map(({ label, value }) => [label, value])).toEqual([
    ['2026-01', '30.30'],
    ['2026-02', '70.70'],
  ])
  expect(result.left_out.map(({ reason, rows }) => [reason, rows])).toEqual([
    ['no_value', [5]],
    ['no_date', [6]],
  ])
  expect(result.slices[0]?.chart?.data.spec).toMatchObject({ mark: { type: 'line' } })
})

test('the first of a ranking are the largest or the smallest, with all of them in the total', async () => {
  const { slices } = await ask({ by: { column: 'region', grain: null }, top: 1, order: 'smallest' })
  expect(slices[0]).toMatchObject({ groups: [{ label: '(empty)' }], groups_total: 3, value: '151.50' })
  expect(slices[0]?.table?.data.rows).toHaveLength(1)
})

test('a list has the rows that fit, each with its number, and what they amount to', async () => {
  const { slices } = await ask({ operation: 'list', top: 2 })
  expect(slices[0]?.listed).toEqual({
    rows: 2,
    total: '90.90',
    first: [
      { row: 6, value: '50.50', name: null },
      { row: 4, value: '40.40', name: null },
    ],
  })
  const all = await ask({ operation: 'list' })
  expect(all.slices[0]?.table?.data.rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6])
})

test('currencies stay apart', async () => {
  const csv = 'id,amount,currency\n1,1.00,EUR\n2,2.00,USD\n3,4.00,EUR\n'
  expect((await ask({}, csv)).slices.map(({ value }) => value)).toEqual(['EUR 5.00', 'USD 2.00'])
})

test('a value far from the rest and a negative one are pointed out, in rows that can be looked at', async () => {
  const lines = Array.from({ length: 40 }, (_, at) => `${at + 1},${100 + at}.00`)
  lines[9] = '10,900000.00'
  lines[19] = '20,-5.00'
  const { slices, left_out_table } = await ask({}, `id,amount\n${lines.join('\n')}\n`)
  expect(slices[0]).toMatchObject({
    outliers: [
      { row: 10, value: '900,000.00' },
      { row: 20, value: '-5.00' },
    ],
    negative_rows: [20],
  })
  expect(left_out_table?.data.rows.map(({ row }) => row)).toEqual([10, 20])
})

test('what is open, paid or past due is judged on a day', async () => {
  const csv =
    'invoice_id,due_date,paid_date,amount\n1,2026-01-10,,1.00\n2,2026-03-10,,2.00\n3,2026-01-10,2026-02-01,4.00\n'
  expect(await answerOf({ state: 'open' }, csv)).toBe('3.00')
  expect(await answerOf({ state: 'paid' }, csv)).toBe('4.00')
  expect(await answerOf({ state: 'overdue' }, csv)).toBe('1.00')
  expect(await answerOf({ state: 'overdue', as_of: '2026-04-01' }, csv)).toBe('3.00')
  expect(await answerOf({ state: 'open', as_of: '2026-01-15' }, csv)).toBe('7.00')
})

test('what the table does not have is said', async () => {
  const query = { ...EVERYTHING, column: 'weight', by: { column: 'colour', grain: null }, state: 'open' as const }
  const result = await aggregateTool.run(query, toolFile('sales.csv', SALES))
  expect(result).toEqual({
    kind: 'lacking',
    lacking: ['a column “weight”', 'a column “colour”', 'a column that says what is paid'],
  })
})

test('a filter that no row passes leaves nothing', async () => {
  expect((await ask({ where: [{ column: 'region', equals: 'North' }] })).slices).toEqual([])
})
