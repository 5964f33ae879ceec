// The baseline of the tRPC door, and of the way over Runtime: a bare subscription over `ws`, with a guard for slow readers.
// Each reader walks one list of events; nothing is kept, checked or merged.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { initTRPC, tracked } from '@trpc/server'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { say, tokenScript, tokenText } from '../token-script.ts'
import { answerJobs } from './answer-jobs.ts'

const UNSENT = 256 * 1024

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

interface Event {
  type: 'agent.token'
  payload: { text: string; index: number }
}

/** The broadcast list; all readers walk the same one. */
class Shout {
  readonly events: Event[] = []
  readonly #readers = new Set<() => void>()

  push(event: Event): void {
    this.events.push(event)
    for (const wake of this.#readers) wake()
  }

  /** One listener for the whole life of a reader, not one for each wait. */
  async *read(signal: AbortSignal): AsyncGenerator<Event> {
    let resolve: (() => void) | null = null
    const wake = () => resolve?.()
    this.#readers.add(wake)
    signal.addEventListener('abort', wake)
    try {
      for (let at = 0; !signal.aborted; ) {
        const event = this.events[at]
        if (event) {
          at += 1
          yield event
        } else {
          await new Promise<void>((woken) => {
            resolve = woken
          })
        }
      }
    } finally {
      this.#readers.delete(wake)
      signal.removeEventListener('abort', wake)
    }
  }
}

let shout = new Shout()
const t = initTRPC.context<{ socket: WebSocket }>().create({ isDev: false })

const router = t.router({
  /** One list for all readers. */
  events: t.procedure.subscription(async function* ({ ctx, signal }) {
    for await (const event of shout.read(signal ?? new AbortController().signal)) {
      while (ctx.socket.bufferedAmount > UNSENT) await turn()
      yield tracked(String(event.payload.index + 1), event)
    }
  }),
  /** A single hop: the agent itself at the other end of the reader's own socket. */
  stream: t.procedure.input(tokenScript).subscription(async function* ({ ctx, input }) {
    let index = 0
    for await (const text of say(input)) {
      while (ctx.socket.bufferedAmount > UNSENT) await turn()
      yield tracked(String(index + 1), { type: 'agent.token', payload: { text, index } })
      index += 1
    }
  }),
})

const server = createServer()
const wss = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 256 * 1024 })
wss.on('connection', (socket) => socket.on('error', () => socket.terminate()))
applyWSSHandler({ wss, router, createContext: ({ res }) => ({ socket: res }) })
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

answerJobs({
  address: async () => ({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
  /** Readers that come from here on read another list. */
  fresh: async () => {
    shout = new Shout()
  },
  async shout(input) {
    const script = tokenScript.parse(input)
    for (let index = 0; index < script.tokens; index += 1) {
      shout.push({ type: 'agent.token', payload: { text: tokenText(script), index } })
      await turn()
      while ([...wss.clients].some((socket) => socket.bufferedAmount > UNSENT)) await turn()
    }
  },
})
