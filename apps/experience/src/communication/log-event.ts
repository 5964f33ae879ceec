// One committed event in memory: decoded on demand, encoded once for all readers. [L1, W2]
import type { ConversationEvent } from '@biplane/contracts/wire/events'

/** What one dialect says of an event. There are few dialects, and mostly one: a list is smaller than a map. */
interface Made<T> {
  dialect: string
  value: T
  next: Made<T> | null
}

/** A committed event, and what doors have made of it: the first reader encodes, the others send the same text. */
export class LogEvent {
  readonly seq: number
  /** What it weighs in memory. */
  readonly bytes: number
  /** Monotonic milliseconds; `null` for one that was read from the store. */
  readonly committedAt: number | null
  /** The event, or the way to it until somebody has looked: then its row need not be held any more. */
  #event: ConversationEvent | (() => ConversationEvent)
  #frames: Made<string> | null = null
  #bytes: Made<Buffer> | null = null

  constructor(seq: number, bytes: number, decode: () => ConversationEvent, committedAt: number | null = null) {
    this.seq = seq
    this.bytes = bytes
    this.#event = decode
    this.committedAt = committedAt
  }

  get event(): ConversationEvent {
    if (typeof this.#event === 'function') this.#event = this.#event()
    return this.#event
  }

  /** The frame of one dialect; `encode` runs once, whoever asks first. */
  frame(dialect: string, encode: (event: ConversationEvent) => string): string {
    const made = madeFor(this.#frames, dialect)
    if (made) return made.value
    this.#frames = { dialect, value: encode(this.event), next: this.#frames }
    return this.#frames.value
  }

  /** The same as bytes, for sockets: no reader's send has to make them again. */
  frameBytes(dialect: string, encode: (event: ConversationEvent) => string): Buffer {
    const made = madeFor(this.#bytes, dialect)
    if (made) return made.value
    this.#bytes = { dialect, value: Buffer.from(encode(this.event)), next: this.#bytes }
    return this.#bytes.value
  }
}

function madeFor<T>(first: Made<T> | null, dialect: string): Made<T> | null {
  for (let made = first; made; made = made.next) if (made.dialect === dialect) return made
  return null
}
