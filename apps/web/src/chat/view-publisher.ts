// Publishes the view of a thread to its listeners. While closed, nothing is published.
import { openListeners } from '../listeners.ts'

export function openViewPublisher<View>(currentView: () => View) {
  const listeners = openListeners()
  let view = currentView()
  let closed = false
  return {
    getView: () => view,
    subscribe: listeners.subscribe,
    isClosed: () => closed,
    publish(): void {
      if (closed) return
      view = currentView()
      listeners.notify()
    },
    open(): void {
      closed = false
    },
    close(): void {
      closed = true
    },
  }
}
