// Observable state of one connection. Its texts are in `link-status.ts`.
import { type LinkFacts, type LinkStatus, linkStatus, NO_LINK } from './link-status.ts'

export interface LinkStatusStore {
  status(): LinkStatus
  /** Whether the line is sockets, or HTTP in their place. */
  over(): 'sockets' | 'http'
  subscribe(listener: () => void): () => void
}

export interface LinkStore extends LinkStatusStore {
  hear(change: (facts: LinkFacts) => LinkFacts): void
  facts(): LinkFacts
}

export function openLinkStore(over: 'sockets' | 'http'): LinkStore {
  let facts: LinkFacts = { ...NO_LINK, online: navigator.onLine }
  const listeners = new Set<() => void>()
  const hear = (change: (facts: LinkFacts) => LinkFacts) => {
    const next = change(facts)
    // Every item of a conversation reports the same.
    if (next === facts) return
    facts = next
    for (const listener of [...listeners]) listener()
  }
  const online = () => hear((f) => ({ ...f, online: navigator.onLine }))
  return {
    hear,
    facts: () => facts,
    status: () => linkStatus(facts),
    over: () => over,
    subscribe(listener: () => void): () => void {
      if (listeners.size === 0) {
        addEventListener('online', online)
        addEventListener('offline', online)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        removeEventListener('online', online)
        removeEventListener('offline', online)
      }
    },
  }
}
