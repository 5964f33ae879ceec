import { expect, test } from 'vitest'
import { rankMessages } from './rank-messages.ts'

const row = (content: string, title = '', createdAt = '2026-01-01') => ({ content, title, createdAt })
const ranked = (query: string, ...rows: ReturnType<typeof row>[]) =>
  rankMessages(rows, query).map(({ content }) => content)

test('finds whole words before beginnings and parts', () => {
  expect(ranked('late', row('simulated'), row('lately'), row('is it late?'))).toEqual([
    'is it late?',
    'lately',
    'simulated',
  ])
})

test('finds the phrase before the same words apart', () => {
  expect(ranked('days late', row('late by some days'), row('90 days late'))).toEqual([
    '90 days late',
    'late by some days',
  ])
})

test('leaves out what lacks a word', () => {
  expect(ranked('refund  policy', row('refund'), row('policy of a REFUND'))).toEqual(['policy of a REFUND'])
})

test('puts threads that are named so first, then the newest', () => {
  expect(
    ranked(
      'refund',
      row('old refund', '', '2026-01-01'),
      row('new refund', '', '2026-02-01'),
      row('a refund', 'Refund procedure', '2025-01-01'),
    ),
  ).toEqual(['a refund', 'new refund', 'old refund'])
})
