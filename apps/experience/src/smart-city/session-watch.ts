// Closes live connections when their session ends, whatever ended it. [D1.7]
import type { TrafficCop } from './traffic-cop.ts'

export interface SessionWatchDeps {
  /** How often what is remembered is asked: a session that ends by its clock closes its sockets within this. */
  sweepMs: number
  /** How often the disk is asked. */
  recheckMs: number
  onError(error: unknown): void
}

/** Begins at once; returns what ends it. */
export function watchSessions(
  trafficCop: Pick<TrafficCop, 'closeExpired' | 'recheck'>,
  { sweepMs, recheckMs, onError }: SessionWatchDeps,
): () => void {
  const sweep = setInterval(() => trafficCop.closeExpired(), sweepMs)
  const recheck = setInterval(() => trafficCop.recheck().catch(onError), recheckMs)
  return () => {
    clearInterval(sweep)
    clearInterval(recheck)
  }
}
