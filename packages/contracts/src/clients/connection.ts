// One connection of the client service: its state, and the reaction to each close. Reconnects from its cursor without
// losing or repeating an event. Does not choose the conversation. [L3, L7, L14, D9.1]
import type { Realm } from '../vocabulary/pillars.ts'
import { backoffMs, LATER, SOON } from './backoff.ts'
import { type AfterClose, afterClose } from './close-rules.ts'
import type { ConnectionHealth, ConnectionStatus } from './connection-health.ts'
import type { Timer } from './hardened-websocket.ts'
import { Line, type LineSocket } from './line.ts'
import { type Echo, type IdentifiedSend, Outbox } from './outbox.ts'
import { Sequence } from './sequence.ts'
import { refusalIn, refusalOfClose, ServiceRefusal } from './service-refusal.ts'
import { type ClientFrame, type FrameOf, type RestoredFrame, readFrame, type ServerFrame } from './standard-frame.ts'

/** Where reading goes on: a cursor belongs to a conversation. */
export interface Place {
  cursor: string | null
  conversationId: string | null
}

export interface ConnectionDeps {
  name: string
  realm: Realm
  /** A socket to this connection's door, with a credential and the place where reading goes on. */
  open: (credential: string, place: Place) => LineSocket
  credential: () => Promise<string>
  /** Where the owner stopped reading; `null` asks for a whole picture. */
  lastEventId: string | null
  /** The conversation of that cursor; `null` for the current one. */
  conversationId: string | null
  random: () => number
  now: () => number
  timer: Timer
  heartbeatMs: number
  /** How long a line may say nothing at its beginning, and after a ping. */
  answerMs: number
  /** How long an open line may leave a message unacknowledged. */
  echoMs: number
  onFrame: (frame: ServerFrame) => void
  onStatus: (status: ConnectionStatus) => void
  /** The session has ended. Resolves with whether there is another one now. */
  onExpired: () => Promise<boolean>
}

type Again = Exclude<AfterClose, 'refused' | 'new-session'>

export class Connection {
  readonly #deps: ConnectionDeps
  readonly #sequence: Sequence
  readonly #outbox: Outbox
  readonly #openedAt: number
  readonly #arrivals = new Set<{ resolve: () => void; reject: (error: unknown) => void }>()
  readonly #counts = { sent: 0, received: 0, reconnects: 0 }
  #status: ConnectionStatus = 'connecting'
  #line: Line | null = null
  /** Counts tries: what an earlier one still brings is not heard. */
  #tries = 0
  #failures = 0
  /** A new session was made and no line has opened since. */
  #renewed = false
  #cancelWait: (() => void) | null = null
  /** The last refusal on this line, which says why it is closed. */
  #lastWord: ServiceRefusal | null = null
  #lastError: ServiceRefusal | null = null
  #heardAt: number | null = null
  #roundTripMs: number | null = null
  /** Said once there is a line: what has no echo. */
  #unsaid: ClientFrame[] = []

  constructor(deps: ConnectionDeps) {
    this.#deps = deps
    this.#sequence = new Sequence(deps.lastEventId, deps.conversationId)
    const { timer, echoMs } = deps
    this.#outbox = new Outbox({ write: (frame) => this.#write(frame), timer, echoMs })
    this.#openedAt = deps.now()
    void this.#connect()
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  /** Resolves at the first frame of a line. @throws ServiceRefusal when there will be none */
  opened(): Promise<void> {
    if (this.#status === 'open') return Promise.resolve()
    return new Promise((resolve, reject) => {
      if (isOver(this.#status)) reject(this.#lastError)
      else this.#arrivals.add({ resolve, reject })
    })
  }

  /** Resolves with the log's own word of it, however often the line is lost meanwhile. [L6] @throws ServiceRefusal */
  send(frame: IdentifiedSend): Promise<Echo> {
    return isOver(this.#status) ? Promise.reject(this.#lastError) : this.#outbox.send(frame)
  }

  /** Says something that has no echo, now or when there is a line. @throws ServiceRefusal */
  say(frame: ClientFrame): void {
    if (isOver(this.#status)) throw this.#lastError
    if (!this.#write(frame)) this.#unsaid.push(frame)
  }

  close(): void {
    this.#end('closed', new ServiceRefusal('CANCELLED', 'The connection was closed on this side.'))
  }

  health(): ConnectionHealth {
    const { name, realm, now } = this.#deps
    const error = this.#lastError
    return {
      connectionId: name,
      realm,
      status: this.#status,
      conversationId: this.#sequence.conversationId,
      lastEventId: this.#sequence.cursor,
      ageMs: now() - this.#openedAt,
      lastSeenMs: this.#heardAt === null ? null : now() - this.#heardAt,
      roundTripMs: this.#line?.roundTripMs ?? this.#roundTripMs,
      unsentBytes: this.#line?.unsentBytes ?? 0,
      unacknowledged: this.#outbox.size,
      ...this.#counts,
      lastError: error && { code: error.code, message: error.message, closeCode: error.closeCode ?? null },
    }
  }

  async #connect(): Promise<void> {
    const current = ++this.#tries
    const { credential, open, timer, now, heartbeatMs, answerMs } = this.#deps
    try {
      // The credential source may itself use a dead connection.
      const shown = await within(credential(), answerMs, timer)
      if (current !== this.#tries) return
      this.#lastWord = null
      this.#line = new Line(open(shown, this.#sequence.place), {
        timer,
        now,
        heartbeatMs,
        answerMs,
        onData: (data) => this.#receive(data),
        onClose: (code, reason) => this.#closed(code, reason),
        onDead: (words) => this.#lost('retry', new ServiceRefusal('INTERNAL', words)),
      })
    } catch (error) {
      // Without a credential the line counts as lost: its source may be unreachable too.
      const words = error instanceof Error ? error.message : String(error)
      if (current === this.#tries) this.#lost('retry', new ServiceRefusal('INTERNAL', words))
    }
  }

  #receive(data: unknown): void {
    const frame = typeof data === 'string' ? readFrame(data) : null
    this.#heardAt = this.#deps.now()
    this.#counts.received += 1
    this.#line?.heard(frame?.type === 'pong')
    if (!frame) {
      this.#lastError = new ServiceRefusal('BAD_MESSAGE', 'A frame of the server could not be read.')
      return
    }
    if (frame.type === 'conversation_restored') {
      this.#restored(frame)
      return
    }
    const seen = 'event_id' in frame ? this.#sequence.take(frame) : 'next'
    if (seen === 'gap') this.#lost('retry', new ServiceRefusal('INTERNAL', 'There was a gap in the log.'))
    if (seen === 'gap') return
    if (frame.type === 'user_message') this.#outbox.shown(frame)
    if (seen === 'known') return
    if (frame.type === 'error_message' && !('event_id' in frame)) this.#refused(frame)
    this.#deps.onFrame(frame)
  }

  #restored(frame: RestoredFrame): void {
    this.#sequence.restored(frame)
    this.#failures = 0
    this.#renewed = false
    this.#line?.begin()
    this.#become('open')
    this.#deps.onFrame(frame)
    if (this.#status !== 'open') return
    for (const { resolve } of this.#arrivals) resolve()
    this.#arrivals.clear()
    this.#outbox.restored(frame)
    this.#outbox.lineOpened()
    for (const waiting of this.#unsaid.splice(0)) this.say(waiting)
  }

  /** A refusal of a command, or the word before a close. */
  #refused(frame: FrameOf<'error_message'>): void {
    const refusal = refusalIn(frame)
    this.#lastWord = refusal
    this.#lastError = refusal
    // An unreadable frame carries no id; at most one send is in flight.
    const nameless = refusal.code === 'BAD_JSON' || refusal.code === 'BAD_MESSAGE' || refusal.code === 'TOO_LARGE'
    if (frame.message_id !== undefined || nameless) this.#outbox.refused(frame.message_id, refusal)
  }

  #closed(code: number, reason: string): void {
    const refusal = refusalOfClose(this.#lastWord, code, reason)
    const after = afterClose(code)
    if (after === 'refused') this.#end('refused', refusal)
    else if (after === 'new-session') void this.#expired(refusal)
    else this.#lost(after, refusal)
  }

  /** The line is gone and another one will be tried. */
  #lost(after: Again, refusal: ServiceRefusal): void {
    this.#leave()
    this.#failures += 1
    this.#counts.reconnects += 1
    this.#lastError = refusal
    this.#become('reconnecting')
    if (this.#status !== 'reconnecting') return
    const { random, timer } = this.#deps
    const told = after === 'when-told' ? refusal.retryAfterMs : undefined
    const bounds = after === 'retry' || told !== undefined ? SOON : LATER
    const waitMs = (told ?? 0) + backoffMs(this.#failures, random(), bounds)
    this.#cancelWait = timer(waitMs, () => void this.#connect())
  }

  /** Another session, once; an end of that one before any line has opened in it is final. */
  async #expired(refusal: ServiceRefusal): Promise<void> {
    this.#leave()
    if (this.#renewed) return this.#end('refused', refusal)
    const current = this.#tries
    this.#renewed = true
    this.#lastError = refusal
    // Unsent messages stay in their session: no other conversation receives them.
    this.#unsaid = []
    this.#outbox.fail(refusal)
    this.#become('reconnecting')
    const renewed = await this.#deps.onExpired().catch(() => false)
    if (current !== this.#tries || isOver(this.#status)) return
    if (!renewed) return this.#end('refused', refusal)
    this.#sequence.forget()
    this.#counts.reconnects += 1
    await this.#connect()
  }

  #end(status: 'closed' | 'refused', refusal: ServiceRefusal): void {
    if (isOver(this.#status)) return
    this.#leave()
    this.#lastError = refusal
    this.#unsaid = []
    this.#become(status)
    this.#outbox.fail(refusal)
    for (const { reject } of this.#arrivals) reject(refusal)
    this.#arrivals.clear()
  }

  /** Detaches from the line and ignores its later frames. */
  #leave(): void {
    this.#tries += 1
    this.#cancelWait?.()
    this.#cancelWait = null
    this.#outbox.lineLost()
    this.#roundTripMs = this.#line?.roundTripMs ?? this.#roundTripMs
    this.#line?.leave()
    this.#line = null
  }

  #write(frame: ClientFrame): boolean {
    if (this.#status !== 'open' || !this.#line?.write(JSON.stringify(frame))) return false
    this.#counts.sent += 1
    return true
  }

  #become(status: ConnectionStatus): void {
    if (this.#status === status) return
    this.#status = status
    this.#deps.onStatus(status)
  }
}

/** @throws when the work takes longer; what becomes of it is not awaited. */
function within<T>(work: Promise<T>, ms: number, timer: Timer): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = timer(ms, () => reject(new Error('No credential came in time.')))
    work.then(resolve, reject).finally(cancel)
  })
}

const isOver = (status: ConnectionStatus): boolean => status === 'closed' || status === 'refused'
