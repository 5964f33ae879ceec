// A noun or a unit that no column means is asked about, or bound to what measures it: rows are counted only on request.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestTables, type TestTables } from '../tables.test-support.ts'
import { saidOf } from './said.test-support.ts'

const FILES: Record<string, string> = {
  'tram trips': `trip_no,route,driver,km,ran_on,passengers,delay_min
T1,5,Abe,9.5,2026-01-05,20,3
T2,5,Abe,9.5,2026-01-06,25,0
T3,5,Bea,9.5,2026-02-02,15,9
T4,8,Bea,30.0,2026-02-03,90,4
T5,8,Bea,2.0,2026-02-04,10,4
`,
  'town shops': `Shop,Day,Kind,Things sold,Takings GBP
Quay,2026-01-05,Toys,4,20.00
Quay,2026-01-06,Books,9,31.00
Hill,2026-01-06,Toys,1,90.00
Hill,2026-01-07,Books,2,8.00
Hill,2026-01-08,Books,0,0.00
`,
  'cup matches': `date,opponent,goals_for,attendance
2026-01-05,Rovers,1,900
2026-01-12,Rovers,2,950
2026-01-19,Albion,0,1400
`,
  'bus fahrten': `Fahrt;Linie;Fahrer;Strecke (km);Fahrgäste
F1;5;Abt;9,5;20
F2;5;Abt;9,5;25
F3;5;Bär;9,5;15
F4;8;Bär;30,0;90
`,
  meters: `Building,Month,Electricity kWh,Cost GBP,Sponsor
Hall,2024-01,100,40.00,
Hall,2025-01,90,60.00,Norsk
Pool,2025-01,300,20.00,
Pool,2024-01,500,90.00,
`,
  ferries: `crossing,vessel,day,folk on board,min late
Nes-Vik,Alke,2026-03-01,120,30
Nes-Vik,Terne,2026-03-02,80,0
Vik-Lau,Alke,2026-03-02,60,0
Vik-Lau,Alke,2026-03-03,75,0
Lau-Nes,Lom,2026-03-03,40,5
Lau-Nes,Lom,2026-03-04,45,7
Nes-Vik,Lom,2026-03-05,90,2
Vik-Lau,Terne,2026-03-05,30,4
`,
  spenden: `Name;Zweck;Datum;Betrag
Meier;Orgel;2026-01-03;50
Schulz;Dach;2026-01-05;120
Meier;Dach;2026-02-01;30
Aksoy;Orgel;2026-02-11;200
Schulz;Küche;2026-03-01;25
`,
  repairs: `machine,technician,reported,downtime hrs,parts cost
Press A,Ilo,2026-01-02,4,120
Press B,Ilo,2026-01-05,1,0
Press A,Rae,2026-01-09,2,80
Lathe,Rae,2026-02-01,9,400
Press A,Sam,2026-02-03,0,10
Lathe,Ilo,2026-02-08,0.5,0
`,
  loans: `title,author,borrowed by,borrowed,returned
Dune,Herbert,Ann,2026-01-02,2026-01-20
Emma,Austen,Bob,2026-01-05,
Dune,Herbert,Bob,2026-02-01,2026-02-03
Ulysses,Joyce,Ann,2026-02-11,2026-04-01
Emma,Austen,Bob,2026-03-05,2026-03-06
`,
  clinic: `visit_no,doctor,patient,fee
1,Ash,Kit,10
2,Ash,Lou,10
3,Ash,Kit,10
4,Ray,Kit,10
5,Ray,Lou,10
`,
}

let tables: TestTables
beforeAll(async () => {
  tables = await openTestTables()
})
afterAll(() => tables[Symbol.asyncDispose]())

const said = (name: string, text: string) => saidOf(tables, [name, FILES[name] ?? ''], text)

test.each([
  ['tram trips', 'Which route carries the most people?', '**8**', 'passengers'],
  ['tram trips', 'which route carries the fewest people', '**5**', 'passengers'],
  ['tram trips', 'which route carries the most?', '**8**', 'passengers'],
  ['tram trips', 'who drove the most?', '**Bea**', 'km'],
  ['tram trips', 'top 1 route by people', '**8**', 'passengers'],
  ['tram trips', 'people per month', '**2026-01**', 'passengers'],
  ['tram trips', 'which route is the busiest', '**8**', 'passengers'],
  ['tram trips', 'trips with more than 80 people', '**T4**', 'passengers'],
  ['tram trips', 'which route has the most trips', '**5**', 'number of trips'],
  ['tram trips', 'which route is used most often', '**5**', 'number of trips'],
  ['bus fahrten', 'Welche Linie hat die meisten Leute?', '**8**', 'Fahrgäste'],
  ['bus fahrten', 'Wer ist am meisten gefahren?', '**Bär**', 'Strecke'],
  ['cup matches', 'which opponent drew the biggest crowd?', '**Albion**', 'attendance'],
  ['meters', 'which sponsor has the highest cost?', '**Norsk**', 'Cost GBP'],
  ['meters', 'what does energy cost per building', '**Pool**', 'Cost GBP'],
  ['town shops', 'which shop has the most rows', '**Hill**', 'number of rows'],
])('%s: %j is ranked by what it names', async (file, text, winner, by) => {
  const answer = await said(file, text)
  expect(answer).toContain(winner)
  expect(answer).toContain(by)
})

test.each([
  ['tram trips', 'Which driver works the most hours?'],
  ['tram trips', 'which driver has the most minutes of overtime'],
  ['tram trips', 'which route makes the most euros'],
  ['tram trips', 'which route has the most figures'],
  ['tram trips', 'does Abe work more hours than Bea?'],
  ['tram trips', 'top 2 routes by hours'],
  ['tram trips', 'hours per driver'],
  ['tram trips', 'euros by route'],
  ['tram trips', 'total time in January'],
  ['tram trips', 'what is the average score per route'],
  ['tram trips', 'lightest route'],
  ['tram trips', 'which route takes the longest'],
  ['tram trips', 'which driver has the longest trips by weight'],
  ['tram trips', 'how many Abe complaints'],
  ['town shops', 'which shop needs the most?'],
  ['town shops', 'which shop has the best weather'],
  ['cup matches', 'who scored the most'],
  ['clinic', 'which doctor treats the most patients'],
  ['clinic', 'average time per visit'],
  ['meters', 'which sponsor pays the most?'],
  ['meters', 'did we pay more for energy in 2025 than in 2024?'],
  ['bus fahrten', 'Wie viele Stunden ist Abt gefahren?'],
  ['bus fahrten', 'Wer hat die meisten Stunden?'],
])('%s: %j asks instead of counting rows', async (file, text) => {
  expect(await said(file, text)).toMatch(/^asks: /)
})

test('names the measures that a missing word could be', async () => {
  expect(await said('tram trips', 'which driver works the most hours')).toContain('“passengers”')
})

test.each([
  ['ferries', 'which vessel was late most often', '**Lom** has the highest number of ferries: **3**'],
  ['ferries', 'which vessel had delays most frequently?', '**Lom** has the highest number of ferries: **3**'],
  ['ferries', 'which vessel is most often on time', '**Alke** has the highest number of ferries: **2**'],
  ['ferries', 'Which crossing carries the most people?', '**Nes-Vik** has the highest total folk on board: **290**'],
  ['tram trips', 'which driver was most often late', '**Bea** has the highest number of trips: **3**'],
  ['repairs', 'Who repaired the most?', '**Ilo** has the highest number of repairs: **3**'],
  ['repairs', 'who worked most frequently on Press A', '**Ilo**, **Sam** and **Rae**'],
  ['spenden', 'Wer hat am häufigsten gespendet?', '**Meier** und **Schulz**'],
  ['spenden', 'Wer hat am meisten gespendet?', '**Aksoy**'],
  ['ferries', 'how often was Lom late?', '**3** (vessel is Lom and min late above 0)'],
  ['tram trips', 'how many times was Abe delayed?', '**1** (driver is Abe and delay'],
  ['loans', 'who borrows most frequently', '**Bob**'],
  ['loans', 'who borrowed the most books?', '**Bob**'],
])('%s: %j counts how often it is so', async (name, text, expected) => {
  expect(await said(name, text)).toContain(expected)
})

test.each([
  ['ferries', 'which vessel was least often late'],
  ['ferries', 'which crossing was most often folk on board'],
  ['repairs', 'which machine was most often on time'],
  ['loans', 'who kept a book longest'],
])('%s: %j asks which rows count', async (name, text) => {
  expect(await said(name, text)).toMatch(/^asks/)
})
