// Owns the signs of life of one open line: an application `ping` at an interval, and the verdict that nobody is there.
// It never closes anything by itself. [PROTOCOL 3.3, L7]
import type { Timer } from './hardened-websocket.ts'

export interface HeartbeatParts {
  timer: Timer
  now: () => number
  intervalMs: number
  /** After a ping something must be heard within this time; anything is a sign of life. */
  answerMs: number
  ping: () => void
  dead: () => void
}

export class Heartbeat {
  readonly #parts: HeartbeatParts
  #cancelPing: (() => void) | null = null
  #cancelDeadline: (() => void) | null = null
  #pingedAt: number | null = null
  /** Of the last answered ping; `null` before there was one. Milliseconds. */
  roundTripMs: number | null = null

  constructor(parts: HeartbeatParts) {
    this.#parts = parts
  }

  start(): void {
    this.stop()
    this.#arm()
  }

  stop(): void {
    this.#cancelPing?.()
    this.#cancelDeadline?.()
    this.#cancelPing = null
    this.#cancelDeadline = null
    this.#pingedAt = null
  }

  /** Something came. */
  heard(isPong: boolean): void {
    this.#cancelDeadline?.()
    this.#cancelDeadline = null
    if (!isPong || this.#pingedAt === null) return
    this.roundTripMs = this.#parts.now() - this.#pingedAt
    this.#pingedAt = null
  }

  #arm(): void {
    const { timer, now, intervalMs, answerMs, ping, dead } = this.#parts
    this.#cancelPing = timer(intervalMs, () => {
      this.#pingedAt = now()
      this.#cancelDeadline ??= timer(answerMs, dead)
      this.#arm()
      ping()
    })
  }
}
