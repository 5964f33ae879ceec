// Schedules against a running server whose wall clock the test moves. [J1-J4]
import path from 'node:path'
import type { ScheduleRunView } from '@biplane/contracts/wire/schedules'
import { openReader } from '@biplane/db/reader'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Issuer } from '../principals/issuer.test-support.ts'
import { Live, Person } from './live.test-support.ts'

const DAY = 24 * 3_600_000
/** A Sunday, in winter time. */
const START = Date.parse('2026-03-22T12:00:00Z')

let live: Live
let issuer: Issuer
let at = START
beforeAll(async () => {
  issuer = await Issuer.open()
  live = await Live.open({
    env: { ...issuer.env, LIMIT_SCHEDULE_TICK_MS: '10', LIMIT_GUEST_SCHEDULES: '2' },
    wallClock: () => at,
  })
})
beforeEach(() => {
  live.runtime.script('guide.global', async function* ({ invocation: { input } }) {
    yield { type: 'agent.token', payload: { text: `answer to ${input.text}` } }
  })
})
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  await issuer[Symbol.asyncDispose]()
})

const MONDAYS = { timing: { kind: 'cron' as const, cron: '0 8 * * 1' }, time_zone: 'Europe/Berlin' }
const NOT_FOUND = { data: { refusal: { code: 'NOT_FOUND' } } }

const runsOf = (person: Person, schedule_id: string) => person.trpc.schedule.runs.query({ schedule_id })

/** Polls the runs of a schedule until at least `count` exist and all of them have ended. */
async function runsUntil(person: Person, id: string, count: number): Promise<ScheduleRunView[]> {
  for (;;) {
    const runs = await runsOf(person, id)
    if (runs.length >= count && runs.every(({ status }) => status !== 'running' && status !== 'waiting')) return runs
  }
}

function statusOf(scheduleId: string): string | undefined {
  const db = openReader(path.join(live.directory, 'biplane.db'))
  const row = db.prepare<[string], { status: string }>('SELECT status FROM Schedule WHERE id = ?').get(scheduleId)
  db.close()
  return row?.status
}

const messagesOf = async (person: Person, thread_id: string) =>
  (await person.trpc.thread.history.query({ thread_id })).messages

describe('[J1] a schedule', () => {
  test('asks in its thread, and the answer names it', async () => {
    const anna = await live.guest()
    const { thread_id } = await anna.trpc.thread.create.mutate({ title: 'Receivables', aside: true })
    const made = await anna.trpc.schedule.create.mutate({ thread_id, message: 'What can you do?', ...MONDAYS })
    expect(made).toMatchObject({ status: 'active', next_at: '2026-03-23T07:00:00.000Z', title: 'What can you do?' })
    at = Date.parse('2026-03-23T07:00:01Z')
    const [run] = await runsUntil(anna, made.schedule_id, 1)
    expect(run).toMatchObject({ occurrence: '2026-03-23T08:00+01:00', status: 'completed', error: null })
    const cause = { schedule_id: made.schedule_id, title: 'What can you do?', occurrence: '2026-03-23T08:00+01:00' }
    const messages = await messagesOf(anna, thread_id)
    expect(messages.map(({ role, content, schedule }) => [role, content, schedule])).toEqual([
      ['user', 'What can you do?', cause],
      ['assistant', 'answer to What can you do?', undefined],
    ])
    const [listed] = await anna.trpc.schedule.list.query({ thread_id })
    expect(listed).toMatchObject({ next_at: '2026-03-30T06:00:00.000Z', last_run: run })
    // A raw socket restores it with the same cause.
    const socket = new WebSocket(`${live.url.replace('http', 'ws')}/api/ws/guide?thread_id=${thread_id}`, {
      headers: { authorization: `Bearer ${anna.token}` },
    })
    const restored = await new Promise<string>((resolve) => {
      socket.on('message', (data) => String(data).includes('answer to') && resolve(String(data)))
    })
    socket.close()
    expect(restored).toContain('2026-03-23T08:00+01:00')
  })

  test('works over HTTP: made, listed, paused, resumed, deleted', async () => {
    const anna = await live.guest()
    const call = async (method: string, route: string, body?: object) => {
      const headers = { 'content-type': 'application/json' }
      const response = await anna.fetch(route, { method, ...(body && { headers, body: JSON.stringify(body) }) })
      return { status: response.status, body: response.status === 204 ? null : await response.json() }
    }
    const made = await call('POST', '/api/schedules', { message: 'hello', ...MONDAYS })
    expect(made.status).toBe(201)
    const path = `/api/schedules/${Object(made.body).schedule_id}`
    expect((await call('POST', `${path}/pause`)).body).toMatchObject({ status: 'paused', next_at: null })
    expect((await call('POST', `${path}/resume`)).body).toMatchObject({ status: 'active' })
    expect(await call('GET', `${path}/runs`)).toEqual({ status: 200, body: [] })
    expect((await call('GET', '/api/schedules')).body).toHaveLength(1)
    expect(await call('DELETE', path)).toEqual({ status: 204, body: null })
    expect((await call('GET', '/api/schedules')).body).toEqual([])
    expect((await call('DELETE', path)).status).toBe(404)
  })

  test('is one of a bounded number', async () => {
    const anna = await live.guest()
    for (const message of ['one', 'two']) await anna.trpc.schedule.create.mutate({ message, ...MONDAYS })
    await expect(anna.trpc.schedule.create.mutate({ message: 'three', ...MONDAYS })).rejects.toMatchObject({
      data: { refusal: { code: 'QUOTA_EXCEEDED' } },
    })
  })

  test('is made by a person, not by an API key', async () => {
    const anna = await live.guest()
    const { api_key } = await anna.trpc.apiKey.create.mutate({ name: 'a program' })
    const program = new Person(live, api_key, anna.sessionId)
    await expect(program.trpc.schedule.create.mutate({ message: 'x', ...MONDAYS })).rejects.toMatchObject({
      data: { refusal: { code: 'FORBIDDEN' } },
    })
    expect(await program.trpc.schedule.list.query({})).toEqual([])
  })

  test('goes with its thread, and its thread does not go before it', async () => {
    const anna = await live.guest()
    const { thread_id } = await anna.trpc.thread.create.mutate({ aside: true })
    const { schedule_id } = await anna.trpc.schedule.create.mutate({ thread_id, message: 'hello', ...MONDAYS })
    const sent = await anna.trpc.thread.send.mutate({ thread_id, message: 'now' })
    await anna.trpc.conversation.delete.mutate({ conversation_id: sent.conversation_id })
    expect(await anna.trpc.schedule.list.query({ thread_id })).toHaveLength(1)
    expect((await anna.trpc.thread.delete.mutate({ thread_id })).deleted).toMatchObject({ schedules: 1 })
    await expect(runsOf(anna, schedule_id)).rejects.toMatchObject(NOT_FOUND)
  })
})

describe('[J2] an occurrence', () => {
  test('is sent once after clock jumps', async () => {
    const anna = await live.guest()
    const noon = { timing: { kind: 'cron' as const, cron: '0 12 * * *' }, time_zone: 'UTC', missed: 'run' as const }
    const { schedule_id, thread_id } = await anna.trpc.schedule.create.mutate({ message: 'noon', ...noon })
    const begun = at
    at += 3 * DAY
    const runs = await runsUntil(anna, schedule_id, 3)
    at = begun
    at += 3 * DAY
    at += DAY
    const more = await runsUntil(anna, schedule_id, 4)
    expect(more.slice(1)).toEqual(runs)
    expect(new Set(more.map(({ occurrence }) => occurrence)).size).toBe(4)
    const asked = (await messagesOf(anna, thread_id)).filter(({ role }) => role === 'user')
    expect(asked.map(({ schedule }) => schedule?.occurrence).reverse()).toEqual(
      more.map(({ occurrence }) => occurrence),
    )
  })

  test('is sent once across a crash', async () => {
    const anna = await live.guest()
    const daily = { timing: { kind: 'cron' as const, cron: '30 2 * * *' }, time_zone: 'Europe/Berlin' }
    const made = await anna.trpc.schedule.create.mutate({ message: 'night', missed: 'run', ...daily })
    at += 5 * DAY
    await runsUntil(anna, made.schedule_id, 5)
    await live.crash()
    const again = live.again(anna)
    at += DAY
    const runs = await runsUntil(again, made.schedule_id, 6)
    expect(runs).toHaveLength(6)
    const messages = await messagesOf(again, made.thread_id)
    expect(messages.filter(({ role }) => role === 'user')).toHaveLength(6)
  })

  test.each([
    ['tell', ['missed', 'missed', 'missed']],
    ['run_last', ['completed', 'missed', 'missed']],
    ['run', ['completed', 'completed', 'completed']],
  ] as const)('is handled when missed: %s', async (missed, expected) => {
    const anna = await live.guest()
    const timing = { kind: 'cron' as const, cron: '0 6 * * *' }
    const { schedule_id } = await anna.trpc.schedule.create.mutate({ message: 'x', timing, time_zone: 'UTC', missed })
    at += 3 * DAY
    const runs = await runsUntil(anna, schedule_id, 3)
    expect(runs.map(({ status }) => status)).toEqual(expected)
  })

  test('ends a schedule that has no other one', async () => {
    const anna = await live.guest()
    const timing = { kind: 'once' as const, at: new Date(at + DAY).toISOString().slice(0, 16) }
    const { schedule_id } = await anna.trpc.schedule.create.mutate({ message: 'once', timing, time_zone: 'UTC' })
    at += DAY + 60_000
    await runsUntil(anna, schedule_id, 1)
    const [listed] = await anna.trpc.schedule.list.query({})
    expect(listed).toMatchObject({ status: 'ended', next_at: null, last_run: { status: 'completed' } })
    // It has nothing to go on with.
    expect(await anna.trpc.schedule.resume.mutate({ schedule_id })).toMatchObject({ status: 'ended' })
  })
})

describe('[J3] a schedule stops', () => {
  test('while it is paused, and goes on from now', async () => {
    const anna = await live.guest()
    const daily = { timing: { kind: 'cron' as const, cron: '0 9 * * *' }, time_zone: 'UTC' }
    const { schedule_id } = await anna.trpc.schedule.create.mutate({ message: 'x', ...daily })
    await anna.trpc.schedule.pause.mutate({ schedule_id })
    at += 3 * DAY
    const resumed = await anna.trpc.schedule.resume.mutate({ schedule_id })
    expect(Date.parse(resumed.next_at ?? '')).toBeGreaterThan(at)
    expect(await runsOf(anna, schedule_id)).toEqual([])
  })

  test('when its owner signs out everywhere', async () => {
    const anna = await live.user(await issuer.token({ sub: 'anna' }))
    const daily = { timing: { kind: 'cron' as const, cron: '0 9 * * *' }, time_zone: 'UTC' }
    await anna.trpc.schedule.create.mutate({ message: 'x', ...daily })
    await anna.trpc.session.endAll.mutate()
    const back = await live.user(await issuer.token({ sub: 'anna' }))
    const paused = async () => (await back.trpc.schedule.list.query({}))[0]
    await expect.poll(paused).toMatchObject({ status: 'paused', paused_because: { code: 'SESSION_EXPIRED' } })
  })

  test('when its owner was away for as long as a session lasts', async () => {
    const anna = await live.user(await issuer.token({ sub: 'away' }))
    const daily = { timing: { kind: 'cron' as const, cron: '0 9 * * *' }, time_zone: 'UTC' }
    const { schedule_id } = await anna.trpc.schedule.create.mutate({ message: 'x', missed: 'run', ...daily })
    at += 31 * DAY
    // Read from the database: signing in would make the session last again.
    await expect.poll(() => statusOf(schedule_id)).toBe('paused')
    const back = await live.user(await issuer.token({ sub: 'away' }))
    const [listed] = await back.trpc.schedule.list.query({})
    expect(listed).toMatchObject({ status: 'paused', paused_because: { code: 'SESSION_EXPIRED' } })
    const [run] = await runsOf(back, schedule_id)
    expect(run).toMatchObject({ status: 'failed', error: { code: 'SESSION_EXPIRED' }, invocation_id: null })
  })
})
