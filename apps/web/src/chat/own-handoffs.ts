// Tells whether a handoff follows from a message that this tab sent since it was loaded. Only such a handoff may
// navigate; a replayed one or another tab's never does.
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
