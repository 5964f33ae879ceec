// Makes a component from a read function: the read lives as long as the component.
import { type ComponentType, useEffect, useRef } from 'react'
import type { FollowProps } from './chat-transport.ts'

export type Reading = FollowProps

/** `follow` begins to read and returns what ends it; it says nothing after that. */
export function followComponent(follow: (reading: Reading) => () => void): ComponentType<FollowProps> {
  return function Follow({ cursor, thread_id, onItem, onLost }) {
    // The reading outlives a drawing: it always tells the newest.
    const newest = useRef({ onItem, onLost })
    useEffect(() => {
      newest.current = { onItem, onLost }
    })
    const begun = useRef({ cursor, thread_id })
    useEffect(
      () =>
        follow({
          ...begun.current,
          onItem: (item) => newest.current.onItem(item),
          onLost: (error) => newest.current.onLost(error),
        }),
      [],
    )
    return null
  }
}
