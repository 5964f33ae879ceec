// Remembers whether a conversation of this session has messages. Decides what to show before the conversation has
// loaded, so that the layout does not jump.
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

/** One for each conversation of the last few sessions. */
const KEPT = 20

/** Whether the conversation has messages, as far as is known now. */
export function useBegun(chat: Chat, session_id: string): boolean {
  const name = `${session_id}/${chat.target}`
  const said = chat.messages.length > 0 || chat.pending.length > 0
  useEffect(() => {
    if (said) remember(name, KEPT)
  }, [said, name])
  return said || (chat.conversation_id === null && recall().includes(name))
}
