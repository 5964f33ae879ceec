// Owns what is known of committed events: the recent ones in memory, encoded once for all readers, the rest in the store.
// Nothing enters it that is not synced. [L1, L2]
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import type { Bell } from './bell.ts'

/** What the log needs of the store: the events after a number, in order. */
export interface EventSource<Row> {
  readAfter(conversationId: string, seq: number, limit: number): Row[]
}

export interface StoredEvent {
  conversationId: string
  seq: number
  payload: string
}

/** A committed event, and what doors have made of it: the first reader encodes, the others send the same text. */
export class LogEvent {
  readonly seq: number
  readonly bytes: number
  /** Monotonic milliseconds; `null` for one that was read from the store. */
  readonly committedAt: number | null
  readonly #decode: () => ConversationEvent
  #event: ConversationEvent | null = null
  #frames: Map<string, string> | null = null
  #bytes: Map<string, Buffer> | null = null

  constructor(seq: number, bytes: number, decode: () => ConversationEvent, committedAt: number | null = null) {
    this.seq = seq
    this.bytes = bytes
    this.#decode = decode
    this.committedAt = committedAt
  }

  get event(): ConversationEvent {
    this.#event ??= this.#decode()
    return this.#event
  }

  /** The frame of one dialect; `encode` runs once, whoever asks first. */
  frame(dialect: string, encode: (event: ConversationEvent) => string): string {
    this.#frames ??= new Map()
    const made = this.#frames.get(dialect)
    if (made !== undefined) return made
    const frame = encode(this.event)
    this.#frames.set(dialect, frame)
    return frame
  }

  /** The same as bytes, for sockets: no reader's send has to make them again. */
  frameBytes(dialect: string, encode: (event: ConversationEvent) => string): Buffer {
    this.#bytes ??= new Map()
    const made = this.#bytes.get(dialect)
    if (made !== undefined) return made
    const bytes = Buffer.from(encode(this.event))
    this.#bytes.set(dialect, bytes)
    return bytes
  }
}

interface Tail {
  events: LogEvent[]
  bytes: number
}

const TAIL_EVENTS = 1_024
const TAIL_BYTES = 512 * 1024
const ALL_BYTES = 64 * 1024 * 1024
/** What an event weighs in memory beside its payload. */
const OVERHEAD = 300

export class EventLog<Row extends StoredEvent> {
  readonly #tails = new Map<string, Tail>()
  readonly #source: EventSource<Row>
  readonly #decode: (row: Row) => ConversationEvent
  readonly #bell: Bell
  #bytes = 0

  constructor(source: EventSource<Row>, decode: (row: Row) => ConversationEvent, bell: Bell) {
    this.#source = source
    this.#decode = decode
    this.#bell = bell
  }

  /**
   * Takes a group of committed events, in the order of their numbers, and wakes their readers. `at` is the monotonic
   * moment, for whoever measures how soon they are read.
   */
  committed(rows: Row[], at: number | null = null): void {
    const grown = new Set<string>()
    for (const row of rows) {
      this.#remember(row, at)
      grown.add(row.conversationId)
    }
    this.#forgetOldest()
    for (const conversationId of grown) this.#bell.ring(conversationId)
  }

  /** The events after `seq`, in order, at most `limit`: from memory where the tail reaches back far enough. */
  readAfter(conversationId: string, seq: number, limit: number): LogEvent[] {
    const tail = this.#tails.get(conversationId)
    const first = tail?.events[0]
    if (tail && first && first.seq <= seq + 1) {
      const from = seq + 1 - first.seq
      return tail.events.slice(from, from + limit)
    }
    return this.#source.readAfter(conversationId, seq, limit).map((row) => this.#wrap(row, null))
  }

  /** Bytes held in memory, for the health view. */
  get bytes(): number {
    return this.#bytes
  }

  #wrap(row: Row, at: number | null): LogEvent {
    return new LogEvent(row.seq, row.payload.length + OVERHEAD, () => this.#decode(row), at)
  }

  #remember(row: Row, at: number | null): void {
    let tail = this.#tails.get(row.conversationId)
    if (tail && tail.events.at(-1)?.seq !== row.seq - 1) {
      // A tail has no holes; what does not continue it begins a new one.
      this.#drop(row.conversationId, tail)
      tail = undefined
    }
    if (!tail) tail = { events: [], bytes: 0 }
    // Re-inserting keeps the map in the order of last use.
    this.#tails.delete(row.conversationId)
    this.#tails.set(row.conversationId, tail)
    const event = this.#wrap(row, at)
    tail.events.push(event)
    tail.bytes += event.bytes
    this.#bytes += event.bytes
    if (tail.events.length > 2 * TAIL_EVENTS || tail.bytes > 2 * TAIL_BYTES) this.#shorten(tail)
  }

  #shorten(tail: Tail): void {
    let drop = 0
    let bytes = tail.bytes
    while (tail.events.length - drop > TAIL_EVENTS || (bytes > TAIL_BYTES && tail.events.length - drop > 1)) {
      bytes -= tail.events[drop]?.bytes ?? 0
      drop += 1
    }
    tail.events = tail.events.slice(drop)
    this.#bytes -= tail.bytes - bytes
    tail.bytes = bytes
  }

  #forgetOldest(): void {
    for (const [conversationId, tail] of this.#tails) {
      if (this.#bytes <= ALL_BYTES) return
      this.#drop(conversationId, tail)
    }
  }

  #drop(conversationId: string, tail: Tail): void {
    this.#tails.delete(conversationId)
    this.#bytes -= tail.bytes
  }
}
