// Provides the conversations of a page and their feeds: one reader per conversation over the current transport. Renders
// nothing. The hooks of `use-chat.ts` require it.
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { Upload } from '../files/upload.ts'
import type { SessionClient } from '../session/session-client.ts'
import type { ChatTransports } from '../transport/chat-transport.ts'
import type { LinkStatusStore } from '../transport/link-store.ts'
import { ChatFeed } from './chat-feed.tsx'
import type { ConversationTarget } from './conversation-target.ts'
import { type Conversations, openConversations } from './conversations.ts'
import { tabStorage } from './outbox-storage.ts'

const ConversationsContext = createContext<Conversations | null>(null)

interface ChatProviderProps {
  session: SessionClient
  link: LinkStatusStore
  chats: ChatTransports
  upload: Upload
  /** The thread of this tab; `null` for the current one. [H4] */
  thread?: string | null
  /** The conversation that the address names, and whose it is; `null` for none. */
  named?: { target: ConversationTarget; conversation_id: string } | null
  children: ReactNode
}

export function ChatProvider({
  session,
  link,
  chats,
  upload,
  thread = null,
  named = null,
  children,
}: ChatProviderProps) {
  const [conversations] = useState(() =>
    openConversations({
      commands: (target) => chats.current().commands(target),
      upload: (request) => upload({ ...request, ...(thread !== null && { thread_id: thread }) }),
      thread,
      ...(named && { named: named.conversation_id, at: named.target }),
      storage: tabStorage,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      newId: () => crypto.randomUUID(),
      random: Math.random,
    }),
  )
  const followed = useSyncExternalStore(conversations.subscribe, conversations.followed)
  const transport = useSyncExternalStore(chats.subscribe, chats.current)

  useEffect(() => {
    conversations.open()
    return () => conversations.close()
  }, [conversations])

  useEffect(() => {
    let before = link.status()
    return link.subscribe(() => {
      const now = link.status()
      if (now === 'connected' && before !== 'connected') {
        for (const target of conversations.followed()) conversations.of(target).channel.wake()
      }
      before = now
    })
  }, [conversations, link])

  return (
    <ConversationsContext value={conversations}>
      {followed.map((target) => (
        <ChatFeed
          // Another transport is another reading, from what is held.
          key={`${transport.kind}/${target}`}
          target={target}
          thread_id={thread}
          channel={conversations.of(target).channel}
          session={session}
          transport={transport}
        />
      ))}
      {children}
    </ConversationsContext>
  )
}

/** @throws when there is no `ChatProvider` above */
export function useConversations(): Conversations {
  const conversations = useContext(ConversationsContext)
  if (!conversations) throw new Error('useConversations needs a ChatProvider above it')
  return conversations
}
