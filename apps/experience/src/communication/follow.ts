// Streams events after a cursor, exactly once and in order, until aborted. Backfill and live share one loop, so there
// is no cut-over buffer and no set of seen ids. [L3, L13]
import { Refusal } from '@biplane/contracts/refusal'
import type { LogEvent } from './log-event.ts'
import type { Notifier } from './notifier.ts'

export interface Followed {
  /** A list of the caller's own. */
  readAfter(stream: string, seq: number, limit: number): LogEvent[]
}

export interface FollowRequest {
  stream: string
  /** The number of the last event that the reader has. */
  after: number
  signal: AbortSignal
  /** Events read at once. */
  page: number
  /** Resolves when the reader has room; `null` for one that pulls at its own pace. */
  room?: (() => Promise<void> | null) | undefined
  /** Passes over numbers that the log no longer has, for a reader that checks by itself what it must not miss. */
  sparse?: boolean | undefined
  /** Asked before each batch is handed out, also the one after a wait; throws when the reader may read no more. */
  standing?: (() => void) | undefined
  /** Called with the last event of each page that was delivered after the reader had caught up: such a page was live. */
  onDelivered?: ((last: LogEvent) => unknown) | undefined
}

/**
 * Yields the events of a stream after `after` until the signal fires.
 * @throws what `standing` throws
 * @throws CURSOR_EXPIRED when the log no longer has what comes next (it was compacted under a very slow reader)
 */
export async function* follow(log: Followed, notifier: Notifier, request: FollowRequest): AsyncGenerator<LogEvent> {
  const { stream, signal, page: limit, room, sparse = false, standing, onDelivered } = request
  const subscription = notifier.listen(stream, signal)
  let cursor = request.after
  let caughtUp = false
  try {
    while (!signal.aborted) {
      // Before the read: a write during it still wakes us.
      const version = subscription.version()
      const page = log.readAfter(stream, cursor, limit)
      if (page.length > 0) standing?.()
      let wait: Promise<void> | null = null
      for (const event of page) {
        if (signal.aborted) return
        if (!sparse && event.seq !== cursor + 1 && !isLast(page))
          throw new Refusal('CURSOR_EXPIRED', 'The log no longer reaches back that far.')
        wait = room?.() ?? null
        if (wait) break
        cursor = event.seq
        yield event
      }
      const last = page.at(-1)
      if (wait) {
        // Let go, and read again when there is room: for a reader that is stuck nothing is held but what it has not taken.
        page.length = 0
        await wait
      } else if (last) {
        if (caughtUp) onDelivered?.(last)
      } else {
        caughtUp = true
        await subscription.waitForChange(version)
      }
    }
  } finally {
    subscription.close()
  }
}

/** A deleted conversation has nothing else to read: its end may come after a gap. */
const isLast = (page: LogEvent[]): boolean => page.at(-1)?.event.type === 'conversation.deleted'
