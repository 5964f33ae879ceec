import { expect, test } from 'vitest'
import { openContent } from '../tools/file-content.ts'
import { ContentShelf } from './content-shelf.ts'

const content = (count: number) => openContent(new Uint8Array(count))

test('drops the content used least recently first, until the new one fits', () => {
  const shelf = new ContentShelf(100)
  shelf.put('a', content(40))
  shelf.put('b', content(40))
  shelf.get('a')
  shelf.put('c', content(40))
  expect(shelf.held()).toEqual(['a', 'c'])
})

test('does not keep a content larger than the bound', () => {
  const shelf = new ContentShelf(100)
  shelf.put('a', content(40))
  expect(shelf.put('large', content(500)).size).toBe(500)
  expect(shelf.held()).toEqual([])
  shelf.put('b', content(10))
  expect(shelf.held()).toEqual(['b'])
})
