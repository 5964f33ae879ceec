// Derives the connection status that a person sees. Never opens or closes a connection. Pure.

/** What is known of the line. */
export interface LinkFacts {
  /** `open`: a connection exists, and nothing has been read on it. `live`: the server has answered with a conversation. */
  socket: 'idle' | 'connecting' | 'open' | 'live'
  /** Attempts that failed since the line was last live. */
  failures: number
  /** Was it ever live? */
  opened: boolean
  /** Does the machine believe that it has a network? */
  online: boolean
}

export type LinkStatus = 'connecting' | 'connected' | 'reconnecting' | 'offline'

/** After so many attempts in vain the status is no longer "reconnecting": the server is away. */
const GIVE_UP_THE_WORD = 4

export const NO_LINK: LinkFacts = { socket: 'idle', failures: 0, opened: false, online: true }

export function linkStatus({ socket, failures, opened, online }: LinkFacts): LinkStatus {
  if (!online) return 'offline'
  if (socket === 'live') return 'connected'
  if (failures >= GIVE_UP_THE_WORD) return 'offline'
  return opened || failures > 0 ? 'reconnecting' : 'connecting'
}

/** The facts after the socket said something new. */
export function heardSocket(facts: LinkFacts, socket: LinkFacts['socket'], failed: boolean): LinkFacts {
  if (socket === 'live') return facts.socket === 'live' ? facts : { ...facts, socket, failures: 0, opened: true }
  return { ...facts, socket, failures: facts.failures + (failed ? 1 : 0) }
}
