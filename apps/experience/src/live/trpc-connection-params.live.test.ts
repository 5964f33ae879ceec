// A subscription over HTTP with the tRPC client's own way to authenticate: its parameters in the address.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'
import { at } from './raw-socket.test-support.ts'

let open: Live
let strict: Live

beforeAll(async () => {
  open = await Live.open({ env: { ALLOW_TOKEN_IN_URL: 'true' } })
  strict = await Live.open({ env: { ALLOW_TOKEN_IN_URL: 'false' } })
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await strict[Symbol.asyncDispose]()
})

/** What the stream says first. */
async function subscribe(live: Live, connectionParams: string): Promise<string> {
  const query = new URLSearchParams({ input: '{}', connectionParams })
  const left = new AbortController()
  const response = await fetch(`${live.url}/trpc/guide.onEvent?${query}`, {
    headers: { accept: 'text/event-stream' },
    signal: left.signal,
  })
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    if (/snapshot|"code"/.test(text)) break
  }
  left.abort()
  return text
}

async function ticketOf(person: Person): Promise<string> {
  const response = await person.fetch('/api/auth/ticket', { method: 'POST' })
  return JSON.stringify({ sessionToken: at(await response.json(), 'ticket') })
}

describe('[D1.4] connectionParams over HTTP', () => {
  test('take the session token', async () => {
    const anna = await open.guest()
    expect(await subscribe(open, JSON.stringify({ sessionToken: anna.token }))).toContain('"type":"snapshot"')
  })

  test('take a ticket once, and where long-lived tokens are refused in addresses only a ticket', async () => {
    const anna = await strict.guest()
    const ticket = await ticketOf(anna)
    expect(await subscribe(strict, ticket)).toContain('"type":"snapshot"')
    expect(await subscribe(strict, ticket)).toContain('UNAUTHENTICATED')
    expect(await subscribe(strict, JSON.stringify({ sessionToken: anna.token }))).toContain('UNAUTHENTICATED')
  })

  test.each(['{"sessionToken":"nobody"}', '{"sessionToken":7}', '[]', 'null', '{', '{"__proto__":1}', ' '])(
    '[L11] %j opens nothing',
    async (params) => {
      const answer = await subscribe(open, params)
      expect(answer).not.toContain('snapshot')
      expect(answer).toMatch(/UNAUTHENTICATED|BAD_REQUEST|BAD_MESSAGE|BAD_JSON|PARSE_ERROR/)
    },
  )
})
