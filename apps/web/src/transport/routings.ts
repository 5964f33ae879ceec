// Remembers which invocation started after which event, for a transport whose echo does not name it.
import type { StreamItem } from '@biplane/contracts/wire/events'

interface Begun {
  event_id: number
  invocation_id: string
}

/** More than anybody waits for at a time. */
const KEPT = 200

export class Routings {
  #begun: readonly Begun[] = []
  readonly #waiting = new Set<{ after: number; resolve: (id: string) => void; reject: (error: Error) => void }>()

  /** What arrived. */
  hear(item: StreamItem): void {
    if (item.type === 'snapshot') {
      this.#begun = item.messages.flatMap(({ event_id, invocation_id }) =>
        invocation_id === null ? [] : [{ event_id, invocation_id }],
      )
    } else if (item.type === 'agent.routed') {
      const { event_id, invocation_id } = item
      this.#begun = [...this.#begun, { event_id, invocation_id }].slice(-KEPT)
    } else return
    for (const waiting of [...this.#waiting]) this.#settle(waiting)
  }

  /** The first that began after an event. @throws when reading ends before it is known */
  after(event_id: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const waiting = { after: event_id, resolve, reject }
      this.#waiting.add(waiting)
      this.#settle(waiting)
    })
  }

  /** Nothing more is read. */
  end(): void {
    for (const { reject } of this.#waiting) reject(new Error('who answers is not known'))
    this.#waiting.clear()
  }

  #settle(waiting: { after: number; resolve: (id: string) => void; reject: (error: Error) => void }): void {
    const first = this.#begun.find(({ event_id }) => event_id > waiting.after)
    if (!first) return
    this.#waiting.delete(waiting)
    waiting.resolve(first.invocation_id)
  }
}
