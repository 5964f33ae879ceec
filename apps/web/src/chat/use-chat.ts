// Hooks of a thread without any rendering: messages, state and actions.

import type { MessageFile } from '@biplane/contracts/wire/events'
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import { useMemo, useSyncExternalStore } from 'react'
import { useChannel, useConversations } from './chat-provider.tsx'
import type { ChatView } from './chat-view.ts'
import type { Draft } from './draft.ts'
import type { SendOptions } from './send-words.ts'
import type { DraftView } from './thread-drafts.ts'

export interface ChatActions {
  /** Says something; it is shown at once and repeated with the same id until it is accepted or refused. [L6] */
  send(text: string, files?: readonly MessageFile[], options?: SendOptions): void
  /** Asks for the end of the running answer; what it has said stays. [L4, L9] */
  stop(): void
  /** Takes back a message that waits in the queue. [L12] */
  withdraw(invocation_id: string): void
  /** The words and files behind an answer once more, in the place of the message that it answers. */
  retry(answer: ThreadMessage): void
  resend(message_id: string): void
  discard(message_id: string): void
  loadOlder(): void
  /** Opens a feed that had been given up. */
  reopen(): void
}

export interface Chat extends ChatView, ChatActions {
  /** Whether the thread is open, and the connection with it. */
  connected: boolean
}

/** The thread of this tab's address. */
export function useChat(): Chat {
  const channel = useChannel()
  const view = useSyncExternalStore(channel.subscribe, channel.getView)
  const actions = useMemo(
    (): ChatActions => ({
      send: (text, files = [], options = {}) => void channel.send(text, files, options),
      stop: () => {
        const { stoppable } = channel.getView()
        if (stoppable !== null) void channel.stop(stoppable)
      },
      withdraw: (invocation_id) => void channel.stop(invocation_id),
      retry: channel.retry,
      resend: channel.resend,
      discard: channel.discard,
      loadOlder: () => void channel.loadOlder(),
      reopen: () => channel.reopen(channel.generation()),
    }),
    [channel],
  )
  return useMemo(() => ({ connected: view.health.kind === 'live', ...view, ...actions }), [view, actions])
}

/** The message that is being written in this thread. */
export function useDraft(): DraftView & Omit<Draft, 'getView' | 'subscribe'> {
  const { draft } = useConversations()
  const view = useSyncExternalStore(draft.subscribe, draft.getView)
  return useMemo(() => ({ ...draft, ...view }), [draft, view])
}
