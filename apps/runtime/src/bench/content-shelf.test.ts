import { expect, test } from 'vitest'
import { ContentShelf } from './content-shelf.ts'

const bytes = (count: number) => new Uint8Array(count)

test('the content that was used least recently goes first, until the new one fits', () => {
  const shelf = new ContentShelf(100)
  shelf.put('a', bytes(40))
  shelf.put('b', bytes(40))
  shelf.get('a')
  shelf.put('c', bytes(40))
  expect(shelf.held()).toEqual(['a', 'c'])
})

test('a content larger than the bound is held alone', () => {
  const shelf = new ContentShelf(100)
  shelf.put('a', bytes(40))
  shelf.put('large', bytes(500))
  expect(shelf.held()).toEqual(['large'])
  shelf.put('b', bytes(10))
  expect(shelf.held()).toEqual(['b'])
})
