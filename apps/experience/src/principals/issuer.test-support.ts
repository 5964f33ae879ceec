// An issuer of bearer tokens for tests: real keys, a real JWKS over HTTP, and tokens that are invalid in one way each.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export interface TokenTerms {
  alg?: 'RS256' | 'ES256' | 'PS256' | 'HS256'
  issuer?: string
  audience?: string
  /** Seconds from now. */
  expiresIn?: number | null
  /** `typ` of the header. */
  type?: string
  /** Signed by a key that the issuer does not publish. */
  forged?: boolean
}

const AUDIENCE = 'biplane'

export class Issuer implements AsyncDisposable {
  readonly url: string
  /** How often its keys were fetched. */
  fetched = 0
  readonly #close: () => Promise<void>
  readonly #keys: Keys

  private constructor(url: string, keys: Keys, close: () => Promise<void>) {
    this.url = url
    this.#keys = keys
    this.#close = close
  }

  static async open(): Promise<Issuer> {
    const keys = await makeKeys()
    const box: { issuer: Issuer | null } = { issuer: null }
    const server = createServer((request, response) => {
      if (request.url === '/moved') {
        response.writeHead(302, { location: '/keys' }).end()
        return
      }
      if (box.issuer) box.issuer.fetched += 1
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: keys.published }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    box.issuer = new Issuer(url, keys, close)
    return box.issuer
  }

  /** What Experience is configured with. */
  get env() {
    return { AUTH_ISSUER: this.url, AUTH_AUDIENCE: AUDIENCE, AUTH_JWKS_URL: `${this.url}/keys` }
  }

  get terms() {
    return { issuer: this.url, audience: AUDIENCE, jwksUrl: `${this.url}/keys` }
  }

  token(claims: JWTPayload, terms: TokenTerms = {}): Promise<string> {
    const { alg = 'RS256', issuer = this.url, audience = AUDIENCE, expiresIn = 300, type, forged = false } = terms
    const now = Math.floor(Date.now() / 1000)
    const jwt = new SignJWT(claims)
      .setProtectedHeader({ alg, kid: alg, ...(type !== undefined && { typ: type }) })
      .setIssuedAt(now - 3_600)
      .setIssuer(issuer)
      .setAudience(audience)
    if (expiresIn !== null) jwt.setExpirationTime(now + expiresIn)
    return jwt.sign(forged ? this.#keys.foreign : this.#keys.private[alg])
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

type Keys = Awaited<ReturnType<typeof makeKeys>>

async function makeKeys() {
  const [rs, es, ps, foreign] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('ES256', { extractable: true }),
    generateKeyPair('PS256', { extractable: true }),
    generateKeyPair('RS256', { extractable: true }),
  ])
  const published = [
    { ...(await exportJWK(rs.publicKey)), kid: 'RS256', alg: 'RS256', use: 'sig' },
    { ...(await exportJWK(es.publicKey)), kid: 'ES256', alg: 'ES256', use: 'sig' },
    { ...(await exportJWK(ps.publicKey)), kid: 'PS256', alg: 'PS256', use: 'sig' },
  ]
  // The classic confusion: the published key of one algorithm, taken for the shared secret of another.
  const confused = new TextEncoder().encode(JSON.stringify(published[0]))
  return {
    published,
    foreign: foreign.privateKey,
    private: { RS256: rs.privateKey, ES256: es.privateKey, PS256: ps.privateKey, HS256: confused },
  }
}
