import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Issuer, type TokenTerms } from './issuer.test-support.ts'
import { openTokenVerifier, type VerifyToken } from './token-verifier.ts'

let issuer: Issuer
let verify: VerifyToken

const verifier = (jwksUrl = issuer.terms.jwksUrl, at = 0) =>
  openTokenVerifier(
    { ...issuer.terms, jwksUrl },
    () => Date.now() + at,
    () => {},
  )

beforeAll(async () => {
  issuer = await Issuer.open()
  verify = verifier()
})
afterAll(() => issuer[Symbol.asyncDispose]())

const REFUSED = { refusal: 'UNAUTHENTICATED' }

describe('[D1.8] a bearer token of the issuer', () => {
  test.each(['RS256', 'ES256'] as const)('signed with %s speaks for its subject', async (alg) => {
    const subject = await verify(await issuer.token({ sub: 'anna@people.example' }, { alg }))
    expect(subject).toEqual({
      principalId: expect.stringMatching(/^user:[0-9a-f]{32}$/),
      tenant: 'local',
      roles: ['member'],
      goodUntil: expect.any(Number),
    })
    expect(JSON.stringify(subject)).not.toContain('anna')
  })

  test('the same subject is the same principal; another subject or tenant is another one', async () => {
    const idOf = async (claims: Parameters<Issuer['token']>[0]) =>
      (await verify(await issuer.token(claims))).principalId
    const anna = await idOf({ sub: 'anna' })
    expect(await idOf({ sub: 'anna', roles: ['operator'] })).toBe(anna)
    expect(await idOf({ sub: 'eve' })).not.toBe(anna)
    expect(await idOf({ sub: 'anna', tenant: 'acme' })).not.toBe(anna)
  })

  test.each([
    [undefined, ['member']],
    [['operator'], ['member', 'operator']],
    ['operator member', ['member', 'operator']],
    [['admin', 'root', 7, null], ['member']],
    [{ operator: true }, ['member']],
  ])('the claim roles %j gives %j', async (roles, expected) => {
    expect((await verify(await issuer.token({ sub: 'anna', roles }))).roles).toEqual(expected)
  })

  test('the tenant is the claim tenant, else org_id, and nothing that is no plain name', async () => {
    const of = async (claims: object) => verify(await issuer.token({ sub: 'anna', ...claims }))
    expect((await of({ tenant: 'acme', org_id: 'other' })).tenant).toBe('acme')
    expect((await of({ org_id: 'other' })).tenant).toBe('other')
    for (const tenant of ['', 'a b', '../x', 7, 'x'.repeat(65)]) {
      await expect(of({ tenant })).rejects.toMatchObject(REFUSED)
    }
  })

  test('thirty seconds of difference between clocks are forgiven, and no more', async () => {
    expect(await verify(await issuer.token({ sub: 'anna' }, { expiresIn: -20 }))).toMatchObject({ tenant: 'local' })
    await expect(verify(await issuer.token({ sub: 'anna' }, { expiresIn: -40 }))).rejects.toMatchObject(REFUSED)
  })
})

describe('[D1.8] a subject', () => {
  test.each([[{ a: 1 }], [7], [true], [['anna']], [''], ['  '], ['x'.repeat(256)]])('%j is refused', async (sub) => {
    const claims: object = { sub }
    await expect(verify(await issuer.token({ ...claims }))).rejects.toMatchObject(REFUSED)
  })

  test.each(['JWT', 'at+jwt', 'application/at+jwt'])('of a token of type %s is let in', async (type) => {
    expect(await verify(await issuer.token({ sub: 'anna', azp: 'app' }, { type }))).toMatchObject({ tenant: 'local' })
  })

  test('is spoken for until the token expires', async () => {
    const { goodUntil } = await verify(await issuer.token({ sub: 'anna' }, { expiresIn: 120 }))
    expect(Math.abs(goodUntil - Date.now() - 120_000)).toBeLessThan(2_000)
  })

  test('without a tenant is refused where a tenant is required', async () => {
    const strict = openTokenVerifier(
      { ...issuer.terms, tenantRequired: true },
      () => Date.now(),
      () => {},
    )
    await expect(strict(await issuer.token({ sub: 'anna' }))).rejects.toMatchObject(REFUSED)
    expect(await strict(await issuer.token({ sub: 'anna', org_id: 'acme' }))).toMatchObject({ tenant: 'acme' })
  })
})

describe('[D1.8] a token that does not hold', () => {
  test.each<[string, object, TokenTerms]>([
    ['of another issuer', { sub: 'anna' }, { issuer: 'https://evil.example' }],
    ['for another audience', { sub: 'anna' }, { audience: 'another product' }],
    ['that has expired', { sub: 'anna' }, { expiresIn: -3_600 }],
    ['that never expires', { sub: 'anna' }, { expiresIn: null }],
    ['without a subject', {}, {}],
    ['whose authorized party is no text', { sub: 'anna', azp: ['app'] }, {}],
    ['of another type', { sub: 'anna' }, { type: 'logout+jwt' }],
    ['of the type of a proof', { sub: 'anna' }, { type: 'dpop+jwt' }],
    ['not yet good', { sub: 'anna', nbf: Math.floor(Date.now() / 1000) + 600 }, {}],
    ['signed by a key that is not published', { sub: 'anna' }, { forged: true }],
    ['signed by an algorithm that is published and not allowed', { sub: 'anna' }, { alg: 'PS256' }],
    ['signed with the published key as a shared secret', { sub: 'anna' }, { alg: 'HS256' }],
  ])('%s is refused', async (_, claims, terms) => {
    await expect(verify(await issuer.token({ ...claims }, terms))).rejects.toMatchObject(REFUSED)
  })

  test('without a signature, or with one that was tampered with, is refused', async () => {
    const [header = '', body = '', signature = ''] = (await issuer.token({ sub: 'anna' })).split('.')
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const operator = part({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), roles: ['operator'] })
    for (const token of [
      `${part({ alg: 'none' })}.${body}.`,
      `${part({ alg: 'none' })}.${body}.${signature}`,
      `${header}.${operator}.${signature}`,
      `${header}.${body}.`,
      'not.a.token',
    ]) {
      await expect(verify(token)).rejects.toMatchObject(REFUSED)
    }
  })

  test('what a token says of its own keys is not read', async () => {
    const before = issuer.fetched
    const [, body, signature] = (await issuer.token({ sub: 'anna' }, { forged: true })).split('.')
    const header = { alg: 'RS256', kid: 'RS256', jku: `${issuer.url}/stolen`, x5u: `${issuer.url}/stolen` }
    const token = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body}.${signature}`
    await expect(verify(token)).rejects.toMatchObject(REFUSED)
    expect(issuer.fetched).toBe(before)
  })

  test('keys are fetched from the configured address alone: a redirect is not followed', async () => {
    const moved = verifier(`${issuer.url}/moved`)
    await expect(moved(await issuer.token({ sub: 'anna' }))).rejects.toMatchObject(REFUSED)
  })
})
