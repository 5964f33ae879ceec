import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const places = { root: '/', web: '/web', sample: '/sample', migrations: '/migrations' }
const read = (env: Record<string, string>) => readConfig(env, places)

describe('a server that other machines reach', () => {
  test.each(['0.0.0.0', '::', '192.168.1.5', 'chat.example'])('does not start silently on %s', (host) => {
    expect(() => read({ EXPERIENCE_HOST: host })).toThrow(/REQUIRE_TLS.*\n.*ALLOW_GUESTS/)
    expect(() => read({ EXPERIENCE_HOST: host, REQUIRE_TLS: 'true' })).toThrow('ALLOW_GUESTS')
    expect(() => read({ EXPERIENCE_HOST: host, ALLOW_GUESTS: 'true' })).toThrow('REQUIRE_TLS')
  })

  test('starts when both are said, one way or the other', () => {
    const open = read({ EXPERIENCE_HOST: '0.0.0.0', REQUIRE_TLS: 'false', ALLOW_GUESTS: 'true' })
    expect([open.requireTls, open.allowGuests]).toEqual([false, true])
  })

  test.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('needs nothing on %s', (host) => {
    expect(read({ EXPERIENCE_HOST: host })).toMatchObject({ requireTls: false, allowGuests: true })
  })
})

test('[D1.4] long-lived tokens in addresses are off unless set', () => {
  expect(read({}).allowTokenInUrl).toBe(false)
  expect(read({ ALLOW_TOKEN_IN_URL: 'true' }).allowTokenInUrl).toBe(true)
})

test('finds Runtime on the port that both planes use', () => {
  expect(read({}).runtimeUrls).toEqual(['http://127.0.0.1:8000'])
  expect(read({ RUNTIME_PORT: '9300' }).runtimeUrls).toEqual(['http://127.0.0.1:9300'])
  expect(read({ RUNTIME_PORT: '9300', RUNTIME_URL: 'http://10.0.0.2:80' }).runtimeUrls).toEqual(['http://10.0.0.2:80'])
})

describe('[D1.8] an issuer', () => {
  const issuer = { AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'biplane', NODE_ENV: 'production' }

  test.each(['http://localhost:9100/jwks', 'http://127.0.0.1:9100/jwks', 'http://[::1]:9100/jwks'])(
    'may be tried on this machine: %s',
    (url) => expect(read({ ...issuer, AUTH_JWKS_URL: url }).issuer?.jwksUrl).toBe(url),
  )

  test.each(['http://id.example/jwks', 'http://127.0.0.1.evil.example/jwks', 'http://localhost.evil.example/jwks'])(
    'elsewhere needs https in production: %s',
    (url) => expect(() => read({ ...issuer, AUTH_JWKS_URL: url })).toThrow('AUTH_JWKS_URL'),
  )
})
