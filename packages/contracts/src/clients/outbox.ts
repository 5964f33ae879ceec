// Queues the sends of one connection: one unacknowledged send at a time, repeated under the same id after a reconnect
// until its echo or an error arrives. Never opens or reads a socket. [L6]
import type { Timer } from './hardened-websocket.ts'
import { ServiceRefusal } from './service-refusal.ts'
import type { FrameOf, RestoredFrame, SendFrame } from './standard-frame.ts'

export type IdentifiedSend = SendFrame & { message_id: string }
/** A person's message as the log has it. */
export type Echo = Pick<FrameOf<'user_message'>, 'message_id' | 'message' | 'event_id' | 'conversation_id'>

export interface OutboxDeps {
  /** Hands a frame to the line; false when there is no line now. */
  write: (frame: IdentifiedSend) => boolean
  timer: Timer
  /** A line that is there shows a message, or refuses it, within this time. */
  echoMs: number
}

interface Waiting {
  frame: IdentifiedSend
  promise: Promise<Echo>
  resolve: (echo: Echo) => void
  reject: (error: unknown) => void
}

/** Remembered messages of the log, to recognise a repeated one. */
const REMEMBERED = 500

export class Outbox {
  readonly #deps: OutboxDeps
  /** In the order of their sends; the first one may be in flight. */
  readonly #waiting: Waiting[] = []
  readonly #shown = new Map<string, Echo>()
  #inFlight = false
  #cancelDeadline: (() => void) | null = null

  constructor(deps: OutboxDeps) {
    this.#deps = deps
  }

  /** Sends that are not acknowledged. */
  get size(): number {
    return this.#waiting.length
  }

  /** Resolves with the log's word of it. The same id with the same text is the same send. @throws ServiceRefusal */
  send(frame: IdentifiedSend): Promise<Echo> {
    // The log does not say it a second time to a reader that is already behind it.
    const shown = this.#shown.get(frame.message_id)
    if (shown?.message === frame.message) return Promise.resolve(shown)
    const known = this.#waiting.find((waiting) => waiting.frame.message_id === frame.message_id)
    if (known?.frame.message === frame.message) return known.promise
    if (known) return Promise.reject(new ServiceRefusal('CONFLICT', 'Another message with this id waits to be sent.'))
    const { promise, resolve, reject } = withResolvers<Echo>()
    this.#waiting.push({ frame, promise, resolve, reject })
    this.#pump()
    return promise
  }

  /** There is a line: what is in flight is repeated, because its arrival is unknown. */
  lineOpened(): void {
    this.#landed()
    this.#pump()
  }

  lineLost(): void {
    this.#landed()
  }

  /** The log shows a person's message. */
  shown({ message_id, message, event_id, conversation_id }: Echo): void {
    const echo = { message_id, message, event_id, conversation_id }
    this.#remember(echo)
    const at = this.#waiting.findIndex((waiting) => waiting.frame.message_id === message_id)
    // The id may be taken by another text: the server says so, and this is not what was waited for.
    if (this.#waiting[at]?.frame.message === message) this.#take(at)?.resolve(echo)
  }

  /** A whole picture shows what had arrived while this side was away. */
  restored({ messages, conversation_id }: RestoredFrame): void {
    for (const { message_id, content: message, event_id, role } of messages) {
      if (role === 'user') this.shown({ message_id, message, event_id, conversation_id })
    }
  }

  /** The server said no: to the message that it names, or else to the one in flight. */
  refused(messageId: string | undefined, refusal: ServiceRefusal): void {
    const at = messageId === undefined ? 0 : this.#waiting.findIndex(({ frame }) => frame.message_id === messageId)
    if (at > 0 || this.#inFlight) this.#take(at)?.reject(refusal)
  }

  /** Nothing that waits can be sent any more; another session shows nothing of what this one did. */
  fail(refusal: ServiceRefusal): void {
    this.#landed()
    this.#shown.clear()
    for (const { reject } of this.#waiting.splice(0)) reject(refusal)
  }

  #take(at: number): Waiting | undefined {
    const [waiting] = at < 0 ? [] : this.#waiting.splice(at, 1)
    if (waiting && at === 0) this.#landed()
    this.#pump()
    return waiting
  }

  #pump(): void {
    const [first] = this.#waiting
    if (!first || this.#inFlight || !this.#deps.write(first.frame)) return
    this.#inFlight = true
    this.#cancelDeadline = this.#deps.timer(this.#deps.echoMs, () =>
      // Nothing behind it may be stuck for ever; whether it was kept is not known, and saying it again is safe.
      this.refused(undefined, new ServiceRefusal('INTERNAL', 'The server did not acknowledge this message.')),
    )
  }

  #landed(): void {
    this.#inFlight = false
    this.#cancelDeadline?.()
    this.#cancelDeadline = null
  }

  #remember(echo: Echo): void {
    this.#shown.set(echo.message_id, echo)
    const [oldest] = this.#shown.keys()
    if (this.#shown.size > REMEMBERED && oldest !== undefined) this.#shown.delete(oldest)
  }
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
