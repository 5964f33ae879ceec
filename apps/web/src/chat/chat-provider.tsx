// Provides the threads of a page and reads the one of its address, over the current transport. Renders nothing. The hooks of
// `use-chat.ts` require it.
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import type { Upload } from '../files/upload.ts'
import type { SessionClient } from '../session/session-client.ts'
import type { ChatTransports } from '../transport/chat-transport.ts'
import type { LinkStatusStore } from '../transport/link-store.ts'
import type { Channel } from './channel.ts'
import { ChatFeed } from './chat-feed.tsx'
import { type Conversations, openConversations } from './conversations.ts'
import { tabStorage } from './outbox-storage.ts'

const ConversationsContext = createContext<Conversations | null>(null)
const ChannelContext = createContext<Channel | null>(null)

interface ChatProviderProps {
  session: SessionClient
  link: LinkStatusStore
  chats: ChatTransports
  upload: Upload
  /** The thread of this tab; `null` for the current one. [H4] */
  thread?: string | null
  /** The current thread has answered: the address may name it. */
  onThread?: (thread: string) => void
  children: ReactNode
}

export function ChatProvider({ session, link, chats, upload, thread = null, onThread, children }: ChatProviderProps) {
  const [conversations] = useState(() =>
    openConversations({
      commands: () => chats.current().commands(),
      upload,
      storage: tabStorage,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      newId: () => crypto.randomUUID(),
      random: Math.random,
    }),
  )
  const channel = conversations.of(thread)
  const transport = useSyncExternalStore(chats.subscribe, chats.current)
  const shown = useSyncExternalStore(channel.subscribe, () => channel.getView().thread_id)

  useEffect(() => {
    conversations.open()
    return () => conversations.close()
  }, [conversations])

  useLayoutEffect(() => conversations.draft.show(shown), [conversations, shown])
  useEffect(() => {
    if (thread === null && shown !== null) onThread?.(shown)
  }, [thread, shown, onThread])

  useEffect(() => {
    const wake = () => {
      for (const each of conversations.all()) each.wake()
    }
    wake()
    let before = link.status()
    return link.subscribe(() => {
      const now = link.status()
      if (now === 'connected' && before !== 'connected') wake()
      before = now
    })
  }, [conversations, link])

  return (
    <ConversationsContext value={conversations}>
      <ChannelContext value={channel}>
        <ChatFeed
          // Another thread or transport is another reading, from what is held.
          key={`${transport.kind}/${keyOf(channel)}`}
          channel={channel}
          session={session}
          transport={transport}
        />
        {children}
      </ChannelContext>
    </ConversationsContext>
  )
}

const keys = new WeakMap<Channel, number>()
let made = 0

/** A name for what is drawn of a thread. It stays when the current thread is named. */
export function keyOf(channel: Channel): number {
  const known = keys.get(channel)
  if (known !== undefined) return known
  made += 1
  keys.set(channel, made)
  return made
}

/** @throws when there is no `ChatProvider` above */
export function useConversations(): Conversations {
  const conversations = useContext(ConversationsContext)
  if (!conversations) throw new Error('useConversations needs a ChatProvider above it')
  return conversations
}

/** The thread of this tab's address. @throws when there is no `ChatProvider` above */
export function useChannel(): Channel {
  const channel = useContext(ChannelContext)
  if (!channel) throw new Error('useChannel needs a ChatProvider above it')
  return channel
}
