// Owns one committed event in memory: decoded when somebody looks, encoded once for all readers. [L1, W2]
import type { ConversationEvent } from '@biplane/contracts/wire/events'

/** A committed event, and what doors have made of it: the first reader encodes, the others send the same text. */
export class LogEvent {
  readonly seq: number
  /** What it weighs in memory. */
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
