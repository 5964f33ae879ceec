// Two SDKs as thin faces of the client service: one for agents, one for pages. They add receiving one frame after the
// other, and decide nothing.
import type { Pillar } from '../vocabulary/pillars.ts'
import { STANDARD_SERVER_ADDITIONS, STANDARD_TYPES } from '../vocabulary/standard-types.ts'
import type { Echo } from './outbox.ts'
import { ServiceRefusal } from './service-refusal.ts'
import type { ClientFrame, ServerFrame, ServerFrameType } from './standard-frame.ts'
import { type ConnectionName, WebSocketService, type WebSocketServiceOptions } from './websocket-service.ts'

/** Frames that wait for `receive`. A caller that takes none for so long has lost its position and gets an error. */
const MOST_WAITING = 1_000
const TYPES = [...STANDARD_TYPES, ...STANDARD_SERVER_ADDITIONS] as readonly ServerFrameType[]

export class ExperienceWebSocketSDK {
  readonly service: WebSocketService
  readonly #inboxes = new Map<ConnectionName, Inbox>()

  constructor(options: WebSocketServiceOptions | WebSocketService) {
    this.service = options instanceof WebSocketService ? options : new WebSocketService(options)
  }

  /** @throws ServiceRefusal */
  connectToGuide(sessionToken?: string): Promise<'guide'> {
    this.#inbox('guide')
    return this.service.connectToGuide(sessionToken)
  }

  /** @throws ServiceRefusal */
  connectToLiaison<P extends Pillar>(pillar: P, sessionToken?: string): Promise<`liaison:${P}`> {
    this.#inbox(`liaison:${pillar}`)
    return this.service.connectToLiaison(pillar, sessionToken)
  }

  /** Resolves with the echo of a `user_message`. @throws ServiceRefusal */
  sendMessage(connectionId: ConnectionName, message: ClientFrame): Promise<Echo | undefined> {
    return this.service.sendMessage(connectionId, message)
  }

  /** The next frame of this connection, in its order, whether it came before or comes later. @throws ServiceRefusal */
  receiveMessage(connectionId: ConnectionName): Promise<ServerFrame> {
    return this.#inbox(connectionId).next()
  }

  disconnect(connectionId: ConnectionName): void {
    this.#inboxes.get(connectionId)?.close()
    this.#inboxes.delete(connectionId)
    this.service.disconnect(connectionId)
  }

  #inbox(connectionId: ConnectionName): Inbox {
    const known = this.#inboxes.get(connectionId)
    if (known) return known
    const inbox = new Inbox(this.service, connectionId)
    this.#inboxes.set(connectionId, inbox)
    return inbox
  }
}

/** The same under the agents' names. */
export class AgentWebSocketSDK {
  readonly #sdk: ExperienceWebSocketSDK

  constructor(options: WebSocketServiceOptions | WebSocketService) {
    this.#sdk = new ExperienceWebSocketSDK(options)
  }

  connectGuideAgent(sessionToken?: string): Promise<'guide'> {
    return this.#sdk.connectToGuide(sessionToken)
  }

  connectLiaisonAgent<P extends Pillar>(pillar: P, sessionToken?: string): Promise<`liaison:${P}`> {
    return this.#sdk.connectToLiaison(pillar, sessionToken)
  }

  sendAgentMessage(connectionId: ConnectionName, message: ClientFrame): Promise<Echo | undefined> {
    return this.#sdk.sendMessage(connectionId, message)
  }

  receiveAgentMessage(connectionId: ConnectionName): Promise<ServerFrame> {
    return this.#sdk.receiveMessage(connectionId)
  }

  disconnectAgent(connectionId: ConnectionName): void {
    this.#sdk.disconnect(connectionId)
  }
}

interface Waiter {
  resolve(frame: ServerFrame): void
  reject(error: unknown): void
}

class Inbox {
  readonly #frames: ServerFrame[] = []
  readonly #waiting: Waiter[] = []
  readonly #leave: (() => void)[]
  #lost: ServiceRefusal | null = null

  constructor(service: WebSocketService, connectionId: ConnectionName) {
    this.#leave = TYPES.map((type) => service.subscribe(connectionId, type, (frame) => this.#take(frame)))
  }

  next(): Promise<ServerFrame> {
    const frame = this.#frames.shift()
    if (frame) return Promise.resolve(frame)
    if (this.#lost) return Promise.reject(this.#lost)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  close(): void {
    for (const off of this.#leave) off()
    this.#end(new ServiceRefusal('CANCELLED', 'The connection was closed on this side.'))
  }

  #take(frame: ServerFrame): void {
    if (this.#lost) return
    const waiter = this.#waiting.shift()
    if (waiter) waiter.resolve(frame)
    else if (this.#frames.length < MOST_WAITING) this.#frames.push(frame)
    else this.#end(new ServiceRefusal('SLOW_READER', `More than ${MOST_WAITING} frames were not taken.`))
  }

  #end(refusal: ServiceRefusal): void {
    this.#lost = refusal
    for (const { reject } of this.#waiting.splice(0)) reject(refusal)
  }
}
