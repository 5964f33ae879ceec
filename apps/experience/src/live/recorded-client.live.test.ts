// Replays what the clients of the previous release sent, frame by frame, and holds every answer against what they were
// told then: each field that they were given is still there, with the same type and, where it is a name, the same value.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Live, type Person } from './live.test-support.ts'
import { type Frame, RawSocket } from './raw-socket.test-support.ts'

const recording = z
  .object({
    sessionId: z.string(),
    lines: z.array(
      z.object({
        path: z.string(),
        exchange: z.array(z.union([z.object({ say: z.unknown() }), z.object({ hear: z.unknown() })])),
      }),
    ),
    http: z.array(
      z.object({
        method: z.string(),
        path: z.string(),
        body: z.unknown().optional(),
        status: z.number(),
        answer: z.unknown().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, 'recorded-clients/release-1.json'), 'utf8')))

let live: Live
let anna: Person
/** Ids of the recording, and what they are now. */
const ids = new Map<string, string>()

beforeAll(async () => {
  live = await Live.open()
  live.runtime.script('guide.global', async function* () {
    yield { type: 'agent.token', payload: { text: 'one ' } }
    yield { type: 'agent.token', payload: { text: 'two' } }
  })
  live.runtime.script('liaison.content', async function* () {
    yield { type: 'agent.token', payload: { text: 'read' } }
  })
  anna = await live.guest()
  ids.set(recording.sessionId, anna.sessionId)
})
afterAll(() => live[Symbol.asyncDispose]())

const now = (text: string): string => {
  let said = text.replaceAll('{token}', anna.token).replaceAll('{epoch}', live.epoch)
  for (const [then, today] of ids) said = said.replaceAll(then, today)
  return said
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/
/** Fields whose value is a name of the protocol, and not of this run. */
const NAMES = new Set([
  'type',
  'status',
  'role',
  'agent_type',
  'pillar',
  'agent',
  'agent_id',
  'source',
  'resumed',
  'code',
])

/** What was told then and is not told any more; ids are learned on the way. */
function missing(then: unknown, today: unknown, at: string, field = ''): string[] {
  if (Array.isArray(then)) {
    if (!Array.isArray(today)) return [`${at}: no list`]
    const [first] = then
    return first === undefined || today[0] === undefined ? [] : missing(first, today[0], `${at}[0]`)
  }
  if (typeof then === 'object' && then !== null) {
    if (typeof today !== 'object' || today === null) return [`${at}: no object`]
    return Object.entries(then).flatMap(([name, value]) =>
      Reflect.has(today, name)
        ? missing(value, Reflect.get(today, name), `${at}.${name}`, name)
        : [`${at}.${name}: gone`],
    )
  }
  if (typeof then === 'string' && typeof today === 'string') {
    if (UUID.test(then) && UUID.test(today) && !ids.has(then)) ids.set(then, today)
    return NAMES.has(field) && !UUID.test(then) && then !== today ? [`${at}: ${then} is ${today}`] : []
  }
  return then === null || today === null || typeof then === typeof today ? [] : [`${at}: ${typeof today}`]
}

/** A frame by what it is: its type and status, within tRPC's envelope where there is one. */
function kindOf(frame: unknown): string {
  if (typeof frame !== 'object' || frame === null) return typeof frame
  const get = (name: string): unknown => Reflect.get(frame, name)
  if (get('result') !== undefined) return `${String(get('id'))} ${kindOf(get('result'))}`
  const inner = get('type') === 'data' ? get('data') : undefined
  if (typeof inner === 'object' && inner !== null) {
    const data: unknown = Reflect.get(inner, 'data')
    return `data ${kindOf(typeof data === 'object' && data !== null ? data : {})}`
  }
  return `${String(get('type'))} ${typeof get('status') === 'string' ? String(get('status')) : ''}`
}

describe('[F12] a client of the previous release goes on unchanged', () => {
  test.each(recording.lines.map((line, index) => ({ ...line, name: `${index} ${line.path.split('?', 1)[0]}` })))(
    'on line $name',
    async ({ path: address, exchange }) => {
      const headers = address.includes('session_token') || address.startsWith('/trpc') ? {} : bearer()
      await using socket = new RawSocket(`${live.url}${now(address)}`, headers)
      const heard = new Map<string, Frame>()
      for (const step of exchange) {
        if ('say' in step) {
          await socket.sendRaw(now(JSON.stringify(step.say)))
          continue
        }
        const kind = kindOf(step.hear)
        if (heard.has(kind)) continue
        await socket.until((frames) => frames.some((frame) => kindOf(frame) === kind))
        const today = socket.frames.find((frame) => kindOf(frame) === kind)
        if (today) heard.set(kind, today)
        expect(missing(step.hear, today, kind)).toEqual([])
      }
      expect(socket.ended).toBeNull()
    },
  )

  test.each(recording.http)('$method $path', async ({ method, path: address, body, status, answer }) => {
    const response = await anna.fetch(now(address), {
      method,
      ...(body === undefined
        ? {}
        : { body: now(JSON.stringify(body)), headers: { 'content-type': 'application/json' } }),
    })
    expect(response.status).toBe(status)
    if (answer !== undefined) expect(missing(answer, await response.json(), address)).toEqual([])
  })
})

const bearer = () => ({ authorization: `Bearer ${anna.token}` })
