import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compare, type Decimal, divide, formatDecimal, formatMoney, percentOf, sum, toNumber } from './decimal.ts'

const decimal = (units: bigint | number, scale: number): Decimal => ({ units: BigInt(units), scale })

test('ten thousand times a tenth is exactly a thousand', () => {
  expect(formatDecimal(sum(Array.from({ length: 10_000 }, () => decimal(1, 1))))).toBe('1,000.0')
})

test('a sum of any amounts is the sum of their units at one scale', () => {
  const amounts = fc.array(fc.record({ units: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), scale: fc.nat(9) }))
  fc.assert(
    fc.property(amounts, (values) => {
      const expected = values.reduce((all, { units, scale }) => all + units * 10n ** BigInt(9 - scale), 0n)
      const total = sum(values)
      expect(total.units * 10n ** BigInt(9 - total.scale)).toBe(expected)
    }),
  )
})

test('numbers are grouped by thousands, keep every digit they have, and money shows at least two', () => {
  expect(formatDecimal(decimal(123456789n, 2))).toBe('1,234,567.89')
  expect(formatDecimal(decimal(-5, 3))).toBe('-0.005')
  expect(formatDecimal(decimal(0, 0))).toBe('0')
  expect(formatMoney(decimal(1_000, 0))).toBe('1,000.00')
  expect(formatMoney(decimal(12_345, 3))).toBe('12.345')
})

test('division rounds halves away from zero', () => {
  expect(formatDecimal(divide(decimal(1, 0), decimal(8, 0), 2))).toBe('0.13')
  expect(formatDecimal(divide(decimal(-1, 0), decimal(8, 0), 2))).toBe('-0.13')
  expect(formatDecimal(divide(decimal(200, 2), decimal(3, 0), 2))).toBe('0.67')
  expect(formatDecimal(divide(decimal(10, 0), decimal(4, 1), 0))).toBe('25')
})

test('a share of nothing is no share', () => {
  expect(percentOf(decimal(5, 0), decimal(0, 2))).toBeNull()
  expect(formatDecimal(percentOf(decimal(1, 0), decimal(3, 0)) ?? decimal(0, 0))).toBe('33.3')
})

test('scales do not matter when amounts are compared', () => {
  expect(compare(decimal(150, 2), decimal(15, 1))).toBe(0)
  expect(compare(decimal(-1, 0), decimal(-101, 2))).toBe(1)
  expect(toNumber(decimal(-12_345, 2))).toBe(-123.45)
})
