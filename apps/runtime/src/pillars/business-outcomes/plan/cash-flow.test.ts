import { seeded } from '@biplane/proof/seeded'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { internalRate, monthlyRate, netPresentValue, payback } from './cash-flow.ts'

/** By Horner's rule, from the last period backwards: no power is taken. */
const referenceNpv = (rate: number, flows: readonly number[]): number =>
  flows.reduceRight((later, flow) => flow + later / (1 + rate), 0)

const flows = fc.array(fc.integer({ min: -10_000, max: 10_000 }), { minLength: 1, maxLength: 60 })
/** One payment out, then payments in: such a row has exactly one rate. */
const investment = fc
  .tuple(
    fc.integer({ min: 100, max: 50_000 }),
    fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 48 }),
  )
  .map(([out, back]) => [-out, ...back])

test('the present value is that of an independent reference', () => {
  const { seed } = seeded()
  fc.assert(
    fc.property(flows, fc.double({ min: -0.5, max: 2, noNaN: true }), (row, rate) => {
      const expected = referenceNpv(rate, row)
      expect(Math.abs(netPresentValue(rate, row) - expected)).toBeLessThanOrEqual(
        1e-9 * Math.max(1, ...row.map((flow, at) => Math.abs(flow) / (1 + rate) ** at)) * row.length,
      )
    }),
    { seed },
  )
})

test('a textbook row: −1000, 500, 400, 300, 100 returns 14.49 %, and is worth 78.82 at 10 %', () => {
  const row = [-1000, 500, 400, 300, 100]
  expect(internalRate(row)).toBeCloseTo(0.14489, 5)
  expect(netPresentValue(0.1, row)).toBeCloseTo(78.8198, 4)
  expect(payback(row)).toBeCloseTo(2 + 100 / 300, 10)
})

test('at its internal rate an investment is worth nothing, and it is worth something just below', () => {
  const { seed } = seeded()
  fc.assert(
    fc.property(investment, (row) => {
      const rate = internalRate(row)
      if (rate === null) {
        // Nothing comes back, or so much or so little that no rate within the bounds fits.
        const bounds = [referenceNpv(-0.99, row), referenceNpv(100, row)]
        expect(
          row.slice(1).every((flow) => flow === 0) ||
            bounds.every((worth) => worth > 0) ||
            bounds.every((worth) => worth < 0),
        ).toBe(true)
      } else {
        const scale = Math.max(...row.map((flow, at) => Math.abs(flow) / (1 + rate) ** at))
        expect(Math.abs(referenceNpv(rate, row))).toBeLessThanOrEqual(1e-6 * scale * row.length)
        expect(referenceNpv(rate - 0.001, row)).toBeGreaterThan(0)
      }
    }),
    { seed },
  )
})

test('a row with no rate, or with more than one, has none', () => {
  expect(internalRate([100, 100])).toBeNull()
  expect(internalRate([-100, -100])).toBeNull()
  expect(internalRate([-1000, 2500, -1560])).toBeNull()
  expect(internalRate([])).toBeNull()
})

test('an investment is paid back in the period in which the sum of a brute count first gets to 0', () => {
  const { seed } = seeded()
  fc.assert(
    fc.property(investment, (row) => {
      const sums = row.map((_, at) => row.slice(0, at + 1).reduce((a, b) => a + b, 0))
      const first = sums.findIndex((sum) => sum >= 0)
      const back = payback(row)
      expect(back === null ? -1 : Math.ceil(back)).toBe(first)
    }),
    { seed },
  )
})

test('twelve months at the monthly rate are a year', () => {
  expect((1 + monthlyRate(0.1)) ** 12).toBeCloseTo(1.1, 12)
})
