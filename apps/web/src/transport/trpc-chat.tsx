// Conversation over tRPC, the page's default: commands over HTTP, reading as a subscription over one socket.
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { ChannelApi } from '../chat/channel.ts'
import type { ConversationTarget } from '../chat/conversation-target.ts'
import type { ChatTransport, FollowProps } from './chat-transport.ts'
import type { LinkStatusStore } from './link-store.ts'
import { type ExperienceClient, trpc } from './trpc.ts'
import { type FetchedItem, streamItem } from './wire.ts'

/** `onLive`: the server has answered a reading, so the connection is authenticated and works. */
export const openTrpcChat = (client: ExperienceClient, link: LinkStatusStore, onLive: () => void): ChatTransport => ({
  kind: 'trpc',
  commands: (target) => commandsOf(client, target),
  Follow: (props) => <TrpcFollow {...props} onLive={onLive} link={link} />,
  link,
})

function commandsOf(client: ExperienceClient, target: ConversationTarget): ChannelApi {
  const cancel: ChannelApi['cancel'] = (invocation_id) => client.invocation.cancel.mutate({ invocation_id })
  if (target === 'guide') {
    return {
      cancel,
      send: ({ surface, plan: _insightsOnly, ...words }) =>
        client.guide.send.mutate({ ...words, context: { surface } }),
      history: (page) => client.guide.history.query(page),
    }
  }
  return {
    cancel,
    send: ({ surface, plan, ...words }) =>
      client.liaison.send.mutate({ pillar: target, ...words, context: { surface, ...(plan && { plan }) } }),
    history: (page) => client.liaison.history.query({ pillar: target, ...page }),
  }
}

type TrpcFollowProps = FollowProps & { onLive: () => void; link: LinkStatusStore }

function TrpcFollow(props: TrpcFollowProps): ReactNode {
  return props.target === 'guide' ? <GuideFollow {...props} /> : <LiaisonFollow {...props} pillar={props.target} />
}

function GuideFollow(props: TrpcFollowProps) {
  const { place, handlers } = useReading(props)
  trpc.guide.onEvent.useSubscription(place, handlers)
  return null
}

function LiaisonFollow({ pillar, ...props }: TrpcFollowProps & { pillar: string }) {
  const { place, handlers } = useReading(props)
  const input = useMemo(() => ({ pillar, ...place }), [pillar, place])
  trpc.liaison.onEvent.useSubscription(input, handlers)
  return null
}

interface ReadingPlace {
  lastEventId?: string
  conversation_id?: string
  thread_id?: string
}

function useReading({ cursor, conversation_id, thread_id, onItem, onLost, onLive, link }: TrpcFollowProps) {
  const lost = useLost(onLost)
  const [place, setPlace] = useState(() => placeOf(cursor, conversation_id, thread_id))
  const reached = useRef(place)
  // The client repeats its first question on every new connection. That question named no conversation, and another one
  // may be the current one by then.
  useEffect(
    () =>
      link.subscribe(() => {
        if (link.status() !== 'connected') setPlace((asked) => (asked.conversation_id ? asked : reached.current))
      }),
    [link],
  )
  const handlers = {
    // With nothing to resume no item follows; without a cursor the whole conversation does, and is waited for.
    onStarted: () => {
      if (reached.current.lastEventId !== undefined) onLive()
    },
    onData: ({ id, data }: { id: string; data: FetchedItem }) => {
      const item = streamItem(data)
      reached.current = placeOf(id, item.conversation_id)
      onLive()
      onItem(item)
    },
    onError: lost,
    onComplete: () => lost(null),
  }
  return { place, handlers }
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

const placeOf = (
  cursor: string | null,
  conversation_id: string | null,
  thread_id: string | null = null,
): ReadingPlace => ({
  ...(cursor !== null && { lastEventId: cursor }),
  ...(conversation_id !== null && { conversation_id }),
  ...(conversation_id === null && thread_id !== null && { thread_id }),
})
