// A reader's socket in each measured dialect: handshake, readiness, send. Parses nothing on the measured path.
import { WebSocket } from 'ws'

export const DIALECTS = ['bare-socket', 'bare-trpc', 'trpc', 'raw'] as const
export type Dialect = (typeof DIALECTS)[number]

export interface ReaderAddress {
  dialect: Dialect
  url: string
  /** Of a session, where there are sessions. */
  token: string
  conversationId: string
  /** The number after which it reads; from the end when absent. */
  after?: string | undefined
}

export class LoadReader {
  readonly socket: WebSocket
  /** Called with every frame after it is live. */
  hear: (frame: Buffer) => void = () => {}
  /** Answers to calls, by their number. */
  readonly #answers = new Map<number, (frame: Buffer) => void>()
  readonly #dialect: Dialect
  #calls = 1

  private constructor(dialect: Dialect, socket: WebSocket) {
    this.#dialect = dialect
    this.socket = socket
  }

  /** Resolves when it is subscribed: later events are received. `quiet`: without a subscription. */
  static async open(address: ReaderAddress, hear?: (frame: Buffer) => void, quiet = false): Promise<LoadReader> {
    const { dialect, url, token, conversationId, after } = address
    const socket = new WebSocket(`${url.replace('http', 'ws')}${PATHS[dialect](token)}`, { perMessageDeflate: false })
    const reader = new LoadReader(dialect, socket)
    if (hear) reader.hear = hear
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve())
      socket.once('error', reject)
    })
    socket.on('error', () => {})
    const live = new Promise<void>((resolve, reject) => {
      socket.once('close', (code) => reject(new Error(`a reader was closed with ${code}`)))
      const first = (frame: Buffer) => {
        if (!isLive(dialect, frame)) return
        socket.off('message', first)
        socket.on('message', (data: Buffer) => reader.#take(data))
        resolve()
        reader.#take(frame)
      }
      if (quiet) {
        socket.on('message', (data: Buffer) => reader.#take(data))
        resolve()
      } else socket.on('message', first)
    })
    if (dialect === 'trpc') {
      socket.send(JSON.stringify({ method: 'connectionParams', data: { sessionToken: token } }))
      if (!quiet) socket.send(subscription('guide.onEvent', after === undefined ? {} : { lastEventId: after }))
    } else if (dialect === 'bare-trpc' && !quiet) socket.send(subscription('events'))
    else if (dialect === 'raw' && !quiet) {
      const payload = { conversation_id: conversationId, ...(after !== undefined && { last_event_id: after }) }
      socket.send(JSON.stringify({ type: 'agent.resume', payload }))
    } else if (dialect === 'bare-socket' && !quiet) socket.send('"type":"started"')
    await live
    return reader
  }

  /** Calls a mutation over tRPC; resolves with its answer. */
  call(path: string, input: object): Promise<Buffer> {
    this.#calls += 1
    const id = this.#calls
    return new Promise((resolve) => {
      this.#answers.set(id, resolve)
      this.socket.send(JSON.stringify({ id, method: 'mutation', params: { path, input } }))
    })
  }

  subscribe(path: string, input: object): void {
    this.socket.send(subscription(path, input))
  }

  /** Says something at the raw door; resolves when it is accepted. One at a time. */
  say(text: string): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#answers.set(0, resolve)
      this.socket.send(JSON.stringify({ type: 'agent.message', payload: { text } }))
    })
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.removeAllListeners('close')
      this.socket.once('close', () => resolve())
      this.socket.terminate()
    })
  }

  #take(frame: Buffer): void {
    if (this.#answers.size > 0) {
      const id = this.#answerTo(frame)
      const answer = id === null ? undefined : this.#answers.get(id)
      if (id !== null && answer) {
        this.#answers.delete(id)
        answer(frame)
        return
      }
    }
    this.hear(frame)
  }

  #answerTo(frame: Buffer): number | null {
    if (this.#dialect === 'raw')
      return frame.includes('"agent.accepted"') || frame.includes('"type":"error"') ? 0 : null
    const start = frame.toString('latin1', 0, 24)
    const id = /^\{"id":(\d+),/.exec(start)?.[1]
    return id === undefined || id === '1' ? null : Number(id)
  }
}

const subscription = (path: string, input?: object) =>
  JSON.stringify({ id: 1, method: 'subscription', params: { path, ...(input && { input }) } })

const PATHS: Record<Dialect, (token: string) => string> = {
  'bare-socket': () => '/',
  'bare-trpc': () => '/',
  trpc: () => '/trpc?connectionParams=1',
  raw: (token) => `/api/runtime/agent?session_token=${token}`,
}

/** The frame after which a reader hears everything. */
const LIVE: Record<Dialect, string> = {
  'bare-socket': '"type":"started"',
  'bare-trpc': '"type":"started"',
  trpc: '"type":"snapshot"',
  raw: '"type":"conversation.restored"',
}
/** A reader with a cursor gets no snapshot; what it gets first is an event. */
const isLive = (dialect: Dialect, frame: Buffer): boolean =>
  frame.includes(LIVE[dialect]) || (dialect === 'trpc' && frame.includes('"type":"data"'))
