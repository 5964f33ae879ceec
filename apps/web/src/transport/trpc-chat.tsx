// Owns the conversation over tRPC, the page's own way: commands over HTTP, reading as a subscription over one socket.
import { type ReactNode, useEffect, useRef, useState } from 'react'
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
  Follow: (props) => <TrpcFollow {...props} onLive={onLive} />,
  link,
})

function commandsOf(client: ExperienceClient, target: ConversationTarget): ChannelApi {
  const cancel: ChannelApi['cancel'] = (invocation_id) => client.invocation.cancel.mutate({ invocation_id })
  if (target === 'guide') {
    return {
      cancel,
      send: ({ surface, ...words }) => client.guide.send.mutate({ ...words, context: { surface } }),
      history: (page) => client.guide.history.query(page),
    }
  }
  return {
    cancel,
    send: ({ surface, ...words }) => client.liaison.send.mutate({ pillar: target, ...words, context: { surface } }),
    history: (page) => client.liaison.history.query({ pillar: target, ...page }),
  }
}

type TrpcFollowProps = FollowProps & { onLive: () => void }

function TrpcFollow(props: TrpcFollowProps): ReactNode {
  return props.target === 'guide' ? <GuideFollow {...props} /> : <LiaisonFollow {...props} pillar={props.target} />
}

function GuideFollow(props: TrpcFollowProps) {
  const [input] = useState(() => inputFrom(props))
  trpc.guide.onEvent.useSubscription(input, useHandlers(props))
  return null
}

function LiaisonFollow({ pillar, ...props }: TrpcFollowProps & { pillar: string }) {
  const [input] = useState(() => ({ pillar, ...inputFrom(props) }))
  trpc.liaison.onEvent.useSubscription(input, useHandlers(props))
  return null
}

function useHandlers({ cursor, onItem, onLost, onLive }: TrpcFollowProps) {
  const lost = useLost(onLost)
  const held = useRef(cursor !== null)
  return {
    // With nothing to resume no item follows; without a cursor the whole conversation does, and is waited for.
    onStarted: () => {
      if (held.current) onLive()
    },
    onData: ({ data }: { data: FetchedItem }) => {
      held.current = true
      onLive()
      onItem(streamItem(data))
    },
    onError: lost,
    onComplete: () => lost(null),
  }
}

/**
 * What to do when a subscription has ended, unless this page ended it: unsubscribing is told as an end too. The effect
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

const inputFrom = ({ cursor }: FollowProps): { lastEventId?: string } =>
  cursor === null ? {} : { lastEventId: cursor }
