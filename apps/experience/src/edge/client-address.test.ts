import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const from = (proxies: string[], remoteAddress: string, forwarded?: string | string[]) =>
  clientAddress(proxies).of({
    headers: forwarded === undefined ? {} : ({ 'x-forwarded-for': forwarded } as never),
    socket: { remoteAddress } as never,
  })

describe('[SECURITY 40] the address of a client', () => {
  test.each<[string, string[], string, string | string[] | undefined, string]>([
    ['is that of its socket', [], '203.0.113.7', undefined, '203.0.113.7'],
    ['is not what a header says where no proxy is configured', [], '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['is not what a header from somebody else says', ['10.0.0.1'], '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['is what the proxy says', ['10.0.0.1'], '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    [
      'is the last one before the proxies',
      ['10.0.0.1', '10.0.0.2'],
      '10.0.0.1',
      '1.1.1.1, 198.51.100.1, 10.0.0.2',
      '198.51.100.1',
    ],
    ['is the proxy’s own where it says nothing', ['10.0.0.1'], '10.0.0.1', '', '10.0.0.1'],
    ['is the same in both spellings', ['10.0.0.1'], '::ffff:10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ['is read from several headers as from one', ['10.0.0.1'], '10.0.0.1', ['1.1.1.1', '198.51.100.1'], '198.51.100.1'],
  ])('%s', (_, proxies, remote, forwarded, expected) => {
    expect(from(proxies, remote, forwarded)).toBe(expected)
  })
})

describe('[SECURITY 40] whether a client came over TLS', () => {
  test.each<[string, string, string | undefined, boolean]>([
    ['the proxy says https', '10.0.0.1', 'https', true],
    ['the proxy says http', '10.0.0.1', 'http', false],
    ['the proxy says nothing', '10.0.0.1', undefined, false],
    ['somebody before the proxy says https, the proxy http', '10.0.0.1', 'https, http', false],
    ['somebody who is no proxy says https', '203.0.113.7', 'https', false],
  ])('%s', (_, remoteAddress, said, expected) => {
    const headers = said === undefined ? {} : { 'x-forwarded-proto': said }
    const request = { headers, socket: { remoteAddress } as never }
    expect(clientAddress(['10.0.0.1']).isSecure(request)).toBe(expected)
  })

  test('a connection that is encrypted here needs nobody to say so', () => {
    const socket = new TLSSocket(new Socket())
    expect(clientAddress([]).isSecure({ headers: {}, socket })).toBe(true)
    socket.destroy()
  })
})
