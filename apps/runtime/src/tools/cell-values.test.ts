import { expect, test } from 'vitest'
import { formatDay, orderSaid, periodOf, readDay } from './calendar.ts'
import { isEmptyCell, isNumberedName, type NumberStyle, readNumber, readTruth, styleSaid } from './cell-values.ts'
import { formatDecimal } from './decimal.ts'

const number = (cell: string, style: NumberStyle = 'point') => {
  const read = readNumber(cell, style)
  return read && formatDecimal(read.value)
}

test.each([
  ['1234.5', '1,234.5'],
  ['1,234.50', '1,234.50'],
  ['-12', '-12'],
  ['(12.50)', '-12.50'],
  ['12.50-', '-12.50'],
  ['−7', '-7'],
  ['+7', '7'],
  ['.5', '0.5'],
  ['€ 1,000', '1,000'],
  ['1 000 000,', null],
  ['1 234 567', '1,234,567'],
  ["1'234.50", '1,234.50'],
  ['USD 12', '12'],
  ['-$5.10', '-5.10'],
  ['$-5.10', '-5.10'],
  ['12 %', '12'],
  ['1,23', null],
  ['12,34,567', null],
  ['1.2.3', null],
  ['tbc', null],
  ['INV104', null],
  ['', null],
  ['-', null],
  ['1e5', null],
])('with a point for decimals %j is %j', (cell, expected) => {
  expect(number(cell)).toBe(expected)
})

test.each([
  ['1.234,50', '1,234.50'],
  ['12,5', '12.5'],
  ['1.5', null],
])('with a comma for decimals %j is %j', (cell, expected) => {
  expect(number(cell, 'comma')).toBe(expected)
})

test('a number says how it is written only when it can be read in one way', () => {
  expect(styleSaid('1,234')).toBe('either')
  expect(styleSaid('1,5')).toBe('comma')
  expect(styleSaid('1.5')).toBe('point')
  expect(styleSaid('tbc')).toBeNull()
})

test('a currency is read from a code or a sign, and three letters alone are no currency', () => {
  expect(readNumber('EUR 5', 'point')?.currency).toBe('EUR')
  expect(readNumber('5 €', 'point')?.currency).toBe('EUR')
  expect(readNumber('ABC 5', 'point')).toBeNull()
})

test('an enormous number is exact, and an absurd one is no number', () => {
  expect(number('123456789012345678901234567890.12')).toBe('123,456,789,012,345,678,901,234,567,890.12')
  expect(number('9'.repeat(100_000))).toBeNull()
})

test('digits that name something are not counted with', () => {
  expect(isNumberedName('007')).toBe(true)
  expect(isNumberedName('0.07')).toBe(false)
  expect(isNumberedName('1'.repeat(16))).toBe(true)
})

test('names of the language are values like any other', () => {
  expect(readTruth('constructor')).toBeNull()
  expect(readTruth('__proto__')).toBeNull()
  expect(readTruth('Yes')).toBe(true)
  expect(isEmptyCell('toString')).toBe(false)
  expect(isEmptyCell(' N/A ')).toBe(true)
})

test.each([
  ['2026-03-04', 'dmy', '2026-03-04'],
  ['2026/3/4', 'dmy', '2026-03-04'],
  ['2026-03-04T10:20:30Z', 'dmy', '2026-03-04'],
  ['04.03.2026', 'dmy', '2026-03-04'],
  ['03/04/2026', 'dmy', '2026-04-03'],
  ['03/04/2026', 'mdy', '2026-03-04'],
  ['4 Mar 2026', 'dmy', '2026-03-04'],
  ['March 4, 2026', 'dmy', '2026-03-04'],
  ['2024-02-29', 'dmy', '2024-02-29'],
] as const)('%j read %s is %s', (cell, order, expected) => {
  const read = readDay(cell, order)
  expect(read?.kind === 'day' && formatDay(read.day)).toBe(expected)
})

test('a day that no calendar has is impossible, and what is no date is none', () => {
  for (const cell of ['2026-02-30', '2025-02-29', '31.04.2026', '2026-13-01', '0202-01-01']) {
    expect(readDay(cell, 'dmy'), cell).toEqual({ kind: 'impossible' })
  }
  for (const cell of ['tomorrow', '12', '2026-03', '1.2.3', '2026-03-04-05', '3 Foo 2026', '']) {
    expect(readDay(cell, 'dmy'), cell).toBeNull()
  }
})

test('a date says which part is the month only when the other cannot be', () => {
  expect(orderSaid('25/12/2026')).toBe('dmy')
  expect(orderSaid('12/25/2026')).toBe('mdy')
  expect(orderSaid('03/04/2026')).toBe('either')
  expect(orderSaid('2026-12-25')).toBeNull()
})

test('periods sort as text', () => {
  const read = readDay('2026-11-20', 'ymd')
  const day = read?.kind === 'day' ? read.day : 0
  expect([periodOf(day, 'year'), periodOf(day, 'quarter'), periodOf(day, 'month')]).toEqual([
    '2026',
    '2026-Q4',
    '2026-11',
  ])
})
