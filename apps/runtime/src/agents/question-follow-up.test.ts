import { beforeAll, expect, test } from 'vitest'
import { EVERYTHING } from '../tools/aggregate.test-support.ts'
import { type ColumnFacts, columnsTool } from '../tools/columns-tool.ts'
import { sampleText, toolFile } from '../tools/made-file.ts'
import { readInContext } from './question-follow-up.ts'

let columns: ColumnFacts[] = []

beforeAll(async () => {
  columns = (await columnsTool.run({}, toolFile('receivables.csv', sampleText('receivables.csv')))).columns
})

const read = (...texts: string[]) => readInContext(texts.at(-1) ?? '', texts.slice(0, -1), columns)
const query = (of: object) => ({
  goesOn: true,
  question: {
    kind: 'aggregate',
    query: { ...EVERYTHING, ...of },
  },
})
const by = (column: string, grain: string | null = null) => ({ column, grain })
const late = { state: 'overdue', late: { days: 90, inclusive: false } }
const count = { operation: 'count', column: null }
const above = [{ column: 'amount', op: 'above', value: '10000' }]
const LATE = 'Who is more than 90 days late?'

test.each<[string[], object]>([
  [[LATE, 'how many?'], query({ ...count, ...late })],
  [[LATE, 'by region'], query({ ...late, by: by('region') })],
  [[LATE, 'by region', 'above 10 000'], query({ ...late, by: by('region'), limits: above })],
  [[LATE, 'by region', 'above 10 000', 'show me those'], query({ ...late, operation: 'list', limits: above })],
  [[LATE, 'by region', 'above 10 000', 'how many?'], query({ ...count, ...late, by: by('region'), limits: above })],
  [['total amount by region', 'over time'], query({ by: by('invoice_date', 'month') })],
  [['total amount by region', 'and by status'], query({ by: by('region'), across: by('status') })],
  [
    ['total amount by region', 'only in West'],
    query({ by: by('region'), where: [{ column: 'region', equals: 'West' }] }),
  ],
  [['total amount', 'only in West', 'what about South?'], query({ where: [{ column: 'region', equals: 'South' }] })],
  [
    ['how many invoices are unpaid?', 'last quarter'],
    query({
      ...count,
      state: 'open',
      limits: [
        { column: 'invoice_date', op: 'from', value: '2026-07-01' },
        { column: 'invoice_date', op: 'to', value: '2026-09-30' },
      ],
    }),
  ],
  [
    ['total amount in Q1 2026', 'and in Q2 2026?'],
    query({
      limits: [
        { column: 'invoice_date', op: 'from', value: '2026-04-01' },
        { column: 'invoice_date', op: 'to', value: '2026-06-30' },
      ],
    }),
  ],
  [['total amount above 5000', 'above 10 000'], query({ limits: above })],
  [['how much is outstanding', 'who?'], query({ state: 'open', by: by('customer') })],
  [['total amount by region', 'average'], query({ operation: 'average', by: by('region') })],
  [['total amount by customer', 'top 5'], query({ by: by('customer'), top: 5 })],
  [
    ['total amount by region', 'except West'],
    query({ by: by('region'), limits: [{ column: 'region', op: 'not', value: 'West' }] }),
  ],
])('%j goes on from the plan before', (texts, expected) => {
  expect(read(...texts)).toEqual(expected)
})

test('another day, or one customer, keeps the list of who is late', () => {
  expect(read(LATE, 'as of 2026-06-30')).toMatchObject({ question: { kind: 'late', days: 90, as_of: '2026-06-30' } })
  expect(read(LATE, 'only in the North region')).toMatchObject({
    question: { kind: 'late', where: [{ column: 'region', equals: 'North' }] },
  })
})

test('“why?” and “forecast that” are asked of what was computed before', () => {
  expect(read('total amount in West', 'why?')).toMatchObject({
    goesOn: true,
    question: {
      kind: 'analysis',
      ask: { tool: 'change', args: { column: 'amount', where: [{ column: 'region', equals: 'West' }] } },
    },
  })
  expect(read('number of invoices by quarter', 'forecast that')).toMatchObject({
    question: { kind: 'analysis', ask: { tool: 'forecast', args: { column: null, grain: 'quarter' } } },
  })
  expect(read('trend of amount', 'only in West')).toMatchObject({
    question: { kind: 'analysis', ask: { tool: 'trend', args: { where: [{ column: 'region', equals: 'West' }] } } },
  })
})

test.each([
  'who owes us money',
  'total amount by status',
  'how many customers are there',
  'Who is more than 30 days late?',
])('“%s” is a question by itself, whatever was asked before', (text) => {
  expect(read(LATE, 'by region', text)).toEqual({ ...read(text), goesOn: false })
})

test('small talk and questions that were not understood do not end a plan', () => {
  expect(read(LATE, 'thanks', 'sing me a song', 'by region')).toEqual(query({ ...late, by: by('region') }))
})

test('without a question before, a few words are read as they stand', () => {
  expect(read('by region')).toMatchObject({ goesOn: false, question: { kind: 'aggregate' } })
  expect(read('show me those').question.kind).not.toBe('aggregate')
})

test('what is not understood changes nothing by guess', () => {
  expect(read(LATE, 'by penguin').question).toMatchObject({ kind: expect.stringMatching(/^un/) })
})
