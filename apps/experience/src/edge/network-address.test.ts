import { describe, expect, test } from 'vitest'
import { canonicalAddress, networkOf } from './network-address.ts'

describe('[D1.9] an address has one spelling', () => {
  test.each<[string, string | null]>([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:DB8::00ff', '2001:db8:0:0:0:0:0:ff'],
    ['[2001:db8::1]:443', '2001:db8:0:0:0:0:0:1'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['1::', '1:0:0:0:0:0:0:0'],
    ['', null],
    ['unknown', null],
    ['_hidden', null],
    ['1.2.3', null],
    ['999.1.1.1', null],
    ['2001:db8::1::2', null],
    ['"; DROP TABLE', null],
    ['1'.repeat(10_000), null],
  ])('%j is %j', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected)
  })
})

describe('[D1.9] limits count IPv6 by /64', () => {
  const of = (text: string) => networkOf(canonicalAddress(text) ?? '')
  test('addresses of one /64 are one network', () => {
    expect(of('2001:db8:1:2:3:4:5:6')).toBe(of('2001:db8:1:2:ffff::1'))
  })
  test('the next /64 is another one', () => {
    expect(of('2001:db8:1:2::1')).not.toBe(of('2001:db8:1:3::1'))
  })
  test('IPv4 stays one address', () => {
    expect(of('203.0.113.7')).not.toBe(of('203.0.113.8'))
    expect(of('::ffff:203.0.113.7')).toBe(of('203.0.113.7'))
  })
})
