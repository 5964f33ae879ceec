// Kinds of wrong figures that questions of unknown files brought to light, each with its twins.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestTables, type TestTables } from '../tables.test-support.ts'
import { saidOf } from './said.test-support.ts'

const FILES: Record<string, string> = {
  'hire slips': `slip_no,customer,tool,date out,date back,charge
H1,Barnes,mixer,2026-01-05,2026-01-07,40
H2,Barnes,digger,2026-01-06,,90
H3,Ortiz,mixer,2026-01-09,,35
H4,Ortiz,mixer,2026-02-01,2026-02-03,45
H5,Lowe,ladder,2026-02-02,,10
`,
  calls: `call_id,agent,wait_sec,talk_ms,queue min,solved
1,Rosa,200,90000,2,yes
2,Rosa,400,4000000,70,no
3,Stan,301,30000,5,yes
4,Stan,20,60000,1,yes
5,Tilda,10,2000,1,yes
`,
  evenings: `day,show,slot,tickets sold,refunded tickets
2026-01-05,Gulls,matinee,90,3
2026-01-05,Carmen,evening,120,1
2026-01-06,Gulls,evening,60,4
2026-01-07,Carmen,matinee,200,1
`,
  einsätze: `Nr.;Ort;Einsatzkräfte;Dauer (Min)
1/25;Ulm;20;90
2/25;Ulm;38;15
3/25;Jena;9;40
`,
  races: `race,runner,place,minutes
Hill,Ada,3,50
Hill,Ben,12,61
Lake,Ada,15,70
Lake,Ben,2,44
Lake,Cy,40,90
`,
}

let tables: TestTables
beforeAll(async () => {
  tables = await openTestTables()
})
afterAll(() => tables[Symbol.asyncDispose]())

const said = (name: string, text: string) => saidOf(tables, [name, FILES[name] ?? ''], text)

test.each([
  ['calls', 'calls where someone waited more than 5 minutes', 'sec above 300)'],
  ['calls', 'number of calls with a wait over 2 minutes', 'sec above 120)'],
  ['calls', 'calls with talk over a minute', 'ms above 60,000)'],
])('%s: %j counts in the unit of the column', async (name, text, expected) => {
  expect(await said(name, text)).toContain(expected)
})

test.each([
  ['hire slips', 'how many slips are still open?', 'Number of slips: **3** (date back is empty)'],
  ['hire slips', 'how many mixers are still out?', '**1** (tool is mixer and date back is empty)'],
  ['hire slips', 'open slips by customer', '- **Barnes**: 1'],
  ['hire slips', 'how many customers still have a mixer out?', 'Number of different customer: **1**'],
])('%s: %j means what has not ended', async (name, text, expected) => {
  expect(await said(name, text)).toContain(expected)
})

test.each([
  ['hire slips', 'how many tools are still out?'],
  ['hire slips', 'how many slips were open in January?'],
  ['calls', 'how many calls are still open?'],
  ['evenings', 'how many slots sold fewer than 100 tickets?'],
  ['evenings', 'how many shows sold more than 100 tickets?'],
  ['races', 'how often did someone finish in the top 10?'],
  ['races', 'how many runners came in the top 3?'],
])('%s: %j is asked back', async (name, text) => {
  expect(await said(name, text)).toMatch(/^asks/)
})

test.each([
  ['einsätze', 'Wie lange hat der längste Einsatz gedauert?', '**90 Min**'],
  ['einsätze', 'Einsätze in Ulm', '**2 Einsätze** passen (Ort ist Ulm)'],
  ['evenings', 'which show has the fewest refunds?', '**Carmen** has the lowest total refunded tickets: **2**'],
  ['evenings', 'what is our best selling show?', '**Carmen** has the highest total tickets sold: **320**'],
  ['evenings', 'how many refunds did Gulls have', 'Total refunded tickets: **7**'],
])('%s: %j takes a noun for what it is', async (name, text, expected) => {
  expect(await said(name, text)).toContain(expected)
})

test.each([
  ['calls', 'who talked for more than an hour in total?', '**Rosa**'],
  ['calls', 'who waited more than 5 minutes in total?', '- **Stan**: 321'],
  ['calls', 'what percentage of calls by Rosa were solved?', '**50 %**'],
  ['calls', 'wait_sec: what share of rows is solved?', '**80 %**'],
])('%s: %j names each of them', async (name, text, expected) => {
  expect(await said(name, text)).toContain(expected)
})
