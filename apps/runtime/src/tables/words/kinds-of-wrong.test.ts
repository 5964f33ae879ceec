// Kinds of wrong answers that questions about new files showed, each with cases that no other test file has.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestTables, type TestTables } from '../tables.test-support.ts'
import { saidOf } from './said.test-support.ts'

const FILES: Record<string, string> = {
  kiosk: `ticket,hall,payer,paid_eur,method,seats
K1,East,Ann,4.00,card,1
K2,East,Bob,6.00,cash,2
K3,West,Cid,9.00,card,3
K4,West,Dee,5.00,voucher,4
`,
  buses: `trip,carrier,line_date,delay_min,complaints,riders
B1,Nova,2026-01-05,5,1,40
B2,Nova,2026-01-06,15,4,44
B3,Orbit,2026-01-06,30,2,51
B4,Orbit,2026-02-03,150,9,38
`,
  squad: `Player,Position,Age,Market value (EUR m),Goals
Ito,Forward,19,12.00,4
Jung,Forward,31,45.00,9
Kamm,Keeper,22,8.00,0
Lind,Back,35,1.50,1
`,
  club: `Member,Tier,Joined,Cancelled on,Check-ins
Mia,Gold,2024-01-02,2025-03-04,40
Noa,Gold,2024-05-06,,0
Ole,Blue,2025-02-03,,12
Pia,Blue,2025-04-05,2025-09-01,7
`,
  homes: `home_id,street,bedrooms,area_m2,rent
H1,Elm,2,60,900
H2,Elm,3,95,1300
H3,Oak,2,70,1500
H4,Oak,4,120,1400
`,
  parcels: `Driver,Depot,Date,Parcel lines,Minutes,Damages,Signed
Ute,North,2026-01-05,4,30,0,yes
Ute,North,2026-02-05,6,50,3,no
Vik,South,2026-01-06,9,20,1,yes
Vik,South,2026-02-06,2,10,0,yes
Wes,South,2026-02-07,3,45,0,yes
`,
  lehrer: `Lehrer;Fach;Fehlstunden;Note
Frau Abt;Mathe;3;2
Frau Abt;Sport;9;1
Herr Bär;Mathe;1;4
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
  ['kiosk', 'how long do cars wait', 'asks'],
  ['kiosk', 'how many cars came', 'asks'],
  ['kiosk', 'total of seat', '**10**'],
  ['kiosk', 'total paid in Wset', 'asks'],
  ['kiosk', 'seats by methd', '**card**: 4'],
  ['buses', 'riders of Nowa', 'asks'],
  ['buses', 'riders of Orbitt', '**89**'],
  ['squad', 'goals of lint', 'asks'],
])('%s: %j takes no short word for a misspelt one', async (name, text, expected) => {
  expect(await said(name, text)).toContain(expected)
})

test.each([
  ['kiosk', 'how many tickets paid in cash?', '**1**'],
  ['kiosk', 'how many tickets were paid by card', '**2**'],
  ['kiosk', 'number of tickets paid in East', '**2**'],
  ['kiosk', 'how much was paid in East', '**10.00**'],
  ['kiosk', 'how much was paid by voucher?', '**5.00**'],
  ['kiosk', 'how many seats in West', '**7**'],
  ['kiosk', 'total paid', '**24.00**'],
  ['squad', 'how many players are worth more than 10 EUR', '**2**'],
])('%s: %j never sums money for how many', async (name, text, expected) => {
  expect(await said(name, text)).toContain(expected)
})

test.each([
  ['buses', 'which carrier has the worst delays on average?', '**Orbit**'],
  ['buses', 'which carrier has the best delay on average?', '**Nova**'],
  ['buses', 'which trip had the longest delay', '**B4**'],
  ['buses', 'trips delayed by more than two hours: how many?', '**1**'],
  ['buses', 'which carrier got the most complaints', '**Orbit**'],
  ['squad', 'top 2 goals', '**Jung**'],
  ['homes', 'top 3 rents', '**3 homes**'],
  ['homes', 'what is the largest home?', '**120**'],
])('%s: %j ranks by what is meant', async (name, text, expected) => {
  expect(await said(name, text)).toContain(expected)
})

test.each([
  ['squad', 'how many players under 21?', '**1**'],
  ['squad', 'players older than 30', '**2 '],
  ['club', 'how many members are still active?', '**2**'],
  ['club', 'how many have cancelled?', '**2**'],
  ['club', 'what share of members cancelled?', '**50 %**'],
  ['homes', '2 bedroom homes under 1000', '**H1**'],
  ['homes', 'homes by number of bedrooms', '**2**: 2'],
  ['club', 'members who joined in 2025', '**2 '],
])('%s: %j limits by the column that the words mean', async (name, text, expected) => {
  expect(await said(name, text)).toContain(expected)
})

test.each([
  ['lehrer', 'Welcher Lehrer verdient am meisten?'],
  ['lehrer', 'Wer hat am meisten ausgegeben?'],
  ['lehrer', 'Wer hat am meisten gespendet?'],
  ['club', 'who earns the most?'],
  ['club', 'which member spent the most?'],
  ['club', 'who came most often?'],
  ['squad', 'who is most often late?'],
  ['buses', 'which carrier earned the most?'],
])('%s: %j asks where the table does not say it', async (name, text) => {
  expect(await said(name, text)).toMatch(/^asks: /)
})

test.each([
  ['how many parcels had more than 2 damages', '**1**'],
  ['how many parcels', '**5**'],
  ['how many parcels from South', '**3**'],
  ['who is the fastest driver?', '**Vik**'],
  ['top 1 driver by number of parcels', '**Ute** and **Vik**'],
  ['did damages go up from January to February', 'January 2026 **1**, February 2026 **3**'],
  ['which drivers had more than 8 damages', 'No Driver fits'],
  ['which depot had the least damages', '**South**'],
])('parcels: %j counts and ranks what is meant', async (text, expected) => {
  expect(await said('parcels', text)).toContain(expected)
})

test.each([
  ['which drivers had no damages', '**Wes**'],
  ['which depots had no damages', 'No Depot fits'],
  ['who has never signed?', 'No Driver fits'],
  ['which depots have parcels that were not signed', '**North**'],
])('parcels: %j keeps groups without a row', async (text, expected) => {
  expect(await said('parcels', text)).toContain(expected)
})

test.each([
  ["what's the damage rate by depot"],
  ['number of parcels per driver on average'],
  ['average monthly damages'],
  ['parcels in January 2024 vs February 2026'],
  ['how many drivers were never damaged'],
  ['how much did we sell the parcels for?'],
  ['when was it'],
])('parcels: %j asks before it guesses', async (text) => {
  expect(await said('parcels', text)).toMatch(/^asks: /)
})
