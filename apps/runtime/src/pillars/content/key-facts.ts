// The sentences of a document that hold a date, an amount, a duty, a responsible person or a definition. Pure.
import { hasDate, hasDuration, hasMoney } from './question-kind.ts'

export const FACT_KINDS = [
  'dates',
  'deadlines',
  'amounts',
  'obligations',
  'owners',
  'definitions',
  'decisions',
  'risks',
] as const
export type FactKind = (typeof FACT_KINDS)[number]

const DUTY =
  /\b(?:must|shall|have to|has to|required to|is required|are required|obliged|may not|must not|never|is not allowed|are not allowed|muss|müssen|verpflichtet|ist zu|sind zu|darf nicht|dürfen nicht)\b/i
const OWNER =
  /\b(?:responsible|owner|accountable|in charge|approval (?:by|of)|approved by|contact|questions go to|verantwortlich|zuständig|genehmigt|ansprechpartner(?:in)?)\b/i
const DEFINITION = /\b(?:means|is defined as|refers to|bedeutet|bezeichnet)\b/i
const DEADLINE =
  /\b(?:within|by|before|until|no later than|at least|latest|due|deadline|notice|innerhalb|bis|spätestens|frist|fällig)\b/i
const DECISION = /\b(?:decided|decision|agreed|resolved|approved|beschlossen|beschluss|entschieden)\b/i
const RISK =
  /\b(?:risk|risks|penalty|liability|liable|critical|danger|warning|damage|haftung|risiko|gefahr|vertragsstrafe)\b/i

const HOLDS: Record<FactKind, (text: string) => boolean> = {
  dates: hasDate,
  deadlines: (text) => (hasDate(text) || hasDuration(text)) && DEADLINE.test(text),
  amounts: hasMoney,
  obligations: (text) => DUTY.test(text),
  owners: (text) => OWNER.test(text),
  definitions: (text) => DEFINITION.test(text),
  decisions: (text) => DECISION.test(text),
  risks: (text) => RISK.test(text),
}

const MAX_CHARS = 1_000

/** `heading` counts too: what stands below “Decisions” is one. */
export const isFact = (kind: FactKind, text: string, heading: string): boolean =>
  HOLDS[kind](text.slice(0, MAX_CHARS)) ||
  ((kind === 'decisions' || kind === 'risks' || kind === 'definitions') &&
    heading.toLowerCase().startsWith(kind.slice(0, -1)))

/** How many kinds of facts a sentence holds. */
export const factCount = (text: string): number =>
  FACT_KINDS.filter((kind) => HOLDS[kind](text.slice(0, MAX_CHARS))).length
