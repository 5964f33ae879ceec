import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { makeReceivables, makeRefundSop, SAMPLE_ROWS, SAMPLE_SEED } from './sample.ts'

const committed = (name: string) => readFileSync(path.join(import.meta.dirname, '../sample', name), 'utf8')

/** Good for the sample alone: a comma inside of quotes is the only thing that it knows. */
const naiveRows = (csv: string): string[][] =>
  csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/"([^"]*)"/g, (_, inner: string) => inner.replaceAll(',', ';')).split(','))

const rows = naiveRows(makeReceivables(SAMPLE_SEED))
const column = (at: number) => rows.map((row) => row[at] ?? 'absent')

test('the committed sample is what the generator makes from the seed', () => {
  expect(committed('receivables.csv')).toBe(makeReceivables(SAMPLE_SEED))
  expect(committed('refund-sop.md')).toBe(makeRefundSop())
})

test('the same seed makes the same file, another seed another one', () => {
  expect(makeReceivables(7)).toBe(makeReceivables(7))
  expect(makeReceivables(7)).not.toBe(makeReceivables(8))
})

test('every seed makes 240 rows of ten cells', () => {
  for (const seed of [SAMPLE_SEED, 1, 2, 3, 4, 5]) {
    const made = naiveRows(makeReceivables(seed))
    expect(made, `seed ${seed}`).toHaveLength(SAMPLE_ROWS)
    expect(
      made.every((row) => row.length === 10),
      `seed ${seed}`,
    ).toBe(true)
  }
})

test('the faults of a real export are in it', () => {
  expect(rows.length - new Set(rows.map((row) => row.join())).size, 'repeated lines').toBe(3)
  expect(
    column(4).filter((due) => due === ''),
    'missing due dates',
  ).toHaveLength(4)
  expect(column(4), 'a day that does not exist').toContain('2026-02-30')
  expect(
    column(6).filter((amount) => amount.startsWith('-')),
    'a credit note',
  ).toHaveLength(1)
  expect(
    column(6).filter((amount) => Number.isNaN(Number(amount))),
    'an amount that is not a number',
  ).toEqual(['tbc'])
  expect(
    column(6).filter((amount) => Number(amount) > 100_000),
    'a slipped decimal point',
  ).toHaveLength(1)
  expect(
    column(1).filter((customer) => customer !== customer.trim()),
    'stray spaces',
  ).toHaveLength(2)
  expect(
    rows.filter((row) => row[8] === 'paid' && row[5] === ''),
    'a status that contradicts the payment',
  ).toHaveLength(1)
})

test('several customers owe since more than 90 days', () => {
  const asOf = Date.parse(column(5).toSorted().at(-1) ?? '')
  const late = rows.filter((row) => row[5] === '' && asOf - Date.parse(row[4] ?? '') > 90 * 86_400_000)
  expect(new Set(late.map((row) => row[1])).size).toBeGreaterThan(5)
})
