import { expect, test } from 'vitest'
import { openContent } from '../tools/file-content.ts'
import { ContentCache } from './content-cache.ts'

const content = (count: number) => openContent(new Uint8Array(count))

test('drops the content used least recently first, until the new one fits', () => {
  const cache = new ContentCache(100)
  cache.put('a', content(40))
  cache.put('b', content(40))
  cache.get('a')
  cache.put('c', content(40))
  expect(cache.held()).toEqual(['a', 'c'])
})

test('does not keep a content larger than the bound', () => {
  const cache = new ContentCache(100)
  cache.put('a', content(40))
  expect(cache.put('large', content(500)).size).toBe(500)
  expect(cache.held()).toEqual([])
  cache.put('b', content(10))
  expect(cache.held()).toEqual(['b'])
})
