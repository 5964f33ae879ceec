import { backoffMs } from '@biplane/contracts/clients/backoff'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heardSocket, type LinkFacts, linkStatus, NO_LINK } from './link-status.ts'
import { RefusedError, readRefusal, refusalIn, refuseHere } from './refusal-in.ts'

describe('waiting before another try', () => {
  test('spreads waits with full jitter below the cap', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
        const ms = backoffMs(attempt, random)
        expect(ms).toBeGreaterThanOrEqual(0)
        expect(ms).toBeLessThanOrEqual(Math.min(8_000, 500 * 2 ** Math.min(attempt, 10)))
      }),
    )
    expect(backoffMs(3, 0.1)).not.toBe(backoffMs(3, 0.9))
  })
})

describe('connection status', () => {
  const after = (...steps: [LinkFacts['socket'], boolean][]) =>
    steps.reduce((facts, [socket, failed]) => heardSocket(facts, socket, failed), NO_LINK)

  test('connecting, connected, reconnecting after a cut, connected again', () => {
    expect(linkStatus(NO_LINK)).toBe('connecting')
    expect(linkStatus(after(['connecting', false]))).toBe('connecting')
    expect(linkStatus(after(['connecting', false], ['live', false]))).toBe('connected')
    expect(linkStatus(after(['live', false], ['connecting', true]))).toBe('reconnecting')
    expect(linkStatus(after(['live', false], ['connecting', true], ['live', false]))).toBe('connected')
  })

  test('a connection that is open and silent is not connected', () => {
    expect(linkStatus(after(['connecting', false], ['open', false]))).toBe('connecting')
    expect(linkStatus(after(['live', false], ['connecting', true], ['open', false]))).toBe('reconnecting')
    const openings = Array.from({ length: 4 }, (): [LinkFacts['socket'], boolean][] => [
      ['connecting', true],
      ['open', false],
    ])
    expect(linkStatus(after(...openings.flat()))).toBe('offline')
  })

  test('reports the server as away after many attempts', () => {
    expect(
      linkStatus(after(...Array.from({ length: 4 }, (): [LinkFacts['socket'], boolean] => ['connecting', true]))),
    ).toBe('offline')
  })

  test('reports offline without a network', () => {
    expect(linkStatus({ ...after(['live', false]), online: false })).toBe('offline')
  })
})

describe('finding a refusal', () => {
  const refusal = { code: 'BUSY', message: 'Wait.', retryable: true }

  test('in a tRPC error, in an HTTP body, and in what the page itself refuses', () => {
    expect(refusalIn({ data: { refusal } })).toEqual(refusal)
    expect(readRefusal({ ...refusal, retry_after_ms: 5, path: 'text', more: 1 })).toEqual({
      ...refusal,
      retry_after_ms: 5,
      path: 'text',
    })
    expect(refusalIn(new RefusedError(refuseHere('TOO_LARGE', 'big')))).toMatchObject({
      code: 'TOO_LARGE',
      retryable: false,
    })
  })

  test.each([
    [new Error('fetch failed')],
    [null],
    ['text'],
    [{ data: {} }],
    [{ data: { refusal: { code: 'NEW', message: 'x' } } }],
    [{ data: { refusal: { code: 'BUSY' } } }],
  ])('[L6] %j is a lost answer, not a refusal', (error) => {
    expect(refusalIn(error)).toBeNull()
  })
})
