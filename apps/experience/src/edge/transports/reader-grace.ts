// Cancels an answer whose client said that leaving means stopping, once nobody has read it for a while. A reader that comes
// back in time changes nothing. [L4]
interface Readers {
  count: number
  /** Absent: the answer goes on without readers. */
  cancel: (() => void) | undefined
  timer: NodeJS.Timeout | null
}

export class ReaderGrace {
  readonly #readers = new Map<string, Readers>()
  readonly #graceMs: number

  constructor(graceMs: number) {
    this.#graceMs = graceMs
  }

  /** A reader of an answer, with what ends the answer if it is the last one. Returns what ends the reading. */
  hold(invocationId: string, cancel?: () => void): (ended: boolean) => void {
    const readers = this.#readers.get(invocationId) ?? { count: 0, cancel: undefined, timer: null }
    this.#readers.set(invocationId, readers)
    if (readers.timer) clearTimeout(readers.timer)
    readers.timer = null
    readers.count += 1
    readers.cancel ??= cancel
    return (ended) => this.#leave(invocationId, readers, ended)
  }

  /** Nothing is cancelled any more. */
  close(): void {
    for (const { timer } of this.#readers.values()) if (timer) clearTimeout(timer)
    this.#readers.clear()
  }

  #leave(invocationId: string, readers: Readers, ended: boolean): void {
    readers.count -= 1
    if (readers.count > 0) return
    const { cancel } = readers
    if (ended || !cancel) {
      this.#readers.delete(invocationId)
      return
    }
    readers.timer = setTimeout(() => {
      this.#readers.delete(invocationId)
      cancel()
    }, this.#graceMs).unref()
  }
}
