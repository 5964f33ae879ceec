// Callbacks that are called when something has changed, as `useSyncExternalStore` asks for them.

export interface Listeners {
  /** Returns what stops listening. */
  subscribe(listener: () => void): () => void
  notify(): void
  clear(): void
}

/** `attach` runs for the first listener; what it returns, after the last one has left. */
export function openListeners(attach?: () => () => void): Listeners {
  const listeners = new Set<() => void>()
  let detach: (() => void) | undefined
  return {
    subscribe(listener) {
      if (listeners.size === 0) detach = attach?.()
      listeners.add(listener)
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) detach?.()
      }
    },
    notify() {
      for (const listener of listeners) listener()
    },
    clear: () => listeners.clear(),
  }
}
