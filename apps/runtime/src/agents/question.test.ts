import { beforeAll, expect, test } from 'vitest'
import { EVERYTHING } from '../tools/aggregate.test-support.ts'
import { type ColumnFacts, columnsTool } from '../tools/columns-tool.ts'
import { sampleText, toolFile } from '../tools/made-file.ts'
import { readQuestion } from './question.ts'

let columns: ColumnFacts[] = []

beforeAll(async () => {
  columns = (await columnsTool.run({}, toolFile('receivables.csv', sampleText('receivables.csv')))).columns
})

const late = (days: number, more = {}) => ({
  kind: 'late',
  days,
  inclusive: false,
  as_of: null,
  where: [],
  show: 'list',
  ...more,
})

test.each([
  ['Who is more than 90 days late?', late(90)],
  ['who is over 60 days overdue', late(60)],
  ['Who is late?', late(0)],
  ['invoices 30 days or more past due', late(30, { inclusive: true })],
  ['who is at least two months late', late(60, { inclusive: true })],
  ['90 days late', late(90)],
  ['which customers owe for more than 90 days', late(90)],
  ['How many invoices are more than 90 days late as of 2026-06-30?', late(90, { as_of: '2026-06-30' })],
  ['Who is more than 90 days late in the North region?', late(90, { where: [{ column: 'region', equals: 'North' }] })],
  ['show me the ageing buckets', late(0, { show: 'ageing' })],
])('“%s” is a question about lateness', (text, expected) => {
  expect(readQuestion(text, columns)).toEqual(expected)
})

const query = (of: object) => ({
  kind: 'aggregate',
  query: { ...EVERYTHING, ...of },
})
const by = (column: string, grain: string | null = null) => ({ column, grain })
const rows = { operation: 'count', column: null }
const is = (column: string, equals: string) => [{ column, equals }]

test.each([
  ['total amount by region', query({ by: by('region') })],
  ['What is the total amount per region?', query({ by: by('region') })],
  ['how many invoices are unpaid?', query({ ...rows, state: 'open' })],
  ['top 5 customers by amount', query({ by: by('customer'), top: 5 })],
  ['the 10 biggest debtors', query({ by: by('customer'), top: 10 })],
  ['top 3 regions by number of invoices', query({ ...rows, by: by('region'), top: 3 })],
  ['average amount', query({ operation: 'average' })],
  ['median amount by account manager', query({ operation: 'median', by: by('account_manager') })],
  ['highest amount', query({ operation: 'max' })],
  ['5 smallest invoices', query({ operation: 'list', top: 5, order: 'smallest' })],
  ['which customer has the highest amount', query({ by: by('customer'), top: 1 })],
  ['which region has the most unpaid invoices', query({ ...rows, by: by('region'), top: 1, state: 'open' })],
  ['who owes us money', query({ by: by('customer'), state: 'open' })],
  ['How much does Norrvik owe?', query({ state: 'open', where: is('customer', 'Norrvik Shipping AB') })],
  ['how much is outstanding', query({ state: 'open' })],
  ['how many customers are there', query({ operation: 'distinct', column: 'customer' })],
  ['revenue by month', query({ by: by('invoice_date', 'month') })],
  ['amount by quarter of due date', query({ by: by('due_date', 'quarter') })],
  ['what share does West have', query({ by: by('region') })],
  ['list disputed invoices', query({ operation: 'list', where: is('status', 'disputed') })],
  ['how many invoices does Claire Fontaine have', query({ ...rows, where: is('account_manager', 'Claire Fontaine') })],
  ['overdue amount by region', query({ by: by('region'), state: 'overdue' })],
  ['which invoices are not yet paid', query({ operation: 'list', state: 'open' })],
  ['total paid amount', query({ state: 'paid' })],
])('“%s” is a question that has an answer', (text, expected) => {
  expect(readQuestion(text, columns)).toEqual(expected)
})

const bound = (column: string, op: string, value: string) => ({ column, op, value })

test.each([
  ['invoices over 10000', query({ operation: 'list', limits: [bound('amount', 'above', '10000')] })],
  ['invoices above 10 000', query({ operation: 'list', limits: [bound('amount', 'above', '10000')] })],
  ['how many invoices above 10,000.50', query({ ...rows, limits: [bound('amount', 'above', '10000.50')] })],
  [
    'total amount between 5k and 20k',
    query({ limits: [bound('amount', 'from', '5000'), bound('amount', 'to', '20000')] }),
  ],
  ['number of invoices of at least 1.5 million', query({ ...rows, limits: [bound('amount', 'from', '1500000')] })],
  ['total amount except West', query({ limits: [bound('region', 'not', 'West')] })],
  ['amount before 2026-01-01', query({ limits: [bound('invoice_date', 'to', '2025-12-31')] })],
  [
    'total amount last month',
    query({ limits: [bound('invoice_date', 'from', '2026-09-01'), bound('invoice_date', 'to', '2026-09-30')] }),
  ],
  [
    'total amount in Q1 2026',
    query({ limits: [bound('invoice_date', 'from', '2026-01-01'), bound('invoice_date', 'to', '2026-03-31')] }),
  ],
  [
    'how many invoices with due date after 2026-05-31',
    query({ ...rows, limits: [bound('due_date', 'from', '2026-06-01')] }),
  ],
  ['total amount by region and status', query({ by: by('region'), across: by('status') })],
  ['amount by region per month', query({ by: by('region'), across: by('invoice_date', 'month') })],
  [
    'more than 90 days late by region',
    query({ by: by('region'), state: 'overdue', late: { days: 90, inclusive: false } }),
  ],
])('“%s” bounds, leaves out or crosses', (text, expected) => {
  expect(readQuestion(text, columns)).toEqual(expected)
})

const subject = { column: 'amount', where: [], limits: [] }
const timed = { ...subject, date: null, grain: 'month' }
const ask = (tool: string, args?: object) => ({ kind: 'analysis', ask: args ? { tool, args } : { tool } })

test.each([
  ['forecast revenue', ask('forecast', { ...timed, periods: 3 })],
  ['forecast amount for the next 6 months', ask('forecast', { ...timed, periods: 6 })],
  ['trend of amount by quarter', ask('trend', { ...timed, grain: 'quarter' })],
  ['how does revenue develop', ask('trend', timed)],
  ['what changed last month', ask('change', { ...timed, by: null, from: null, to: null, limits: expect.anything() })],
  ['why did the amount fall by region?', ask('change', { ...timed, by: 'region', from: null, to: null })],
  ['describe the amount', ask('statistics', subject)],
  ['statistics', ask('statistics', { ...subject, column: null })],
  ['customer cohorts by quarter', ask('cohort', { ...timed, column: null, grain: 'quarter', who: expect.anything() })],
  ['what moves together', ask('correlation', { columns: null, where: [] })],
  ['profile', ask('profile')],
  ['what should we do next?', ask('recommend', { as_of: null })],
  ['compare the two files', ask('compare', { key: null })],
])('“%s” asks for an analysis', (text, expected) => {
  expect(readQuestion(text, columns)).toEqual(expected)
})

test.each([
  'who is less than 30 days late',
  'who paid late?',
  'total weight by region',
  'total in West and South',
  'correlate amount and region',
  'how many customers by region',
  'total amount by region and customer and status',
  'forecast the weather',
  'amount before 2026-02-30',
  'total amount as of 2026-06-30',
  'who is late as of 2026-02-30',
])('“%s” is not answered by guess', (text) => {
  expect(readQuestion(text, columns)).toMatchObject({ kind: 'unclear', why: expect.stringMatching(/\.$/) })
})

test.each(['what is the weather', 'How many penguins are there?', 'hello world', '', '???', '你好', 'sing me a song'])(
  '“%s” is no question about this table',
  (text) => {
    expect(readQuestion(text, columns)).toEqual({ kind: 'unknown' })
  },
)

test('outliers and an overview can be asked for', () => {
  expect(readQuestion('are there any outliers?', columns)).toEqual({ kind: 'outliers' })
  expect(readQuestion('give me an overview of the data', columns)).toEqual({ kind: 'overview' })
})

test('in a table that is no list of invoices, open is a value like any other', async () => {
  const tickets = 'id,state,hours\n1,open,2\n2,closed,3\n3,open,5\n'
  const facts = (await columnsTool.run({}, toolFile('tickets.csv', tickets))).columns
  expect(readQuestion('how many open rows', facts)).toEqual(query({ ...rows, where: is('state', 'open') }))
  expect(readQuestion('average hours by state', facts)).toEqual(
    query({ operation: 'average', column: 'hours', by: by('state') }),
  )
})

test('with several measures and none named, the person is asked which one', async () => {
  const facts = (await columnsTool.run({}, toolFile('a.csv', 'team,cost_a,cost_b\nx,1.5,2.5\ny,2.5,3.5\n'))).columns
  expect(readQuestion('average by team', facts)).toEqual({
    kind: 'unclear',
    why: 'Say of which column: “cost_a”, “cost_b”.',
  })
})
