// Proposes a handoff: one sentence with the reason, then the proposal. Experience decides.

import { type Intent, type PillarScore, readIntent, scorePillars } from '@biplane/contracts/vocabulary/intent'
import { PILLARS, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import { type AgentContext, type AgentSays, speak } from '../engine/define-agent.ts'
import { joined, plain } from './plain-markdown.ts'

export interface HandOver {
  to: Pillar
  /** In words that follow “because”. */
  reason: string
  confidence: number
  /** What the next agent is asked, where the person's own words would not tell it. */
  text?: string
}

export async function* handOver(
  { to, reason, confidence, text }: HandOver,
  context: AgentContext,
): AsyncGenerator<AgentSays> {
  if (context.invocation.input.not_available?.includes(PILLARS[to].liaison)) {
    yield* speak(
      `This is for the ${labelOf(to)} assistant, because ${plain(reason)}. It is not available to you here; an operator can give you access.`,
      context,
    )
    return
  }
  yield* speak(`I am handing this to the ${labelOf(to)} assistant, because ${plain(reason)}.`, context)
  yield {
    type: 'agent.handoff_proposed',
    payload: { to_agent: PILLARS[to].liaison, reason, confidence, ...(text === undefined ? {} : { text }) },
  }
}

/** The content liaison makes all summaries of files. [U6] */
export async function* handOverSummary(context: AgentContext): AsyncGenerator<AgentSays, null> {
  yield* handOver({ to: 'content', reason: 'you asked for a summary of a file', confidence: 0.95 }, context)
  return null
}

/** The beginning of a text says what it is about, so pages of it are not scored. */
const WEIGHED_CHARS = 4_000

export const intentOf = (text: string, files: number, names: readonly string[] = []): Intent =>
  readIntent(scorePillars(text.slice(0, WEIGHED_CHARS), files, names))

export const labelOf = (pillar: Pillar): string => PILLARS[pillar].label.toLowerCase()

const NAMED_TERMS = 3
const TELLING_CHARS = 4
const TERM_CHARS = 60
const isAttachment = (term: string): boolean => term.startsWith('the attached')

/** `you asked about “late” and “days late”`, or `you attached a CSV file`. */
export function reasonOf({ terms }: PillarScore, files: readonly InvocationFile[]): string {
  const said = terms.filter((term) => !isAttachment(term))
  // “days late” says more than “late”, and either more than “who”.
  const telling = said.filter(
    (term) => term.length >= TELLING_CHARS && !said.some((other) => other !== term && other.includes(term)),
  )
  const words = (telling.length > 0 ? telling : said).slice(0, NAMED_TERMS)
  const asked =
    words.length > 0 ? [`you asked about ${joined(words.map((word) => `“${word.slice(0, TERM_CHARS)}”`))}`] : []
  const attached = terms.some(isAttachment) && files.length > 0 ? [`you attached ${filesInWords(files)}`] : []
  return joined([...attached, ...asked])
}

const KINDS: [RegExp, string][] = [
  [/\.csv$/i, 'a CSV file'],
  [/\.(?:tsv|tab)$/i, 'a TSV file'],
  [/\.(?:json|ndjson|jsonl)$/i, 'a JSON file'],
  [/\.(?:md|markdown)$/i, 'a Markdown document'],
]

function filesInWords(files: readonly InvocationFile[]): string {
  const [first] = files
  if (files.length !== 1 || !first) return `${files.length} files`
  return KINDS.find(([name]) => name.test(first.name))?.[1] ?? 'a file'
}
