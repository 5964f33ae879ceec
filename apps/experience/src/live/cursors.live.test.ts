import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ended, Live, type Person } from './live.test-support.ts'
import { at, type Frame, openDoor, type RawSocket } from './raw-socket.test-support.ts'
import { SseReader } from './sse-reader.test-support.ts'

let directory: string
let live: Live
let anna: Person
let conversationId: string

const say = async (message: string) => {
  const reader = await anna.listen()
  const { conversation_id } = await anna.trpc.guide.send.mutate({ message })
  await reader.until((items) => ended(items))
  reader.stop()
  return conversation_id
}

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'cursors-'))
  live = await Live.open({ directory })
  anna = await live.guest()
  conversationId = await say('first')
})
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
})

const standard = (cursor: string) => openDoor(live.url, `/api/ws/guide?last_event_id=${cursor}`, anna.token)
const resumed = async (route: string, frame: object): Promise<RawSocket> => {
  const socket = openDoor(live.url, route, anna.token)
  await socket.say(frame)
  return socket
}
const runtimeAgent = (last_event_id: string) =>
  resumed('/api/runtime/agent', { type: 'agent.resume', payload: { conversation_id: conversationId, last_event_id } })
const realtime = (lastEventId: string) =>
  resumed('/realtime', { type: 'chat.resume', payload: { conversationId, lastEventId } })
const eventsUrl = () => `${live.url}/api/chat/conversation/events?conversation_id=${conversationId}`

const pageOf = z.object({ events: z.array(z.object({ event_id: z.number(), cursor: z.string() })) })

const numbered = (frames: readonly Frame[], ...name: string[]) =>
  frames.filter((frame) => typeof at(frame, ...name) === 'number')

describe('[L14] every frame of the log carries its whole cursor', () => {
  const whole = (seq: unknown) => `${live.epoch}:${seq}`

  test.each([
    ['standard', standard, ['event_id'], ['cursor']],
    ['runtime/agent', runtimeAgent, ['event_id'], ['cursor']],
    ['realtime', realtime, ['payload', 'eventId'], ['payload', 'cursor']],
  ] as const)('on %s', async (_, open, seqAt, cursorAt) => {
    await using socket = await open(`${live.epoch}:2`)
    // What has no name of its own on /realtime keeps the log's.
    const all = () => [
      ...numbered(socket.frames, ...seqAt).map((frame) => [at(frame, ...seqAt), at(frame, ...cursorAt)]),
      ...numbered(socket.frames, 'payload', 'event_id').map((frame) => [
        at(frame, 'payload', 'event_id'),
        at(frame, 'payload', 'cursor'),
      ]),
    ]
    await socket.until(() => all().length > 2)
    for (const [seq, cursor] of all()) expect(cursor).toBe(whole(seq))
  })

  test('in pages, in the live stream, in tRPC data and in the acceptance of a message', async () => {
    const { pathname, search } = new URL(eventsUrl())
    const page = pageOf.parse(await (await anna.fetch(`${pathname}${search}`)).json())
    expect(page.events.length).toBeGreaterThan(2)
    for (const event of page.events) expect(event.cursor).toBe(whole(event.event_id))

    await using stream = new SseReader(eventsUrl(), { token: anna.token, lastEventId: `${live.epoch}:0` })
    for (const { data } of await stream.until((frames) => frames.length > 2)) {
      expect(at(data, 'cursor')).toBe(whole(at(data, 'event_id')))
    }

    const reader = anna.read(anna.trpc, `${live.epoch}:0`)
    await reader.until((items) => items.length > 2)
    for (const { id, data } of reader.items) expect(at(data, 'cursor')).toBe(id)
    reader.stop()

    await using socket = openDoor(live.url, '/api/runtime/agent', anna.token)
    await socket.say({ type: 'agent.message', payload: { text: 'hello' } })
    const answer = await socket.frame('agent.accepted')
    expect(answer.cursor).toBe(whole(answer.event_id))
  })

  test('a bare number resumes while the log was never restored', async () => {
    await using socket = standard('2')
    expect(await socket.frame('conversation_restored')).toMatchObject({ resumed: true })
  })
})

describe('[L14] once a log was restored, a bare number resumes nowhere', () => {
  beforeAll(async () => {
    // As a copy in the place of the database looks.
    await live.restart(() => rmSync(path.join(directory, 'biplane.db.epoch')))
    anna = await live.again(anna)
  })

  test('on the standard transport: CURSOR_AHEAD, then the whole picture with its reason', async () => {
    await using socket = standard('2')
    expect(await socket.frame('error_message')).toMatchObject({ status: 'refused', error_code: 'CURSOR_AHEAD' })
    expect(await socket.frame('conversation_restored')).toMatchObject({ resumed: false, reason: 'epoch_missing' })
  })

  test('on runtime/agent and on realtime too', async () => {
    await using agent = await runtimeAgent('2')
    expect(await agent.frame('error')).toMatchObject({ payload: { code: 'CURSOR_AHEAD' } })
    expect(await agent.frame('conversation.restored')).toMatchObject({
      payload: { resumed: false, reason: 'epoch_missing' },
    })
    await using envelope = await realtime('2')
    expect(await envelope.frame('error')).toMatchObject({ payload: { code: 'CURSOR_AHEAD' } })
    expect(await envelope.frame('chat.restored')).toMatchObject({
      payload: { resumed: false, reason: 'epoch_missing' },
    })
  })

  test('in pages: 412; in the live stream and over tRPC: a snapshot that names the reason', async () => {
    const { pathname, search } = new URL(eventsUrl())
    expect((await anna.fetch(`${pathname}${search}&after=2`)).status).toBe(412)
    await using stream = new SseReader(eventsUrl(), { token: anna.token, lastEventId: '2' })
    const [snapshot] = await stream.until((frames) => frames.length > 0)
    expect(snapshot).toMatchObject({ event: 'snapshot', data: { reason: 'epoch_missing' } })
    const reader = anna.read(anna.trpc, '2')
    await reader.until((items) => items.length > 0)
    expect(reader.items[0]?.data).toMatchObject({ type: 'snapshot', reason: 'epoch_missing' })
    reader.stop()
  })

  test('while the whole cursor of this log goes on, and one of the other log does not', async () => {
    await using good = standard(`${live.epoch}:2`)
    expect(await good.frame('conversation_restored')).toMatchObject({ resumed: true })
    await using other = standard('deadbeef:2')
    expect(await other.frame('conversation_restored')).toMatchObject({ resumed: false, reason: 'other_epoch' })
  })
})
