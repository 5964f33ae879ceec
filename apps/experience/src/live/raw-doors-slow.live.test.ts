import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Issuer } from '../principals/issuer.test-support.ts'
import { Live, type Person } from './live.test-support.ts'
import { at, openDoor, type RawSocket } from './raw-socket.test-support.ts'

let live: Live
let issuer: Issuer
let operator: Person

beforeAll(async () => {
  issuer = await Issuer.open()
  live = await Live.open({ env: { ...issuer.env, LIMIT_SLOW_READER_MS: '1000' } })
  operator = await live.user(await issuer.token({ sub: 'olga', roles: ['operator'] }))
  // More than the kernel takes for a peer that does not read.
  live.runtime.script('guide.global', async function* () {
    for (let i = 0; i < 150; i += 1) {
      yield { type: 'agent.progress', payload: { progress: i / 150, label: 'x'.repeat(100_000) } }
    }
    yield { type: 'agent.token', payload: { text: 'end' } }
  })
})
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

/** What the operator sees of this person's socket at this door. */
const views = async ({ sessionId }: Person, door: string) =>
  (await operator.trpc.platform.connections.query()).filter(
    (connection) => connection.door === door && connection.session_id === sessionId,
  )

/** How many were closed for being slow. Who does not read answers no close frame: the figures say why it was closed. */
async function closedSlow(): Promise<number> {
  const text = await (await fetch(`${live.url}/metrics`)).text()
  return Number(/^biplane_connections_closed_total\{code="4409"\} (\d+)$/m.exec(text)?.[1] ?? 0)
}

describe('[L13] a reader that does not read', () => {
  test.each([
    ['guide', '/api/ws/guide', null, (id: number) => `/api/ws/guide?last_event_id=${id}`],
    ['runtime_agent', '/api/runtime/agent', 'agent.resume', () => '/api/runtime/agent'],
    ['realtime', '/realtime', 'chat.resume', () => '/realtime'],
  ] as const)(
    'at the door %s is closed, held in bounds, and goes on by its cursor',
    async (door, path, resume, back) => {
      const anna = await live.guest()
      const { conversation_id } = await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
      const hello = (cursor: number) =>
        resume === 'agent.resume'
          ? { type: resume, payload: { conversation_id, last_event_id: cursor } }
          : { type: 'chat.resume', payload: { conversationId: conversation_id, lastEventId: cursor } }
      const numbers = (socket: RawSocket) =>
        socket.frames.flatMap((frame) => {
          const number = frame.event_id ?? at(frame.payload, 'eventId') ?? at(frame.payload, 'event_id')
          return typeof number === 'number' && !frame.type.endsWith('restored') ? [number] : []
        })

      await using slow = openDoor(live.url, path, anna.token)
      if (resume) await slow.say(hello(0))
      await slow.until((frames) => frames.some(({ type }) => type.endsWith('restored')))
      slow.pause()
      const before = await closedSlow()
      await anna.trpc.guide.send.mutate({ message: 'hello' })
      let most = 0
      for (let held = await views(anna, door); held.length > 0; held = await views(anna, door)) {
        most = Math.max(most, ...held.map(({ unsent_bytes }) => unsent_bytes))
      }
      expect(most).toBeLessThan(1024 * 1024)
      expect(await closedSlow()).toBe(before + 1)
      slow.resume()
      await slow.end()

      const last = numbers(slow).at(-1) ?? 0
      await using again = openDoor(live.url, back(last), anna.token)
      if (resume) await again.say(hello(last))
      const done = (socket: RawSocket) =>
        socket.until((frames) =>
          frames.some(({ type }) => ['agent_complete', 'agent.completed', 'chat.message'].includes(type)),
        )
      await done(again)
      const all = [...numbers(slow), ...numbers(again)]
      expect(all).toEqual(all.map((_, i) => i + 1))
      expect(all.length).toBeGreaterThan(150)
    },
  )
})
