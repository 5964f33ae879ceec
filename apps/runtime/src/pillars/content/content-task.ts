// Recognises tasks on files: find personal data, redact, convert, search, metadata. Pure.
import { withoutFileNames } from '@biplane/contracts/vocabulary/file-names'
import { asksForFileSummary, asksForSummary } from '@biplane/contracts/vocabulary/file-requests'
import { inOrder } from '../../agents/words-in-order.ts'
import { readSummaryRequest, type SummaryRequest } from './summary-request.ts'
import type { Target } from './tools/convert.ts'
import { PERSONAL_KINDS, type PersonalKind } from './tools/personal-data.ts'

export type ContentTask =
  | { kind: 'personal_data' }
  | { kind: 'redact'; kinds: PersonalKind[]; names: boolean }
  | { kind: 'convert'; to: Target }
  | { kind: 'search'; question: string }
  | { kind: 'metadata' }
  | ({ kind: 'summary' } & SummaryRequest)

const REDACT =
  /\b(?:redact\w*|anonymi[sz]\w*|pseudonymi[sz]\w*|mask|masked|black(?:ed)? out|strip|remove (?:all )?(?:the )?(?:personal|private|pii|names|e-?mails?|phone|iban|card))\b/
const PERSONAL =
  /\b(?:pii|personal(?:ly identifiable)? (?:data|information|details)|gdpr|privacy|private data|sensitive data)\b/
const SEEK = /\b(?:find|scan|any|which|where|are there|list|check|look for|contains?|search)\b/
const KINDS: [PersonalKind, RegExp][] = [
  ['email', /\be-?mails?(?: addresses)?\b/],
  ['iban', /\b(?:ibans?|bank accounts?)\b/],
  ['card', /\b(?:credit |payment )?cards?(?: numbers?)?\b/],
  ['phone', /\b(?:(?:tele)?phones?(?: numbers?)?|mobile numbers?)\b/],
]
const NAMES = /\bnames?\b/

const WRITE = /\b(?:convert|export|save|turn|transform|write|download|give me|change)\b/
const TARGETS: [Target, RegExp][] = [
  ['ndjson', /\b(?:to|as|into|in)\s+(?:an? )?(?:ndjson|jsonl|json ?lines)\b/],
  ['json', /\b(?:to|as|into|in)\s+(?:an? )?json\b/],
  ['csv', /\b(?:to|as|into|in)\s+(?:an? )?csv\b/],
  ['markdown', /\b(?:to|as|into|in)\s+(?:an? )?(?:markdown|md|(?:plain )?text)\b/],
]

const METADATA =
  /\bmetadata\b|\bwithout (?:showing |reading )?(?:the |any )?(?:values|contents?|data)\b|\bonly (?:the )?structure\b/

const SEARCH =
  /\b(?:search(?: for)?|look (?:for|up)|find(?: me)?(?: the)? (?:passages?|places?|sections?|quotes?|sentences?|paragraphs?)|quotes?|mentions?)\b/
/** “where does it say …”, “what does policy.md state …” */
const SAYS: [RegExp, RegExp][] = [
  [/\bwhere (?:does|do|is|are) /, /\b(?:say|says|mention(?:ed)?|described|written|stand)\b/],
  [/\bwhat (?:does|do) [\w.-]/, /\b(?:say|says|mention|state|write)\b/],
]
const QUESTION =
  /^(?:(?:and|so|but|ok|okay|please|und|also),? )?(?:what|who|whom|whose|which|when|where|why|how|is|are|does|do|can|could|may|must|should|has|have|will|was|were|did|since|until|by|am|in|at|on|for|to|from|wer|wen|wem|was|wann|wo|wie|warum|welche[rsmn]?|ist|sind|darf|dürfen|kann|können|muss|müssen|hat|gibt|ab|bis|seit)\b|\?\s*$/

/**
 * `null` where nothing of that is asked. A redaction names what is to go; all of it where nothing is named. The words of
 * the files' names ask for nothing.
 */
export function readContentTask(text: string, files: readonly { name: string }[] = []): ContentTask | null {
  const names = files.map(({ name }) => name)
  const lower = withoutFileNames(text, names).toLowerCase().replace(/\s+/g, ' ')
  const named = KINDS.filter(([, words]) => words.test(lower)).map(([kind]) => kind)
  if (REDACT.test(lower)) {
    const only = named.length > 0 || NAMES.test(lower)
    return { kind: 'redact', kinds: only ? named : [...PERSONAL_KINDS], names: !only || NAMES.test(lower) }
  }
  if (PERSONAL.test(lower) || (named.length > 0 && SEEK.test(lower))) return { kind: 'personal_data' }
  const to = TARGETS.find(([, words]) => words.test(lower))?.[0]
  if (to && WRITE.test(lower)) return { kind: 'convert', to }
  const summary = readSummaryRequest(withoutFileNames(text, names))
  const asks = asksForFileSummary(text, names) !== null || (files.length > 0 && asksForSummary(lower))
  if (asks) return { kind: 'summary', ...(summary ?? { points: null, section: null, facts: null }) }
  if (summary && files.length > 0 && (summary.facts || summary.section || summary.points))
    return { kind: 'summary', ...summary }
  if (METADATA.test(lower)) return { kind: 'metadata' }
  const searches = SEARCH.test(lower) || SAYS.some(([first, then]) => inOrder(lower, first, then))
  return searches ? { kind: 'search', question: text.trim().slice(0, 1_000) } : null
}

/** A question that is put to a document without a word such as “search”. A question mark makes one of any words. */
export const asQuestion = (text: string): Extract<ContentTask, { kind: 'search' }> | null =>
  QUESTION.test(text.trim().toLowerCase()) ? { kind: 'search', question: text.trim().slice(0, 1_000) } : null

const WORK_ON_STEPS =
  /\b(?:steps?|workflow|draw|visuali[sz]e|process map|bpmn|bottlenecks?|stuck|diagrams?|swimlanes?|raci|flow ?charts?|lint|simulat\w{0,6}|automat\w{0,6}|sop)\b/i

/** What operations makes of a procedure: its steps, its drawing, its weak places. A document answers it only in words. */
export const asksForProcess = (text: string): boolean => WORK_ON_STEPS.test(text)
