// Back-pressure for a slow reader: waits until the socket drains, and disconnects it when nothing moves. [L13]
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

export interface ReaderLimits {
  /** Unsent bytes above which nothing more is read from the log for this connection. */
  unsentHighBytes: number
  /** Time without any progress after which it is closed. */
  slowReaderMs: number
}

/** What is asked of the two ends of a connection. */
type Socket = Pick<WebSocket, 'OPEN' | 'readyState' | 'bufferedAmount'>
type Stream = Pick<Duplex, 'on' | 'off'>

const LOOK_MS = 1_000

/**
 * `room()` is `null` while there is room, else a promise for it. `stuck` is called once when nothing moved for
 * `slowReaderMs`; the promise then resolves too, and the waiting caller finds the connection closed.
 */
export class SlowReader {
  readonly #socket: Socket
  readonly #stream: Stream
  readonly #limits: ReaderLimits
  readonly #stuck: () => void
  #waiting: Promise<void> | null = null

  constructor(socket: Socket, stream: Stream, limits: ReaderLimits, stuck: () => void) {
    this.#socket = socket
    this.#stream = stream
    this.#limits = limits
    this.#stuck = stuck
  }

  room(): Promise<void> | null {
    if (this.#hasRoom()) return null
    this.#waiting ??= this.#wait().finally(() => {
      this.#waiting = null
    })
    return this.#waiting
  }

  #hasRoom(): boolean {
    return this.#socket.readyState !== this.#socket.OPEN || this.#socket.bufferedAmount <= this.#limits.unsentHighBytes
  }

  async #wait(): Promise<void> {
    let before = this.#socket.bufferedAmount
    let still = 0
    while (!this.#hasRoom()) {
      if (!(await this.#drained())) {
        // Less than at the last look, not less than ever: answers to calls are sent meanwhile and must not hide progress.
        const unsent = this.#socket.bufferedAmount
        still = unsent < before ? 0 : still + LOOK_MS
        before = unsent
        if (still >= this.#limits.slowReaderMs) return this.#stuck()
      }
    }
  }

  /** Whether it drained before the next look. */
  #drained(): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (drained: boolean) => {
        clearTimeout(timer)
        this.#stream.off('drain', yes)
        this.#stream.off('close', yes)
        resolve(drained)
      }
      const yes = () => end(true)
      const timer = setTimeout(() => end(false), LOOK_MS)
      this.#stream.on('drain', yes)
      this.#stream.on('close', yes)
    })
  }
}
