// Decides whose call runs next: sessions take turns, the lowest rank first. A first-come queue would let one session with
// many calls keep everybody else out.

export interface Turn {
  /** Calls of one session run in the order in which they came. */
  session: string
}

export class Turns<T extends Turn> {
  /** In the order of the next turn: a session that had one goes to the end. */
  readonly #bySession = new Map<string, T[]>()

  get empty(): boolean {
    return this.#bySession.size === 0
  }

  add(turn: T): void {
    const queue = this.#bySession.get(turn.session)
    if (queue) queue.push(turn)
    else this.#bySession.set(turn.session, [turn])
  }

  /**
   * Takes the first call of a session, of those that may run: the lowest `rank` first, then the one that waits longest.
   * @param rank `null` when the call may not run now
   * @returns `undefined` when none may
   */
  take(rank: (turn: T) => number | null): T | undefined {
    let next: T | undefined
    let lowest = Number.POSITIVE_INFINITY
    for (const [first] of this.#bySession.values()) {
      const own = first ? rank(first) : null
      if (own === null || own >= lowest) continue
      lowest = own
      next = first
    }
    if (next === undefined) return undefined
    const rest = this.#bySession.get(next.session)?.slice(1) ?? []
    this.#bySession.delete(next.session)
    if (rest.length > 0) this.#bySession.set(next.session, rest)
    return next
  }

  remove(turn: T): void {
    const queue = this.#bySession.get(turn.session)
    const at = queue?.indexOf(turn) ?? -1
    if (!queue || at < 0) return
    queue.splice(at, 1)
    if (queue.length === 0) this.#bySession.delete(turn.session)
  }
}
