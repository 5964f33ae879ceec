// Well-behaved readers of one conversation through each transport: they reconnect with their last cursor and repeat
// sends without an acknowledgement. Each records numbers and hashes of whole events, so that dialects can be compared.
import { createHash } from 'node:crypto'
import { decodeEnvelopeFrame } from '@biplane/contracts/codecs/envelope-frames'
import { decodeRuntimeAgentFrame } from '@biplane/contracts/codecs/runtime-agent'
import { decodeStandardFrame } from '@biplane/contracts/codecs/standard-frames'
import { envelopeServerFrame } from '@biplane/contracts/wire/envelope-frames'
import { type ConversationEvent, conversationEvent } from '@biplane/contracts/wire/events'
import { runtimeAgentServerFrame } from '@biplane/contracts/wire/runtime-agent-frames'
import { standardServerFrame } from '@biplane/contracts/wire/standard-message'
import { Facts } from '@biplane/proof/facts'
import { type Frame, openDoor, type RawSocket } from './raw-socket.test-support.ts'
import { SseReader } from './sse-reader.test-support.ts'

/** `<number> <hash of the event>`. */
export type Line = string

export const lineOf = (event: ConversationEvent): Line =>
  `${event.event_id} ${createHash('sha256').update(canonical(event)).digest('base64url').slice(0, 16)}`

/** JSON with its keys in one order: what a frame says, not how it was spelled. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

export interface DoorReader {
  readonly door: string
  readonly lines: readonly Line[]
  /** Sends under this id, again and again until the question was read. */
  send?(text: string, messageId: string): void
  /** Cuts the connection from this side. */
  cut(): void
  /** Resolves when it has read so many. */
  until(count: number): Promise<void>
  close(): Promise<void>
}

interface Dialect {
  door: string
  path(cursor: number): string
  /** Said first on every connection. */
  hello(cursor: number): object | null
  ask(text: string, messageId: string): object
  /** A socket is told its own message as the acceptance only: it is said over another one of the same door. [D7.1] */
  speaksApart?: boolean
  eventOf(frame: Frame): ConversationEvent | null
}

export interface Place {
  conversationId: string
  /** `guide`, or a pillar. */
  kind: 'guide' | 'content'
}

function dialectsOf({ conversationId, kind }: Place): Dialect[] {
  const context = kind === 'guide' ? { surface: 'content_pillar' } : { agent: 'liaison.content' }
  const standard = (path: string): Dialect => ({
    door: path,
    path: (cursor) => `${path}?last_event_id=${cursor}`,
    hello: () => null,
    ask: (message, message_id) => ({ type: 'user_message', message, message_id }),
    eventOf(frame) {
      const reading = decodeStandardFrame(standardServerFrame.parse(frame))
      return reading.kind === 'event' ? reading.event : null
    },
  })
  return [
    ...(kind === 'guide'
      ? [standard('/api/ws/guide'), standard('/guide-agent')]
      : [standard('/api/ws/liaison/content')]),
    {
      door: '/api/runtime/agent',
      path: () => '/api/runtime/agent',
      hello: (cursor) => ({
        type: 'agent.resume',
        payload: { conversation_id: conversationId, last_event_id: cursor },
      }),
      ask: (text, message_id) => ({ type: 'agent.message', payload: { text, message_id, context } }),
      speaksApart: true,
      eventOf(frame) {
        const reading = decodeRuntimeAgentFrame(runtimeAgentServerFrame.parse(frame))
        return reading.kind === 'event' ? reading.event : null
      },
    },
    {
      door: '/realtime',
      path: () => '/realtime',
      hello: (cursor) => ({ type: 'chat.resume', payload: { conversationId, lastEventId: cursor } }),
      ask: (text, messageId) => ({ type: 'chat.send', payload: { text, messageId, stream: true, context } }),
      eventOf(frame) {
        const reading = decodeEnvelopeFrame(envelopeServerFrame.parse(frame))
        return reading.kind === 'event' ? reading.event : null
      },
    },
  ]
}

interface Habits {
  /** Its idea of where it stopped is wrong by so many events. */
  forgets?: number
  /** Its connection ends when it has read so many, and brings nothing more. */
  cutsItselfAt?: number
}

/** A raw socket that comes back. */
class RawReader implements DoorReader {
  readonly lines: Line[] = []
  readonly #dialect: Dialect
  readonly #open: (path: string) => RawSocket
  readonly #forgets: number
  readonly #cutsItselfAt: number
  readonly #outbox = new Map<string, object>()
  readonly #facts = new Facts()
  #socket: RawSocket
  #mouth: RawSocket | null = null
  #last = 0
  #closed = false

  constructor(dialect: Dialect, open: (path: string) => RawSocket, { forgets = 0, cutsItselfAt = 0 }: Habits) {
    this.#dialect = dialect
    this.#open = open
    this.#forgets = forgets
    this.#cutsItselfAt = cutsItselfAt
    this.#socket = this.#connect()
  }

  get door(): string {
    return this.#dialect.door
  }

  send(text: string, messageId: string): void {
    const frame = this.#dialect.ask(text, messageId)
    this.#outbox.set(messageId, frame)
    const speaker = this.#dialect.speaksApart ? (this.#mouth ?? this.#openMouth()) : this.#socket
    void speaker.say(frame).catch(() => {})
  }

  cut(): void {
    this.#socket.cut()
    this.#mouth?.cut()
  }

  until(count: number): Promise<void> {
    return this.#facts.until(() => this.lines.length >= count)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.cut()
    await Promise.all([this.#socket.end(), this.#mouth?.end()])
  }

  #connect(): RawSocket {
    const cursor = this.#last === 0 ? 0 : this.#last + this.#forgets
    const socket = this.#open(this.#dialect.path(cursor))
    const hello = this.#dialect.hello(cursor)
    const unsaid = this.#dialect.speaksApart ? [] : [...this.#outbox.values()]
    for (const frame of [...(hello ? [hello] : []), ...unsaid]) void socket.say(frame).catch(() => {})
    socket.onFrame = (frame) => this.#take(frame)
    void socket.end().then(() => {
      if (!this.#closed) this.#socket = this.#connect()
    })
    return socket
  }

  #openMouth(): RawSocket {
    const mouth = this.#open(this.#dialect.path(0))
    this.#mouth = mouth
    for (const frame of this.#outbox.values()) void mouth.say(frame).catch(() => {})
    void mouth.end().then(() => {
      this.#mouth = null
      if (!this.#closed && this.#outbox.size > 0) this.#openMouth()
    })
    return mouth
  }

  #take(frame: Frame): void {
    const event = this.#dialect.eventOf(frame)
    if (!event) return
    if (event.type === 'user.message') this.#outbox.delete(event.message_id)
    this.#last = event.event_id
    this.lines.push(lineOf(event))
    if (this.lines.length === this.#cutsItselfAt) {
      this.#socket.onFrame = () => {}
      this.cut()
    }
    this.#facts.changed()
  }
}

/** The live stream over HTTP. */
export class HttpReader implements DoorReader {
  readonly door = 'SSE'
  readonly #reader: SseReader

  constructor(url: string, token: string, { conversationId }: Place) {
    this.#reader = new SseReader(`${url}/api/chat/conversation/events?conversation_id=${conversationId}&after=0`, {
      token,
      resume: 'with its id',
    })
  }

  get lines(): Line[] {
    return this.#reader.frames
      .filter(({ event }) => event !== 'snapshot')
      .map(({ data }) => lineOf(conversationEvent.parse(data)))
  }

  /** It is cut on its way only. */
  cut(): void {}

  async until(count: number): Promise<void> {
    await this.#reader.until((frames) => frames.length >= count)
  }

  async close(): Promise<void> {
    this.#reader.stop()
  }
}

export const rawReaders = (url: string, token: string, place: Place, habits: Habits = {}): DoorReader[] =>
  dialectsOf(place).map((dialect) => new RawReader(dialect, (path) => openDoor(url, path, token), habits))
