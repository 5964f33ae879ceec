import { expect, test } from 'vitest'
import { matching } from './match-commands.ts'

const commands = ['Refund procedure', 'New conversation', 'The old refund', 'Prefund', 'Appearance: Dark'].map(
  (title) => ({
    id: title,
    title,
  }),
)
const found = (query: string, most = 9) => matching(commands, query, most).map(({ title }) => title)

test('finds beginnings before words before parts', () => {
  expect(found('refund')).toEqual(['Refund procedure', 'The old refund', 'Prefund'])
})

test('forgives letters that were left out', () => {
  expect(found('nwcon')).toEqual(['New conversation'])
  expect(found('xyz')).toEqual([])
})

test('keeps the order of all without letters', () => {
  expect(found('', 2)).toEqual(['Refund procedure', 'New conversation'])
})
