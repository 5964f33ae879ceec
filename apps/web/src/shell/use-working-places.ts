// Hook that lists the open conversations in which an answer is being written.
import { useCallback, useSyncExternalStore } from 'react'
import { useConversations } from '../chat/chat-provider.tsx'
import type { ConversationTarget } from '../chat/conversation-target.ts'

export function useWorkingPlaces(): ReadonlySet<ConversationTarget> {
  const conversations = useConversations()
  const subscribe = useCallback(
    (listener: () => void) => {
      let leave: (() => void)[] = []
      const join = () => {
        for (const off of leave) off()
        leave = conversations.followed().map((target) => conversations.of(target).channel.subscribe(listener))
      }
      join()
      const off = conversations.subscribe(() => {
        join()
        listener()
      })
      return () => {
        off()
        for (const each of leave) each()
      }
    },
    [conversations],
  )
  // A text, so that the same places are the same value.
  const working = useSyncExternalStore(subscribe, () =>
    conversations
      .followed()
      .filter((target) => conversations.of(target).channel.getView().stoppable !== null)
      .join(' '),
  )
  return new Set(conversations.followed().filter((target) => working.split(' ').includes(target)))
}
