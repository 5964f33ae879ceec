// Owns the merging of token events for a reader that is behind: the same text in fewer events. [PERFORMANCE, W3]
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'

/** Where a span of tokens ends that begins at `from`: at another kind of event, or when it is as long as `mostChars`. */
export function mergeFrom(events: readonly AgentEvent[], from: number, mostChars: number): AgentEvent | undefined {
  const first = events[from]
  if (first?.type !== 'agent.token') return first
  let text = first.payload.text
  let last = first
  for (let at = from + 1; text.length < mostChars; at += 1) {
    const next = events[at]
    if (next?.type !== 'agent.token') break
    text += next.payload.text
    last = next
  }
  return last === first ? first : { n: last.n, from: first.n, type: 'agent.token', payload: { text } }
}
