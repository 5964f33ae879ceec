// What the page knows of its session, observable, and how a session is read.
import { openListeners } from '../listeners.ts'
import type { RefusalView } from '../transport/refusal-in.ts'

export interface Session {
  token: string
  session_id: string
  expires_at: string
}

export type SessionState =
  /** No session yet. `attempts` counts the tries without an answer. */
  | { kind: 'opening'; attempts: number }
  /** `renewed`: an earlier session had ended, so its messages are not here. */
  | { kind: 'ready'; session: Session; renewed: boolean }
  /** The server rejected the request. */
  | { kind: 'refused'; refusal: RefusalView }

/** Where the session is kept between visits; shared by the tabs of one browser. */
export interface SessionStorage {
  read(): Session | null
  write(session: Session): void
  /** Another tab wrote. Returns what stops listening. */
  onForeignWrite(listener: () => void): () => void
  /** One tab at a time, so that two tabs that open together open one session. */
  exclusive<T>(run: () => Promise<T>): Promise<T>
}

export type SessionStateStore = ReturnType<typeof openSessionStateStore>

/** Follows what other tabs store. */
export function openSessionStateStore(storage: SessionStorage) {
  const listeners = openListeners()
  const kept = storage.read()
  // Whether the server still knows it is learnt with the first call; until then the page need not wait.
  let state: SessionState = kept ? { kind: 'ready', session: kept, renewed: false } : { kind: 'opening', attempts: 0 }
  const become = (next: SessionState) => {
    state = next
    listeners.notify()
  }
  const stopListening = storage.onForeignWrite(() => {
    const held = storage.read()
    if (held && state.kind === 'ready' && held.token !== state.session.token) {
      become({ kind: 'ready', session: held, renewed: true })
    }
  })
  return {
    get: () => state,
    become,
    subscribe: listeners.subscribe,
    close(): void {
      stopListening()
      listeners.clear()
    },
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Reads a session as the server or the storage gives it; `null` for anything else. */
export function readSession(body: unknown): Session | null {
  if (!isObject(body)) return null
  const { session_id, expires_at } = body
  const token = body.session_token ?? body.token
  if (typeof token !== 'string' || typeof session_id !== 'string' || typeof expires_at !== 'string') return null
  return { token, session_id, expires_at }
}
