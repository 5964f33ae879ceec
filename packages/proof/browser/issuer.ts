// Issuer of bearer tokens for browser tests with signed-in users: one key, its JWKS, signed tokens.
import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'

const AUDIENCE = 'story'
const HOUR_S = 3_600

export interface Issuer {
  /** What the product is told of it. */
  env: Record<string, string>
  token(claims: { sub: string; roles: string[] }): string
  close(): Promise<void>
}

export async function openIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'story', alg: 'RS256', use: 'sig' }]
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  return {
    env: { AUTH_ISSUER: url, AUTH_AUDIENCE: AUDIENCE, AUTH_JWKS_URL: `${url}/keys` },
    token(claims) {
      const now = Math.floor(Date.now() / 1_000)
      const said = { ...claims, iss: url, aud: AUDIENCE, iat: now, exp: now + HOUR_S }
      const body = [{ alg: 'RS256', kid: 'story' }, said].map(encoded).join('.')
      return `${body}.${sign('RSA-SHA256', Buffer.from(body), privateKey).toString('base64url')}`
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
