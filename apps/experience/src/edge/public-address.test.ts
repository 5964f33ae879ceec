import type { FastifyRequest } from 'fastify'
import { expect, test } from 'vitest'
import { publicAddress } from './public-address.ts'

const request = (host?: string) => ({ raw: {}, headers: { host } }) as unknown as FastifyRequest
const listening = () => '127.0.0.1:8001'

test('[AT1] says the configured address, else that of the request', () => {
  const plain = publicAddress(undefined, { isSecure: () => false }, listening)
  expect([plain(request('chat.example:8080')), plain(request())]).toEqual([
    'http://chat.example:8080',
    'http://127.0.0.1:8001',
  ])
  expect(publicAddress(undefined, { isSecure: () => true }, listening)(request('chat.example'))).toBe(
    'https://chat.example',
  )
  expect(publicAddress('https://a.example/b', { isSecure: () => false }, listening)(request('x'))).toBe(
    'https://a.example/b',
  )
})
