// Decides what of an earlier session's unsent text stays in this tab when another session begins.
import type { SessionClient } from '../session/session-client.ts'
import { type ListedStore, tabStorage } from './outbox-storage.ts'

/** Where this tab keeps its drafts: `<key>.<thread>` for each thread; under `<key>.at` the thread that is shown. */
export const DRAFT_KEY = 'biplane.draft'

const OUTBOX_KEY = 'biplane.outbox'

/** Where this tab keeps the messages of a thread that are not in the log yet; `null`: of the current one, not known yet. */
export const outboxKey = (thread_id: string | null): string =>
  thread_id === null ? OUTBOX_KEY : `${OUTBOX_KEY}.${thread_id}`

/** The threads for which this tab keeps messages that are not in the log yet. */
export const outboxThreads = (storage: ListedStore): string[] =>
  storage
    .keys()
    .filter((key) => key.startsWith(`${OUTBOX_KEY}.`))
    .map((key) => key.slice(OUTBOX_KEY.length + 1))

const OWNER = 'biplane.tab.session'

/**
 * Makes the tab that of `session_id`. Text that was being written in a session that has ended is kept for the first thread
 * of the new one: the thread that it was written for does not exist there. Messages on their way are dropped with their
 * session. Returns whether the tab belonged to another session before. [D1.7]
 */
export function takeOverTab(storage: ListedStore, session_id: string): boolean {
  const owner = storage.read(OWNER)
  if (owner === session_id) return false
  if (owner !== null) {
    const text = forgetWritten(storage)
    storage.write(DRAFT_KEY, text)
  }
  storage.write(OWNER, session_id)
  return owner !== null
}

/** For a person who leaves: nothing of what was written stays in the tab. */
export function forgetTab(storage: ListedStore): void {
  forgetWritten(storage)
  storage.write(OWNER, null)
}

/** Removes what the tab keeps, the drafts of every thread included. Returns the text that was being written. */
function forgetWritten(storage: ListedStore): string | null {
  const shown = storage.read(`${DRAFT_KEY}.at`)
  const text = storage.read(shown === null ? DRAFT_KEY : `${DRAFT_KEY}.${shown}`)
  const isOwn = (key: string, base: string) => key === base || key.startsWith(`${base}.`)
  for (const key of storage.keys()) {
    if (isOwn(key, DRAFT_KEY) || isOwn(key, OUTBOX_KEY)) storage.write(key, null)
  }
  return text
}

/** Logs out, and leaves nothing of what was written in this tab. @throws RefusedError, or the network's error */
export function leaveTab(session: Pick<SessionClient, 'leave'>): Promise<void> {
  forgetTab(tabStorage)
  return session.leave()
}
