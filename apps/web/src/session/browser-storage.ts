// Stores the session in local storage, so that all tabs share it. Without storage (for example in a private window) the
// session lives as long as the page.
import { readSession, type Session, type SessionStorage } from './session-state.ts'

const KEY = 'biplane.session'

export function openBrowserStorage(): SessionStorage {
  let memory: Session | null = null

  return {
    read() {
      try {
        const text = localStorage.getItem(KEY)
        return text === null ? memory : readSession(JSON.parse(text))
      } catch {
        return memory
      }
    },
    write(session) {
      memory = session
      try {
        localStorage.setItem(KEY, JSON.stringify(session))
      } catch {
        // Full or closed: this page keeps it in memory.
      }
    },
    onForeignWrite(listener) {
      const heard = (event: StorageEvent) => {
        if (event.key === KEY) listener()
      }
      addEventListener('storage', heard)
      return () => removeEventListener('storage', heard)
    },
    exclusive(run) {
      // Web Locks exist in secure contexts only; without them two tabs that open in the same instant open two sessions.
      return 'locks' in navigator ? navigator.locks.request(KEY, run) : run()
    },
  }
}
