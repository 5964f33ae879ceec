// Announces an answer to screen readers once, when it is complete. Never its pieces.

import type { MessageView } from '@biplane/contracts/wire/events'
import { useEffect, useRef, useState } from 'react'
import { agentName } from '../design/agents.tsx'
import { excerpt } from '../design/format.ts'
import { STRINGS } from '../strings.ts'

const SPOKEN_CHARS = 600

export function SettledAnnouncer({ messages }: { messages: readonly MessageView[] }) {
  const growing = useRef(new Set<string>())
  const [said, setSaid] = useState('')

  useEffect(() => {
    for (const message of messages) {
      if (message.role === 'user') continue
      if (message.status === 'streaming' || message.status === 'queued') growing.current.add(message.message_id)
      else if (growing.current.delete(message.message_id)) setSaid(spokenOf(message))
    }
  }, [messages])

  return (
    <div className="spoken" aria-live="polite" aria-atomic="true">
      {said}
    </div>
  )
}

function spokenOf(message: MessageView): string {
  const who = agentName(message.agent_id)
  if (message.status === 'failed') return `${who}: ${STRINGS.message.failed} ${message.error?.message ?? ''}`
  if (message.status === 'cancelled') return `${who}: ${STRINGS.message.stopped}`
  return STRINGS.message.answered(who, excerpt(bare(message.content), SPOKEN_CHARS))
}

/** Markdown without its marks, as it would be read aloud. */
export const bare = (markdown: string): string =>
  markdown
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/^[ \t]*(?:#{1,6}|[-*+]|>)[ \t]+/gm, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/[*_`~|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
