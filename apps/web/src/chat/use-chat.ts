// Hooks of a conversation without any rendering: messages, state and actions.

import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { MessageFile, MessageView } from '@biplane/contracts/wire/events'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useConversations } from './chat-provider.tsx'
import type { ChatView } from './chat-view.ts'
import { type ConversationTarget, surfaceOf } from './conversation-target.ts'
import type { Draft, DraftView } from './draft.ts'
import type { SendOptions } from './send-words.ts'

export interface ChatActions {
  /** Says something; it is shown at once and repeated with the same id until it is accepted or refused. [L6] */
  send(text: string, files?: MessageFile[], options?: SendOptions): void
  /** Alias of the field above, for components of the first release. */
  sendMessage(text: string): void
  /** Asks for the end of the running answer; what it has said stays. [L4, L9] */
  stop(): void
  /** Takes back a message that waits in the queue. [L12] */
  withdraw(invocation_id: string): void
  /** The words and files behind an answer once more, in the place of the message that it answers. */
  retry(answer: MessageView): void
  resend(message_id: string): void
  discard(message_id: string): void
  loadOlder(): void
  /** Opens a feed that had been given up. */
  reopen(): void
}

export interface Chat extends ChatView, ChatActions {
  /** Whether the conversation is open, and the connection with it. */
  connected: boolean
  target: ConversationTarget
}

export const useGuideChat = (): Chat => useChat('guide')

export const useLiaisonChat = (pillar: Pillar): Chat => useChat(pillar)

/** The conversation behind a target; reading it begins with the first use and goes on while the page lives. */
export function useChat(target: ConversationTarget): Chat {
  const conversations = useConversations()
  const { channel } = conversations.of(target)
  useEffect(() => conversations.follow(target), [conversations, target])
  const view = useSyncExternalStore(channel.subscribe, channel.getView)
  const actions = useMemo((): ChatActions => {
    const here = () => surfaceOf(conversations.place())
    const sendMessage = (text: string) => void channel.send(text, [], here(), {})
    return {
      sendMessage,
      send: (text, files = [], options = {}) => void channel.send(text, files, here(), options),
      stop: () => {
        const { stoppable } = channel.getView()
        if (stoppable !== null) void channel.stop(stoppable)
      },
      withdraw: (invocation_id) => void channel.stop(invocation_id),
      retry: (answer) => channel.retry(answer, here()),
      resend: channel.resend,
      discard: channel.discard,
      loadOlder: () => void channel.loadOlder(),
      reopen: () => channel.reopen(channel.generation()),
    }
  }, [channel, conversations])
  return useMemo(
    () => ({ target, connected: view.health.kind === 'live', ...view, ...actions }),
    [target, view, actions],
  )
}

/** The message that is being written to a target. */
export function useDraft(target: ConversationTarget): DraftView & Omit<Draft, 'getView' | 'subscribe'> {
  const { draft } = useConversations().of(target)
  const view = useSyncExternalStore(draft.subscribe, draft.getView)
  return useMemo(() => ({ ...draft, ...view }), [draft, view])
}
