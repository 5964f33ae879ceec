import { seeded } from '@biplane/proof/seeded'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMoney } from '../../../tools/decimal.ts'
import { analyseFlows } from './analyse-flows.ts'
import type { CashFlows, Rate } from './flows.ts'
import { paybackOf } from './payback-time.ts'
import { presentValue, toCents } from './present-value.ts'
import { ratesOfReturn } from './rates-of-return.ts'
import { dayOf } from './read-cash-flows.ts'

const whole = (amount: number) => ({ units: BigInt(amount), scale: 0 })
const rate = (percent: number): Rate => ({
  percent: { units: BigInt(Math.round(percent * 100)), scale: 2 },
  per: 'year',
})
const yearly = (amounts: readonly number[], from = 0): CashFlows => ({
  flows: amounts.map((amount, at) => ({ amount: whole(amount), at: at + from, label: '', row: null })),
  timing: { kind: 'periods', unit: 'year' },
  currency: '',
})
const dated = (rows: readonly [string, number][]): CashFlows => ({
  flows: rows.map(([day, amount]) => ({
    amount: whole(amount),
    at: dayOf(day) - dayOf(rows[0]?.[0] ?? ''),
    label: day,
    row: null,
  })),
  timing: { kind: 'dates', first: rows[0]?.[0] ?? '' },
  currency: '',
})
const npv = (cash: CashFlows, percent: number) => formatMoney(toCents(presentValue(cash, rate(percent))))
const irr = (cash: CashFlows) => analyseFlows(cash, []).irr

/** By BigInt alone, with 60 digits: an independent way to the same number. */
function exactNpv(amounts: readonly number[], percentTimes100: number): string {
  const digits = 10n ** 60n
  const sum = amounts.reduce(
    (total, amount, at) =>
      total + (BigInt(amount) * digits * 10_000n ** BigInt(at)) / (10_000n + BigInt(percentTimes100)) ** BigInt(at),
    0n,
  )
  const cents = (sum < 0n ? -sum : sum) * 100n
  const rounded = (cents + digits / 2n) / digits
  const text = String(rounded).padStart(3, '0')
  const grouped = BigInt(text.slice(0, -2)).toLocaleString('en')
  return `${sum < 0n && rounded !== 0n ? '-' : ''}${grouped}.${text.slice(-2)}`
}

describe('[O10] net present value', () => {
  test.each<[string, CashFlows, number, string]>([
    // Documented examples of Excel and LibreOffice: NPV(10%; -10000; 3000; 4200; 6800).
    ['NPV over a whole row', yearly([-10_000, 3000, 4200, 6800], 1), 10, '1,188.44'],
    ['first amount + NPV', yearly([-40_000, 8000, 9200, 10_000, 12_000, 14_500]), 8, '1,922.06'],
    [
      'first amount + NPV, with a loss at the end',
      yearly([-40_000, 8000, 9200, 10_000, 12_000, 14_500, -9000]),
      8,
      '-3,749.47',
    ],
    [
      'XNPV',
      dated([
        ['2008-01-01', -10_000],
        ['2008-03-01', 2750],
        ['2008-10-30', 4250],
        ['2009-02-15', 3250],
        ['2009-04-01', 2750],
      ]),
      9,
      '2,086.65',
    ],
  ])('agrees with a spreadsheet: %s', (_, cash, percent, value) => {
    expect(npv(cash, percent)).toBe(value)
  })

  test('is exact to the cent for any whole amounts and rate', () => {
    const { seed } = seeded()
    const amounts = fc.array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(amounts, fc.integer({ min: -5000, max: 20_000 }), (row, hundredths) => {
        expect(npv(yearly(row), hundredths / 100).replace(/^-0\.00$/, '0.00')).toBe(exactNpv(row, hundredths))
      }),
      { seed },
    )
  })

  test('takes a yearly rate of monthly amounts as compounded', () => {
    const monthly: CashFlows = {
      ...yearly([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 110]),
      timing: { kind: 'periods', unit: 'month' },
    }
    expect(npv(monthly, 10)).toBe('100.00')
    expect(
      formatMoney(
        toCents(presentValue({ ...monthly, flows: monthly.flows.slice(12) }, { percent: whole(1), per: 'month' })),
      ),
    ).toBe('97.62')
  })
})

describe('[O10] rates of return', () => {
  test.each<[number[], number]>([
    [[-70_000, 12_000, 15_000, 18_000, 21_000], -0.0212],
    [[-70_000, 12_000, 15_000, 18_000, 21_000, 26_000], 0.0866],
    [[-70_000, 12_000, 15_000], -0.4435],
    [[-1000, 500, 400, 300, 100], 0.14489],
    [[-100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200], 2 ** 0.1 - 1],
    [[100, -50], -0.5],
    [[-1, 2000], 1999],
  ])('agrees with a spreadsheet for %j', (amounts, expected) => {
    const found = irr(yearly(amounts))
    expect(found).toMatchObject({ kind: 'one', proven: true })
    if (found.kind === 'one') expect(Math.abs(found.rate - expected)).toBeLessThan(6e-5)
  })

  test('agrees with XIRR', () => {
    const found = irr(
      dated([
        ['2008-01-01', -10_000],
        ['2008-03-01', 2750],
        ['2008-10-30', 4250],
        ['2009-02-15', 3250],
        ['2009-04-01', 2750],
      ]),
    )
    expect(found.kind === 'one' ? found.rate : null).toBeCloseTo(0.373362535, 7)
  })

  test.each<[number[], number[]]>([
    [
      [-1000, 2500, -1560],
      [0.2, 0.3],
    ],
    [
      [-1000, 3600, -4310, 1716],
      [0.1, 0.2, 0.3],
    ],
    [
      [-100, 230, -132],
      [0.1, 0.2],
    ],
    [
      [1000, -2500, 1560],
      [0.2, 0.3],
    ],
  ])('names every rate of %j', (amounts, rates) => {
    const found = irr(yearly(amounts))
    expect(found).toMatchObject({ kind: 'several', proven: true })
    expect(found.kind === 'several' ? found.rates.map((each) => Math.round(each * 1e6) / 1e6) : []).toEqual(rates)
  })

  test.each<[number[], string]>([
    [[100, 200], 'only_received'],
    [[-100, -200], 'only_paid'],
    [[0, 0], 'nothing'],
    [[100, -180, 100], 'no_rate'],
    [[-10, 20, -20], 'no_rate'],
  ])('has none for %j: %s', (amounts, why) => {
    expect(irr(yearly(amounts))).toEqual({ kind: 'none', why })
  })

  test('finds the one rate at which a row touches 0', () => {
    const found = irr(yearly([-100, 220, -121]))
    expect(found.kind).toBe('one')
    if (found.kind === 'one') expect(found.rate).toBeCloseTo(0.1, 4)
  })

  test('are all those that a fine scan of the present value finds', () => {
    const { seed } = seeded()
    const row = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 8 })
    const worth = (amounts: readonly number[], r: number) =>
      amounts.reduceRight((later, amount) => amount + later / (1 + r), 0)
    fc.assert(
      fc.property(row, (amounts) => {
        const { rates, proven } = ratesOfReturn(amounts.map((amount, time) => ({ amount, time })))
        expect(proven).toBe(true)
        for (const each of rates) {
          const scale = Math.max(...amounts.map((amount, at) => Math.abs(amount) * (1 + each) ** -at))
          expect(Math.abs(worth(amounts, each))).toBeLessThanOrEqual(1e-6 * scale * amounts.length)
        }
        let crossings = 0
        for (let at = -0.99; at < 20; at += 0.005) {
          const [a, b] = [worth(amounts, at), worth(amounts, at + 0.005)]
          if (a * b < 0) {
            crossings++
            expect(rates.some((each) => each > at - 1e-9 && each < at + 0.005 + 1e-9)).toBe(true)
          }
        }
        expect(rates.length).toBeGreaterThanOrEqual(crossings)
      }),
      { seed, numRuns: 60 },
    )
  })

  test('are bounded for a thousand amounts that change their sign each time', () => {
    const amounts = Array.from({ length: 1000 }, (_, time) => ({ amount: time % 2 === 0 ? -100 : 101, time }))
    const before = process.cpuUsage()
    ratesOfReturn(amounts)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(8000)
  })
})

describe('[O10] payback', () => {
  const of = (amounts: readonly number[]) => paybackOf(yearly(amounts).flows, true)
  test.each<[number[], object]>([
    [[-100, 50, 50, 50], { kind: 'reached', at: 2, lostAgain: null }],
    [[-100, 40, 40, 40], { kind: 'reached', at: 2.5 }],
    [[-100, 150, -100, 100], { kind: 'reached', at: 1 - 1 + 100 / 150, lostAgain: 2, forGood: 2.5 }],
    [[-100, 150, -100], { kind: 'reached', lostAgain: 2, forGood: null }],
    [[-100, 40], { kind: 'never', left: whole(-60) }],
    [[100, 40], { kind: 'nothing_invested' }],
    [[0, -100, 100], { kind: 'reached', at: 2 }],
    [[100, -150, 60], { kind: 'reached' }],
  ])('of %j', (amounts, expected) => {
    expect(of(amounts)).toMatchObject(expected)
  })
})
