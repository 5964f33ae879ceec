// Access to committed events: recent ones in memory, encoded once for all readers, the rest from the store. Only synced
// events enter. [L1, L2]
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import { LogEvent } from './log-event.ts'
import type { Notifier } from './notifier.ts'
import { PageCache } from './page-cache.ts'
import { RecentEventCache } from './recent-event-cache.ts'

/** What the log needs of the store: the events after a number, in order. */
export interface EventSource<Row> {
  readAfter(conversationId: string, seq: number, limit: number): Row[]
}

export interface StoredEvent {
  conversationId: string
  seq: number
  payload: string
  type?: string
}

/** Deleted conversations whose slow readers can still be told so. */
const MOST_DELETED = 10_000
/** A conversation has one answer at work and few that wait. */
const MOST_ENDS = 64

/** An end that holds no content, as a deletion writes it. */
const isEmptyEnd = ({ event }: LogEvent): boolean => event.type === 'agent.cancelled' && event.payload.text === ''

/**
 * What an event weighs in memory, in bytes: its row, what it is decoded to, and the frames that doors have made of it. Found
 * by weighing 30 000 of them that were read through one door: 2 000 bytes for 80 characters of payload.
 */
const weightOf = (payload: string): number => 1_500 + 4 * payload.length

export class EventLog<Row extends StoredEvent> {
  readonly #tails = new RecentEventCache()
  readonly #pages = new PageCache()
  readonly #deleted = new Map<string, LogEvent[]>()
  readonly #source: EventSource<Row>
  readonly #decode: (row: Row) => ConversationEvent
  readonly #notifier: Notifier

  constructor(source: EventSource<Row>, decode: (row: Row) => ConversationEvent, notifier: Notifier) {
    this.#source = source
    this.#decode = decode
    this.#notifier = notifier
  }

  /**
   * Takes a group of committed events, in the order of their numbers, and wakes their readers. `at` is the monotonic
   * moment, for whoever measures how soon they are read.
   */
  committed(rows: Row[], at: number | null = null): void {
    const grown = new Set<string>()
    for (const row of rows) {
      if (row.type === 'conversation.deleted') this.#remember(row.conversationId, this.#wrap(row, at))
      else {
        if (row.type === 'conversation.renamed') this.#forget(row.conversationId)
        this.#tails.add(row.conversationId, this.#wrap(row, at))
      }
      grown.add(row.conversationId)
    }
    this.#tails.forgetOldest()
    for (const conversationId of grown) this.#notifier.notify(conversationId)
  }

  /**
   * The events after `seq`, in order, at most `limit`, from memory where it has the next one. None only where there is
   * none. The list is the caller's own.
   */
  readAfter(conversationId: string, seq: number, limit: number): LogEvent[] {
    const deleted = this.#deleted.get(conversationId)
    if (deleted) return deleted.filter((event) => event.seq > seq).slice(0, limit)
    return (
      this.#tails.after(conversationId, seq, limit) ??
      this.#pages.after(conversationId, seq, limit) ??
      this.#read(conversationId, seq, limit)
    )
  }

  /** Drops what is held of a conversation whose earlier events may have been removed. Readers find the rest in the store. */
  #forget(conversationId: string): void {
    this.#tails.forget(conversationId)
    this.#pages.forget(conversationId)
  }

  /** Its rows are gone, so only this tells the readers who still listen: the ends of its answers, and its own. */
  #remember(conversationId: string, deleted: LogEvent): void {
    const before = this.#tails.newest(conversationId, MOST_ENDS)
    const ends = before.slice(before.findLastIndex((event) => !isEmptyEnd(event)) + 1)
    this.#forget(conversationId)
    const [oldest] = this.#deleted.keys()
    if (this.#deleted.size >= MOST_DELETED && oldest !== undefined) this.#deleted.delete(oldest)
    this.#deleted.set(conversationId, [...ends, deleted])
  }

  /** Bytes of recent events that are held in memory, for the health view. */
  get bytes(): number {
    return this.#tails.bytes
  }

  #read(conversationId: string, seq: number, limit: number): LogEvent[] {
    const events = this.#source.readAfter(conversationId, seq, limit).map((row) => this.#wrap(row, null))
    this.#pages.keep(conversationId, events)
    return events.slice()
  }

  #wrap(row: Row, at: number | null): LogEvent {
    return new LogEvent(row.seq, weightOf(row.payload), () => this.#decode(row), at)
  }
}
