// Formats a reason after a name. Reasons arrive as clauses or sentences, with or without their own “because”.
import { STRINGS } from '../strings.ts'

export function becauseOf(reason: string): string {
  const bare = reason.trim().replace(/\.$/, '')
  if (/^because\b/i.test(bare)) return bare.charAt(0).toLowerCase() + bare.slice(1)
  // “I” and names in capitals stay as they are.
  const sentence = /^[A-Z][a-z]/.test(bare)
  return STRINGS.message.because(sentence ? bare.charAt(0).toLowerCase() + bare.slice(1) : bare)
}
