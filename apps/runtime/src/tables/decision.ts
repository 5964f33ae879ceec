// One decision of a reading, with what speaks for it.
import type { Confidence } from '@biplane/contracts/wire/file-reading'

export interface Decision<T> {
  value: T
  confidence: Confidence
  /** One short sentence. */
  evidence: string
  alternatives: T[]
}

const MAX_ALTERNATIVES = 8
const MAX_EVIDENCE = 300

export const decide = <T>(value: T, confidence: Confidence, evidence: string, alternatives: T[] = []): Decision<T> => ({
  value,
  confidence,
  evidence: evidence.length > MAX_EVIDENCE ? `${evidence.slice(0, MAX_EVIDENCE - 1)}…` : evidence,
  alternatives: alternatives.slice(0, MAX_ALTERNATIVES),
})

export const corrected = <T>(value: T, alternatives: T[] = []): Decision<T> =>
  decide(value, 'corrected', 'set by you', alternatives)
