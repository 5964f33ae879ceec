import { expect, test } from 'vitest'
import { SharedTokenBudget } from './token-budget.ts'

const budget = (maxPayers?: number) =>
  new SharedTokenBudget({ most: 100, mostOfOne: 10, withinMs: 1_000, now: () => 0, ...(maxPayers && { maxPayers }) })

test('[M4] a payer who spent a share is told apart from a budget that is spent', () => {
  const day = budget()
  day.spend('anna', 10)
  expect([day.admits('anna'), day.admits('bert')]).toEqual(['share spent', 'yes'])
  for (let i = 0; i < 9; i += 1) day.spend(`other ${i}`, 10)
  expect([day.admits('anna'), day.admits('bert')]).toEqual(['all spent', 'all spent'])
})

test('[M4] counts a bounded number of payers, and forgets whoever spent longest ago', () => {
  const day = budget(2)
  for (const payer of ['anna', 'bert']) day.spend(payer, 10)
  day.spend('anna', 1)
  day.spend('carl', 10)
  expect(['anna', 'bert', 'carl'].map((payer) => day.admits(payer))).toEqual(['share spent', 'yes', 'share spent'])
})
