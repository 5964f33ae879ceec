import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Issuer } from '../principals/issuer.test-support.ts'
import { ended, eventsOf, Live, type Person, typesOf } from './live.test-support.ts'
import { withinLoopMs } from './loop-deadline.test-support.ts'

let live: Live
let issuer: Issuer

beforeAll(async () => {
  issuer = await Issuer.open()
  live = await Live.open({ env: issuer.env })
})
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

/** The paths on which a socket is a door, each with what it takes to be let in. */
const DOORS = ['/trpc', '/api/ws/guide', '/api/ws/liaison/content', '/api/runtime/agent', '/realtime']

const socketAt = (path: string, person: Person, at = live) =>
  new WebSocket(`${at.url.replace('http', 'ws')}${path}`, { headers: { authorization: `Bearer ${person.token}` } })

/** The socket is known as somebody's: it has said something, or answered what needs a session. */
function entered(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('message', () => resolve())
    socket.once('error', reject)
    socket.once('open', () => {
      const ask = { id: 1, jsonrpc: '2.0', method: 'query', params: { path: 'session.get' } }
      if (socket.url.endsWith('/trpc')) socket.send(JSON.stringify(ask))
      if (socket.url.endsWith('/agent')) socket.send(JSON.stringify({ type: 'ping' }))
    })
  })
}

const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))

/** Fails when it takes longer than the protocol allows. */
const withinASecond = <T>(what: string, work: Promise<T>): Promise<T> => withinLoopMs(what, 1_000, work)

describe('[D1.7] an ended session', () => {
  test('closes its sockets on every door with 4440 within a second, and nobody else’s', async () => {
    const [anna, eve] = [await live.guest(), await live.guest()]
    const hers = DOORS.map((path) => socketAt(path, anna))
    const other = socketAt('/trpc', eve)
    await Promise.all([...hers, other].map(entered))
    const ends = Promise.all(hers.map(closed))
    const response = anna.fetch('/api/auth/session', { method: 'DELETE' })
    expect(await withinASecond(`revoking closed ${hers.length} sockets`, ends)).toEqual(hers.map(() => 4440))
    expect((await response).status).toBe(204)
    expect(other.readyState).toBe(WebSocket.OPEN)
    other.close()
  })

  test('is cut off within a second also where the other side does not answer the closing', async () => {
    const anna = await live.guest()
    const socket = socketAt('/trpc', anna)
    await entered(socket)
    // It reads nothing any more, so it never hears that it should close.
    socket.pause()
    const operator = await live.user(await issuer.token({ sub: 'olga', roles: ['operator'] }))
    const held = async () => {
      const all = await operator.trpc.platform.connections.query()
      return all.filter(({ session_id }) => session_id === anna.sessionId).length
    }
    expect(await held()).toBe(1)
    await anna.fetch('/api/auth/session', { method: 'DELETE' })
    const gone = async () => {
      while ((await held()) > 0);
    }
    await withinASecond('cutting off a deaf socket', gone())
    socket.terminate()
  })

  test('[L10] hears no later event: the answer goes on, and the ended reader gets nothing of it', async () => {
    live.runtime.script('guide.global', async function* (_request, control) {
      yield { type: 'agent.token', payload: { text: 'before ' } }
      await control.gate('revoked')
      yield { type: 'agent.token', payload: { text: 'after' } }
    })
    const anna = await live.guest()
    const reader = await anna.listen()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => typesOf(items).includes('agent.token'))
    await anna.fetch('/api/auth/session', { method: 'DELETE' })
    live.runtime.open('revoked')
    await live.runtime.until(() => live.runtime.run(invocation_id)?.running === false)
    expect(JSON.stringify(reader.items)).not.toContain('after')
    expect(ended(reader.items)).toBe(false)
    reader.stop()
  })

  test('opens nothing any more: no call, no socket, no ticket', async () => {
    const anna = await live.guest()
    const { ticket } = (await (await anna.fetch('/api/auth/ticket', { method: 'POST' })).json()) as { ticket: string }
    await anna.fetch('/api/auth/session', { method: 'DELETE' })
    expect((await anna.fetch('/api/files')).status).toBe(401)
    const withTicket = new WebSocket(`${live.url.replace('http', 'ws')}/trpc?session_token=${ticket}`)
    expect(await closed(withTicket)).toBe(4440)
    for (const path of DOORS) expect(await closed(socketAt(path, anna))).toBe(4440)
  })

  test('through tRPC on the socket itself closes that socket too', async () => {
    const anna = await live.guest()
    const other = socketAt('/trpc', anna)
    await entered(other)
    const end = closed(other)
    await anna.trpc.session.end.mutate()
    expect(await end).toBe(4440)
  })
})

describe('[D1.5, D1.7] a session that is not used', () => {
  test('ends by its clock, and its open socket with it', async () => {
    await using brief = await Live.open({ env: { LIMIT_SESSION_MS: '2000', LIMIT_SESSION_SWEEP_MS: '20' } })
    const anna = await brief.guest()
    const socket = socketAt('/trpc', anna, brief)
    await entered(socket)
    expect(await closed(socket)).toBe(4440)
    const answer = await anna.fetch('/api/auth/session')
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'SESSION_EXPIRED' }])
  })
})

describe('[L10] a deleted conversation', () => {
  test('ends every reading of it with that word, and cannot be read again from any cursor', async () => {
    const anna = await live.guest()
    live.runtime.script('guide.global', async function* () {
      yield { type: 'agent.token', payload: { text: 'yes' } }
    })
    const reader = await anna.listen()
    const { conversation_id, invocation_id } = await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => ended(items, invocation_id))
    await anna.trpc.conversation.delete.mutate({ conversation_id: conversation_id as never })
    await reader.until((items) => typesOf(items).at(-1) === 'conversation.deleted')
    const count = eventsOf(reader.items).length
    for (const lastEventId of [undefined, '0', `${live.epoch}:${count}`]) {
      const refusal = await new Promise((resolve) =>
        anna
          .tab()
          .trpc.guide.onEvent.subscribe(
            { conversation_id: conversation_id as never, ...(lastEventId === undefined ? {} : { lastEventId }) },
            { onError: (error) => resolve(error.data?.refusal) },
          ),
      )
      expect(refusal).toMatchObject({ code: 'NOT_FOUND' })
    }
  })
})
