// Owns what is said about the line to the server: pure. It never opens or closes anything.

/** What is known of the line. */
export interface LinkFacts {
  /** The socket's own word: `pending` means open and in use. */
  socket: 'idle' | 'connecting' | 'pending'
  /** Attempts that failed since the line was last open. */
  failures: number
  /** Was it ever open? */
  opened: boolean
  /** Does the machine believe that it has a network? */
  online: boolean
}

export type LinkStatus = 'connecting' | 'connected' | 'reconnecting' | 'offline'

/** After so many attempts in vain the word is no longer "reconnecting": nobody is there. */
const GIVE_UP_THE_WORD = 4

export const NO_LINK: LinkFacts = { socket: 'idle', failures: 0, opened: false, online: true }

export function linkStatus({ socket, failures, opened, online }: LinkFacts): LinkStatus {
  if (!online) return 'offline'
  if (socket === 'pending') return 'connected'
  if (failures >= GIVE_UP_THE_WORD) return 'offline'
  return opened || failures > 0 ? 'reconnecting' : 'connecting'
}

/** The facts after the socket said something new. */
export function heardSocket(facts: LinkFacts, socket: LinkFacts['socket'], failed: boolean): LinkFacts {
  if (socket === 'pending') return { ...facts, socket, failures: 0, opened: true }
  return { ...facts, socket, failures: facts.failures + (failed ? 1 : 0) }
}
