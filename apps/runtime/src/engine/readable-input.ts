// The gate that every text passes before an agent sees it: long runs of blanks become short. What is stored and shown keeps
// its blanks; an agent reads nothing out of a thousand of them, and a reader that looks ahead over blanks stays fast.
import type { Invocation } from '@biplane/contracts/wire/agent-events'

/** Wide enough for an indented list and a table that was aligned with blanks. */
const MOST_BLANKS = 40
/** A run that is longer: its first blanks stay as they are. */
const LONG_RUN = new RegExp(`(\\s{${MOST_BLANKS}})\\s+`, 'gu')

export const readableText = (text: string): string => text.replace(LONG_RUN, '$1')

/** The same input for an agent to read; what is no text of a person or an agent is passed on. */
export const readableInput = (input: Invocation['input']): Invocation['input'] => ({
  ...input,
  text: readableText(input.text),
  history: input.history.map((said) => ({ ...said, content: readableText(said.content) })),
})
