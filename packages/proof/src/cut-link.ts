// One connection through the cut proxy: both directions, its plan and its end. Cuts in the write callback of the last
// byte, so a cut is never early and never missed.
import { connect, type Socket } from 'node:net'
import type { Facts } from './facts.ts'

export type Direction = 'toServer' | 'toClient'
export type CutHow = 'fin' | 'rst'

/** What happens to one connection; an empty plan harms nothing. */
export interface ConnectionPlan {
  /** Ends both sides when exactly `after` bytes have passed this way. With `rst` their receiver may lose some of them. */
  cut?: { way: Direction; after: number; how: CutHow }
  /** When `after` bytes have passed this way, nothing more does; the connection stays open. */
  hole?: { way: Direction; after: number }
  /** Accepts and does nothing: an unanswered handshake. */
  hang?: boolean
  /** At most this many bytes in one write, 1 for the worst. */
  chunkBytes?: number
}

export interface LinkHost {
  target(): { host: string; port: number }
  dark(): boolean
  facts: Facts
  passed(way: Direction, count: number): void
  cut(): void
  over(): void
}

export class Link {
  readonly #client: Socket
  #server: Socket | null = null
  #plan: ConnectionPlan
  readonly #host: LinkHost
  readonly #passed = { toServer: 0, toClient: 0 }
  readonly #held = { toServer: false, toClient: false }
  #silent = false
  #opening = ''
  /** We ended it: what still arrives is dropped. */
  #ended = false

  constructor(client: Socket, plan: ConnectionPlan, host: LinkHost) {
    this.#client = client
    this.#plan = plan
    this.#host = host
    this.#watch(client)
  }

  get holding(): boolean {
    return this.#held.toServer || this.#held.toClient
  }

  /** The first line that the client sent; empty before that. */
  get opening(): string {
    return this.#opening
  }

  /** From now on nothing passes, not even an end, and later connections are unharmed. */
  silence(): void {
    this.#silent = true
    this.#host.facts.changed()
  }

  start(): void {
    if (this.#plan.cut?.after === 0) this.cut(this.#plan.cut.how)
    else void this.#run()
  }

  /** Ends both sides now. False when there was nothing left to cut. */
  cut(how: CutHow): boolean {
    if (this.#ended || this.#isOver()) return false
    this.#ended = true
    for (const socket of [this.#client, this.#server]) {
      if (!socket) continue
      if (how === 'rst') socket.resetAndDestroy()
      else socket.end()
    }
    this.#host.cut()
    this.#host.facts.changed()
    return true
  }

  heal(): void {
    const { chunkBytes } = this.#plan
    this.#silent = false
    this.#plan = chunkBytes === undefined ? {} : { chunkBytes }
    this.#host.facts.changed()
  }

  destroy(): void {
    this.#ended = true
    this.#client.destroy()
    this.#server?.destroy()
    this.#host.facts.changed()
  }

  async #run(): Promise<void> {
    await this.#host.facts.until(() => this.#ended || !this.#plan.hang)
    if (this.#ended) return
    const server = connect({ ...this.#host.target(), allowHalfOpen: true, noDelay: true })
    this.#server = server
    this.#watch(server)
    await Promise.all([this.#pump('toServer', this.#client, server), this.#pump('toClient', server, this.#client)])
  }

  /** Passes one direction until its sender ends; its end or reset passes like a byte. */
  async #pump(way: Direction, from: Socket, to: Socket): Promise<void> {
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false })) await this.#pass(way, to, chunk)
      await this.#passable(way)
      if (!this.#ended) to.end()
    } catch {
      await this.#passable(way)
      if (!this.#ended) to.resetAndDestroy()
    }
  }

  async #pass(way: Direction, to: Socket, chunk: Buffer): Promise<void> {
    if (way === 'toServer' && this.#opening === '') this.#opening = chunk.toString('latin1').split('\r\n', 1)[0] ?? ''
    let rest = chunk
    while (rest.length > 0) {
      if (this.#isBlocked(way)) {
        this.#held[way] = true
        this.#host.facts.changed()
        await this.#passable(way)
        this.#held[way] = false
      }
      if (this.#ended) return
      const piece = rest.subarray(0, this.#room(way))
      rest = rest.subarray(piece.length)
      await this.#write(way, to, piece)
    }
  }

  #write(way: Direction, to: Socket, piece: Buffer): Promise<void> {
    return new Promise((resolve) => {
      to.write(piece, (error) => {
        if (!error) {
          this.#passed[way] += piece.length
          this.#host.passed(way, piece.length)
          const { cut } = this.#plan
          if (cut?.way === way && this.#passed[way] === cut.after) this.cut(cut.how)
          this.#host.facts.changed()
        }
        resolve()
      })
    })
  }

  /** How many bytes may go in the next write: up to the next boundary of the plan, never over it. */
  #room(way: Direction): number {
    const { cut, hole, chunkBytes = Number.POSITIVE_INFINITY } = this.#plan
    const left = [cut, hole]
      .map((at) => (at?.way === way ? at.after - this.#passed[way] : 0))
      .filter((room) => room > 0)
    return Math.min(chunkBytes, ...left)
  }

  #isBlocked(way: Direction): boolean {
    const { hole } = this.#plan
    return !this.#ended && (this.#silent || this.#host.dark() || (hole?.way === way && this.#passed[way] >= hole.after))
  }

  #passable(way: Direction): Promise<void> {
    return this.#host.facts.until(() => !this.#isBlocked(way))
  }

  #isOver(): boolean {
    return this.#client.destroyed && (this.#server === null || this.#server.destroyed)
  }

  #watch(socket: Socket): void {
    socket.on('error', () => {}) // a reset reaches the other side through the pump
    socket.on('close', () => {
      if (!this.#isOver()) return
      this.#host.over()
      this.#host.facts.changed()
    })
  }
}
