import { describe, expect, test } from 'vitest'
import { allowsHost } from './allowed-hosts.ts'

const allows = allowsHost(['Chat.example'], ['https://page.example:8443', 'not a url'], '0.0.0.0')

describe('[D4.4] the Host header', () => {
  test.each([
    undefined,
    'localhost',
    'localhost:8001',
    '127.0.0.1:8001',
    '[::1]:8001',
    '192.168.1.5',
    'chat.example',
    'CHAT.EXAMPLE.:443',
    'page.example',
    'biplane.localhost:80',
  ])('accepts %s', (host) => expect(allows(host)).toBe(true))

  test.each([
    'evil.example',
    'localhost.evil.example',
    'chat.example.evil.example',
    'chat.example@evil.example',
    'evil.example/localhost',
    'evil.example?localhost',
    '',
    ' ',
    'a'.repeat(300),
  ])('refuses %j', (host) => expect(allows(host)).toBe(false))
})
