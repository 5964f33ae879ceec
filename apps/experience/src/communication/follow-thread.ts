// Streams the events of every conversation of a thread after a place in each, exactly once and in the order of each, until
// aborted. Conversations that begin meanwhile are read from their first event. [H2]
import { Refusal } from '@biplane/contracts/refusal'
import type { Followed } from './follow.ts'
import type { LogEvent } from './log-event.ts'
import type { Notifier, Subscription } from './notifier.ts'

/** A conversation of a thread. */
export interface Member {
  id: string
  /** Its number in the thread. */
  number: number
}

export interface FollowThread {
  threadId: string
  /** The conversations that the thread has now; `null` once it is deleted. */
  members(): Member[] | null
  /** By the number of a conversation, the number of its last event that the reader has. */
  after: ReadonlyMap<number, number>
  signal: AbortSignal
  /** Resolves when the reader has room; `null` for one that pulls at its own pace. */
  room?: (() => Promise<void> | null) | undefined
  /** Asked before each batch; throws when the reader may read no more. */
  standing?: (() => void) | undefined
}

export interface ThreadEvent {
  member: Member
  logged: LogEvent
}

/** The stream that changes when a thread gets another conversation, or is deleted. */
export const threadStream = (threadId: string): string => `thread ${threadId}`

interface Reading extends Member {
  subscription: Subscription
  cursor: number
  /** The version of its stream at which there was nothing more to read. */
  readAt: number
}

/** Before every version of a stream. */
const NOT_READ = -1

/**
 * Ends when the thread is deleted or the signal fires.
 * @throws what `standing` throws; CURSOR_EXPIRED when a log no longer has what comes next
 */
export async function* followThread(
  log: Followed,
  notifier: Notifier,
  request: FollowThread & { page: number },
): AsyncGenerator<ThreadEvent> {
  const { threadId, members, after, signal, room, standing, page: limit } = request
  const readings = new Map<string, Reading>()
  const thread = notifier.listen(threadStream(threadId), signal)
  let listed = NOT_READ
  let gone = false
  try {
    while (!signal.aborted) {
      const version = thread.version()
      if (version !== listed) {
        const found = members()
        gone = found === null
        for (const member of found ?? []) {
          if (readings.has(member.id)) continue
          const subscription = notifier.listen(member.id, signal)
          readings.set(member.id, { ...member, subscription, cursor: after.get(member.number) ?? 0, readAt: NOT_READ })
        }
        listed = version
      }
      let moved = false
      for (const reading of readings.values()) {
        const grown = reading.subscription.version()
        if (grown === reading.readAt) continue
        const page = log.readAfter(reading.id, reading.cursor, limit)
        if (page.length === 0) {
          reading.readAt = grown
          continue
        }
        moved = true
        standing?.()
        let wait: Promise<void> | null = null
        for (const logged of page) {
          if (signal.aborted) return
          const isEnd = page.at(-1)?.event.type === 'conversation.deleted'
          if (logged.seq !== reading.cursor + 1 && !isEnd) {
            throw new Refusal('CURSOR_EXPIRED', 'The log no longer reaches back that far.')
          }
          wait = room?.() ?? null
          if (wait) break
          reading.cursor = logged.seq
          yield { member: reading, logged }
          if (logged.event.type === 'conversation.deleted') {
            reading.subscription.close()
            readings.delete(reading.id)
            listed = NOT_READ
          }
        }
        page.length = 0
        if (wait) await wait
      }
      if (moved) continue
      if (gone) return
      const changes = [...readings.values()].map((one) => one.subscription.waitForChange(one.readAt))
      await Promise.race([thread.waitForChange(version), ...changes])
    }
  } finally {
    thread.close()
    for (const { subscription } of readings.values()) subscription.close()
  }
}
