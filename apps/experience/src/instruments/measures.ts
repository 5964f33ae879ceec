// Metrics of Experience: names, counters and their output. Decides nothing, keeps no text and no id longer than the
// work it belongs to; per token it only adds to a number.
import { REFUSALS, type RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import { Counter, Histogram, Registry } from 'prom-client'
import type { EventRow } from '../store/rows.ts'
import type { CommitGroup } from '../store/writer-messages.ts'
import { AnswerWatch } from './answer-watch.ts'

/** A client may close with any number: the others are counted together. */
const CLOSE_CODES = new Set<number>([
  ...[1000, 1001, 1005, 1006, 1009, 1011, 4400, 4408],
  ...Object.values(REFUSALS).flatMap(({ close }) => (close === null ? [] : [close])),
])

/** Every reader takes every page: a part of them says the same about how soon. */
const ONE_OF = 16

const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]
const SHORT = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5]
const LONG = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 600]

export class Measures {
  readonly registry = new Registry()
  readonly #answers: AnswerWatch
  readonly #now: () => number
  readonly #events = this.#counter('biplane_events_appended_total', 'Events that were synced in the log.')
  readonly #tokens = this.#counter('biplane_answer_tokens_total', 'Pieces of answers as agents said them, once synced.')
  readonly #ended = this.#counter('biplane_invocations_ended_total', 'Invocations that ended, by how.', ['end'])
  readonly #recoveries = this.#counter('biplane_recoveries_total', 'Invocations taken up, by what became of them.', [
    'by',
  ])
  readonly #refusals = this.#counter('biplane_refusals_total', 'What clients were refused, by code.', ['code'])
  readonly #closed = this.#counter('biplane_connections_closed_total', 'Sockets that closed, by code.', ['code'])
  readonly #commands = this.#histogram('biplane_commit_commands', 'Write commands that share one sync.', SIZES)
  readonly #grouped = this.#histogram('biplane_commit_events', 'Events that share one sync.', [0, ...SIZES])
  readonly #commits = this.#histogram('biplane_commit_seconds', 'Time of one synced transaction.', SHORT)
  readonly #lag = this.#histogram(
    'biplane_follow_lag_seconds',
    'From the sync of a page until one reader had it; 1 of 16.',
    SHORT,
  )
  readonly #first = this.#histogram('biplane_first_token_seconds', 'From a send to the first piece, synced.', LONG)
  readonly #whole = this.#histogram('biplane_answer_seconds', 'From a send to the end of its answer, synced.', LONG)

  #shown = 0

  /** `now` is monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now
    this.#answers = new AnswerWatch(now, {
      spoke: (ms) => this.#first.observe(ms / 1000),
      ended: (end, ms) => {
        this.#ended.inc({ end })
        if (ms !== null) this.#whole.observe(ms / 1000)
      },
      recovering: () => this.#recoveries.inc({ by: 'taken_up' }),
      superseded: () => this.#recoveries.inc({ by: 'new_attempt' }),
    })
  }

  /** A group of events was synced. */
  committed(rows: readonly EventRow[]): void {
    this.#events.inc(rows.length)
    const tokens = this.#answers.committed(rows)
    if (tokens > 0) this.#tokens.inc(tokens)
  }

  /** A transaction was synced, with or without events. */
  group({ commands, events, ms }: CommitGroup): void {
    this.#commands.observe(commands)
    this.#grouped.observe(events)
    this.#commits.observe(ms / 1000)
  }

  /** A reader that was waiting has taken a page whose last event was synced at this moment. */
  shown(committedAt: number): void {
    if (this.#shown++ % ONE_OF === 0) this.#lag.observe((this.#now() - committedAt) / 1000)
  }

  refused(code: RefusalCode): void {
    this.#refusals.inc({ code })
  }

  closed(code: number): void {
    this.#closed.inc({ code: CLOSE_CODES.has(code) ? code : 'other' })
  }

  /** All figures, as Prometheus reads them. */
  text(): Promise<string> {
    return this.registry.metrics()
  }

  get contentType(): string {
    return this.registry.contentType
  }

  #counter<L extends string = never>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.registry] })
  }
}
