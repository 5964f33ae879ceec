// One connection in the dialect of its transport: the frames that subscribe, and how to recognise an event or a
// snapshot. Never reconnects.
import { request as httpRequest } from 'node:http'
import { DEADLINES } from '@biplane/contracts/clients/deadlines'
import { WebSocket } from 'ws'
import type { Item } from '../product/product.test-support.ts'
import { SubscriptionReader } from '../subscription-reader.ts'
import { openExperienceClient } from '../trpc-client.ts'
import { LIAISON } from './talk.ts'

/** All of them can show the conversation with the guide. */
export const DOORS = ['trpc', 'standard', 'runtime-agent', 'realtime', 'sse'] as const
/** The standard socket of a liaison shows the conversation with it. */
export type Door = (typeof DOORS)[number] | 'liaison'

/** An event as a door shows it. */
export interface Seen {
  number: number
  /** Everything that the door says about it. */
  says: string
}

export interface DoorAddress {
  /** `http://127.0.0.1:port`, of the product or of a proxy before it. */
  url: string
  token: string
  conversationId: string
  /** The number after which it reads. */
  after: number
}

export interface Hears {
  seen(event: Seen): void
  /** The door answered that it cannot go on from there. */
  restored(): void
}

/** One connection's life; `over` resolves when it has ended, however. */
export interface Connection {
  over: Promise<void>
  leave(): void
  /** Subscribes once more on it, in place of before; `null` where a connection is one subscription. */
  again: (() => void) | null
}

type Connect = (address: DoorAddress, after: number | null, hears: Hears) => Connection

export const CONNECT: Record<Door, Connect> = {
  trpc: connectTrpc,
  standard: connectStandard('/api/ws/guide'),
  liaison: connectStandard(`/api/ws/liaison/${LIAISON}`),
  'runtime-agent': (address, after, hears) =>
    connectSocket(address, `/api/runtime/agent?session_token=${address.token}`, {
      hears,
      first: {
        type: 'agent.resume',
        payload: { conversation_id: address.conversationId, ...(after !== null && { last_event_id: after }) },
      },
      eventOf: (frame) => [numberIn(frame, 'event_id'), frame],
      isRestore: (frame) => frame.type === 'conversation.restored' && objectIn(frame, 'payload').resumed !== true,
    }),
  realtime: (address, after, hears) =>
    connectSocket(address, `/realtime?session_token=${address.token}`, {
      hears,
      first: {
        type: 'chat.resume',
        payload: { conversationId: address.conversationId, lastEventId: after ?? Number.MAX_SAFE_INTEGER },
      },
      eventOf: (frame) => {
        const payload = objectIn(frame, 'payload')
        const number = numberIn(payload, 'eventId') ?? numberIn(payload, 'event_id')
        return [frame.type === 'a2ui.action' ? undefined : number, payload]
      },
      isRestore: (frame) => frame.type === 'chat.restored' && objectIn(frame, 'payload').resumed !== true,
    }),
  sse: connectEvents,
}

type Frame = Record<string, unknown>

interface SocketDialect {
  hears: Hears
  first?: object
  eventOf(frame: Frame): [number: number | undefined, says: unknown]
  isRestore(frame: Frame): boolean
}

function connectSocket(
  { url }: DoorAddress,
  path: string,
  { hears, first, eventOf, isRestore }: SocketDialect,
): Connection {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, {
    perMessageDeflate: false,
    handshakeTimeout: DEADLINES.openMs,
  })
  socket.on('open', () => first && socket.send(JSON.stringify(first)))
  socket.on('error', () => {})
  socket.on('message', (data) => {
    const frame: Frame = JSON.parse(String(data))
    if (isRestore(frame)) return hears.restored()
    const [number, says] = eventOf(frame)
    if (number !== undefined) hears.seen({ number, says: comparable(says) })
  })
  return {
    over: new Promise((resolve) => socket.once('close', () => resolve())),
    leave: () => socket.terminate(),
    again: first ? () => socket.send(JSON.stringify(first)) : null,
  }
}

function connectStandard(path: string): Connect {
  return (address, after, hears) =>
    connectSocket(address, `${path}?session_token=${address.token}${after === null ? '' : `&last_event_id=${after}`}`, {
      hears,
      eventOf: (frame) => [numberIn(frame, 'event_id'), frame],
      isRestore: (frame) => frame.type === 'conversation_restored' && frame.resumed !== true,
    })
}

function connectTrpc({ url, token }: DoorAddress, after: number | null, hears: Hears): Connection {
  const client = openExperienceClient({ url, connectionParams: { sessionToken: token }, reconnect: false })
  const subscribe = () =>
    new SubscriptionReader<Item>(({ onData, ...rest }) =>
      client.trpc.guide.onEvent.subscribe(after === null ? {} : { lastEventId: String(after) }, {
        ...rest,
        onData: (item: { id: string; data: unknown }) => {
          const { data } = item as Item
          if (data.type === 'snapshot') hears.restored()
          else hears.seen({ number: data.event_id, says: comparable(data) })
          onData(item as Item)
        },
      }),
    )
  let reader = subscribe()
  const ended = async (): Promise<void> => {
    const current = reader
    await current.ended()
    return current === reader ? client.close() : ended()
  }
  const again = () => {
    const before = reader
    reader = subscribe()
    before.stop()
  }
  return { over: ended(), leave: () => reader.stop(), again }
}

function connectEvents({ url, token, conversationId }: DoorAddress, after: number | null, hears: Hears): Connection {
  const query = new URLSearchParams({
    conversation_id: conversationId,
    ...(after !== null && { after: String(after) }),
  })
  const request = httpRequest(`${url}/api/chat/conversation/events?${query}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    agent: false,
  })
  const over = new Promise<void>((resolve) => {
    request.on('error', () => resolve())
    request.on('close', () => resolve())
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('error', () => {})
      response.on('data', (piece: string) => {
        text += piece
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) takeBlock(block, hears)
      })
    })
  })
  request.end()
  return { over, leave: () => request.destroy(), again: null }
}

function takeBlock(block: string, hears: Hears): void {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
  const data = field('data')
  if (data === undefined) return
  if (field('event') === 'snapshot') {
    hears.restored()
    return
  }
  const event: Frame = JSON.parse(data)
  const number = numberIn(event, 'event_id')
  if (number !== undefined) hears.seen({ number, says: comparable(event) })
}

const comparable = (says: unknown): string => JSON.stringify(says)

function numberIn(frame: Frame, key: string): number | undefined {
  const value = frame[key]
  return typeof value === 'number' ? value : undefined
}

function objectIn(frame: Frame, key: string): Frame {
  const value = frame[key]
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
