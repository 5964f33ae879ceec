// Adds the two deadlines that a WebSocket client lacks: for opening, and for closing on a dead link. Never opens, sends
// or reconnects; the WebSocket class is passed in. [L7]

/** What is needed of a socket; browsers' and `ws`'s both have it. */
interface ClosableSocket {
  readonly readyState: number
  close(code?: number, reason?: string): void
}

/** An event as browsers and `ws` hand it to a listener. */
interface SocketEvent {
  stopImmediatePropagation?(): void
}

/** Runs `run` after `ms` unless the returned function is called first. */
export type Timer = (ms: number, run: () => void) => () => void

export interface SocketDeadlines {
  /** A handshake that is not answered by then fails with `error` and `close`. */
  openMs: number
  /** A socket that is not closed so long after `close()` is closed hard: its `close` event comes then, not 30 s later. */
  closeMs: number
  /** The clock; the machine's own when absent. */
  timer?: Timer
}

/** The timer of browsers and of Node. */
export const machineTimer: Timer = (ms, run) => {
  const timeout = setTimeout(run, ms)
  return () => clearTimeout(timeout)
}

/**
 * The same WebSocket class with both deadlines, for `createWSClient({ WebSocket })`. Without them a hung handshake hangs
 * for ever and a dead link keeps its reader from reconnecting for 30 seconds.
 */
export function hardenedWebSocket<C extends new (url: string) => ClosableSocket>(
  WebSocketClass: C,
  deadlines: SocketDeadlines,
): C & typeof globalThis.WebSocket {
  const hardened: unknown = new Proxy(WebSocketClass, {
    construct(target, args, newTarget) {
      const socket: ClosableSocket & Listening = Reflect.construct(target, args, newTarget)
      harden(socket, deadlines)
      return socket
    },
  })
  // tRPC asks for the browsers' class; `ws` lacks only `dispatchEvent` of it, which no client calls.
  return hardened as C & typeof globalThis.WebSocket
}

interface Listening {
  addEventListener(type: string, listener: (event: SocketEvent) => void): void
}

function harden(socket: ClosableSocket & Listening, { openMs, closeMs, timer = machineTimer }: SocketDeadlines): void {
  let given: SocketEvent | null = null
  let cancelClose: (() => void) | null = null
  const closeSoftly = socket.close.bind(socket)

  // These come before every other listener, so that a socket that was given up stays silent.
  const settle = (type: string, then: () => void) =>
    socket.addEventListener(type, (event) => {
      if (given && event !== given) event.stopImmediatePropagation?.()
      else then()
    })
  const cancelOpen = timer(openMs, () => end())
  settle('open', cancelOpen)
  settle('message', () => {})
  settle('error', cancelOpen)
  settle('close', () => {
    cancelOpen()
    cancelClose?.()
  })

  socket.close = (code, reason) => {
    cancelClose ??= timer(closeMs, end)
    closeSoftly(code, reason)
  }

  function end(): void {
    if (isClosed(socket)) return
    if (canTerminate(socket)) socket.terminate()
    else if (isConnecting(socket)) closeSoftly()
    else giveUp()
  }

  /** A browser's socket cannot be torn down: say that it is closed, and let nothing that comes later be heard. */
  function giveUp(): void {
    if (given || !(socket instanceof EventTarget)) return
    const event = Object.assign(new Event('close'), { code: 1006, reason: 'closed hard', wasClean: false })
    given = event
    socket.dispatchEvent(event)
  }
}

const isConnecting = (socket: ClosableSocket) => socket.readyState === 0
const isClosed = (socket: ClosableSocket) => socket.readyState === 3
const canTerminate = (socket: object): socket is { terminate(): void } =>
  'terminate' in socket && typeof socket.terminate === 'function'
