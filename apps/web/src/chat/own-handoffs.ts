// Owns the question whether a handoff is of what this tab itself said in this page's life. Only such a one may lead somewhere;
// one in a replay, or of what another tab said, never does.
import type { Handoff, MessageView } from '@biplane/contracts/wire/events'

export function openOwnHandoffs() {
  const own = new Set<string>()
  const listeners = new Set<(handoff: Handoff) => void>()
  return {
    /** An answer to this tab's own words. */
    adopt(invocation_id: string): void {
      own.add(invocation_id)
    },
    listen(listener: (handoff: Handoff) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Tells each handoff of an own answer once, and forgets answers that ended without one. */
    look(messages: readonly MessageView[]): void {
      if (own.size === 0) return
      for (const { invocation_id, handoff, status } of messages) {
        if (invocation_id === null || !own.has(invocation_id)) continue
        if (handoff) {
          own.delete(invocation_id)
          for (const listener of listeners) listener(handoff)
        } else if (status === 'complete' || status === 'failed' || status === 'cancelled') {
          own.delete(invocation_id)
        }
      }
    },
  }
}
