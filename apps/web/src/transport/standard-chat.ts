// Conversation over the standard-message sockets through the client service: one connection per conversation. Earlier
// history comes over HTTP, because the dialect has no command for it. [D6]
import type { ConnectionHealth } from '@biplane/contracts/clients/connection-health'
import { readConversation } from '@biplane/contracts/clients/conversation-reader'
import type { Timer } from '@biplane/contracts/clients/hardened-websocket'
import { ServiceRefusal } from '@biplane/contracts/clients/service-refusal'
import {
  type ConnectionName,
  WebSocketService,
  type WebSocketServiceOptions,
} from '@biplane/contracts/clients/websocket-service'
import type { RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import type { Accepted, CancelOutcome } from '@biplane/contracts/wire/commands'
import type { ChannelApi } from '../chat/channel.ts'
import type { ConversationTarget } from '../chat/conversation-target.ts'
import type { SendWords } from '../chat/send-words.ts'
import type { SessionClient } from '../session/session-client.ts'
import type { ChatTransport } from './chat-transport.ts'
import { followComponent, type Reading } from './follow-component.ts'
import { httpCommands } from './http-commands.ts'
import { heardSocket } from './link-status.ts'
import { openLinkStore } from './link-store.ts'
import { RefusedError, refuseHere } from './refusal-in.ts'
import { Routings } from './routings.ts'

export interface StandardChatParts {
  /** Where Experience is. */
  url: string
  WebSocket: WebSocketServiceOptions['WebSocket']
  session: Pick<SessionClient, 'request' | 'ticket' | 'ready' | 'renew'>
  timer: Timer
  random: () => number
}

export function openStandardChat({ url, WebSocket, session, timer, random }: StandardChatParts): ChatTransport {
  const link = openLinkStore('sockets')
  const readers = new Map<ConnectionName, Reader>()
  const service = new WebSocketService({
    url,
    WebSocket,
    timer,
    random,
    getToken: session.ticket,
    onSessionExpired: () => session.ready().then(({ token }) => session.renew(token).then(() => true)),
    onStatus(name, status) {
      if (status === 'open') link.hear((facts) => heardSocket(facts, 'live', false))
      if (status === 'reconnecting') link.hear((facts) => heardSocket(facts, 'connecting', true))
      if (status === 'refused') readers.get(name)?.refused(service.getConnectionHealth(name).lastError)
    },
  })
  return {
    kind: 'standard',
    link,
    commands(target): ChannelApi {
      const name = nameOf(target)
      const overHttp = httpCommands(session.request, target)
      return {
        // That dialect has no word for taking an earlier message's place, for a plan, nor for a thread.
        send: (words) =>
          words.replaces === undefined && words.plan === undefined && words.thread_id === undefined
            ? send(service, name, { words, routings: readers.get(name)?.routings ?? new Routings() })
            : overHttp.send(words),
        cancel: (invocation_id) => cancel(service, name, invocation_id),
        history: overHttp.history,
      }
    },
    Follow: followComponent((reading) => follow(service, readers, reading)),
  }
}

/** What is kept of a reading while it lasts. */
interface Reader {
  routings: Routings
  refused(error: ConnectionHealth['lastError']): void
}

const nameOf = (target: ConversationTarget): ConnectionName => (target === 'guide' ? 'guide' : `liaison:${target}`)

function follow(
  service: WebSocketService,
  readers: Map<ConnectionName, Reader>,
  { target, cursor, conversation_id, onItem, onLost }: Reading,
): () => void {
  const name = nameOf(target)
  const routings = new Routings()
  const leave = readConversation(service, name, (item) => {
    routings.hear(item)
    onItem(item)
  })
  readers.set(name, {
    routings,
    refused: (error) => onLost(error && refusedWith(error.code, error.message)),
  })
  const connected =
    target === 'guide'
      ? service.connectToGuide(undefined, cursor ?? undefined, conversation_id ?? undefined)
      : service.connectToLiaison(target, undefined, cursor ?? undefined, conversation_id ?? undefined)
  connected.catch(() => {}) // its status says it, also of a line that was open before
  return () => {
    readers.delete(name)
    leave()
    routings.end()
    service.disconnect(name)
  }
}

/** The echo says that it is in the log, and the routing that follows it, who answers. */
async function send(
  service: WebSocketService,
  name: ConnectionName,
  { words, routings }: { words: SendWords; routings: Routings },
): Promise<Accepted> {
  const { message, message_id, conversation_id, file_uuids, surface, when_busy } = words
  const data = { ...(file_uuids.length > 0 && { file_uuids }), ...(when_busy && { when_busy }) }
  try {
    const echo = await service.sendMessage(name, {
      type: 'user_message',
      message,
      message_id,
      ...(conversation_id !== undefined && { conversation_id }),
      metadata: { surface },
      ...(Object.keys(data).length > 0 && { data }),
    })
    const { event_id } = echo
    const invocation_id = await routings.after(event_id)
    return { message_id, conversation_id: echo.conversation_id, event_id, invocation_id }
  } catch (error) {
    throw inWords(error)
  }
}

/** Asked for again on every new line until the log, or the door, has answered. [L4] */
function cancel(service: WebSocketService, name: ConnectionName, invocation_id: string): Promise<CancelOutcome> {
  const ask = () => service.sendMessage(name, { type: 'cancel', data: { invocation_id } })
  return new Promise<CancelOutcome>((resolve, reject) => {
    const leave: (() => void)[] = []
    const settle = (act: () => void) => {
      for (const off of leave) off()
      act()
    }
    const done = (outcome: CancelOutcome['outcome'], status: CancelOutcome['status']) =>
      settle(() => resolve({ invocation_id, outcome, status }))
    leave.push(
      service.subscribe(name, 'status_update', (frame) => {
        if (frame.status === 'already_finished' && frame.data.invocation_id === invocation_id) {
          done('already_finished', frame.data.status)
        }
      }),
      readConversation(service, name, (item) => {
        if (item.type === 'snapshot' || !('invocation_id' in item) || item.invocation_id !== invocation_id) return
        if (item.type === 'agent.cancelling') done('cancelling', 'cancelling')
        if (item.type === 'agent.cancelled') done('withdrawn', 'cancelled')
      }),
      service.subscribe(name, 'error_message', (frame) => {
        if (frame.status !== 'refused' || frame.message_id !== undefined) return
        settle(() => reject(refusedWith(frame.error_code, frame.message)))
      }),
      service.subscribe(name, 'conversation_restored', () => void ask().catch(() => {})),
    )
    ask().catch((error: unknown) => settle(() => reject(inWords(error))))
  })
}

/** Refusals that say nothing of the command itself: whether it arrived is unknown, and it may be repeated. */
const LOST: ReadonlySet<string> = new Set(['CANCELLED', 'SESSION_EXPIRED', 'INTERNAL'])

const refusedWith = (code: RefusalCode, message: string) => new RefusedError(refuseHere(code, message))

function inWords(error: unknown): unknown {
  if (!(error instanceof ServiceRefusal)) return error
  if (LOST.has(error.code)) return new Error(error.message)
  const { code, message, retryable, path, retryAfterMs } = error
  return new RefusedError({
    code,
    message,
    retryable,
    ...(path === undefined ? {} : { path }),
    ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
  })
}
