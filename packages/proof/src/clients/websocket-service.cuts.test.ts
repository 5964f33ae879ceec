// Cuts the client service at random and verifies that it loses, doubles and reorders nothing.
import { WebSocketService } from '@biplane/contracts/clients/websocket-service'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type CutProxy, openCutProxy } from '../cut-proxy.ts'
import { Facts } from '../facts.ts'
import { type Seeded, seeded } from '../seeded.ts'
import { ScriptedDoor } from './scripted-door.ts'

const CUTS = 600
/** Bytes of a line before it is cut: from the middle of the handshake to some ten events. */
const MOST_BYTES = 3_500
/** Few, so that a line lives for a while before it is cut. */
const AHEAD = 3
const CONTROL_CUTS = 100

const cutAnywhere = (random: Seeded) => () => {
  const how = random.pick(['fin', 'rst'] as const)
  // The request of the handshake alone is some 250 bytes, so a short count of this direction cannot miss.
  if (random.chance(0.2)) return { cut: { way: 'toServer' as const, after: random.int(1, 240), how } }
  return { cut: { way: 'toClient' as const, after: random.int(1, MOST_BYTES), how } }
}

/** Fills the log, never far ahead of the reader, until enough lines were cut. */
async function talk(door: ScriptedDoor, proxy: CutProxy, cuts: number, seen: () => number): Promise<void> {
  for (let n = 0; proxy.cuts < cuts; ) {
    if (door.log.length - seen() < AHEAD) door.stream(`piece ${n}`, n++)
    await new Promise((resolve) => setImmediate(resolve))
  }
  proxy.heal()
}

test('[L3] [L6] survives 600 cuts at random bytes', async () => {
  const random = seeded()
  await using door = await ScriptedDoor.open()
  await using proxy = await openCutProxy({ target: { host: '127.0.0.1', port: door.port }, plan: cutAnywhere(random) })
  const service = new WebSocketService({
    url: `ws://127.0.0.1:${proxy.port}`,
    WebSocket,
    getToken: () => 'ticket',
    random: () => 0,
  })
  const facts = new Facts()
  const seen: string[] = []
  const see = ({ event_id, message }: { event_id: number; message: string }) => {
    seen.push(`${event_id} ${message}`)
    facts.changed()
  }
  service.subscribe('guide', 'agent_streaming', see)
  service.subscribe('guide', 'user_message', see)
  const connected = service.connectToGuide(undefined, 'epoch-1:0')

  let asked = 0
  const talking = talk(door, proxy, CUTS, () => seen.length)
  const asking = (async () => {
    while (proxy.cuts < CUTS) {
      const message = `question-${asked++}`
      const echo = await service.sendMessage('guide', { type: 'user_message', message, message_id: message })
      expect(door.log[echo.event_id - 1]).toMatchObject({ type: 'user_message', message })
    }
  })()
  await Promise.all([connected, talking, asking])
  await facts.until(() => seen.length >= door.log.length)

  const { reconnects } = service.getConnectionHealth('guide')
  service.disconnect('guide')
  const told = door.visitors.flatMap(({ heard }) => heard.filter(({ type }) => type === 'user_message'))
  console.info({ cuts: proxy.cuts, reconnects, events: door.log.length, asked, told: told.length })
  expect(proxy.cuts).toBeGreaterThanOrEqual(CUTS)
  expect(seen).toEqual(door.log.map((frame) => `${frame.event_id} ${'message' in frame ? frame.message : ''}`))
  const questions = door.log.flatMap((frame) => (frame.type === 'user_message' ? [frame.message_id] : []))
  expect(questions).toEqual(Array.from({ length: asked }, (_, n) => `question-${n}`))
  // Some were sent more than once: otherwise the test would not cover repeats.
  expect(told.length).toBeGreaterThan(asked)
})

test('control: a reader that forgets where it stopped loses events under the same cuts', async () => {
  const random = seeded()
  await using door = await ScriptedDoor.open()
  await using proxy = await openCutProxy({ target: { host: '127.0.0.1', port: door.port }, plan: cutAnywhere(random) })
  const seen = new Set<number>()
  let last = 0
  let ended = false
  const read = () => {
    if (ended) return
    const socket = new WebSocket(`ws://127.0.0.1:${proxy.port}/api/ws/guide?session_token=ticket`)
    socket.on('error', () => {}) // a cut; its close follows
    socket.on('message', (data) => {
      const frame: unknown = JSON.parse(String(data))
      if (typeof frame !== 'object' || frame === null) return
      // What it was told at the beginning is not read: it believes that it has seen everything.
      if ('last_event_id' in frame) last = Number(frame.last_event_id)
      if (!('event_id' in frame)) return
      last = Number(frame.event_id)
      seen.add(last)
    })
    socket.on('close', read)
  }
  read()
  await talk(door, proxy, CONTROL_CUTS, () => last)
  ended = true
  console.info({ cuts: proxy.cuts, events: door.log.length, lost: door.log.length - seen.size })
  expect(seen.size).toBeLessThan(door.log.length)
})
