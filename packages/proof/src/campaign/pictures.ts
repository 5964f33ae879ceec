// Folds a reader's first snapshot and later events with the fold that every client uses.
import { foldEvent } from '@biplane/contracts/vocabulary/transcript'
import type { ConversationEvent, ConversationSnapshot } from '@biplane/contracts/wire/events'
import type { Item, Person } from '../product/product.test-support.ts'
import type { SubscriptionReader } from '../subscription-reader.ts'

/** A reader that was given a picture, and goes on reading. */
export class PictureReader {
  readonly picture: ConversationSnapshot
  readonly events: ConversationEvent[] = []
  /** Times that it was given another picture when it came back. */
  restored = 0
  #reader: SubscriptionReader<Item>
  readonly #anna: Person

  private constructor(anna: Person, picture: ConversationSnapshot, reader: SubscriptionReader<Item>) {
    this.#anna = anna
    this.picture = picture
    this.#reader = reader
  }

  static async open(anna: Person): Promise<PictureReader> {
    const reader = anna.read()
    await reader.until((items) => items.length > 0)
    const [first] = reader.items
    if (first?.data.type !== 'snapshot') throw new Error('a new reader is given a snapshot')
    return new PictureReader(anna, first.data, reader)
  }

  /** Leaves, and reads on from where it was. */
  comeBack(): void {
    this.#take()
    this.#reader.stop()
    this.#reader = this.#anna.read(String(this.#last))
  }

  /** Resolves when it has this event, and leaves. */
  async readUpTo(last: number): Promise<void> {
    await this.#reader.until(() => this.#take() >= last)
    this.#reader.stop()
  }

  get #last(): number {
    return this.events.at(-1)?.event_id ?? this.picture.last_event_id
  }

  /** Keeps what has come; says the number of the last event. */
  #take(): number {
    for (const { data } of this.#reader.items.splice(0)) {
      if (data.type !== 'snapshot') this.events.push(data)
      else if (data !== this.picture) this.restored += 1
    }
    return this.#last
  }
}

/** How a reader puts events to what it has. */
export type Putting = (picture: ConversationSnapshot, events: readonly ConversationEvent[]) => ConversationSnapshot

/** As clients do. @throws when something is missing in between */
export const putTogether: Putting = (picture, events) =>
  events.reduce((before, event) => {
    const folded = foldEvent(before, event)
    if (folded.kind === 'gap') throw new Error(`event ${event.event_id} came after ${before.last_event_id}`)
    return folded.kind === 'known' ? before : folded.transcript
  }, picture)

/**
 * Whether what a reader made of it is, byte for byte, what a new one is given. Of the two, one may begin further back: a
 * window is of the last messages, and those that came later did not push out what the reader has. That there are more, and
 * why the picture was given, belongs to the picture itself.
 */
export function isSame(made: ConversationSnapshot, given: ConversationSnapshot): boolean {
  const both = Math.min(made.messages.length, given.messages.length)
  return shown(made, both) === shown(given, both)
}

const shown = (of: ConversationSnapshot, messages: number): string => {
  const { reason: _, has_more: __, before: ___, ...rest } = of
  return JSON.stringify({ ...rest, messages: of.messages.slice(of.messages.length - messages) })
}
