// Decides which of an invocation's files a sentence is about. Pure.
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'

const SEVERAL =
  /\b(?:all|both|each|every|these|those|them|files|documents|tables|spreadsheets|pdfs|csvs|docs|uploads|attachments)\b/i

/** Those that came with this message. */
export const attachedOf = (files: readonly InvocationFile[]): InvocationFile[] =>
  files.filter(({ earlier }) => !earlier)

/** Those that the text names, with or without their ending. */
export function namedFiles(text: string, files: readonly InvocationFile[]): InvocationFile[] {
  const lower = text.toLowerCase()
  return files.filter(({ name }) => {
    const whole = name.toLowerCase()
    const stem = whole.slice(0, Math.max(0, whole.lastIndexOf('.')))
    return (whole.length > 3 && lower.includes(whole)) || (stem.length > 4 && lower.includes(stem))
  })
}

/** The files that are named, else those of this message, else all where the words say several, else the newest one. */
export function meantFiles(text: string, files: readonly InvocationFile[]): InvocationFile[] {
  const named = namedFiles(text, files)
  if (named.length > 0) return named
  const attached = attachedOf(files)
  if (attached.length > 0) return attached
  // Earlier files come newest first.
  return SEVERAL.test(text) ? [...files] : files.slice(0, 1)
}
