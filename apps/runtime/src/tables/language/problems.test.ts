import { expect, test } from 'vitest'
import type { Problem } from '../words/problem.ts'
import { englishProblem } from './english-problems.ts'
import { germanProblem } from './german-problems.ts'

const WORDS = { said: 'geerntet', candidates: ['Honig'] }
/** One of each kind: a new one does not compile without a line here. */
const PROBLEMS: { [Is in Problem['is']]: Problem } = {
  no_column: { is: 'no_column', ...WORDS },
  no_such_unit: { is: 'no_such_unit', ...WORDS },
  not_measured: { is: 'not_measured', ...WORDS },
  no_dimension: { is: 'no_dimension', dimension: 'weight' },
  no_where: { is: 'no_where' },
  no_who: { is: 'no_who' },
  which_people: { is: 'which_people', columns: ['Honig', 'Wachs'] },
  no_when: { is: 'no_when', period: '2026' },
  no_days_in: { is: 'no_days_in', period: '2026' },
  no_money: { is: 'no_money', said: 'geerntet' },
  not_money: { is: 'not_money', said: 'geerntet', column: 'Honig' },
  no_worth: { is: 'no_worth', column: 'Honig' },
  no_object: { is: 'no_object', said: 'geerntet' },
  nothing_sold: { is: 'nothing_sold' },
  nothing_on_time: { is: 'nothing_on_time' },
  nothing_asked: { is: 'nothing_asked' },
  nothing_computed: { is: 'nothing_computed' },
  nothing_ranked: { is: 'nothing_ranked', said: 'geerntet' },
  no_limit: { is: 'no_limit', said: 'geerntet' },
  no_groups: { is: 'no_groups' },
  no_dates: { is: 'no_dates' },
  no_change: { is: 'no_change' },
  nobody_returns: { is: 'nobody_returns' },
  two_numbers: { is: 'two_numbers' },
  part_of: { is: 'part_of', said: 'geerntet' },
  aggregate_of: { is: 'aggregate_of', aggregate: 'average' },
  word_of: { is: 'word_of', said: 'geerntet' },
  aggregate_of_count: { is: 'aggregate_of_count', said: 'geerntet' },
  average_of_sums: { is: 'average_of_sums', said: 'geerntet' },
  share_of: { is: 'share_of' },
  which_share: { is: 'which_share' },
  which_rows: { is: 'which_rows', said: 'geerntet' },
  which_number: { is: 'which_number', columns: ['Honig', 'Wachs'] },
  beside_number: { is: 'beside_number', column: 'Honig' },
  ratio: { is: 'ratio', column: 'Honig' },
  ratio_per: { is: 'ratio_per', column: 'Honig' },
  named_already: { is: 'named_already', column: 'Honig' },
  one_row_each: { is: 'one_row_each', column: 'Honig' },
  unclear_best: { is: 'unclear_best', column: 'Honig' },
  first_ones: { is: 'first_ones' },
  never: { is: 'never' },
  never_happened: { is: 'never_happened' },
  file_check: { is: 'file_check' },
  both_at_once: { is: 'both_at_once' },
  too_many_parts: { is: 'too_many_parts' },
}

test.each(Object.values(PROBLEMS))('says %j in either language', (problem) => {
  const [english, german] = [englishProblem(problem), germanProblem(problem)]
  expect(german).not.toBe(english)
  expect(german).not.toMatch(/\.$|\b(?:the|is|column|not|which)\b/)
  const { is, ...parts } = problem
  const words = Object.values(parts).flat()
  for (const word of words.filter((each) => /^[A-Zg2]/.test(String(each)))) {
    expect([english.includes(word), german.includes(word)], is).toEqual([true, true])
  }
})

test('offers what could be meant', () => {
  expect(germanProblem(PROBLEMS.no_column)).toBe(
    'keine Spalte sagt, was „geerntet“ ist; es könnte „Honig“ oder die Anzahl der Zeilen sein',
  )
  expect(germanProblem(PROBLEMS.aggregate_of)).toBe('ich sehe nicht, wovon der Durchschnitt gefragt ist')
  expect(germanProblem(PROBLEMS.no_dimension)).toBe('keine Spalte nennt das Gewicht')
})
