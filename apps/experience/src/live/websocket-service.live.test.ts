// Runs the client service against the real standard sockets: it delivers exactly what the log holds.
import { readConversation } from '@biplane/contracts/clients/conversation-reader'
import {
  type ConnectionName,
  WebSocketService,
  type WebSocketServiceOptions,
} from '@biplane/contracts/clients/websocket-service'
import { foldEvent } from '@biplane/contracts/vocabulary/transcript'
import type { ConversationEvent, ConversationSnapshot, StreamItem } from '@biplane/contracts/wire/events'
import { openCutProxy } from '@biplane/proof/cut-proxy'
import { Facts } from '@biplane/proof/facts'
import { seeded } from '@biplane/proof/seeded'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ended, eventsOf, Live, type Person } from './live.test-support.ts'

const CUTS = 120

let live: Live

beforeAll(async () => {
  live = await Live.open({ env: { LIMIT_CONNECTIONS_PER_PRINCIPAL: '1000' } })
})
afterAll(() => live[Symbol.asyncDispose]())

/** A service of this person, and what it reads of the conversations that it is told to read. */
function clientOf(person: Person, over: Partial<WebSocketServiceOptions> = {}) {
  const facts = new Facts()
  const service = new WebSocketService({
    url: live.url,
    WebSocket,
    // A fresh ticket for every line, as our own page has it.
    getToken: async () => ticketIn(await (await person.fetch('/api/auth/ticket', { method: 'POST' })).json()),
    random: () => 0,
    onStatus: () => facts.changed(),
    ...over,
  })
  const read = (name: ConnectionName) => {
    const items: StreamItem[] = []
    readConversation(service, name, (item) => {
      items.push(item)
      facts.changed()
    })
    return items
  }
  return { service, read, until: (holds: () => boolean) => facts.until(holds) }
}

const ticketIn = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'ticket' in body ? String(body.ticket) : ''

const eventsIn = (items: readonly StreamItem[]): ConversationEvent[] =>
  items.flatMap((item) => (item.type === 'snapshot' ? [] : [item]))
const hasEnded = (items: readonly StreamItem[]) => items.some(({ type }) => type === 'agent.completed')

/** What a page shows after all of it. */
function shown(items: readonly StreamItem[]): ConversationSnapshot | null {
  return items.reduce<ConversationSnapshot | null>((held, item) => {
    if (item.type === 'snapshot') return item
    const folded = held && foldEvent(held, item)
    return folded?.kind === 'applied' ? folded.transcript : held
  }, null)
}

function talking(words: number, agent = 'guide.global'): void {
  live.runtime.script(agent, async function* () {
    for (let i = 0; i < words; i += 1) {
      if (i % 5 === 0) await new Promise((resolve) => setImmediate(resolve))
      yield { type: 'agent.token', payload: { text: `w${i} ` } }
    }
  })
}

describe('the client service at the real doors', () => {
  test('[L2] [L6] says something, gets its echo, and reads the same events as tRPC', async () => {
    talking(40)
    const anna = await live.guest()
    const truth = anna.read(anna.trpc, `${live.epoch}:0`)
    const { service, read, until } = clientOf(anna)
    const items = read('guide')
    await service.connectToGuide()
    const echo = await service.sendMessage('guide', { type: 'user_message', message: 'hello', message_id: 'm-1' })
    expect(echo).toMatchObject({ message_id: 'm-1', event_id: 1 })
    await until(() => hasEnded(items))
    await truth.until((all) => ended(all))
    expect(eventsIn(items)).toEqual(eventsOf(truth.items))
    expect(service.getConnectionHealth('guide')).toMatchObject({
      status: 'open',
      realm: 'journey_solution',
      lastEventId: `${live.epoch}:${eventsIn(items).length}`,
      reconnects: 0,
    })
    // The same words under the same id once more are the same message.
    expect(await service.sendMessage('guide', { type: 'user_message', message: 'hello', message_id: 'm-1' })).toEqual(
      echo,
    )
    await expect(
      service.sendMessage('guide', { type: 'user_message', message: 'other words', message_id: 'm-1' }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
    service.disconnect('guide')
    truth.stop()
  })

  test('[L3] [L6] 120 cuts at random bytes while people talk: every event once, every message once', async () => {
    const random = seeded()
    talking(60, 'liaison.content')
    const anna = await live.guest()
    let cutting = true
    await using proxy = await openCutProxy({
      target: { host: '127.0.0.1', port: Number(new URL(live.url).port) },
      plan: () =>
        cutting
          ? { cut: { way: 'toClient', after: random.int(1, 6_000), how: random.pick(['fin', 'rst']) } }
          : undefined,
    })
    const { service, read, until } = clientOf(anna, { url: `ws://127.0.0.1:${proxy.port}` })
    const items = read('liaison:content')
    const connected = service.connectToLiaison('content', undefined, `${live.epoch}:0`)
    let said = 0
    while (proxy.cuts < CUTS) {
      const id = `m-${said++}`
      await service.sendMessage('liaison:content', { type: 'user_message', message: id, message_id: id })
    }
    cutting = false
    await connected
    await until(() => eventsIn(items).filter(({ type }) => type === 'agent.completed').length === said)
    const numbers = eventsIn(items).map((event) => event.event_id)
    expect(numbers).toEqual(numbers.map((_, n) => n + 1))
    const people = eventsIn(items).flatMap((event) => (event.type === 'user.message' ? [event.message_id] : []))
    expect(people).toEqual(Array.from({ length: said }, (_, n) => `m-${n}`))
    // Folded together it is what a fresh reader is shown.
    const truth = await anna.listen('content')
    await truth.until((all) => all.length > 0)
    const whole = truth.items[0]?.data
    if (whole?.type !== 'snapshot') throw new Error('a fresh reader gets a snapshot first')
    const nothing = { ...whole, title: '', messages: [], last_event_id: 0, running: null }
    const { messages, last_event_id } = shown([nothing, ...eventsIn(items)]) ?? nothing
    expect(last_event_id).toBe(whole.last_event_id)
    expect(messages.slice(-whole.messages.length)).toEqual(whole.messages)
    service.disconnect('liaison:content')
    truth.stop()
  })

  test('[L3] a server that restarts is come back to, from the cursor', async () => {
    talking(30)
    const anna = await live.guest()
    const first = clientOf(anna, { getToken: () => anna.token })
    const items = first.read('guide')
    await first.service.connectToGuide()
    await first.service.sendMessage('guide', { type: 'user_message', message: 'before' })
    await first.until(() => hasEnded(items))
    const { port } = new URL(live.url)
    await using proxy = await openCutProxy({ target: { host: '127.0.0.1', port: Number(port) } })
    const { service, read, until } = clientOf(anna, {
      getToken: () => anna.token,
      url: `http://127.0.0.1:${proxy.port}`,
    })
    const later = read('guide')
    await service.connectToGuide()
    await live.restart()
    proxy.retarget({ host: '127.0.0.1', port: Number(new URL(live.url).port) })
    await until(() => service.getConnectionHealth('guide').reconnects > 0)
    await service.sendMessage('guide', { type: 'user_message', message: 'after' })
    await until(() => hasEnded(later))
    expect(
      shown(later)
        ?.messages.map(({ content }) => content)
        .slice(0, 3),
    ).toEqual(['before', shown(items)?.messages[1]?.content, 'after'])
    service.disconnect('guide')
    first.service.disconnect('guide')
  })

  test('[D5.1] refusals before and after the first frame: a bad token, a pillar that is none, a session that ends', async () => {
    const anna = await live.guest()
    const wrong = clientOf(anna, { getToken: () => 'no token' })
    await expect(wrong.service.connectToGuide()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', closeCode: 4401 })

    let asked = 0
    let token = anna.token
    const { service, read, until } = clientOf(anna, {
      getToken: () => token,
      onSessionExpired: async () => {
        asked += 1
        token = (await live.guest()).token
        return true
      },
    })
    const items = read('guide')
    await Promise.all([service.connectToGuide(), service.connectToLiaison('insights')])
    await anna.trpc.session.end.mutate()
    await until(() => items.length === 2 && service.isConnected('guide') && service.isConnected('liaison:insights'))
    expect(asked).toBe(1)
    expect(items.map((item) => item.type === 'snapshot' && item.reason)).toEqual(['no_cursor', 'no_cursor'])
    service.disconnect('guide')
    service.disconnect('liaison:insights')
  })

  test('a refused message names its reason, and what comes after it is said', async () => {
    talking(3)
    const anna = await live.guest()
    const { service } = clientOf(anna)
    await service.connectToGuide()
    const refused = service.sendMessage('guide', {
      type: 'user_message',
      message: 'hello',
      data: { file_uuids: ['of-nobody'] },
    })
    const next = service.sendMessage('guide', { type: 'user_message', message: 'and without it' })
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND', retryable: false })
    expect(await next).toMatchObject({ event_id: 1 })
    service.disconnect('guide')
  })
})
