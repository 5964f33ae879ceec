// Observable state of one connection. Its texts are in `link-status.ts`.
import { openListeners } from '../listeners.ts'
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
  const hear = (change: (facts: LinkFacts) => LinkFacts) => {
    const next = change(facts)
    // Every item of a conversation reports the same.
    if (next === facts) return
    facts = next
    notify()
  }
  const online = () => hear((f) => ({ ...f, online: navigator.onLine }))
  const { subscribe, notify } = openListeners(() => {
    addEventListener('online', online)
    addEventListener('offline', online)
    return () => {
      removeEventListener('online', online)
      removeEventListener('offline', online)
    }
  })
  return { hear, facts: () => facts, status: () => linkStatus(facts), over: () => over, subscribe }
}
