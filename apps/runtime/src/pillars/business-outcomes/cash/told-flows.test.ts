import { describe, expect, test } from 'vitest'
import { formatDecimal, toNumber } from '../../../tools/decimal.ts'
import { analyseFlows } from './analyse-flows.ts'
import { readInTurn } from './money-turns.ts'
import { toCents } from './present-value.ts'
import { readCashFlows } from './read-cash-flows.ts'

/** `at:amount`, in time order. */
function flowsOf(text: string): string {
  const { told } = readCashFlows(text)
  if (told.kind !== 'flows') return told.kind === 'ask' ? `ask: ${told.why}` : 'none'
  return told.cash.flows.map(({ at, amount }) => `${at}:${formatDecimal(amount).replaceAll(',', '')}`).join(' ')
}
const npvOf = (text: string): number | null => {
  const { told, sentence } = readCashFlows(text)
  if (told.kind !== 'flows') return null
  const [value] = analyseFlows(told.cash, sentence.rates).values
  return value ? toNumber(toCents(value.npv)) : null
}
const annuity = (first: number, amount: number, years: number) =>
  `0:${first} ${Array.from({ length: years }, (_, at) => `${at + 1}:${amount}`).join(' ')}`

describe('amounts in time, as people tell them', () => {
  test.each<[string, string]>([
    ['invest 50 000 now, get 20 000 a year for 4 years at 8 %', annuity(-50000, 20000, 4)],
    ['Invest 50,000 today and receive 20,000 every year over the next 4 years', annuity(-50000, 20000, 4)],
    ['What is the NPV of -1000, 500, 400, 300, 100 at 10 %?', '0:-1000 1:500 2:400 3:300 4:100'],
    ['IRR of -1000 300 400 500', '0:-1000 1:300 2:400 3:500'],
    ['irr: −1000; 300; 400; 500', '0:-1000 1:300 2:400 3:500'],
    ['irr of -1000,300,400', '0:-1000 1:300 2:400'],
    [
      'We want to buy a machine for 50,000 €. It saves 12,000 € a year for 6 years. Worth it at 7 %?',
      annuity(-50000, 12000, 6),
    ],
    ['invest 1000 now, get 300 in year 1, 400 in year 2 and 500 in year 3', '0:-1000 1:300 2:400 3:500'],
    ['year 0: -5000, year 1: 1200, year 2: 1500, year 3: 1800', '0:-5000 1:1200 2:1500 3:1800'],
    ['pay 1000 now and get 300, 400 and 500 in years 1 to 3', '0:-1000 1:300 2:400 3:500'],
    ['pay 1000 upfront, then receive 300, 400 and 500 a year', '0:-1000 1:300 2:400 3:500'],
    ['Year 1-3: 400, year 0: -1000. NPV at 5 %', '0:-1000 1:400 2:400 3:400'],
    ['put in 10k today and get back 15k in 5 years', '0:-10000 5:15000'],
    [
      'costs 100000 and brings 30000 a year for 3 years, residual value 10000',
      '0:-100000 1:30000 2:30000 3:30000 3:10000',
    ],
    [
      'costs 100000 today, saves 30000 a year for 3 years, sold for 10000 at the end',
      '0:-100000 1:30000 2:30000 3:30000 3:10000',
    ],
    [
      'costs 80,000 today, returns 10,000 annually growing 10 % a year over 3 years',
      '0:-80000 1:10000 2:11000.00 3:12100.00',
    ],
    [
      'capex 1.2 million, profit 0.5 million per year for 3 years',
      '0:-1200000.0 1:500000.0 2:500000.0 3:500000.0'.replaceAll('.0', ''),
    ],
    ['Capex 1,000; opex 50 per year; revenue 300 per year; 2 years; 9 %', '0:-1000 1:-50 1:300 2:-50 2:300'],
    ['-1000 now and 500 each of the next 3 years, IRR please', annuity(-1000, 500, 3)],
    ['pay 500 at the beginning of each year for 2 years, get 1200 at the end of year 2', '0:-500 1:-500 2:1200'],
    ['pay 950 now, receive 50 every year for 2 years and 1000 at the end of year 2', '0:-950 1:50 2:50 2:1000'],
    ['invest 1000 now, from year 2 get 300 a year for 3 years', '0:-1000 2:300 3:300 4:300'],
    ['in 2026 we pay 1000, in 2027 we get 500, in 2028 we get 700', '0:-1000 1:500 2:700'],
    ['2026: -1000, 2027: 500, 2029: 700', '0:-1000 1:500 3:700'],
    ['pay 1000 € now, get 1100 € after 6 months', '0:-1000 6:1100'],
    ['spend 100 a month for 3 months, get 330 at the end of month 4', '1:-100 2:-100 3:-100 4:330'],
    ['invest 1000 in the first year and get 600 in the second year and 700 in the third year', '1:-1000 2:600 3:700'],
    ['If I lend 500 now and he pays back 150 a quarter for 4 quarters', annuity(-500, 150, 4)],
    ['an initial outlay of $5,000 and inflows of $2,000 per annum for three years', annuity(-5000, 2000, 3)],
    ['cost 12\u00a0000 €, savings 5\u202f000 € p.a. for 3 years', annuity(-12000, 5000, 3)],
    // German
    [
      'Wir investieren 50.000 € und bekommen 5 Jahre lang 15.000 € pro Jahr. Lohnt sich das bei 6 %?',
      annuity(-50000, 15000, 5),
    ],
    ['Kapitalwert von -10000, 3000, 4200, 6800 bei 10 %', '0:-10000 1:3000 2:4200 3:6800'],
    ['Interner Zinsfuß von -1000; 600; 600', '0:-1000 1:600 2:600'],
    [
      'Investition 120.000 Euro, jährliche Einsparung 30.000 Euro, Nutzungsdauer 3 Jahre, Kalkulationszins 5 %',
      annuity(-120000, 30000, 3),
    ],
    ['Heute zahlen wir 1.000,50 €, in 3 Jahren erhalten wir 1.500 €', '0:-1000.50 3:1500'],
    ['Anschaffung 20 Tsd. €, Ersparnis 500 € im Monat über 2 Monate', '0:-20000 1:500 2:500'],
    ['Jahr 0: -5000, Jahr 1: 2000, Jahr 2: 4000', '0:-5000 1:2000 2:4000'],
    [
      'Kaufpreis 3 Mio. €, Gewinn 1,5 Mio. € pro Jahr für 2 Jahre, Restwert 1 Mio. €',
      '0:-3000000 1:1500000 2:1500000 2:1000000',
    ],
    ['2026-01-01: -1000, 2027-01-01: 1100', '0:-1000 365:1100'],
    ['-1000 am 01.01.2026, 1100 am 01.01.2027', '0:-1000 365:1100'],
  ])('%s', (text, expected) => {
    expect(flowsOf(text)).toBe(expected)
  })

  test.each<[string, number]>([
    ['invest 50 000 now, get 20 000 a year for 4 years at 8 %', 16242.54],
    ['Kapitalwert von -10000, 3000, 4200, 6800 bei 10 %', 1307.29],
    ['NPV of -1000, 400, 400, 400 with a discount rate of 8 percent', 30.84],
    ['pay 1000 now, get 110 a month for 10 months at 1 % a month', 41.84],
    ['-10000, 3000, 4200, 6800 at 10 %, first amount after one period', 1188.44],
    ['We need 6 % a year. 1000 € now, get 1100 € in 1 year', 37.74],
  ])('values %s', (text, expected) => {
    expect(npvOf(text)).toBe(expected)
  })
})

describe('what is open is asked', () => {
  test.each<[string, string]>([
    ['NPV of 100 200 300 at 5 %', 'paid or received'],
    ['npv of 1000, 2000, 3000 at 5 %', 'paid or received'],
    ['NPV of -100,300,400 at 5 %', 'a list'],
    ['NPV of -1.250, 500, 900 at 5 %', '1250 or 1.250'],
    ['get 100,000 over 5 years for an investment of 60,000 today', 'the sum over 5 years'],
    ['we pay 10,000 per customer and get 3,000 a year for 5 years', 'per customer'],
    ['invest 5000 $ now and get 2000 € a year for 3 years', 'in USD and EUR'],
    ['10 cases a day with two clerks, invest 5000, get 3000 a year for 3 years', '10 cases'],
    ['invest 50000, get 20000 a year for 4 years at 8 % after 25 % tax', '25 % tax'],
    ['invest 5000 now and sell 50,000 units a year for 2 years', '50,000 units'],
    ['invest 1000 and get 1200', 'When does 1200 come'],
    ['invest 50k, then 10k a year for 10 years', 'Is 10k paid or received'],
    [
      'Solar: 14.000 € heute, spart 1.300 € im Jahr über 20 Jahre, nach 10 Jahren 2.000 € für den Wechselrichter',
      'paid or received',
    ],
    ['pay 1000 now, get 300, 400 and 500 a year for 5 years', '3 amounts, and 5 years'],
    ['invest 1000 now and get 50 a week for 30 weeks', 'per week'],
    ['in 2026 we pay 1000, get 500 in 2 years', 'In which year does 500 come'],
    ['2026-02-30: -1000, 2027-01-01: 1100', 'no day of the calendar'],
    ['what if we only get 18 000 a year for 3 years instead, and pay 50000 now?', 'once more'],
    ['spend 500 for 3 years, get 2000 in year 4', 'each year'],
  ])('%s', (text, why) => {
    expect(flowsOf(text)).toMatch(/^ask: /)
    expect(flowsOf(text)).toContain(why)
  })

  test('what is assumed is said', () => {
    const { told } = readCashFlows('payback of 200000 with savings of 45000 a year')
    expect(told).toMatchObject({ kind: 'flows', openEnded: true })
    expect(told.kind === 'flows' ? told.notes.join(' ') : '').toContain('read as paid')
  })

  test('a word that changes the amounts and is not computed is named', () => {
    expect(
      readCashFlows('invest 1000 now, get 500 a year for 3 years, without inflation and tax').sentence.unused,
    ).toEqual(['without', 'inflation', 'tax'])
  })
})

describe('a turn goes on from the one before', () => {
  const before = ['invest 50 000 now, get 20 000 a year for 4 years at 8 %']
  test('with another rate', () => {
    const { told, sentence } = readInTurn('and at 12 %?', before)
    expect(told).toMatchObject({ kind: 'flows' })
    expect(sentence.rates.map(({ percent }) => formatDecimal(percent))).toEqual(['12'])
  })
  test('with another figure, at the same rate', () => {
    expect(readInTurn('and the payback?', before).sentence).toMatchObject({
      figures: ['payback'],
      rates: [{ per: 'year' }],
    })
  })
  test('with the time that was open', () => {
    const { told } = readInTurn('for 5 years', ['we pay 120k upfront and save 2.5k a month'])
    expect(told.kind === 'flows' ? told.cash.flows.length : 0).toBe(61)
  })
  test('but not with a word about something else', () => {
    expect(readInTurn('make a plan', before).told).toEqual({ kind: 'none' })
  })
})
