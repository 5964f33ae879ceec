// Decides what of an earlier session's unsent text stays in this tab when another session begins.
import type { SessionClient } from '../session/session-client.ts'
import { CONVERSATION_TARGETS, type ConversationTarget } from './conversation-target.ts'
import { type ListedStore, tabStorage } from './outbox-storage.ts'

/** Where this tab keeps the draft of a target; under `<key>.at` the conversation that it was written for. */
export const draftKey = (target: ConversationTarget): string => `biplane.draft.${target}`

/** Where this tab keeps the messages of a target that are not in the log yet. */
export const outboxKey = (target: ConversationTarget): string => `biplane.outbox.${target}`

const OWNER = 'biplane.tab.session'

/**
 * Makes the tab that of `session_id`. Text that was being written in a session that has ended is kept for the first
 * conversation of the new one: the conversation that it was written for does not exist there. Messages on their way
 * are dropped with their session. [D1.7]
 */
export function takeOverTab(storage: ListedStore, session_id: string): void {
  const owner = storage.read(OWNER)
  if (owner === session_id) return
  storage.write(OWNER, session_id)
  if (owner === null) return
  for (const target of CONVERSATION_TARGETS) {
    const text = forgetTarget(storage, target)
    storage.write(draftKey(target), text)
  }
}

/** For a person who leaves: nothing of what was written stays in the tab. */
export function forgetTab(storage: ListedStore): void {
  for (const target of CONVERSATION_TARGETS) forgetTarget(storage, target)
  storage.write(OWNER, null)
}

/** Removes what the tab keeps for a target, the drafts of every conversation included. Returns the text that was being written. */
function forgetTarget(storage: ListedStore, target: ConversationTarget): string | null {
  const key = draftKey(target)
  const conversation = storage.read(`${key}.at`)
  const written = conversation === null ? key : `${key}.${conversation}`
  const text = storage.read(written)
  const drafts = storage.keys().filter((one) => one === key || one.startsWith(`${key}.`))
  for (const each of [...drafts, outboxKey(target)]) storage.write(each, null)
  return text
}

/** Logs out, and leaves nothing of what was written in this tab. @throws RefusedError, or the network's error */
export function leaveTab(session: Pick<SessionClient, 'leave'>): Promise<void> {
  forgetTab(tabStorage)
  return session.leave()
}
