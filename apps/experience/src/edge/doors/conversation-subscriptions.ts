// Conversation subscriptions of one socket: starts, restarts and stops one reader for each. The transport encodes what
// is read; a subscription never decides what is shown.
import type { Caller } from '@biplane/contracts/experience-router'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { Reading } from '../../chat/read-events.ts'
import type { ConversationRow } from '../../store/log-reader.ts'

export interface SubscriptionDeps {
  chat: Pick<DoorChat, 'read'>
  caller: Caller
  /** `null` while the socket has room. [L13] */
  room(): Promise<void> | null
  /** Whether the socket was told to go: nothing more is read for it. */
  gone(): boolean
  /** Asked before every reading: an ended session is told nothing more. @throws SESSION_EXPIRED */
  check(): void
  show(reading: Reading, conversation: ConversationRow): void
  /** The conversation was deleted; its subscription has ended. */
  onDeleted(conversation: ConversationRow): void
  onError(error: unknown): void
}

export class ConversationSubscriptions {
  readonly #deps: SubscriptionDeps
  readonly #running = new Map<string, AbortController>()
  /** While a send is on its way nothing is shown: its answer comes before what follows from it. */
  #held: Promise<void> | null = null

  constructor(deps: SubscriptionDeps) {
    this.#deps = deps
  }

  get size(): number {
    return this.#running.size
  }

  follows(conversationId: string): boolean {
    return this.#running.has(conversationId)
  }

  /** Reads on from a cursor of either form, or from a snapshot. What read this conversation before stops. */
  follow(conversation: ConversationRow, lastEventId: string | null): void {
    this.stop(conversation.id)
    const stop = new AbortController()
    this.#running.set(conversation.id, stop)
    void this.#read(conversation, lastEventId, stop)
  }

  stop(conversationId: string): void {
    this.#running.get(conversationId)?.abort()
    this.#running.delete(conversationId)
  }

  close(): void {
    for (const id of [...this.#running.keys()]) this.stop(id)
  }

  /** Runs a command and its answer before anything that it brings about is shown. */
  async before<T>(command: () => Promise<T>): Promise<T> {
    let release = () => {}
    this.#held = new Promise((resolve) => {
      release = resolve
    })
    try {
      return await command()
    } finally {
      this.#held = null
      release()
    }
  }

  async #read(conversation: ConversationRow, lastEventId: string | null, stop: AbortController): Promise<void> {
    const { chat, caller, gone, check, show, onDeleted, onError } = this.#deps
    try {
      const request = { caller, lastEventId, room: () => this.#room(), signal: stop.signal }
      const readings = chat.read(conversation, request)
      for await (const reading of readings) {
        if (stop.signal.aborted || gone()) return
        check()
        show(reading, conversation)
      }
      if (stop.signal.aborted) return
      this.stop(conversation.id)
      onDeleted(conversation)
    } catch (error) {
      if (!stop.signal.aborted) onError(error)
    }
  }

  #room(): Promise<void> | null {
    return this.#held === null && this.#deps.room() === null ? null : this.#wait()
  }

  async #wait(): Promise<void> {
    for (let wait = this.#held ?? this.#deps.room(); wait; wait = this.#held ?? this.#deps.room()) await wait
  }
}
