// Hook that brings back what the person has said in this thread: arrow up in an empty field, and up or down from there.
import type { MessageView } from '@biplane/contracts/wire/events'
import { type KeyboardEvent, useRef } from 'react'

interface Field {
  text: string
  write(text: string): void
}

export function useEarlierWords(messages: readonly MessageView[], { text, write }: Field) {
  /** How many messages back; 0 is what is being written now. */
  const back = useRef(0)
  const shown = useRef('')
  return {
    /** Whether the key was used. */
    onKey(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
      if (text !== shown.current) back.current = 0
      const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
      const isFree = text === '' || (back.current > 0 && text === shown.current)
      if (step === 0 || !isFree || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false
      const words = earlierWords(messages)
      const next = back.current + step
      if (next < 0 || next > words.length) return false
      event.preventDefault()
      back.current = next
      shown.current = next === 0 ? '' : (words[next - 1] ?? '')
      write(shown.current)
      return true
    },
  }
}

/** Newest first, each once. */
export const earlierWords = (messages: readonly MessageView[]): string[] => [
  ...new Set(
    messages
      .filter(({ role, via }) => role === 'user' && via === null)
      .map(({ content }) => content)
      .reverse(),
  ),
]
