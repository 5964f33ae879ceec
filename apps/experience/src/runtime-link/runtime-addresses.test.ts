import { describe, expect, test } from 'vitest'
import { RuntimeAddresses } from './runtime-addresses.ts'

const A = 'ws://a:8000/trpc'
const B = 'ws://b:8000/trpc'

describe('which of several Runtimes is dialled', () => {
  test('the first, and when it does not open the next, round and round', () => {
    const addresses = new RuntimeAddresses(['http://a:8000', 'http://b:8000/'])
    expect([addresses.next(), addresses.next(), addresses.next()]).toEqual([A, B, A])
  })

  test('the one that was good last is dialled again first', () => {
    const addresses = new RuntimeAddresses(['http://a:8000', 'http://b:8000'])
    addresses.next()
    addresses.next()
    addresses.good()
    expect([addresses.next(), addresses.next()]).toEqual([B, A])
  })

  test('one that is alone is dialled for ever', () => {
    const addresses = new RuntimeAddresses(['https://a:8000'])
    expect([addresses.next(), addresses.next()]).toEqual(['wss://a:8000/trpc', 'wss://a:8000/trpc'])
    expect(() => new RuntimeAddresses([])).toThrow('RUNTIME_URL')
  })
})
