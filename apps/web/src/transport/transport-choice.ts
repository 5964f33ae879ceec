// Chooses the transport: sockets, until they fail while HTTP works. The choice then stays until a reload. [D9.4]
import { openListeners } from '../listeners.ts'
import type { ChatTransport, ChatTransports } from './chat-transport.ts'
import type { LinkStatusStore } from './link-store.ts'

export interface TransportChoice extends ChatTransports {
  /** What is known of the line of this moment. */
  link: LinkStatusStore
  /** A socket could not be opened, or was lost. */
  socketFailed(): void
  /** A socket is open. */
  socketOpened(): void
}

export interface TransportChoiceDeps {
  sockets: ChatTransport
  http: ChatTransport
  /** What the server says over HTTP of its sockets: on, off, or nothing (`null`), because HTTP does not get through. */
  askForSockets: () => Promise<boolean | null>
}

/** Sockets that fail so often, each time with HTTP answering meanwhile, do not get through here. */
const PROOFS = 3

export function openTransportChoice({ sockets, http, askForSockets }: TransportChoiceDeps): TransportChoice {
  let current = sockets
  let proofs = 0
  /** Counts the times that a socket was open. */
  let openings = 0
  let asking = false
  const { subscribe, notify } = openListeners()

  function fallBack(): void {
    current = http
    notify()
  }

  async function prove(): Promise<void> {
    if (asking || current === http) return
    asking = true
    const before = openings
    const on = await askForSockets()
    asking = false
    if (current === http || openings !== before) return
    // A server that restarts fails both; only "HTTP answers and sockets do not" counts.
    if (on === false) return fallBack()
    if (on === true) proofs += 1
    if (proofs >= PROOFS) fallBack()
  }

  return {
    current: () => current,
    subscribe,
    socketFailed: () => void prove(),
    socketOpened() {
      proofs = 0
      openings += 1
    },
    link: {
      status: () => current.link.status(),
      over: () => current.link.over(),
      subscribe(listener) {
        const leave = [sockets.link.subscribe(listener), http.link.subscribe(listener), subscribe(listener)]
        return () => {
          for (const off of leave) off()
        }
      },
    },
  }
}
