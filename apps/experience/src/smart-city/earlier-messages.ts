// Messages from elsewhere that precede a conversation: a client's own copy of them is context for the agents of that
// conversation, as data. The log never holds them.
import { z } from 'zod'

const earlierMessage = z.object({ role: z.enum(['user', 'assistant']), content: z.string() })
export const earlierMessages = z.array(earlierMessage)
export type EarlierMessage = z.infer<typeof earlierMessage>

/** An agent gets no more of a conversation [T1], so more would be stored and never read. */
const MAX_CHARS = 64_000
const MAX_MESSAGES = 100

/** The newest of them as far as they fit, oldest first; what is empty is left out. */
export function boundedEarlier(messages: readonly EarlierMessage[]): EarlierMessage[] {
  const kept: EarlierMessage[] = []
  let chars = 0
  for (const { role, content } of messages.toReversed()) {
    if (content.trim() === '') continue
    chars += content.length
    if (chars > MAX_CHARS || kept.length === MAX_MESSAGES) break
    kept.push({ role, content })
  }
  return kept.reverse()
}

const withEarlier = z.object({ earlier: earlierMessages })

/** Those that are stored with an invocation; none where it began without any. */
export function readEarlier(input: string): EarlierMessage[] {
  const read = withEarlier.safeParse(JSON.parse(input))
  return read.success ? read.data.earlier : []
}
