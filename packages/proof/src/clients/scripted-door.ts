// A small standard-message server for client tests: one conversation with a numbered log on a real socket. Follows D6
// unless a test tells it to misbehave, and records what clients asked for.
import type { AddressInfo } from 'node:net'
import { parseCursor } from '@biplane/contracts/wire/cursor'
import {
  type StandardClientFrame,
  type StandardEventFrame,
  type StandardServerFrame,
  standardClientFrame,
} from '@biplane/contracts/wire/standard-message'
import { type WebSocket, WebSocketServer } from 'ws'
import { Facts } from '../facts.ts'

export const SESSION = 'session-1'
const AT = '2026-11-20T10:00:00.000Z'

/** One client's socket, as the door sees it. */
export interface Visitor {
  /** 0, 1, 2 … in the order of arrival. */
  readonly index: number
  readonly path: string
  readonly token: string | null
  readonly lastEventId: string | null
  /** What it has said. */
  readonly heard: StandardClientFrame[]
  say(frame: StandardServerFrame): void
  close(code: number): void
  /** Ends it without a word. */
  drop(): void
}

export interface Manners {
  /** True when the test has answered this visitor itself. */
  greet?: (visitor: Visitor) => boolean
  /** True when the test has answered this frame itself. */
  answer?: (frame: StandardClientFrame, visitor: Visitor) => boolean
  /** Frames that are not passed on to that visitor. */
  swallow?: (frame: StandardEventFrame, visitor: Visitor) => boolean
}

export class ScriptedDoor implements AsyncDisposable {
  readonly log: StandardEventFrame[] = []
  readonly visitors: Visitor[] = []
  manners: Manners
  epoch = 'epoch-1'
  conversationId = 'conversation-1'
  readonly #server: WebSocketServer
  readonly #present = new Set<Visitor>()
  readonly #facts = new Facts()

  private constructor(server: WebSocketServer, manners: Manners) {
    this.#server = server
    this.manners = manners
    server.on('connection', (socket, request) => this.#enter(socket, request.url ?? '/'))
  }

  static open(manners: Manners = {}): Promise<ScriptedDoor> {
    return new Promise((resolve, reject) => {
      const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
      server.once('error', reject)
      server.once('listening', () => resolve(new ScriptedDoor(server, manners)))
    })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  get present(): number {
    return this.#present.size
  }

  /** Resolves when a fact about this door is true. */
  until(holds: () => boolean): Promise<void> {
    return this.#facts.until(holds)
  }

  /** Writes a person's message into the log, once for each id. */
  hear(message_id: string, message: string): void {
    if (this.log.some((frame) => frame.type === 'user_message' && frame.message_id === message_id)) return
    this.#append({
      type: 'user_message',
      ...this.#common(),
      role: 'user',
      message_id,
      message,
      metadata: { surface: null },
      data: { files: [], via: null },
    })
  }

  /** Writes a piece of an answer into the log. */
  stream(message: string, stream_index: number): void {
    this.#append({
      type: 'agent_streaming',
      ...this.#common(),
      role: 'assistant',
      message_id: 'answer-1',
      metadata: { invocation_id: 'invocation-1', attempt: 1 },
      message,
      is_streaming: true,
      stream_index,
    })
  }

  /** Every visitor's line ends with this code. */
  closeAll(code: number): void {
    for (const visitor of [...this.#present]) visitor.close(code)
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #common() {
    return {
      timestamp: AT,
      session_id: SESSION,
      event_id: this.log.length + 1,
      conversation_id: this.conversationId,
      agent: 'guide.global',
      pillar: null,
    }
  }

  #append(frame: StandardEventFrame): void {
    this.log.push(frame)
    for (const visitor of this.#present) this.#pass(frame, visitor)
    this.#facts.changed()
  }

  #pass(frame: StandardEventFrame, visitor: Visitor): void {
    if (!this.manners.swallow?.(frame, visitor)) visitor.say(frame)
  }

  #enter(socket: WebSocket, address: string): void {
    const url = new URL(address, this.url)
    const visitor: Visitor = {
      index: this.visitors.length,
      path: url.pathname,
      token: url.searchParams.get('session_token'),
      lastEventId: url.searchParams.get('last_event_id'),
      heard: [],
      say: (frame) => {
        if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame))
      },
      close: (code) => socket.close(code),
      drop: () => socket.terminate(),
    }
    socket.on('error', () => {}) // a cut; its close follows
    socket.on('close', () => {
      this.#present.delete(visitor)
      this.#facts.changed()
    })
    socket.on('message', (data) => {
      const frame = standardClientFrame.parse(JSON.parse(String(data)))
      visitor.heard.push(frame)
      if (!this.manners.answer?.(frame, visitor)) this.#answer(frame, visitor)
      this.#facts.changed()
    })
    this.visitors.push(visitor)
    if (!this.manners.greet?.(visitor)) this.greet(visitor)
    this.#facts.changed()
  }

  /** What a door says first, and everything after the cursor. [D6.1] */
  greet(visitor: Visitor): void {
    this.#present.add(visitor)
    const asked = visitor.lastEventId === null ? null : parseCursor(visitor.lastEventId)
    const usable = asked && (asked.epoch ?? this.epoch) === this.epoch && asked.seq <= this.log.length
    if (visitor.lastEventId !== null && !usable) visitor.say(refusal('CURSOR_AHEAD', 'That place is not in this log.'))
    visitor.say({
      type: 'conversation_restored',
      timestamp: AT,
      session_id: SESSION,
      agent_type: 'guide',
      pillar: null,
      conversation_id: this.conversationId,
      conversation_key: 'conv_guide_session',
      orchestrator_context: { pillar: null },
      protocol_version: 2,
      epoch: this.epoch,
      title: '',
      messages: usable ? [] : this.#messages(),
      message_count: usable ? 0 : this.#messages().length,
      has_more: false,
      before: null,
      last_event_id: usable ? asked.seq : this.log.length,
      running: null,
      resumed: usable === true,
      ...(visitor.lastEventId !== null && !usable ? { reason: 'cursor_ahead' } : {}),
    })
    if (usable) for (const frame of this.log.slice(asked.seq)) this.#pass(frame, visitor)
  }

  #messages() {
    return this.log.flatMap((frame) =>
      frame.type === 'user_message'
        ? [
            {
              message_id: frame.message_id,
              role: 'user' as const,
              content: frame.message,
              status: 'complete' as const,
              agent_id: null,
              timestamp: frame.timestamp,
              event_id: frame.event_id,
            },
          ]
        : [],
    )
  }

  #answer(frame: StandardClientFrame, visitor: Visitor): void {
    if (frame.type === 'ping') visitor.say({ type: 'pong', timestamp: AT, session_id: SESSION })
    if (frame.type === 'user_message') this.hear(frame.message_id ?? '', frame.message)
  }
}

/** The word of a "no". */
export const refusal = (
  error_code: Extract<StandardServerFrame, { type: 'error_message'; status: 'refused' }>['error_code'],
  message: string,
  detail: { message_id?: string; retry_after_ms?: number } = {},
): StandardServerFrame => {
  const { message_id, ...rest } = detail
  return {
    type: 'error_message',
    timestamp: AT,
    session_id: SESSION,
    status: 'refused',
    ...(message_id === undefined ? {} : { message_id }),
    message,
    error_code,
    error_details: { retryable: false, ...rest },
  }
}
