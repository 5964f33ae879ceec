// Owns the subscription behind one conversation: opened from what is held, opened again when something was missed.
// It shows nothing. Unmounting it stops reading, never the work. [L3, L4]
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { SessionClient } from '../session/session-client.ts'
import { STRINGS } from '../strings.ts'
import { backoffMs } from '../transport/backoff.ts'
import { refusalIn, refuseHere } from '../transport/refusal-in.ts'
import { trpc } from '../transport/trpc.ts'
import { type FetchedItem, streamItem } from '../transport/wire.ts'
import type { Channel } from './channel.ts'
import type { ConversationTarget } from './conversation-target.ts'

interface FeedProps {
  target: ConversationTarget
  channel: Channel
  session: SessionClient
}

interface GenerationProps extends FeedProps {
  generation: number
  onLost: (error: unknown) => void
}

/** A new generation is a new subscription: its cursor is read when it begins and never changes after. */
export function ChatFeed({ target, channel, session }: FeedProps) {
  const generation = useSyncExternalStore(channel.subscribe, channel.generation)
  const tries = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    channel.wake()
    return () => clearTimeout(timer.current)
  }, [channel])

  const onLost = (error: unknown) => {
    const refusal = error === null ? null : refusalIn(error)
    if (refusal?.code === 'UNAUTHENTICATED' || refusal?.code === 'SESSION_EXPIRED') {
      session
        .ready()
        .then(({ token }) => session.renew(token))
        .then(() => channel.reopen(generation))
        .catch(() => channel.fail(refusal, generation))
      return
    }
    if (refusal && !refusal.retryable && refusal.code !== 'INTERNAL') return channel.fail(refusal, generation)
    tries.current += 1
    if (tries.current > PATIENCE) {
      return channel.fail(refusal ?? refuseHere('INTERNAL', STRINGS.panel.failed), generation)
    }
    timer.current = setTimeout(() => channel.reopen(generation), backoffMs(tries.current, Math.random()))
  }
  const props = {
    target,
    channel,
    session,
    generation,
    onLost,
    onItem: (item: FetchedItem) => {
      tries.current = 0
      channel.receive(streamItem(item), generation)
    },
  }
  return target === 'guide' ? (
    <GuideFeed key={generation} {...props} />
  ) : (
    <LiaisonFeed key={generation} {...props} pillar={target} />
  )
}

/** Feeds in a row that ended without bringing anything, before the person is told. */
const PATIENCE = 6

type ItemProps = GenerationProps & { onItem: (item: FetchedItem) => void }

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

function GuideFeed({ channel, onItem, onLost }: ItemProps) {
  const [input] = useState(() => cursorInput(channel))
  const lost = useLost(onLost)
  trpc.guide.onEvent.useSubscription(input, {
    onData: ({ data }) => onItem(data),
    onError: lost,
    onComplete: () => lost(null),
  })
  return null
}

function LiaisonFeed({ channel, pillar, onItem, onLost }: ItemProps & { pillar: string }) {
  const [input] = useState(() => ({ pillar, ...cursorInput(channel) }))
  const lost = useLost(onLost)
  trpc.liaison.onEvent.useSubscription(input, {
    onData: ({ data }) => onItem(data),
    onError: lost,
    onComplete: () => lost(null),
  })
  return null
}

function cursorInput(channel: Channel): { lastEventId?: string } {
  const cursor = channel.cursor()
  return cursor === null ? {} : { lastEventId: cursor }
}
