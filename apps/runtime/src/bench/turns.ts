// Decides whose call runs next: sessions take turns, and one that used little time lately goes before one that used much.
// A first-come queue would let one session with many calls keep everybody else out.

export interface Turn {
  /** Calls of one session run in the order in which they came. */
  session: string
}

export class Turns<T extends Turn> {
  /** In the order of the next turn: a session that had one goes to the end. */
  readonly #bySession = new Map<string, T[]>()

  add(turn: T): void {
    const queue = this.#bySession.get(turn.session)
    if (queue) queue.push(turn)
    else this.#bySession.set(turn.session, [turn])
  }

  /**
   * Takes the next turn of a session that `admits`; the lowest `rank` first, then the one that waits longest.
   * @returns `undefined` when nobody may run now
   */
  take(admits: (session: string) => boolean, rank: (session: string) => number): T | undefined {
    let next: string | undefined
    let lowest = Number.POSITIVE_INFINITY
    for (const session of this.#bySession.keys()) {
      if (!admits(session)) continue
      const own = rank(session)
      if (own >= lowest) continue
      lowest = own
      next = session
    }
    if (next === undefined) return undefined
    const queue = this.#bySession.get(next) ?? []
    const turn = queue.shift()
    this.#bySession.delete(next)
    if (queue.length > 0) this.#bySession.set(next, queue)
    return turn
  }

  remove(turn: T): void {
    const queue = this.#bySession.get(turn.session)
    const at = queue?.indexOf(turn) ?? -1
    if (!queue || at < 0) return
    queue.splice(at, 1)
    if (queue.length === 0) this.#bySession.delete(turn.session)
  }
}
