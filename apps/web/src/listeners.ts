// Callbacks that are called when something has changed, as `useSyncExternalStore` asks for them.

export interface Listeners {
  /** Returns what stops listening. */
  subscribe(listener: () => void): () => void
  notify(): void
  clear(): void
}

export function openListeners(): Listeners {
  const listeners = new Set<() => void>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    notify() {
      for (const listener of listeners) listener()
    },
    clear: () => listeners.clear(),
  }
}
