// Pings one open connection at an interval and reports a missing answer. It never closes anything itself. [L7]
import type { Timer } from './hardened-websocket.ts'

export interface HeartbeatDeps {
  timer: Timer
  now: () => number
  intervalMs: number
  /** After a ping something must be heard within this time, again and again until its pong. */
  answerMs: number
  ping: () => void
  dead: () => void
}

/** So many intervals a pong may queue behind other messages. */
const MISSED_PONGS = 3

export class Heartbeat {
  readonly #deps: HeartbeatDeps
  #cancelPing: (() => void) | null = null
  #cancelDeadline: (() => void) | null = null
  #pingedAt: number | null = null
  /** Of the last answered ping; `null` before there was one. Milliseconds. */
  roundTripMs: number | null = null

  constructor(deps: HeartbeatDeps) {
    this.#deps = deps
  }

  start(): void {
    this.stop()
    this.#arm()
  }

  /** One ping at once, so that the round trip is known early; a missing answer is detected by the next one. */
  probe(): void {
    this.#pingedAt ??= this.#deps.now()
    this.#deps.ping()
  }

  stop(): void {
    this.#cancelPing?.()
    this.#cancelDeadline?.()
    this.#cancelPing = null
    this.#cancelDeadline = null
    this.#pingedAt = null
  }

  /** Something came. Other messages extend the wait for a pong and never end it: our own side may not get through. */
  heard(isPong: boolean): void {
    const { timer, now, intervalMs, answerMs, dead } = this.#deps
    if (this.#pingedAt === null) return
    const waitedMs = now() - this.#pingedAt
    if (!isPong && waitedMs > MISSED_PONGS * intervalMs) return
    this.#cancelDeadline?.()
    this.#cancelDeadline = isPong ? null : timer(answerMs, dead)
    if (!isPong) return
    this.roundTripMs = waitedMs
    this.#pingedAt = null
  }

  #arm(): void {
    const { timer, now, intervalMs, answerMs, ping, dead } = this.#deps
    this.#cancelPing = timer(intervalMs, () => {
      // The oldest ping without an answer counts.
      this.#pingedAt ??= now()
      this.#cancelDeadline ??= timer(answerMs, dead)
      this.#arm()
      ping()
    })
  }
}
