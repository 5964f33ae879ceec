import { expect, test } from 'vitest'
import { keyOf, outcomeOf, readFigures, sameFigure } from './compare-answer.ts'
import type { Truth } from './question.ts'
import type { ShownAnswer } from './shown-answer.ts'

const shown = (part: Partial<ShownAnswer>): ShownAnswer => ({
  state: 'answered',
  headline: (part.bold ?? []).map((text) => `**${text}**`).join(' '),
  bold: [],
  columns: [],
  rows: [],
  ...part,
})
const outcome = (truth: Truth, part: Partial<ShownAnswer>) => outcomeOf({ truth }, shown(part))

test.each([
  ['EUR 1,234.50', 1234.5, ''],
  ['−15.3 %', -15.3, '%'],
  ['4.2 h', 4.2, 'h'],
  ['12 days', 12, 'days'],
])('reads the figure of %s', (text, value, unit) => {
  expect(readFigures(text)).toMatchObject([{ value, unit }])
})

test.each([
  ['12.5 %', 0.125, 'share', true],
  ['0.13', 0.125, 'share', true],
  ['12.5 %', 0.13, 'share', false],
  ['2.5 days', 60, 'hours', true],
  ['150 min', 2.5, 'hours', true],
  ['2.5', 2.5, 'hours', true],
  ['3 days', 60, 'hours', false],
] as const)('holds %s against %d (%s): %s', (text, truth, unit, same) => {
  expect(readFigures(text).some((figure) => sameFigure(figure, truth, unit))).toBe(same)
})

test('accepts rounding as shown and nothing more', () => {
  expect(outcome({ is: 'figure', value: 10.456 }, { bold: ['10.46'] })).toBe('right')
  expect(outcome({ is: 'figure', value: 10.456 }, { bold: ['10.4'] })).toBe('wrong')
  expect(outcome({ is: 'figure', value: 10.4 }, { bold: ['10'] })).toBe('wrong')
})

test('takes no figure from plain text', () => {
  expect(outcome({ is: 'figure', value: 7 }, { headline: 'Rows: **9**, from 7 rows.', bold: ['9'] })).toBe('wrong')
})

test.each(['asked', 'refused'] as const)('a file that cannot answer is right when %s', (state) => {
  expect(outcome({ is: 'none' }, { state })).toBe('right')
  expect(outcome({ is: 'figure', value: 1 }, { state })).toBe(state)
})

test('an answer to what the file cannot answer is wrong', () => {
  expect(outcome({ is: 'none' }, { bold: ['12'] })).toBe('wrong')
})

test('compares groups by key and value, without another line', () => {
  const truth: Truth = {
    is: 'groups',
    lines: [
      { keys: ['2025-03'], value: 4 },
      { keys: ['2025-04'], value: 5 },
    ],
  }
  expect(
    outcome(truth, {
      columns: ['month', 'rows'],
      rows: [
        ['Apr 2025', 5],
        ['Mar 2025', 4],
      ],
    }),
  ).toBe('right')
  expect(
    outcome(truth, {
      columns: ['month', 'rows'],
      rows: [
        ['2025-04', 4],
        ['2025-03', 5],
      ],
    }),
  ).toBe('wrong')
  expect(
    outcome(truth, {
      columns: ['month', 'rows'],
      rows: [
        ['2025-03', 4],
        ['2025-04', 5],
        ['2025-05', 1],
      ],
    }),
  ).toBe('wrong')
})

test('the winner has to come first', () => {
  const truth: Truth = { is: 'winner', names: ['Bath'] }
  expect(outcome(truth, { bold: ['Bath', '9'] })).toBe('right')
  expect(
    outcome(truth, {
      bold: ['Derby', 'Bath'],
      headline: '**Derby** **Bath**',
      rows: [
        ['Derby', 3],
        ['Bath', 9],
      ],
    }),
  ).toBe('wrong')
})

test('names are compared as sets', () => {
  const truth: Truth = { is: 'names', names: ['a', 'b'] }
  expect(
    outcome(truth, {
      rows: [
        ['b', 1],
        ['a', 1],
        ['a', 2],
      ],
    }),
  ).toBe('right')
  expect(
    outcome(truth, {
      rows: [
        ['b', 1],
        ['a', 1],
        ['c', 2],
      ],
    }),
  ).toBe('wrong')
  expect(outcome({ is: 'names', names: [] }, { headline: 'No row of the table fits.' })).toBe('right')
})

test('a verdict is its word, or the figures that show it', () => {
  const truth: Truth = { is: 'verdict', yes: true, figures: [3, 2] }
  expect(outcome(truth, { headline: '**Yes**' })).toBe('right')
  expect(outcome(truth, { headline: 'No, it is less.' })).toBe('wrong')
  expect(outcome(truth, { bold: ['3', '2'] })).toBe('right')
})

test.each([
  ['Q1 2025', '2025-Q1'],
  ['March 2025', '2025-03'],
  [true, 'yes'],
])('one key for %s and %s', (one, other) => {
  expect(keyOf(one)).toBe(keyOf(other))
})
