// Questions as people ask them, about small files of many fields, with answers that were computed by hand.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleText } from '../tools/made-file.test-support.ts'
import { answerQuestion, type TableOutcome } from './answer-question.ts'
import { workingSuggestions } from './suggest.ts'
import { openTestTables, type TestTables } from './tables.test-support.ts'
import { openNamed, saidIn as said } from './words/said.test-support.ts'

const FILES: Record<string, string> = {
  sales: `Order ID,Order Date,Customer,Country,Sales Rep,Product,Unit Price,Quantity,Net Amount,Returned
SO-1,2025-01-10,Acme,Germany,Ann,Lamp,10.00,2,20.00,No
SO-2,2025-02-11,Brix,Spain,Bob,Desk,100.00,1,100.00,Yes
SO-3,2025-03-12,Acme,Germany,Ann,Desk,100.00,3,300.00,No
SO-4,2025-04-13,Cora,Spain,Bob,Lamp,10.00,5,50.00,No
SO-5,2025-05-14,Acme,Germany,Cid,Chair,40.00,4,160.00,Yes
SO-6,2025-06-15,Brix,France,Ann,Desk,100.00,2,200.00,No
`,
  tickets: `ticket_id,created_at,resolved_at,priority,channel,agent,first_response_minutes,csat,status,reopened
T1,2026-07-06 08:00,2026-07-06 18:00,High,Web,Bea,30,5,Closed,no
T2,2026-07-10 08:00,2026-07-11 08:00,Low,Phone,Amir,90,3,Closed,yes
T3,2026-08-03 08:00,,High,Web,Bea,120,,Open,no
T4,2026-08-07 08:00,2026-08-07 14:00,Low,Chat,Chen,10,4,Closed,no
`,
  people: `Employee ID,Name,Department,Location,Hire Date,Termination Date,Gender,Base Salary
1,Lena Clark,Engineering,Berlin,2021-02-12,,Female,75000
2,Ravi Petrova,Finance,Berlin,2024-01-05,,Male,48000
3,Lena Berg,Engineering,London,2024-06-01,2025-07-01,Female,90000
4,Tom Olsen,Finance,Madrid,2019-03-01,,Male,60000
`,
  nations: `Rank,Nation,Gold,Silver,Total
1,Russia,13,11,24
2,Norway,11,5,16
3,Canada,10,10,20
4,Netherlands,8,7,15
`,
  umsatz: `Datum;Kunde;Region;Artikel;Menge;Einzelpreis;Umsatz
05.01.2026;Müller AG;Nord;Schraube;10;1,50;15,00
17.02.2026;Schulz KG;Süd;Mutter;20;0,50;10,00
20.02.2026;Müller AG;Nord;Bohrer;2;30,00;60,00
03.03.2026;Weber;West;Bohrer;1;30,00;30,00
`,
  shipments: `shipment_id,carrier,ship_date,delivery_date,promised_date,weight_kg,cost
S1,DHL,2026-03-01,2026-03-04,2026-03-05,12.5,40.00
S2,UPS,2026-03-02,2026-03-09,2026-03-06,30.0,90.00
S3,DHL,2026-03-05,2026-03-08,2026-03-07,5.0,22.00
S4,FedEx,2026-03-10,,2026-04-02,8.0,55.00
`,
  bank: `Date,Category,Amount,Balance
2026-01-02,Income,3000.00,3500.00
2026-01-05,Housing,-1200.00,2300.00
2026-02-02,Income,3000.00,5300.00
2026-02-05,Housing,-1245.00,4055.00
`,
  odd: `Growth,Share,Count,May,"we""ird; DROP TABLE x"
2,5,10,1,7
4,7,20,2,8
`,
}

let tables: TestTables
beforeAll(async () => {
  tables = await openTestTables()
})
afterAll(() => tables[Symbol.asyncDispose]())

const open = (name: string, text: string) => openNamed(tables, name, text)

async function answerTo(name: string, text: string, earlier: string[] = []): Promise<TableOutcome> {
  return answerQuestion({ text, earlier }, await open(name, FILES[name] ?? ''), tables.session)
}

test.each([
  // The column that is named, and never the price of a piece.
  ['sales', 'total revenue', '**830.00**'],
  ['sales', 'what are our total sales in Q1?', '**420.00**'],
  ['sales', 'top 2 customers by revenue', '**Acme**: 480.00'],
  ['sales', 'total Unit Price of Desk', '**100.00**'],
  ['sales', 'which product sells best?', '**Desk** has the highest total Net Amount: **600.00**'],
  ['sales', 'Who is our best sales rep?', '**Ann** has the highest'],
  ['sales', 'how many orders from Germany', '**3**'],
  ['sales', 'how many different customers', '**3**'],
  ['sales', '% returned', '**33.3 %**'],
  ['sales', 'product with the highest return rate', '**Chair**'],
  ['sales', 'customers who ordered more than once', '**2** of Customer'],
  ['sales', 'which customers have at least 3 orders', '**Acme**: 3'],
  ['sales', 'customers with total Net Amount above 250', '**2** of Customer'],
  ['sales', 'how many orders over 150', '**3**'],
  ['sales', 'more revenue in Q2 than in Q1?', 'less in Q2 2025'],
  ['sales', 'March vs February', 'more in March 2025, by 200.00'],
  ['sales', 'total revenue excluding Germany', '**350.00**'],
  ['sales', 'revenue by country and product', '**Germany, Desk**: 300.00'],
  ['sales', 'Net Amount of SO-3', '**300.00**'],
  ['sales', 'which month had the highest revenue', '**2025-03**'],
  ['sales', 'how many units were sold', '**17**'],
  ['sales', 'share of Desk', '**72.3 %**'],
  // Times, states, people.
  ['tickets', 'how many tickets are still open?', '**1**'],
  ['tickets', "What's the average time to resolve?", '**13.3 hours**'],
  ['tickets', 'which agent has the best CSAT?', '**Bea**'],
  ['tickets', 'high-priority tickets last month', 'T1'],
  ['tickets', 'share reopened', '**25 %**'],
  ['tickets', 'average first response time by channel', '**Phone**: 90'],
  ['tickets', 'tickets with more than 60 minutes', '**2 tickets**'],
  ['tickets', 'Mondays vs Fridays', 'the same'],
  ['people', 'how many employees do we have right now?', '**3**'],
  ['people', "What's the average salary by department", '**Engineering**: 82,500.00'],
  ['people', 'who earns the most?', '**Lena Berg**'],
  ['people', 'max base salary by department', '**Engineering**: 90,000.00'],
  ['people', 'which department has the highest salary', '**Engineering** has the highest Base Salary'],
  ['people', 'women vs men median salary', 'more in Female'],
  ['people', 'who in Berlin earns below 50000', '**Ravi Petrova**'],
  ['people', 'who was hired in 2024', '**2 employees**'],
  // Look-ups.
  ['nations', 'which nation won the most gold medals?', '**Russia**'],
  ['nations', 'who came directly after Canada?', '**Netherlands**'],
  ['nations', 'what is the difference between the gold of Russia and Norway', 'by 2'],
  ['nations', 'total number of silver medals', '**33**'],
  ['nations', 'how many nations won more than 8 gold medals', '**3**'],
  // Durations, signs, dates that are named by what happened.
  ['shipments', 'average delivery time by carrier', '**UPS**: 7 days'],
  ['shipments', 'which shipments took more than 3 days', '**S2**'],
  ['shipments', 'how many shipments in March', '**4**'],
  ['shipments', 'heaviest shipment', '**30.00**'],
  ['bank', 'how much did we spend in February', '**-1,245.00**'],
  ['bank', 'average balance', '**3,788.75**'],
  // German.
  ['umsatz', 'Umsatz pro Region', '**Nord**: 75,00'],
  ['umsatz', 'Umsatz im März', '**30,00**'],
  ['umsatz', 'Welcher Kunde hat den höchsten Umsatz?', '**Müller AG**'],
  ['umsatz', 'Umsatz ohne Bohrer', '**25,00**'],
  // Columns that are called like words of the language.
  ['odd', 'total of Count', '**30**'],
  ['odd', 'What is the total of May?', '**3**'],
  ['odd', 'average we"ird; DROP TABLE x', '**7.5**'],
])('%s: %j is answered', async (name, text, expected) => {
  const outcome = await answerTo(name, text)
  expect(said(outcome)).toContain(expected)
})

test.each([
  ['sales', 'total revenue of Atlantis'],
  ['sales', 'how many customers churned'],
  ['sales', 'sing me a song'],
  ['sales', 'average carbon footprint by country'],
  ['people', 'total weight by department'],
  ['nations', 'which nation is the friendliest'],
  ['tickets', 'revenue by agent'],
  ['umsatz', 'Gewinn pro Region'],
  ['shipments', 'cost per kg'],
])('%s: %j is asked back, and not guessed', async (name, text) => {
  expect((await answerTo(name, text)).kind).toBe('ask')
})

test.each([
  [['revenue by product', 'and by country?'], '**Germany**: 480.00'],
  [['revenue by customer', 'only those above 250'], '**2** of Customer'],
  [['top 1 customers by revenue', 'the other way round'], '**Cora**'],
  [['total revenue in March', 'what about May?'], '**160.00**'],
  [['total revenue', 'how many?'], '**6**'],
])('%j goes on', async (asked, expected) => {
  expect(said(await answerTo('sales', asked.at(-1) ?? '', asked.slice(0, -1)))).toContain(expected)
})

test.each(['en', 'de'] as const)('%s: every suggestion is answered on every file', async (language) => {
  for (const [name, text] of [...Object.entries(FILES), ['receivables', sampleText('receivables.csv')] as const]) {
    const asked = await open(name, text)
    const outcome = await answerQuestion({ text: 'How many rows are there?' }, asked, tables.session)
    const suggestions = await workingSuggestions(asked, outcome.reading, tables.session, language)
    expect(suggestions.length, name).toBeGreaterThan(0)
    for (const { text: suggestion } of suggestions) {
      const answer = await answerQuestion({ text: suggestion }, asked, tables.session)
      expect(answer.kind, `${name}: ${suggestion}`).toBe('answered')
    }
  }
})

test('suggestions are in the language of the question', async () => {
  const asked = await open('sales', FILES.sales ?? '')
  const { reading } = asked.table
  const texts = (await workingSuggestions(asked, reading, tables.session, 'de')).map(({ text }) => text)
  expect(texts[0]).toMatch(/^Summe .* nach /)
  expect(texts.join(' ')).not.toMatch(/Total|Number of| by /)
})

test('values of a question are bound and never text of the statement', async () => {
  const outcome = await answerTo('sales', 'orders from "Germany\'; DROP TABLE sales; --"')
  const shown = outcome.kind === 'answered' ? outcome.result.compiled.statement.run : ''
  expect(shown).not.toContain('DROP')
})

test('a plan that names another column is refused', async () => {
  const outcome = await answerTo('sales', 'total revenue')
  const plan = { ...outcome.plan, by: [{ column: 'no such column' }] }
  const asked = await open('sales', FILES.sales ?? '')
  await expect(answerQuestion({ text: '', plan }, asked, tables.session)).rejects.toThrow('has no column')
})
