import { describe, expect, test } from 'vitest'
import { allowsOrigin } from './origins.ts'

const allows = allowsOrigin(['https://chat.example', 'http://localhost:3000'], '127.0.0.1', () => 8001)

describe('[D4.2] a page may connect', () => {
  test.each([
    'https://chat.example',
    'http://localhost:3000',
    'http://localhost:8001',
    'http://127.0.0.1:8001',
    'http://[::1]:8001',
  ])('from %s', (origin) => {
    expect(allows(origin)).toBe(true)
  })

  test('from the port that the system chose, asked when it is known', () => {
    let port = 0
    const late = allowsOrigin([], '127.0.0.1', () => port)
    port = 4711
    expect(late('http://localhost:4711')).toBe(true)
    expect(late('http://localhost:0')).toBe(false)
  })

  test('from the product’s own address when it has a name, or a number with colons', () => {
    expect(allowsOrigin([], 'house.example', () => 8001)('http://house.example:8001')).toBe(true)
    expect(allowsOrigin([], '2001:db8::1', () => 8001)('http://[2001:db8::1]:8001')).toBe(true)
  })

  test('from the product’s own address at port 80, which browsers do not say', () => {
    const at80 = allowsOrigin([], 'house.example', () => 80)
    expect(['http://house.example', 'http://localhost', 'http://[::1]'].map(at80)).toEqual([true, true, true])
  })
})

describe('[D4.2] a page may not connect', () => {
  test.each([
    'https://evil.example',
    'https://chat.example.evil.example',
    'https://evil-chat.example',
    'http://chat.example',
    'https://chat.example:8443',
    'https://chat.example/',
    'https://CHAT.example',
    'https://user@chat.example',
    'http://localhost',
    'http://localhost:80010',
    'http://localhost:3001',
    'https://localhost:8001',
    'http://localhost.evil.example:8001',
    'http://127.0.0.1.evil.example:8001',
    'http://127.0.0.2:8001',
    'http://0.0.0.0:8001',
    'null',
    'file://',
    '',
    '*',
  ])('from %j', (origin) => {
    expect(allows(origin)).toBe(false)
  })
})
