// The messages of one connection as a page shows them, built from the frames of `WebSocketService`. It holds no timer and
// opens nothing but the connection that it is for.
import type { ConnectionStatus } from '@biplane/contracts/clients/connection-health'
import type { ServerFrame, ServerFrameType } from '@biplane/contracts/clients/standard-frame'
import type { ConnectionName, WebSocketService } from '@biplane/contracts/clients/websocket-service'
import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'

export interface ChatMessage {
  message_id: string
  role: 'user' | 'assistant'
  content: string
  status: 'streaming' | 'complete' | 'failed' | 'cancelled'
}

export interface ChatSnapshot {
  messages: readonly ChatMessage[]
  status: ConnectionStatus
  /** Why the connection could not be opened; `null` while all is well. */
  error: Error | null
}

const TYPES: readonly ServerFrameType[] = [
  'conversation_restored',
  'user_message',
  'status_update',
  'agent_streaming',
  'agent_complete',
  'error_message',
]

export interface ChatStore {
  subscribe(listener: () => void): () => void
  getSnapshot(): ChatSnapshot
}

/** Opens the connection with the first listener and lets it go with the last one. */
export function openChatStore(service: WebSocketService, name: ConnectionName): ChatStore {
  let snapshot: ChatSnapshot = { messages: [], status: service.getConnectionStatus(name), error: null }
  const listeners = new Set<() => void>()
  let ends: (() => void)[] = []
  const set = (change: Partial<ChatSnapshot>) => {
    snapshot = { ...snapshot, ...change, status: service.getConnectionStatus(name) }
    for (const listener of [...listeners]) listener()
  }
  const open = () => {
    ends = TYPES.map((type) =>
      service.subscribe(name, type, (frame) => set({ messages: after(snapshot.messages, frame) })),
    )
    connect(service, name).then(
      () => set({ error: null }),
      (error: unknown) => set({ error: error instanceof Error ? error : new Error(String(error)) }),
    )
  }
  const close = () => {
    for (const end of ends.splice(0)) end()
    service.disconnect(name)
  }
  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      if (listeners.size === 1) open()
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) close()
      }
    },
  }
}

const connect = (service: WebSocketService, name: ConnectionName): Promise<ConnectionName> => {
  const pillar = PILLAR_NAMES.find((known) => name === `liaison:${known}`)
  return pillar === undefined ? service.connectToGuide() : service.connectToLiaison(pillar)
}

/** The messages after one more frame. A frame that changes none gives the same array. */
export function after(messages: readonly ChatMessage[], frame: ServerFrame): readonly ChatMessage[] {
  switch (frame.type) {
    case 'conversation_restored':
      if (frame.resumed) return messages
      return frame.messages.map(({ message_id, role, content, status }) => ({ message_id, role, content, status }))
    case 'user_message':
      return put(messages, { message_id: frame.message_id, role: 'user', content: frame.message, status: 'complete' })
    case 'agent_streaming':
      return change(messages, frame.message_id, ({ content }) => ({
        content: content + frame.message,
        status: 'streaming',
      }))
    case 'agent_complete':
      return change(messages, frame.message_id, () => ({ content: frame.message, status: 'complete' }))
    case 'status_update':
      // An attempt that is given up takes its text with it.
      return frame.status === 'superseded' && frame.message_id !== null
        ? change(messages, frame.message_id, () => ({ content: '', status: 'streaming' }))
        : messages
    case 'error_message':
      if (frame.status === 'refused') return messages
      return change(messages, frame.message_id, ({ content }) => ({ content, status: frame.status }))
    default:
      return messages
  }
}

function put(messages: readonly ChatMessage[], message: ChatMessage): readonly ChatMessage[] {
  return messages.some(({ message_id }) => message_id === message.message_id) ? messages : [...messages, message]
}

function change(
  messages: readonly ChatMessage[],
  message_id: string,
  to: (message: ChatMessage) => Pick<ChatMessage, 'content' | 'status'>,
): readonly ChatMessage[] {
  const known = messages.find((message) => message.message_id === message_id)
  const message = known ?? { message_id, role: 'assistant' as const, content: '', status: 'streaming' as const }
  const next = { ...message, ...to(message) }
  return known ? messages.map((entry) => (entry === known ? next : entry)) : [...messages, next]
}
