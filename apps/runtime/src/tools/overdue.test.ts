import { expect, test } from 'vitest'
import { toolFile } from './made-file.ts'
import { overdueTool } from './overdue.ts'

const HEADER = 'invoice_id,customer,invoice_date,due_date,paid_date,amount,currency,status'

/** Rows as the header names them, in a file whose newest day (2026-06-30) is that of a payment. */
const invoices = (...rows: string[]) =>
  `${[HEADER, ...rows, 'P-1,Zed,2026-05-01,2026-06-01,2026-06-30,1.00,EUR,paid'].join('\n')}\n`

interface Asked {
  days?: number
  inclusive?: boolean
  as_of?: string
  where?: { column: string; equals: string }[]
}

const ask = async (csv: string, { days = 90, inclusive = false, where = [], ...asOf }: Asked = {}) => {
  const result = await overdueTool.run({ days, inclusive, where, ...asOf }, toolFile('a.csv', csv))
  if (result.kind === 'lacking') throw new Error(`lacking: ${result.lacking.join()}`)
  return result
}

const lateRows = async (csv: string, asked?: Asked) => {
  const { currencies } = await ask(csv, asked)
  return currencies.flatMap(({ list }) => list.data.rows.map(({ row }) => row))
}

test('more than 90 days is 91 days, and 90 days is not', async () => {
  const csv = invoices('A,Ada,2026-01-01,2026-04-01,,10.00,EUR,open', 'B,Bob,2026-01-01,2026-03-31,,20.00,EUR,open')
  expect(await lateRows(csv)).toEqual([2])
  expect(await lateRows(csv, { inclusive: true })).toEqual([2, 1])
})

test('each bucket holds its first and its last day', async () => {
  const due = [
    '2026-07-01',
    '2026-06-30',
    '2026-06-29',
    '2026-05-31',
    '2026-05-30',
    '2026-05-01',
    '2026-04-30',
    '2026-04-01',
    '2026-03-31',
  ]
  const { currencies } = await ask(invoices(...due.map((day, at) => `I${at},Ada,2026-01-01,${day},,1.00,EUR,open`)))
  expect(currencies[0]?.buckets.map(({ label, count }) => [label, count])).toEqual([
    ['Not due', 2],
    ['1–30 days', 2],
    ['31–60 days', 2],
    ['61–90 days', 2],
    ['Over 90 days', 1],
  ])
})

test('the day is the one asked for, else that of the file, never the clock', async () => {
  const csv = invoices('A,Ada,2026-01-01,2026-03-31,,10.00,EUR,open')
  expect((await ask(csv)).as_of_words).toBe(
    '2026-06-30, the newest day in the file that is no due date (“paid_date”, row 2)',
  )
  expect((await ask(csv, { as_of: '2026-07-15' })).as_of_words).toBe('2026-07-15, as asked')
  const stated =
    'invoice_id,due_date,paid_date,amount,as_of\nA,2026-03-31,,10.00,2026-05-31\nB,2026-03-31,2026-06-30,10.00,2026-05-31\n'
  expect((await ask(stated)).as_of_words).toBe('2026-05-31, the newest day in “as_of” (row 1)')
})

test('on an earlier day, what was paid later was still open and what was written later did not exist', async () => {
  const csv = invoices(
    'A,Ada,2025-10-01,2025-11-01,2026-05-05,10.00,EUR,paid',
    'B,Bob,2026-04-20,2026-05-20,,20.00,EUR,open',
  )
  const { currencies } = await ask(csv, { as_of: '2026-04-01' })
  expect(currencies[0]).toMatchObject({
    late: { count: 1, total: 'EUR 10.00' },
    open: { count: 1, total: 'EUR 10.00' },
  })
})

test('cents add up exactly, and the share is of what is open', async () => {
  const rows = Array.from({ length: 30 }, (_, at) => `I${at},Ada,2026-01-01,2026-02-01,,0.10,EUR,open`)
  const { currencies } = await ask(invoices(...rows, 'X,Bob,2026-05-01,2026-07-01,,6.00,EUR,open'))
  expect(currencies[0]).toMatchObject({ late: { total: 'EUR 3.00' }, open: { total: 'EUR 9.00' }, share: '33.3' })
})

test('currencies are never added to each other', async () => {
  const csv = invoices(
    'A,Ada,2026-01-01,2026-02-01,,10.00,EUR,open',
    'B,Bob,2026-01-01,2026-02-01,,20.00,USD,open',
    'C,Bob,2026-01-01,2026-02-01,,5.00,usd,open',
  )
  const { currencies } = await ask(csv)
  expect(currencies.map(({ currency, late }) => [currency, late.total])).toEqual([
    ['USD', 'USD 25.00'],
    ['EUR', 'EUR 10.00'],
  ])
})

test('what cannot be counted is left out and said, with its rows and what it amounts to', async () => {
  const csv = invoices(
    'A,Ada,2026-01-01,2026-02-01,,10.00,EUR,open',
    'A,Ada,2026-01-01,2026-02-01,,10.00,EUR,open',
    'C,Cid,2026-01-01,,,11.00,EUR,open',
    'D,Dan,2026-01-01,2026-02-30,,12.00,EUR,open',
    'E,Eve,2026-01-01,2026-02-01,,soon,EUR,open',
    'F,Fay,2026-01-01,2026-02-01,,-4.00,EUR,open',
    'G,Gus,2026-01-01,2026-02-01,,13.00,EUR,paid',
    'H,Hal,2026-01-01,2026-02-01,2026-03-01,14.00,EUR,open',
    'I,Ida,2026-01-01,2026-02-01,2026-13-01,15.00,EUR,paid',
    'J,Jon,2026-01-01,2026-02-01,,16.00,EUR,open,too many',
    'K,Kim,2026-01-01,2026-02-01,,,EUR,open',
    'L,Liv,2026-01-01,2026-02-01,2026-02-02,oops,EUR,paid',
    ...Array.from({ length: 20 }, (_, at) => `Z${at},Zed,2026-01-01,2026-02-01,2026-02-02,1.00,EUR,paid`),
  )
  const { currencies, left_out } = await ask(csv)
  expect(currencies[0]?.late).toEqual({ count: 1, total: 'EUR 10.00' })
  expect(left_out.map(({ reason, rows, totals }) => [reason, rows, totals.map(({ total }) => total).join()])).toEqual([
    ['contradiction', [7, 8], '27.00'],
    ['no_due_date', [3], '11.00'],
    ['impossible_due_date', [4], '12.00'],
    ['unreadable_paid_date', [9], '15.00'],
    ['no_value', [11], ''],
    ['unreadable_value', [5], ''],
    ['credit_note', [6], '-4.00'],
    ['repeated', [2], '10.00'],
    ['ragged', [10], ''],
  ])
})

test('rows that are left out stand in a table of their own, so that each can be looked at', async () => {
  const { left_out_table: table } = await ask(
    invoices('A,Ada,2026-01-01,,,10.00,EUR,open', 'B,Bob,2026-01-01,2026-02-01,,1.00,EUR,open'),
  )
  expect(table?.data.rows).toEqual([{ row: 1, cells: ['left out: no due date', 'A', 'Ada', '', '10.00'] }])
})

test('equal rows without a number of their own are two sales, and count twice', async () => {
  const csv =
    'customer,due_date,paid_date,amount\nAda,2026-01-01,,10.00\nAda,2026-01-01,,10.00\nBob,2026-01-01,2026-06-30,1.00\n'
  expect((await ask(csv)).currencies[0]?.late).toEqual({ count: 2, total: '20.00' })
})

test('one customer in several spellings is one customer, shown as mostly spelt', async () => {
  const csv = invoices(
    'A,Ada Ltd,2026-01-01,2026-02-01,,10.00,EUR,open',
    'B, ada LTD ,2026-01-01,2026-02-01,,20.00,EUR,open',
    'C,Ada Ltd.,2026-01-01,2026-02-01,,5.00,EUR,open',
    'D,Ada Ltd,2026-01-01,2026-02-01,,1.00,EUR,open',
  )
  expect((await ask(csv)).currencies[0]?.top_customers).toEqual([
    { name: 'Ada Ltd', count: 4, total: 'EUR 36.00', oldest_days: 149 },
  ])
})

test('without a column for payments the status decides, and without either every row counts as open and that is said', async () => {
  const byStatus =
    'id,due_date,amount,status,invoice_date\n1,2026-01-01,10.00,paid,2026-06-30\n2,2026-01-01,20.00,void,2026-01-01\n3,2026-01-01,30.00,sent,2026-01-01\n'
  expect(await ask(byStatus)).toMatchObject({ payment_known: true, currencies: [{ late: { total: '30.00' } }] })
  const without = 'id,due_date,amount,invoice_date\n1,2026-01-01,10.00,2026-06-30\n'
  expect(await ask(without)).toMatchObject({ payment_known: false, currencies: [{ late: { total: '10.00' } }] })
})

test('a part of the rows can be asked about, and has artifacts of its own', async () => {
  const csv = invoices('A,Ada,2026-01-01,2026-02-01,,10.00,EUR,open', 'B,Bob,2026-01-01,2026-02-01,,20.00,EUR,open')
  const all = await ask(csv)
  const part = await ask(csv, { where: [{ column: 'customer', equals: 'BOB' }] })
  expect(part.currencies[0]?.late.total).toBe('EUR 20.00')
  expect(part.currencies[0]?.list.key).not.toBe(all.currencies[0]?.list.key)
  expect(part.currencies[0]?.list.title).toContain('“BOB”')
})

test('a table that is no list of invoices says what it lacks', async () => {
  const result = await overdueTool.run(
    { days: 90, inclusive: false, where: [] },
    toolFile('a.csv', 'name,born\nAda,1815-12-10\nGrace,1906-12-09\n'),
  )
  expect(result).toMatchObject({ kind: 'lacking', lacking: ['a column with due dates', 'a column with amounts'] })
})

test('nobody late is an answer too', async () => {
  const { currencies } = await ask(invoices('A,Ada,2026-06-01,2026-07-01,,10.00,EUR,open'))
  expect(currencies[0]).toMatchObject({
    late: { count: 0, total: 'EUR 0.00' },
    share: '0.0',
    customers: 0,
    oldest: null,
  })
})
