// One definition of open and overdue: sums, lists, names and ageing of the same file agree with each other.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerQuestion } from './answer-question.ts'
import { headline } from './answer-text.ts'
import { openTestTables, type TestTables } from './tables.test-support.ts'
import { openNamed } from './words/said.test-support.ts'

const PARTIAL = `invoice_no,customer,amount,amount_paid,due_date,status,snapshot_date
1,Acme,1000,400,2026-01-10,Open,2026-06-30
2,Beta,500,500,2026-01-10,Paid,2026-06-30
3,Cy,300,0,2026-05-10,Open,2026-06-30
4,Cy,-100,0,2026-04-10,Open,2026-06-30
5,Di,70,0,2026-07-10,Open,2026-06-30
`
const DATED = `invoice,customer,invoice_date,due_date,paid_date,amount
A1,Acme,2026-01-01,2026-02-01,2026-06-20,100.00
A2,Brix,2026-01-05,2026-02-05,,200.00
A3,Cora,2026-06-01,2026-07-01,,400.00
`
const GROSS = `Rechnung;Kunde;Fällig am;Netto;Brutto;Status
R1;Acme;01.02.2026;100,00;119,00;offen
R2;Brix;01.03.2026;200,00;238,00;bezahlt
`
const CURRENCIES = `invoice,customer,due_date,paid_date,amount,currency
A1,Acme,2026-02-01,,100.00,EUR
A2,Brix,2026-02-05,,200.00,USD
A3,Cora,2026-03-05,2026-04-01,300.00,USD
`

let tables: TestTables
beforeAll(async () => {
  tables = await openTestTables()
})
afterAll(() => tables[Symbol.asyncDispose]())

async function ask(csv: string, text: string, earlier: string[] = []) {
  const asked = await openNamed(tables, 'invoices', csv)
  const outcome = await answerQuestion({ text, earlier }, asked, tables.session)
  return outcome.kind === 'answered' ? headline(outcome) : outcome.kind === 'ask' ? `asked: ${outcome.why}` : 'analysis'
}

test.each([
  [PARTIAL, 'How much is open?', '**870.00**'],
  [PARTIAL, 'overdue amount', '**800.00**'],
  [PARTIAL, 'who is late?', '**3 invoices of 2 customers are overdue: 800.00**'],
  [PARTIAL, 'Who is more than 90 days late?', 'are open in 4 invoices'],
  [PARTIAL, 'Who is more than 90 days late?', '**1 invoice of 1 customer is more than 90 days late: 600.00**'],
  [PARTIAL, 'show the ageing', '| Not due | 1 | 70.00 |'],
  [PARTIAL, 'show late invoices', '1 open amount is negative, such as a credit note, and lowers the total.'],
  [DATED, 'How much is open?', '**600.00**'],
  [DATED, 'who is late as of 2026-05-31', '**2 invoices of 2 customers are overdue: 300.00**'],
  [DATED, 'who is late as of 2026-02-30', 'asked: 2026-02-30 is not a day of the calendar'],
  [GROSS, 'Wie viel ist noch offen?', '**119,00**'],
  [CURRENCIES, 'who is late?', 'Amounts in different currencies are never added to each other.'],
])('[K5] of %#: %s is answered by the one rule', async (csv, text, expected) => {
  expect(await ask(csv, text)).toContain(expected)
})

test('[K5] a day alone asks the question before for that day', async () => {
  expect(await ask(DATED, 'as of 2026-05-31', ['who is late?'])).toContain('**2 invoices of 2 customers are overdue')
})

test('[K5] groups of a late list add up its open amounts', async () => {
  expect(await ask(PARTIAL, 'by customer', ['who is late?'])).toContain('All together: **800.00**')
})
