// Kinds of wording that the evaluation found unread: each with questions that its own files do not ask.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestTables, type TestTables } from '../tables.test-support.ts'
import { saidOf } from './said.test-support.ts'

const FILES: Record<string, string> = {
  cup: `Club,Country,Cups,Finals,Red cards
Ajax,NL,4,6,0
Porto,PT,2,2,3
Celtic,UK,1,2,0
Lyon,FR,0,1,5
`,
  fleet: `plate,make,fuel_type,model_year,mileage_km,inspected
A-1,Opel,diesel,2015,90000,yes
A-2,Opel,electric,2022,12000,no
B-3,Fiat,petrol,2019,45000,yes
B-4,Seat,diesel,2020,60000,no
`,
  queue: `Call No,Operator,Topic,Wait (min),Handled on
1,Ula,Billing,12,2026-02-02
2,Ula,Router,75,2026-02-03
3,Vic,Billing,130,2026-02-03
4,Vic,Router,8,2026-02-05
`,
  stays: `Stay no,Guest,Arrival,Departure,Insured,Cancelled
1,Ada,2026-01-01,2026-01-04,yes,no
2,Bo,2026-01-02,2026-01-12,no,no
3,Ada,2026-02-01,2026-02-02,yes,yes
4,Cy,2026-02-10,2026-02-24,no,no
`,
  depot: `SKU,Item,Depot,Qty in stock,Reorder level,Price
0071,Nail,Kiel,40,50,0.10
0072,Screw,Kiel,300,100,0.20
0073,Hook,Bonn,0,20,1.50
0074,Rail,Bonn,25,20,9.00
`,
  grades: `Pupil,Class,Physics,Latin,Days absent
Ina,5A,90,60,2
Jon,5A,70,80,0
Kim,5B,95,40,7
Leo,5B,50,55,1
`,
  gifts: `Donor,Campaign,Date,Amount,Matched
D1,North,2026-01-04,10.00,yes
D2,North,2026-01-05,30.00,no
D1,South,2026-02-06,50.00,yes
D1,South,2026-02-09,20.00,yes
`,
  hours: `Person,Day,Hours,Billable
Ola,2026-01-05,3.5,yes
Ola,2026-01-06,4.0,no
Pam,2026-01-06,8.0,yes
`,
}

let tables: TestTables
beforeAll(async () => {
  tables = await openTestTables()
})
afterAll(() => tables[Symbol.asyncDispose]())

const said = (name: string, text: string, earlier: string[] = []) =>
  saidOf(tables, [name, FILES[name] ?? ''], text, earlier)

test.each([
  ['cup', 'how many cups did Porto win?', '**2**'],
  ['cup', 'how many finals has Celtic reached', '**2**'],
  ['cup', 'which club holds the most cups?', '**Ajax**'],
  ['cup', 'who received the most red cards?', '**Lyon**'],
  ['cup', 'how many cups were won in total?', '**7**'],
  ['queue', 'which topic gets the most calls?', 'Billing'],
  ['hours', 'who logged the most hours?', '**Pam**'],
  ['hours', 'who recorded the fewest hours?', '**Ola**'],
])('%s: reads a verb that only joins: %s', async (file, text, part) => {
  expect(await said(file, text)).toContain(part)
})

test.each([
  ['cup', 'how many cups were stolen?'],
  ['stays', 'how many guests complained?'],
  ['fleet', 'how many cars were sold?'],
  ['fleet', 'how many drivers do we have?'],
  ['queue', 'how many calls were escalated?'],
  ['depot', 'how many items were returned?'],
  ['hours', 'how many hours were invoiced?'],
  ['grades', 'how many pupils were expelled?'],
])('%s: asks about a verb that limits: %s', async (file, text) => {
  expect(await said(file, text)).toMatch(/^asks: /)
})

test.each([
  ['fleet', 'how many diesel cars are there?', '**2**'],
  ['fleet', 'how many cars do we have', '**4**'],
  ['fleet', 'number of vehicles per make', '**Opel**: 2'],
  ['fleet', 'average mileage of the electric vans', '**12,000'],
  ['fleet', 'which car has the highest mileage?', '**A-1**'],
])('%s: knows what the rows are called: %s', async (file, text, part) => {
  expect(await said(file, text)).toContain(part)
})

test.each([
  ['stays', 'how many stays were uninsured?', '**2**'],
  ['stays', 'how many stays were insured?', '**2**'],
  ['fleet', 'how many cars are uninspected', '**2**'],
  ['cup', 'clubs without cups', 'Lyon'],
  ['cup', 'which clubs have no red cards?', '**2 '],
  ['stays', 'cancellation rate', '**25 %**'],
])('%s: reads what is not so: %s', async (file, text, part) => {
  expect(await said(file, text)).toContain(part)
})

test.each([
  ['queue', 'calls where the wait was longer than an hour', '2 calls'],
  ['queue', 'how many calls had a wait of more than 2 hours', '**1**'],
  ['stays', 'stays longer than a week', '2 stays'],
  ['queue', 'wait of 75 or more', '2 calls'],
  ['stays', 'which guest stays the longest?', '**Cy**'],
  ['depot', 'which items have a stock below their reorder level?', 'Nail'],
  ['cup', 'which clubs have higher finals than cups?', '3 rows'],
])('%s: compares with a unit, a column or a bound behind its number: %s', async (file, text, part) => {
  expect(await said(file, text)).toContain(part)
})

test.each([
  ['gifts', 'average gift by campaign', '**South**: 35'],
  ['gifts', 'median per campaign', '**North**: 20'],
  ['gifts', 'highest gift per campaign', '**South**'],
  ['gifts', 'number of gifts per donor above 2', '**D1**: 3'],
  ['gifts', 'most matched campaign', '**South**'],
  ['gifts', 'is the average amount above 20?', '**27.5'],
  ['fleet', 'how many cars were inspected?', '**2**'],
  ['depot', 'how many do we have of 0071?', '**40**'],
])('%s: never answers with a number of rows for an amount: %s', async (file, text, part) => {
  expect(await said(file, text)).toContain(part)
})

test('keeps the donors of whom no gift was matched', async () => {
  expect(await said('gifts', 'which donors never matched?')).toContain('**1** of Donor with number of gifts')
})

test.each([
  ['gifts', 'how many matched gifts compared to unmatched ones?'],
  ['gifts', 'gifts of D7'],
  ['gifts', 'amount per gift per 100'],
  ['depot', 'which items were sold most?'],
  ['cup', 'cup difference of Ajax'],
  ['stays', 'where do guests come from most often?'],
])('%s: asks rather than answering another question: %s', async (file, text) => {
  expect(await said(file, text)).toMatch(/^asks: /)
})

test.each([
  ['depot', 'total stock in Kiel', '**340**'],
  ['depot', 'stock per depot', '**Kiel**: 340'],
  ['depot', 'how many do we have of 0074?', '**25**'],
  ['hours', 'how many hours did Ola work?', '**7.5'],
  ['hours', 'how many hours does Ola work on average?', '3.75'],
  ['grades', 'which class is best at physics?', '**5A**'],
  ['grades', 'latin by class', '**5A**: 70'],
  ['grades', 'total days absent', '**10**'],
  ['queue', 'what is the most common topic?', 'Billing'],
  ['queue', 'totl wait of Ula', '**87'],
  ['queue', 'how long do people wait on average per operator?', '**Vic**: 69'],
])('%s: puts numbers together as people mean it: %s', async (file, text, part) => {
  expect(await said(file, text)).toContain(part)
})

test.each([
  ['stays', 'what percentage was cancelled?', 'How many stays are there by insured?', '2'],
  ['queue', 'how many calls were handled on 2026-02-03', 'What is the longest wait in Router?', '**75'],
  ['queue', 'average wait of Ula', 'Which operator had the most calls in February?', 'calls'],
])('%s: a whole question begins anew: after “%s”, “%s”', async (file, before, text, part) => {
  const alone = await said(file, text)
  expect(await said(file, text, [before])).toBe(alone)
  expect(alone).toContain(part)
})

test.each([
  ['queue', 'average wait by operator', 'and by topic?', 'Topic'],
  ['queue', 'average wait', 'only Router', 'Router'],
  ['queue', 'average wait by operator', 'which of those are above 70?', 'Vic'],
])('%s: a fragment goes on: after “%s”, “%s”', async (file, before, text, part) => {
  const after = await said(file, text, [before])
  expect(after).toContain(part)
  expect(after).toMatch(/average|Vic/i)
})
