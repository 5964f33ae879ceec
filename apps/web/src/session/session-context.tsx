// React context of the session.
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { SessionClient } from './session-client.ts'

const SessionContext = createContext<SessionClient | null>(null)

export const SessionProvider = SessionContext.Provider

export function useSession(): SessionClient {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider above it')
  return session
}

/** The session that the page shows now; empty while there is none. */
export function useSessionId(): string {
  const session = useSession()
  return useSyncExternalStore(session.subscribe, () => {
    const state = session.state()
    return state.kind === 'ready' ? state.session.session_id : ''
  })
}
