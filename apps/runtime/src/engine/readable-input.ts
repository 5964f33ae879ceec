// The gate that every text passes before an agent sees it: long runs of blanks become short, and a text that is longer than
// a person may send is cut. What is stored and shown stays as it is; an agent reads nothing out of a thousand blanks, and a
// reader that looks ahead over them stays fast.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { wholeEnd } from '@biplane/contracts/vocabulary/whole-characters'
import type { Invocation } from '@biplane/contracts/wire/agent-events'

/** Wide enough for an indented list and a table that was aligned with blanks. */
const MOST_BLANKS = 40
/** A run that is longer: its first blanks stay as they are. */
const LONG_RUN = new RegExp(`(\\s{${MOST_BLANKS}})\\s+`, 'gu')
/** Nothing that a person may send is cut. Another process that hands over more, and a long answer in the history, are. */
const MOST_CHARS = LIMITS.textChars

export function readableText(text: string): string {
  const read = text.length <= MOST_CHARS ? text : text.slice(0, wholeEnd(text, MOST_CHARS))
  return read.replace(LONG_RUN, '$1')
}

/** The same input for an agent to read; everything but texts of people and agents is passed on. */
export const readableInput = (input: Invocation['input']): Invocation['input'] => ({
  ...input,
  text: readableText(input.text),
  history: input.history.map((said) => ({ ...said, content: readableText(said.content) })),
})
