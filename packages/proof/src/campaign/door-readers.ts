// Reads one conversation through any transport as a good client does: resumes from its cursor after each cut. Records
// number and content of events, so that transports can be compared.
import { setTimeout as delay } from 'node:timers/promises'
import { Facts } from '../facts.ts'
import type { Product } from '../product/product.test-support.ts'
import { CONNECT, type Connection, type Door, type DoorAddress, type Hears, type Seen } from './door-connections.ts'
import { atLiaison } from './talk.ts'

const MOST_PAUSE_MS = 20

export class DoorReader implements AsyncDisposable {
  readonly seen: Seen[] = []
  /** Times that it was given a snapshot instead of what came next. */
  restored = 0
  dials = 0
  readonly #facts = new Facts()
  readonly #door: Door
  readonly #address: DoorAddress
  readonly #forgets: boolean
  #failures = 0
  #stopped = false
  #connection: Connection | null = null
  readonly #done: Promise<void>

  /** `forgets`: the known-bad reader, which comes back and says no number. */
  constructor(door: Door, address: DoorAddress, { forgets = false } = {}) {
    this.#door = door
    this.#address = address
    this.#forgets = forgets
    this.#done = this.#read()
  }

  get last(): number {
    return this.seen.at(-1)?.number ?? this.#address.after
  }

  until(holds: (reader: DoorReader) => boolean): Promise<void> {
    return this.#facts.until(() => holds(this))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true
    this.#connection?.leave()
    await this.#done
  }

  async #read(): Promise<void> {
    const hears: Hears = {
      seen: (event) => {
        this.seen.push(event)
        this.#facts.changed()
      },
      restored: () => {
        this.restored += 1
        this.#facts.changed()
      },
    }
    while (!this.#stopped) {
      const after = this.#forgets && this.dials > 0 ? null : this.last
      this.dials += 1
      this.#connection = CONNECT[this.#door](this.#address, after, hears)
      const heard = this.seen.length + this.restored
      await this.#connection.over
      // A thousand that came back without a pause would be the storm themselves.
      this.#failures = this.seen.length + this.restored > heard ? 0 : this.#failures + 1
      if (!this.#stopped) await delay(Math.random() * Math.min(MOST_PAUSE_MS, 2 ** this.#failures))
    }
  }
}

/**
 * Opens one connection, subscribes on it so many times, hears an event each time, and leaves; resolves when it is over.
 * There must be just one event after `address.after`. @throws when it ended before, or was given a snapshot
 */
export async function visit(door: Door, address: DoorAddress, subscriptions = 1): Promise<void> {
  let left = subscriptions
  let restored = 0
  const connection = CONNECT[door](address, address.after, {
    seen() {
      left -= 1
      if (left === 0) connection.leave()
      else connection.again?.()
    },
    restored() {
      restored += 1
      connection.leave()
    },
  })
  await connection.over
  if (left > 0) {
    const how = restored > 0 ? 'was given a snapshot' : 'was lost'
    throw new Error(`${door}: ${how} with ${left} of ${subscriptions} subscriptions to go`)
  }
}

/** A guest whose conversation with the guide, or with the liaison, is there already. */
export async function conversationOf(
  product: Product,
  who: 'guide' | 'liaison' = 'guide',
): Promise<{ token: string; conversationId: string }> {
  const anna = await product.guest()
  const first = (who === 'guide' ? anna : atLiaison(anna)).read()
  await first.until((items) => items.length === 1)
  const [item] = first.items
  first.stop()
  await anna[Symbol.asyncDispose]()
  if (item?.data.type !== 'snapshot') throw new Error('a new reader is given a snapshot')
  return { token: anna.token, conversationId: item.data.conversation_id }
}
