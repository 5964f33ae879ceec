// React hooks over `WebSocketService`, for pages of one's own. They show nothing.
import type { ConnectionName, WebSocketService } from '@biplane/contracts/clients/websocket-service'
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { type ChatMessage, type ChatSnapshot, openChatStore } from './chat-store.ts'

export type { ChatMessage, ChatSnapshot }

export interface ServiceChat extends ChatSnapshot {
  connected: boolean
  /** Resolves when the server has kept the message. @throws ServiceRefusal */
  sendMessage(text: string): Promise<void>
}

/** The conversation with the guide. */
export const useGuideChat = (service: WebSocketService): ServiceChat => useServiceChat(service, 'guide')

/** The conversation with a pillar's assistant: `content`, `insights`, `operations` or `business_outcomes`. */
export const useLiaisonChat = (service: WebSocketService, pillar: Pillar): ServiceChat =>
  useServiceChat(service, `liaison:${pillar}`)

function useServiceChat(service: WebSocketService, name: ConnectionName): ServiceChat {
  const store = useMemo(() => openChatStore(service, name), [service, name])
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot)
  const sendMessage = useCallback(
    async (text: string) => {
      await service.sendMessage(name, { type: 'user_message', message: text })
    },
    [service, name],
  )
  return { ...snapshot, connected: snapshot.status === 'open', sendMessage }
}
