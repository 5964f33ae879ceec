import { expect, test } from 'vitest'
import { FAIL_POINTS } from './fail-point-list.ts'
import { failPointsOfSource, namesIn } from './fail-points-of-source.ts'

test('[SECURITY 39] the list has every named place of the source, and no other', () => {
  expect(FAIL_POINTS.map(({ name }) => name).toSorted()).toEqual(failPointsOfSource())
})

test('finds a place in any spelling: the negative control', () => {
  expect(namesIn("failPoint('a.b')\nthis.#deps.failPoint('c')")).toEqual(['a.b', 'c'])
  const template = ["run(when: 'before' | 'after') { this.#failPoint(`d.$", '{when}`) }'].join('')
  expect(namesIn(template)).toEqual(['d.before', 'd.after'])
  expect(namesIn('failPoint(name: string): void')).toEqual([])
  expect(() => namesIn('failPoint(place)')).toThrow('failPoint(place)')
})
