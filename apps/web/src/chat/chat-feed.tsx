// Follows one thread: starts at the state's cursor and restarts after a gap. Renders nothing; the transport does the
// reading. Unmounting stops reading, never the work. [H2, L3, L4]
import { backoffMs } from '@biplane/contracts/clients/backoff'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { SessionClient } from '../session/session-client.ts'
import { STRINGS } from '../strings.ts'
import type { ChatTransport } from '../transport/chat-transport.ts'
import { refusalIn, refuseHere } from '../transport/refusal-in.ts'
import type { Channel } from './channel.ts'

interface FeedProps {
  channel: Channel
  session: SessionClient
  transport: ChatTransport
}

/** A new generation is a new reading: its cursor is read when it begins and never changes after. */
export function ChatFeed({ channel, session, transport }: FeedProps) {
  const generation = useSyncExternalStore(channel.subscribe, channel.generation)
  const tries = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => () => clearTimeout(timer.current), [])

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
    if (tries.current > MAX_TRIES) {
      return channel.fail(refusal ?? refuseHere('INTERNAL', STRINGS.panel.failed), generation)
    }
    timer.current = setTimeout(() => channel.reopen(generation), backoffMs(tries.current, Math.random()))
  }
  return (
    <transport.Follow
      key={generation}
      {...channel.place()}
      onItem={(item) => {
        tries.current = 0
        channel.receive(item, generation)
      }}
      onLost={onLost}
    />
  )
}

/** Feeds in a row that ended empty before an error is shown. */
const MAX_TRIES = 6
