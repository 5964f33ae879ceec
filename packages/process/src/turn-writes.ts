// Joins the socket writes of one turn of the event loop into one system call. Delays nothing beyond the turn and
// buffers no bytes itself. [W2]
import type { Duplex } from 'node:stream'

/** Frames per call: other sockets should not wait for all of them. */
const MOST_FRAMES = 32

export class TurnWrites {
  readonly #stream: Pick<Duplex, 'cork' | 'uncork'>
  #frames = 0

  constructor(stream: Pick<Duplex, 'cork' | 'uncork'>) {
    this.#stream = stream
  }

  /** Called before each frame. */
  join(): void {
    if (this.#frames === 0) {
      this.#stream.cork()
      process.nextTick(this.#flush)
    } else if (this.#frames % MOST_FRAMES === 0) {
      this.#stream.uncork()
      this.#stream.cork()
    }
    this.#frames += 1
  }

  readonly #flush = (): void => {
    this.#frames = 0
    this.#stream.uncork()
  }
}
