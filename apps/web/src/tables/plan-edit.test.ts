import type { PlanAnalysis, TablePlan } from '@biplane/contracts/wire/table-plan'
import { tablePlan } from '@biplane/contracts/wire/table-plan'
import { expect, test } from 'vitest'
import { readTableAnswer } from './answer-data.ts'
import { readPlan } from './plan-check.ts'
import {
  chipsWithTargets,
  removeGroup,
  removeMeasure,
  setAggregate,
  setFilter,
  setGroup,
  setLimit,
  setMeasureColumn,
  swapSides,
} from './plan-edit.ts'
import { planText } from './plan-text.ts'
import { ANSWER, PLAN } from './tables.test-support.ts'

const two: TablePlan = {
  ...PLAN,
  measures: [...PLAN.measures, { aggregate: 'count' }],
  having: [{ measure: 1, op: 'gt', value: 3 }],
  order: [{ by: 1, direction: 'ascending' }],
}
const side = (label: string) => ({ label, where: [] })

test.each([
  ['Total Net Amount by Region, Status is open, top 5', PLAN],
  ['Number of rows', { ...PLAN, measures: [{ aggregate: 'count' as const }], by: [], where: [], limit: null }],
  ['Total Net Amount and number of rows by Region, Status is open, lowest 5', two],
  [
    'Average Net Amount by month of Order Date',
    {
      ...setAggregate(PLAN, 0, 'average'),
      by: [{ column: 'Order Date', bucket: 'month' as const }],
      where: [],
      limit: null,
    },
  ],
  [
    'Total Net Amount, Q2 against Q1',
    { ...PLAN, by: [], where: [], limit: null, comparison: { left: side('Q2'), right: side('Q1') } },
  ],
  [
    'Total Net Amount, Order Date since 2026-01-01',
    {
      ...PLAN,
      by: [],
      limit: null,
      where: [
        [
          {
            operand: { of: 'column' as const, column: 'Order Date' },
            op: 'during' as const,
            range: { from: '2026-01-01', to: '9999-12-31' },
          },
        ],
      ],
    },
  ],
  ['All columns, Status is open', { ...PLAN, shape: 'rows' as const, measures: [], by: [], limit: null }],
  ['Total Net Amount by Region, with shares', { ...PLAN, where: [], share: true, limit: null }],
])('says a plan in plain words: %s', (text, plan) => {
  expect(planText(plan)).toBe(text)
})

test('bounds the words of a very long plan', () => {
  const by = { column: 'x'.repeat(200) }
  expect(planText({ ...PLAN, by: [by, by, by, by] }).length).toBeLessThanOrEqual(400)
})

const EDITS: [string, TablePlan][] = [
  ['another column', setMeasureColumn(PLAN, 0, 'Revenue')],
  ['another aggregate', setAggregate(PLAN, 0, 'median')],
  ['a count', setAggregate(PLAN, 0, 'count')],
  ['a measure less', removeMeasure(two, 0)],
  ['another group', setGroup(PLAN, 0, { column: 'Status' })],
  ['a second group', setGroup(PLAN, 1, { column: 'Order Date', bucket: 'month' })],
  ['no group', removeGroup(PLAN, 0)],
  ['a filter more', setFilter(PLAN, 1, [{ operand: { of: 'column', column: 'Paid' }, op: 'eq', values: [true] }])],
  ['the lowest', setLimit(PLAN, { count: 3, direction: 'ascending' })],
  ['all lines', setLimit(PLAN, null)],
  ['sides swapped', swapSides({ ...PLAN, comparison: { left: side('a'), right: side('b') } })],
]

test.each(EDITS)('stays a valid plan with %s', (_, plan) => {
  expect(tablePlan.safeParse(plan).error).toBeUndefined()
  expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
})

test('moves what names a measure when an earlier one is removed', () => {
  const one = removeMeasure(two, 0)
  expect(one.order).toEqual([{ by: 0, direction: 'ascending' }])
  expect(one.having).toEqual([{ measure: 0, op: 'gt', value: 3 }])
  expect(removeMeasure(two, 1)).toMatchObject({ having: [], order: [] })
})

const statistic = (analysis: PlanAnalysis): TablePlan => ({ ...PLAN, shape: 'analysis', analysis, limit: null })

test.each<PlanAnalysis>([
  { kind: 'correlation', columns: ['a', 'b'] },
  { kind: 'describe', columns: [] },
  { kind: 'outliers', columns: ['a'] },
  { kind: 'forecast', periods: 3 },
  { kind: 'change', from: null, to: '2026-03' },
  { kind: 'cohort', who: 'Customer' },
  { kind: 'versions', earlier: { file_uuid: 'f' }, key: null },
  { kind: 'advice' },
])('reads the plan of a statistic: $kind', (analysis) => {
  expect(tablePlan.safeParse(statistic(analysis)).error).toBeUndefined()
  expect(readPlan(statistic(analysis))).toEqual(statistic(analysis))
})

test('keeps a statistic when its measure is changed', () => {
  const forecast = statistic({ kind: 'forecast', periods: 3 })
  expect(setMeasureColumn(forecast, 0, 'Revenue')).toMatchObject({ shape: 'analysis', analysis: { kind: 'forecast' } })
  expect(planText(forecast)).toBe('Forecast, total Net Amount by Region, Status is open')
})

test('drops ranking and shares with the last group', () => {
  expect(removeGroup({ ...PLAN, share: true }, 0)).toMatchObject({ by: [], order: [], limit: null, share: false })
})

test('drops “of each” when its group is replaced', () => {
  const each: TablePlan = { ...PLAN, limit: { count: 1, unit: 'lines', per: 'Region' } }
  expect(setGroup(each, 0, { column: 'Status' }).limit).toEqual({ count: 1, unit: 'lines' })
})

test('turns listed rows into figures when a column is measured', () => {
  const rows: TablePlan = { ...PLAN, shape: 'rows', measures: [], columns: ['Region'], by: [] }
  expect(setMeasureColumn(rows, 0, 'Revenue')).toMatchObject({ shape: 'groups', columns: [], limit: null })
})

test.each([
  ['no object', null],
  ['another version', { ...PLAN, version: 2 }],
  ['an unknown shape', { ...PLAN, shape: 'cube' }],
  ['an unknown operand', { ...PLAN, measures: [{ aggregate: 'sum', operand: { of: 'sql', text: 'DROP' } }] }],
  ['an unknown aggregate', { ...PLAN, measures: [{ aggregate: 'evil' }] }],
  ['a filter that is not a list', { ...PLAN, where: {} }],
  ['a nested value', { ...PLAN, where: [[{ operand: { of: 'column', column: 'x' }, op: 'eq', values: [{}] }]] }],
  ['a missing part', { ...PLAN, limit: undefined }],
])('does not read a plan with %s', (_, value) => {
  expect(readPlan(value)).toBeUndefined()
  expect(readTableAnswer({ ...ANSWER, plan: value })).toBeNull()
})

test('edits no chip where chips and plan do not fit', () => {
  expect(chipsWithTargets(PLAN, ANSWER.chips).map(({ target }) => target?.kind)).toEqual([
    'measure',
    'group',
    'filter',
    'limit',
  ])
  expect(chipsWithTargets(PLAN, ANSWER.chips.slice(1)).every(({ target }) => target === null)).toBe(true)
})
