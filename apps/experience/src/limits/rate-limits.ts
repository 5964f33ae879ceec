// Rate limits by principal and by address. Knows no transport and stores nothing on disk. [D1.9]
import { Refusal } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { TokenBuckets } from './token-buckets.ts'

interface Rule {
  most: keyof Limits
  withinMs: keyof Limits
  says: string
  /** `in too little time` when absent. */
  when?: string
}

const rules = <T extends Record<string, Rule>>(table: T): T => table

/** The key is a principal's id, or an address where the name says so. */
const RULES = rules({
  send: { most: 'sendsPerWindow', withinMs: 'sendWindowMs', says: 'messages' },
  sendOfDay: { most: 'sendsPerDay', withinMs: 'dayMs', says: 'messages', when: 'for one day' },
  sendChars: { most: 'sendCharsPerWindow', withinMs: 'sendCharsWindowMs', says: 'characters' },
  connect: { most: 'connectsPerPrincipal', withinMs: 'rateWindowMs', says: 'connections' },
  ticket: { most: 'ticketsPerPrincipal', withinMs: 'rateWindowMs', says: 'tickets' },
  upload: { most: 'uploadsPerPrincipal', withinMs: 'rateWindowMs', says: 'uploads' },
  change: { most: 'changesPerPrincipal', withinMs: 'rateWindowMs', says: 'changes' },
  read: { most: 'readsPerPrincipal', withinMs: 'rateWindowMs', says: 'requests' },
  search: { most: 'searchesPerPrincipal', withinMs: 'rateWindowMs', says: 'searches' },
  export: { most: 'exportsPerPrincipal', withinMs: 'exportWindowMs', says: 'exports' },
  cancel: { most: 'cancelsPerPrincipal', withinMs: 'rateWindowMs', says: 'cancellations' },
  connectFromAddress: { most: 'connectsPerAddress', withinMs: 'rateWindowMs', says: 'connections' },
  sessionFromAddress: { most: 'sessionsPerAddress', withinMs: 'rateWindowMs', says: 'sessions' },
  guestFromAddress: {
    most: 'guestsPerAddress',
    withinMs: 'guestWindowMs',
    says: 'guest sessions',
    when: 'from one address',
  },
  uploadFromAddress: { most: 'uploadsPerAddress', withinMs: 'rateWindowMs', says: 'uploads' },
})

export type RateKind = keyof typeof RULES

/** Buckets of tokens: who has sent too much waits for one token, not for the end of the window. [D1.9] */
const IN_BUCKETS: readonly RateKind[] = [
  'send',
  'sendOfDay',
  'sendChars',
  'change',
  'read',
  'search',
  'guestFromAddress',
]

export class RateLimits {
  readonly #limiters: Map<RateKind, RateLimiterMemory>
  readonly #buckets: Map<RateKind, TokenBuckets>

  /** `now` is monotonic, in milliseconds. */
  constructor(limits: Limits, now: () => number) {
    this.#buckets = new Map(
      IN_BUCKETS.map((kind) => {
        const { most, withinMs } = RULES[kind]
        return [kind, new TokenBuckets({ most: limits[most], withinMs: limits[withinMs] }, now)]
      }),
    )
    const entries = Object.entries(RULES) as [RateKind, Rule][]
    const inWindows = entries.filter(([kind]) => !this.#buckets.has(kind))
    this.#limiters = new Map(
      inWindows.map(([kind, { most, withinMs }]) => [
        kind,
        new RateLimiterMemory({ keyPrefix: kind, points: limits[most], duration: limits[withinMs] / 1000 }),
      ]),
    )
  }

  /** Counts `amount` more, which only buckets know. @throws RATE_LIMITED, with the time after which it is taken */
  async take(kind: RateKind, key: string, amount = 1): Promise<void> {
    const bucket = this.#buckets.get(kind)
    if (bucket) {
      const wait = bucket.take(key, amount)
      if (wait > 0) throw refuse(kind, wait)
      return
    }
    try {
      await this.#limiters.get(kind)?.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw refuse(kind, error.msBeforeNext)
    }
  }
}

function refuse(kind: RateKind, msBeforeNext: number): Refusal {
  const { says, when = 'in too little time' }: Rule = RULES[kind]
  const retry_after_ms = Math.max(1, Math.ceil(msBeforeNext))
  return new Refusal('RATE_LIMITED', `That was too many ${says} ${when}.`, { retry_after_ms })
}
