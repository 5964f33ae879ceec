import { describe, expect, test } from 'vitest'
import { checkBounds, parseBounded } from './json-guard.ts'

const BOUNDS = { jsonDepth: 4, jsonKeys: 5 }
const parse = (text: string) => parseBounded(text, BOUNDS)

describe('[D2.11] JSON within its bounds', () => {
  test.each(['null', '1', '"text"', '[]', '{}', '{"a":[{"b":[]}]}', '[1,2,3]', '{"a":1,"b":2,"c":3,"d":4,"e":5}'])(
    '%s is taken as it is',
    (text) => {
      expect(parse(text)).toEqual(JSON.parse(text))
    },
  )

  test('a list may be long: only its keys count', () => {
    expect(parse(JSON.stringify(Array(10_000).fill(0)))).toHaveLength(10_000)
  })
})

describe('[L11, D2.11] JSON that is refused', () => {
  test.each(['', '{', 'undefined', "{'a':1}", '{"a":1,}', '[1', 'NaN', '\u0000', '{"a":1}{"b":2}'])(
    '%j is no JSON',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ refusal: 'BAD_JSON' }))
    },
  )

  test.each<[string, string]>([
    ['too deep, by objects', '{"a":{"a":{"a":{"a":{}}}}}'],
    ['too deep, by lists', '[[[[[]]]]]'],
    ['too many keys, at once', '{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}'],
    ['too many keys, all together', '[{"a":1,"b":1},{"a":1,"b":1},{"a":1,"b":1}]'],
  ])('%s', (_, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ refusal: 'BAD_MESSAGE' }))
  })

  test('what is exactly as deep, or has exactly as many keys, is not', () => {
    expect(() => parse('[[[[]]]]')).not.toThrow()
    expect(() => parse('[[[[1]]]]')).not.toThrow()
    expect(() => parse('[{"a":1,"b":1},{"a":1,"b":1},{"a":1}]')).not.toThrow()
  })

  test.each(['__proto__', 'constructor', 'prototype'])('the key %s, anywhere, by its name', (key) => {
    for (const text of [`{"${key}":1}`, `{"a":{"${key}":{"admin":true}}}`, `[{"a":[{"${key}":null}]}]`]) {
      expect(() => parse(text), text).toThrow(expect.objectContaining({ refusal: 'BAD_MESSAGE', path: key }))
    }
    expect(Object.prototype).not.toHaveProperty('admin')
  })

  test('a forbidden key that is written with an escape is the same key', () => {
    const text = '{"\\u005f_proto__":{"admin":true}}'
    expect(Object.keys(JSON.parse(text))).toEqual(['__proto__'])
    expect(() => parse(text)).toThrow(expect.objectContaining({ path: '__proto__' }))
  })

  test('the same words as values are only words', () => {
    expect(parse('{"a":"__proto__","b":["constructor"]}')).toEqual({ a: '__proto__', b: ['constructor'] })
  })

  test('a depth that would end the stack of a program that walks by calling itself', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(() => parse(deep)).toThrow(expect.objectContaining({ refusal: expect.stringMatching(/^BAD_/) }))
    let value: unknown = null
    for (let i = 0; i < 100_000; i += 1) value = [value]
    expect(() => checkBounds(value, BOUNDS)).toThrow(expect.objectContaining({ refusal: 'BAD_MESSAGE' }))
  })

  test('what was sent is not repeated in the answer', () => {
    expect(() => parse('{"secret')).toThrow(/^That is not JSON\.$/)
  })
})
