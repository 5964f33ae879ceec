// The client's own copy of a conversation, which AG-UI clients send along with each run. In a thread that the log knows,
// the log is the truth, and the copy only says where the person went back to; in a new one it is context. [D12.5]
import type { HistoryPage } from '@biplane/contracts/wire/commands'
import type { EarlierMessage } from '../../../smart-city/earlier-messages.ts'
import { type HistoryMessage, textOf } from './ag-ui-input.ts'

/** The messages of person and assistant before the last one. */
export function earlierOf(messages: readonly HistoryMessage[]): EarlierMessage[] {
  return messages.slice(0, -1).flatMap(({ role, content }): EarlierMessage[] => {
    if (role !== 'user' && role !== 'assistant') return []
    const text = textOf(content)
    return text === '' ? [] : [{ role, content: text }]
  })
}

/**
 * The message of the log that a new one takes the place of: the client's copy is the beginning of the conversation, and
 * ends before that message. `null` where the copy is the whole, or no beginning of it.
 */
export function replacedBy({ messages, has_more }: HistoryPage, earlier: readonly EarlierMessage[]): string | null {
  const copied = earlier.filter(({ role }) => role === 'user').map(({ content }) => content.trim())
  if (has_more || copied.length === 0) return null
  const said = activeMessages(messages)
  const next = said[copied.length]
  if (!next || next.replaces !== undefined) return null
  return copied.every((text, at) => said[at]?.content.trim() === text) ? next.message_id : null
}

/** The person's messages of the branch that is going on. */
function activeMessages(messages: HistoryPage['messages']): HistoryPage['messages'] {
  const active: HistoryPage['messages'] = []
  const places = new Map<string, number>()
  for (const message of messages) {
    if (message.role !== 'user') continue
    const place = message.replaces === undefined ? active.length : (places.get(message.replaces) ?? active.length)
    active.length = Math.min(active.length, place)
    places.set(message.message_id, active.length)
    active.push(message)
  }
  return active
}
