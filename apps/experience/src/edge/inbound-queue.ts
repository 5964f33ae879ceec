// Inbound queue of one raw socket: decodes frames into commands and handles them one at a time, in order, no faster
// than they complete. The transport carries out a command and phrases an error.
import { Refusal } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import type { RawData, WebSocket } from 'ws'
import { checkBounds, parseJson } from './json-guard.ts'
import { SlidingWindowCounter } from './sliding-window-counter.ts'

export interface InboundQueueDeps<Command> {
  socket: WebSocket
  limits: Limits
  /** Whether the socket is closing: further frames are ignored. */
  isClosing(): boolean
  /** @throws BAD_MESSAGE */
  decode(value: unknown): Command
  /** Answers a command that waits for nothing; `false` for every other. */
  atOnce(command: Command): boolean
  /** Never throws: what is refused is answered. */
  perform(command: Command): Promise<void>
  refuse(error: unknown, about: { text: string; value: unknown }): void
  /** Whether this error counts as an unreadable frame. [D5.4] */
  counts(error: unknown): boolean
  /** The client sent too many unreadable frames. */
  onProtocolViolation(): void
  /** `null` while the client reads its answers. */
  room(): Promise<void> | null
}

interface Unreadable {
  error: unknown
  about: { text: string; value: unknown }
}

/** A frame, as far as it could be read. */
type Incoming<Command> = ({ command: Command } | Unreadable) & { bytes: number }

/** So much may wait to be worked on; above it nothing more is taken from the network. [D5.3] */
const WAITING_FRAMES = 64
const WAITING_BYTES = 512 * 1024

export class InboundQueue<Command> {
  readonly #deps: InboundQueueDeps<Command>
  readonly #unreadable: SlidingWindowCounter
  readonly #waiting: Incoming<Command>[] = []
  #waitingBytes = 0
  #begun = false
  #working = false

  constructor(deps: InboundQueueDeps<Command>) {
    this.#deps = deps
    this.#unreadable = new SlidingWindowCounter(deps.limits.badFramesPerMinute, 60_000, () => performance.now())
    // At once: a client speaks as soon as its socket is open, and who it is may still be looked up.
    deps.socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
  }

  /** The first frames were said: from here on what comes is answered. */
  begin(): void {
    this.#begun = true
    void this.#work()
  }

  end(): void {
    this.#waiting.length = 0
    this.#waitingBytes = 0
    if (this.#deps.socket.isPaused) this.#deps.socket.resume()
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#deps.isClosing()) return
    const frame = this.#read(data, isBinary)
    if (!this.#begun || !this.#answer(frame)) {
      this.#waiting.push(frame)
      this.#waitingBytes += frame.bytes
      void this.#work()
    }
    this.#restrain()
  }

  #read(data: RawData, isBinary: boolean): Incoming<Command> {
    const text = isBinary ? '' : String(data)
    let value: unknown
    try {
      if (isBinary) throw new Refusal('BAD_MESSAGE', 'A frame is text, not bytes.')
      value = parseJson(text)
      checkBounds(value, this.#deps.limits)
      return { command: this.#deps.decode(value), bytes: text.length }
    } catch (error) {
      return { error, about: { text, value }, bytes: text.length }
    }
  }

  /** Whether it is answered with this. */
  #answer(frame: Incoming<Command>): boolean {
    if ('command' in frame) return this.#deps.atOnce(frame.command)
    this.#deps.refuse(frame.error, frame.about)
    if (this.#deps.counts(frame.error) && this.#unreadable.addIsOver()) this.#deps.onProtocolViolation()
    return true
  }

  async #work(): Promise<void> {
    if (this.#working || !this.#begun) return
    this.#working = true
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#waitingBytes -= next.bytes
      if (!this.#answer(next) && 'command' in next) await this.#deps.perform(next.command)
      this.#release()
    }
    this.#working = false
  }

  /** A client that asks faster than it is served, or does not read its answers, waits at the network. [L13] */
  #restrain(): void {
    const { socket, limits } = this.#deps
    if (socket.isPaused) return
    const unread = socket.bufferedAmount > 2 * limits.unsentHighBytes
    if (unread || this.#waiting.length > WAITING_FRAMES || this.#waitingBytes > WAITING_BYTES) {
      socket.pause()
      void this.#readOn()
    }
  }

  async #readOn(): Promise<void> {
    for (let wait = this.#deps.room(); wait; wait = this.#deps.room()) await wait
    this.#release()
  }

  #release(): void {
    const { socket, room } = this.#deps
    if (!socket.isPaused) return
    if (this.#waiting.length > WAITING_FRAMES / 2 || this.#waitingBytes > WAITING_BYTES / 2) return
    if (room() === null) socket.resume()
    else void this.#readOn()
  }
}
