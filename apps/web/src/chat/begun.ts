// Remembers which threads have messages. Decides what to show before a thread has loaded, so that the layout does not jump.
import { useEffect } from 'react'
import type { Chat } from './use-chat.ts'

const KEY = 'biplane.begun'

function recall(): readonly string[] {
  try {
    return (localStorage.getItem(KEY) ?? '').split(' ').filter((name) => name !== '')
  } catch {
    return []
  }
}

function remember(name: string, kept: number): void {
  const known = recall()
  if (known.includes(name)) return
  try {
    localStorage.setItem(KEY, [...known.slice(1 - kept), name].join(' '))
  } catch {
    // Without storage the beginning is drawn a moment later.
  }
}

/** Names of the last few threads and sessions. */
const KEPT = 40

/** Whether the thread has messages, as far as is known now. */
export function useBegun(chat: Chat, session_id: string): boolean {
  const { thread_id, messages, pending, health } = chat
  const said = messages.length > 0 || pending.length > 0
  useEffect(() => {
    if (!said) return
    remember(session_id, KEPT)
    if (thread_id !== null) remember(thread_id, KEPT)
  }, [said, thread_id, session_id])
  return said || (health.kind === 'opening' && recall().includes(thread_id ?? session_id))
}
