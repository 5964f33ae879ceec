// Hook that jumps to a message: loads earlier pages until it is there, chooses its version, scrolls to it and
// highlights it briefly.
import { type RefObject, useEffect, useSyncExternalStore } from 'react'
import type { Branched } from '../chat/branches.ts'
import { useConversations } from '../chat/chat-provider.tsx'
import type { Chat } from '../chat/use-chat.ts'

interface WantedMessageDeps {
  chat: Chat
  branched: Branched
  show: (message_id: string) => void
  loadOlder: () => void
  scroller: RefObject<HTMLDivElement | null>
  release: () => void
}

const FOUND_MS = 1_600

export function useWantedMessage({ chat, branched, show, loadOlder, scroller, release }: WantedMessageDeps): void {
  const conversations = useConversations()
  const wanted = useSyncExternalStore(conversations.subscribe, conversations.wanted)
  const { thread_id, messages, has_older, older } = chat
  useEffect(() => {
    if (!wanted || wanted.thread_id !== thread_id) return
    const { message_id } = wanted
    if (!messages.some((m) => m.message_id === message_id)) {
      if (has_older && older === 'idle') loadOlder()
      else if (!has_older || older === 'failed') conversations.want(null)
      return
    }
    if (!branched.messages.some((m) => m.message_id === message_id)) return show(message_id)
    const row = [...(scroller.current?.querySelectorAll<HTMLElement>('[data-message]') ?? [])].find(
      (each) => each.dataset.message === message_id,
    )
    conversations.want(null)
    if (!row) return
    release()
    row.scrollIntoView({ block: 'center' })
    row.animate?.([{ background: 'var(--mark)' }, { background: 'transparent' }], { duration: FOUND_MS })
  }, [wanted, thread_id, messages, branched, older, has_older])
}
