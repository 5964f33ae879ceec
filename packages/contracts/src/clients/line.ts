// One socket of a connection: deadline for the first frame, heartbeat, and no callbacks after it was closed. Knows no
// conversation and never reconnects. [L7, D9.6]
import type { Timer } from './hardened-websocket.ts'
import { Heartbeat } from './heartbeat.ts'

/** What is used of a socket; browsers' and `ws`'s both have it. */
export interface LineSocket {
  readonly readyState: number
  readonly bufferedAmount: number
  send(text: string): void
  close(): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void
  addEventListener(type: 'open' | 'error', listener: (event: unknown) => void): void
}

export interface LineDeps {
  timer: Timer
  now: () => number
  heartbeatMs: number
  /** How long it may say nothing: at its beginning, and after a ping. */
  answerMs: number
  onData: (data: unknown) => void
  onClose: (code: number, reason: string) => void
  onDead: (words: string) => void
}

const OPEN = 1
const CLOSED = 3

export class Line {
  readonly #socket: LineSocket
  readonly #heartbeat: Heartbeat
  #cancelFirstWord: (() => void) | null = null
  #left = false

  constructor(socket: LineSocket, { timer, now, heartbeatMs, answerMs, onData, onClose, onDead }: LineDeps) {
    this.#socket = socket
    this.#heartbeat = new Heartbeat({
      timer,
      now,
      intervalMs: heartbeatMs,
      answerMs,
      ping: () => this.write('{"type":"ping"}'),
      dead: () => onDead('No sign of life.'),
    })
    socket.addEventListener('error', () => {}) // its close follows and says all that can be known
    socket.addEventListener('open', () => {
      if (this.#left) return
      this.#cancelFirstWord = timer(answerMs, () => onDead('The server opened a line and said nothing.'))
    })
    socket.addEventListener('message', ({ data }) => {
      if (!this.#left) onData(data)
    })
    socket.addEventListener('close', ({ code, reason }) => {
      if (!this.#left) onClose(code, reason)
    })
  }

  /** Of the last answered ping; `null` before there was one. Milliseconds. */
  get roundTripMs(): number | null {
    return this.#heartbeat.roundTripMs
  }

  /** Handed to the socket and not on its way. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount
  }

  /** The conversation is on it: from now on it must show signs of life. */
  begin(): void {
    this.#cancelFirstWord?.()
    this.#heartbeat.start()
    this.#heartbeat.probe()
  }

  heard(isPong: boolean): void {
    this.#heartbeat.heard(isPong)
  }

  /** False when the socket cannot send any more. */
  write(text: string): boolean {
    if (this.#left || this.#socket.readyState !== OPEN) return false
    this.#socket.send(text)
    return true
  }

  /** Closes it and hears nothing more of it. */
  leave(): void {
    this.#left = true
    this.#cancelFirstWord?.()
    this.#heartbeat.stop()
    if (this.#socket.readyState !== CLOSED) this.#socket.close()
  }
}
