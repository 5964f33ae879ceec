// A thread over tRPC, the page's default: commands over HTTP, reading as one subscription over one socket. [H2]
import type { ThreadItem } from '@biplane/contracts/wire/threads'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { ChannelApi } from '../chat/channel.ts'
import type { ChatTransport, FollowProps } from './chat-transport.ts'
import type { LinkStatusStore } from './link-store.ts'
import { type ExperienceClient, trpc } from './trpc.ts'
import { type FetchedItem, threadItem } from './wire.ts'

/** `onLive`: the server has answered a reading, so the connection is authenticated and works. */
export const openTrpcChat = (client: ExperienceClient, link: LinkStatusStore, onLive: () => void): ChatTransport => ({
  kind: 'trpc',
  commands: () => trpcCommands(client),
  Follow: (props) => <TrpcFollow {...props} onLive={onLive} link={link} />,
  link,
})

/** Calls over HTTP, also where sockets do not get through. */
export const trpcCommands = (client: ExperienceClient): ChannelApi => ({
  cancel: (invocation_id) => client.invocation.cancel.mutate({ invocation_id }),
  send: ({ plan, agent, ...words }) =>
    client.thread.send.mutate({
      ...words,
      context: { surface: 'home', ...(plan && { plan }), ...(agent !== undefined && { agent }) },
    }),
  history: (page) => client.thread.history.query(page),
})

type TrpcFollowProps = FollowProps & { onLive: () => void; link: LinkStatusStore }

function TrpcFollow({ cursor, thread_id, onItem, onLost, onLive, link }: TrpcFollowProps): ReactNode {
  const lost = useLost(onLost)
  const [place, setPlace] = useState(() => placeOf(cursor, thread_id))
  const reached = useRef(place)
  // The client repeats its first question on every new connection. That question named no thread, and another one may be the
  // current one by then.
  useEffect(
    () =>
      link.subscribe(() => {
        if (link.status() !== 'connected') setPlace((asked) => (asked.thread_id ? asked : reached.current))
      }),
    [link],
  )
  trpc.thread.onEvent.useSubscription(place, {
    // With nothing to resume no item follows; without a cursor the whole thread does, and is waited for.
    onStarted: () => {
      if (reached.current.lastEventId !== undefined) onLive()
    },
    onData: ({ id, data }: { id: string; data: FetchedItem }) => {
      const item = threadItem(data)
      reached.current = placeOf(id, threadOf(item))
      onLive()
      onItem({ id, item })
    },
    onError: lost,
    onComplete: () => lost(null),
  })
  return null
}

/**
 * What to do when a subscription has ended, unless this page ended it: unsubscribing is reported as an end too. The effect
 * stands before the subscription's own, so its cleanup runs first.
 */
function useLost(onLost: (error: unknown) => void): (error: unknown) => void {
  const mounted = useRef(false)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])
  return (error) => {
    if (mounted.current) onLost(error)
  }
}

const threadOf = (item: ThreadItem): string =>
  item.type === 'thread.snapshot' ? item.thread.thread_id : item.thread_id

interface ReadingPlace {
  lastEventId?: string
  thread_id?: string
}

const placeOf = (cursor: string | null, thread_id: string | null): ReadingPlace => ({
  ...(cursor !== null && { lastEventId: cursor }),
  ...(thread_id !== null && { thread_id }),
})
