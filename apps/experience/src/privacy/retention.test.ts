import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Place, StoreBench } from '../store/store.test-support.ts'
import { type RetentionDeps, sweepRetention } from './retention.ts'

const DAY_MS = 24 * 3_600_000

let bench: StoreBench

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())

async function session(kind: 'guest' | 'user'): Promise<Place> {
  const id = uuid()
  const times = { now: new Date().toISOString(), expiresAt: new Date(8e12).toISOString() }
  await bench.store.query('openSession', {
    id,
    tenant: 'local',
    principalKind: kind,
    principalId: `${kind}:${id}`,
    roles: [],
    tokenHash: uuid(),
    ...times,
  })
  return bench.place(id)
}

const sweep = (change: Partial<RetentionDeps>) =>
  sweepRetention({
    store: bench.store,
    trafficCop: { eraseSessions: (sessionIds) => bench.store.command('eraseSessions', { sessionIds }) },
    afterErase: async (_action, _caller, { counts }) => ({ deleted: counts, at: '' }),
    days: 0,
    guestDays: 0,
    now: Date.now,
    ...change,
  })
const isThere = ({ sessionId, conversationId }: Place) =>
  bench.store.reader.conversation(sessionId, conversationId) !== null

test('[L16] 0 days keeps everything, and nothing goes before its time', async () => {
  const [guest, user] = [await session('guest'), await session('user')]
  expect(await sweep({ now: () => Date.now() + 1_000 * DAY_MS })).toEqual({ guests: 0, conversations: 0 })
  expect(await sweep({ days: 7, guestDays: 7, now: () => Date.now() + 6 * DAY_MS })).toEqual({
    guests: 0,
    conversations: 0,
  })
  expect([isThere(guest), isThere(user)]).toEqual([true, true])
})

test('[L16] guests who did not come back go whole, users stay', async () => {
  const [guest, user] = [await session('guest'), await session('user')]
  const { guests } = await sweep({ guestDays: 30, now: () => Date.now() + 31 * DAY_MS })
  expect(guests).toBeGreaterThan(0)
  expect([isThere(guest), isThere(user)]).toEqual([false, true])
  expect(await bench.store.query('getSession', { sessionId: guest.sessionId })).toBeNull()
})

test('[L16] idle conversations go, what still runs stays, however many there are', async () => {
  const idle = await Promise.all(Array.from({ length: 45 }, () => session('user')))
  const busy = await session('user')
  await bench.begun(busy)
  await sweep({ days: 7, now: () => Date.now() + 8 * DAY_MS })
  expect(idle.some(isThere)).toBe(false)
  expect(isThere(busy)).toBe(true)
})
