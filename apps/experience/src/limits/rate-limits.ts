// Owns how often something may be asked, by principal and by address. It knows no door and keeps nothing on disk.
import { Refusal } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

interface Rule {
  most: keyof Limits
  withinMs: keyof Limits
  says: string
}

const rules = <T extends Record<string, Rule>>(table: T): T => table

/** The key is a principal's id, or an address where the name says so. */
const RULES = rules({
  send: { most: 'sendsPerWindow', withinMs: 'sendWindowMs', says: 'messages' },
  connect: { most: 'connectsPerPrincipal', withinMs: 'rateWindowMs', says: 'connections' },
  ticket: { most: 'ticketsPerPrincipal', withinMs: 'rateWindowMs', says: 'tickets' },
  upload: { most: 'uploadsPerPrincipal', withinMs: 'rateWindowMs', says: 'uploads' },
  cancel: { most: 'cancelsPerPrincipal', withinMs: 'rateWindowMs', says: 'cancellations' },
  connectFromAddress: { most: 'connectsPerAddress', withinMs: 'rateWindowMs', says: 'connections' },
  sessionFromAddress: { most: 'sessionsPerAddress', withinMs: 'rateWindowMs', says: 'sessions' },
  uploadFromAddress: { most: 'uploadsPerAddress', withinMs: 'rateWindowMs', says: 'uploads' },
})

export type RateKind = keyof typeof RULES

export class RateLimits {
  readonly #limiters: Map<RateKind, RateLimiterMemory>

  constructor(limits: Limits) {
    const entries = Object.entries(RULES) as [RateKind, Rule][]
    this.#limiters = new Map(
      entries.map(([kind, { most, withinMs }]) => [
        kind,
        new RateLimiterMemory({ keyPrefix: kind, points: limits[most], duration: limits[withinMs] / 1000 }),
      ]),
    )
  }

  /** Counts one more. @throws RATE_LIMITED, with the time after which the next one is taken */
  async take(kind: RateKind, key: string): Promise<void> {
    try {
      await this.#limiters.get(kind)?.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw refuse(kind, error.msBeforeNext)
    }
  }
}

const refuse = (kind: RateKind, msBeforeNext: number): Refusal =>
  new Refusal('RATE_LIMITED', `That was too many ${RULES[kind].says} in too little time.`, {
    retry_after_ms: Math.max(1, Math.ceil(msBeforeNext)),
  })
