// Deletes what is older than the operator keeps: conversations without activity, and guests who did not come back.
// A sweep does a bounded amount of work, so that nobody's message waits long behind it. [L16]
import type { TrafficCop } from '../smart-city/traffic-cop.ts'
import type { Store } from '../store/store.ts'
import type { AfterErase } from './after-erase.ts'

export interface RetentionDeps {
  store: Pick<Store, 'command' | 'query'>
  trafficCop: Pick<TrafficCop, 'eraseSessions'>
  afterErase: AfterErase
  /** 0: conversations are kept until somebody deletes them. */
  days: number
  /** 0: guests are kept until somebody deletes them. */
  guestDays: number
  /** Wall-clock milliseconds. */
  now(): number
}

const DAY_MS = 24 * 3_600_000
/** Deleted in one transaction. */
const CONVERSATIONS = 20
const GUESTS = 5
/** Transactions of one sweep and kind. */
const ROUNDS = 50

export interface Swept {
  conversations: number
  guests: number
}

export async function sweepRetention(deps: RetentionDeps): Promise<Swept> {
  const { days, guestDays } = deps
  return {
    guests: guestDays === 0 ? 0 : await rounds(GUESTS, () => eraseGuests(deps)),
    conversations: days === 0 ? 0 : await rounds(CONVERSATIONS, () => eraseConversations(deps)),
  }
}

export interface RetentionWatch {
  everyMs: number
  onError(error: unknown): void
  /** Something was deleted. */
  onSwept(swept: Swept): void
}

/** Sweeps now and then again and again. Returns what ends it. */
export function watchRetention(deps: RetentionDeps, { everyMs, onError, onSwept }: RetentionWatch): () => void {
  let sweeping = false
  const sweep = async () => {
    if (sweeping) return
    sweeping = true
    try {
      const swept = await sweepRetention(deps)
      if (swept.guests + swept.conversations > 0) onSwept(swept)
    } catch (error) {
      onError(error)
    } finally {
      sweeping = false
    }
  }
  const timer = setInterval(() => void sweep(), everyMs).unref()
  void sweep()
  return () => clearInterval(timer)
}

async function rounds(full: number, one: () => Promise<number>): Promise<number> {
  let all = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const done = await one()
    all += done
    if (done < full) break
  }
  return all
}

async function eraseConversations({ store, afterErase, days, now }: RetentionDeps): Promise<number> {
  const erased = await store.command('eraseIdle', { before: daysAgo(days, now), take: CONVERSATIONS })
  const { conversations } = erased.counts
  if (conversations > 0) await afterErase('retention.deleted', null, erased, { days })
  return conversations
}

async function eraseGuests({ store, trafficCop, afterErase, guestDays, now }: RetentionDeps): Promise<number> {
  const ids = await store.query('guestsUnusedSince', { before: daysAgo(guestDays, now), take: GUESTS })
  if (ids.length === 0) return 0
  const erased = await trafficCop.eraseSessions(ids)
  await afterErase('retention.deleted', null, erased, { guest_days: guestDays })
  return ids.length
}

const daysAgo = (days: number, now: () => number): string => new Date(now() - days * DAY_MS).toISOString()
