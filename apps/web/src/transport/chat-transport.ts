// Interface between a thread and its transport: commands, reading, connection status. Implemented by tRPC, and by HTTP with
// server-sent events; the hooks of `chat/` run over either.
import type { ComponentType } from 'react'
import type { ChannelApi } from '../chat/channel.ts'
import type { TrackedItem } from '../chat/chat-state.ts'
import type { LinkStatusStore } from './link-store.ts'

export interface ChatTransport {
  readonly kind: 'trpc' | 'http'
  /** Each rejects with a refusal, or with anything else when the answer was lost. [L6] */
  commands(): ChannelApi
  /** Reads while it is mounted: mounting begins after the cursor, unmounting ends the reading and never the work. [L4] */
  Follow: ComponentType<FollowProps>
  link: LinkStatusStore
}

export interface FollowProps {
  /** Where reading goes on, opaque; `null` asks for a whole picture. Read once, when it is mounted. */
  cursor: string | null
  /** The thread that is read; `null` for the current one. Read once, when it is mounted. [H1] */
  thread_id: string | null
  /** A snapshot where the cursor is of no use, then every later event once and in the order of its conversation. [H2] */
  onItem: (tracked: TrackedItem) => void
  /** The reading has ended for good, with a refusal or with nothing that can be read. A lost line is not an end. */
  onLost: (error: unknown) => void
}

/** The transport of this moment: it may change while a page lives. */
export interface ChatTransports {
  current(): ChatTransport
  subscribe(listener: () => void): () => void
}

/** One transport for ever. */
export const only = (transport: ChatTransport): ChatTransports => ({
  current: () => transport,
  subscribe: () => () => {},
})
