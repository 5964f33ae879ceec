// Scores a text against the vocabulary of each pillar. Chooses no agent: Experience routes with the scores and a guide
// proposes with them, so both read a sentence in the same way. Pure. [U1]
import { withoutFileNames } from './file-names.ts'
import { asksForFileSummary } from './file-requests.ts'
import { readsAsEnglish } from './intent-language.ts'
import type { RoutingVocabulary } from './pillars/define-pillar.ts'
import { PILLAR_NAMES, PILLARS, type Pillar } from './pillars.ts'
import { asksOfDocuments, asksOfTables } from './table-requests.ts'

/** Terms that are the same in every language: they count in a text of any language. */
const NAMES = new Set(PILLAR_NAMES.flatMap((name) => stems(PILLARS[name].routing.sameInEveryLanguage)))

/** Words that only look like one of the stems. */
const FALSE_FRIENDS = new Set(
  (
    'meaning means meant latest lately latent country countries county counties counter counters summer summers ' +
    'summary summaries charter charters planet planets plane planes plant plants owen'
  ).split(' '),
)

/** A longer text says what it is about in its beginning. */
const READ_CHARS = 4_000

const STRONG = 2
const WEAK = 1
const DECISIVE = 4

export interface PillarScore {
  pillar: Pillar
  /** 0 and up; comparable within one text only. */
  score: number
  /** The words of the text that spoke for it. */
  terms: string[]
}

/** The vocabulary of a pillar. A word counts when it begins with a stem and is at most four letters longer. */
const vocabularyOf = (name: Pillar): RoutingVocabulary => PILLARS[name].routing

const stated = PILLAR_NAMES.flatMap((pillar) => {
  const { decisive = '', strong, weak } = vocabularyOf(pillar)
  return [
    ...stems(decisive).map((stem) => ({ pillar, stem, weight: DECISIVE })),
    ...stems(strong).map((stem) => ({ pillar, stem, weight: STRONG })),
    ...stems(weak).map((stem) => ({ pillar, stem, weight: WEAK })),
  ]
})

/** Inverse document frequency over the pillars: 1 for a word of one pillar alone, 0.43 for a word of all four. */
const idf = (pillars: number): number => Math.log(1 + PILLAR_NAMES.length / pillars) / Math.log(1 + PILLAR_NAMES.length)

const lexicon = stated.map((entry) => ({
  ...entry,
  weight: entry.weight * idf(new Set(stated.filter(({ stem }) => stem === entry.stem).map((e) => e.pillar)).size),
}))

/** By as many letters as the shortest stem has: a word is compared with the few stems that it may begin with. */
const FIRST = Math.min(...lexicon.map(({ stem }) => stem.length))
const lexiconByStart = new Map<string, typeof lexicon>()
for (const entry of lexicon) {
  const start = entry.stem.slice(0, FIRST)
  lexiconByStart.set(start, [...(lexiconByStart.get(start) ?? []), entry])
}

function stems(list: string): string[] {
  return list.split(' ').filter((stem) => stem !== '')
}

const says = (word: string, stem: string) =>
  word.startsWith(stem) && word.length <= stem.length + 4 && !FALSE_FRIENDS.has(word)

/**
 * How much a text and its attachments speak of each pillar, best first. A word of several pillars says less than one of
 * its own. In a text of another language only names (CSV, BPMN, ROI) and attachments count. A repeated word counts once:
 * shouting is not evidence. `names` are the files that are known: the words of a file's name say nothing. [U6]
 */
export function scorePillars(text: string, attachments: number, names: readonly string[] = []): PillarScore[] {
  const read = withoutFileNames(text.slice(0, READ_CHARS), names)
  const lower = read.toLowerCase()
  const english = readsAsEnglish(read)
  const words = new Set(lower.match(/[\p{L}\p{N}]+/gu) ?? [])
  const scores = new Map(PILLAR_NAMES.map((pillar) => [pillar, { pillar, score: 0, terms: [] as string[] }]))
  const withoutTables = attachments > 0 && asksOfDocuments(read, names)
  const add = (pillar: Pillar, weight: number, term: string) => {
    const entry = scores.get(pillar)
    if (!entry || entry.terms.includes(term)) return
    if (withoutTables && vocabularyOf(pillar).tableQuestion !== undefined) return
    entry.score += weight
    entry.terms.push(term)
  }
  for (const word of words) {
    // The longest stem says best what a word means: `process` is not `proces(sing)` of something else.
    const matching = (lexiconByStart.get(word.slice(0, FIRST)) ?? [])
      .filter(({ stem }) => (english || NAMES.has(stem)) && says(word, stem))
      .sort((a, b) => b.stem.length - a.stem.length)
    const longest = matching[0]?.stem.length
    for (const { pillar, weight } of matching.filter(({ stem }) => stem.length === longest)) add(pillar, weight, word)
  }
  const summary = asksForFileSummary(read)
  for (const pillar of PILLAR_NAMES) {
    const { phrases, fileSummary, attachment, tableQuestion } = vocabularyOf(pillar)
    for (const [phrase, weight] of english ? phrases : []) {
      const found = phrase.exec(lower)
      if (found?.[1]) add(pillar, weight, found[1])
    }
    if (summary !== null && fileSummary) add(pillar, fileSummary, summary)
    if (attachments > 0 && summary === null && tableQuestion && asksOfTables(read, names))
      add(pillar, tableQuestion, 'the attached table')
    if (attachments > 0 && attachment)
      add(pillar, attachment, attachments === 1 ? 'the attached file' : 'the attached files')
  }
  return [...scores.values()].sort((a, b) => b.score - a.score)
}

export type Intent =
  | { kind: 'clear'; best: PillarScore; confidence: number }
  /** Two pillars are meant about equally: ask, do not guess. */
  | { kind: 'tie'; between: PillarScore[] }
  | { kind: 'none' }

const ENOUGH = 1.5
const MARGIN = 1.25

/** Reads the scores: clear, a near-tie, or nothing that the words know. */
export function readIntent(scores: PillarScore[]): Intent {
  const [best, second] = scores
  if (!best || best.score < ENOUGH) return { kind: 'none' }
  if (!second || best.score >= MARGIN * second.score) {
    return { kind: 'clear', best, confidence: confidenceOf(best.score, second?.score ?? 0) }
  }
  return { kind: 'tie', between: scores.filter((s) => s.score * MARGIN >= best.score) }
}

/** Below 0.5 for a narrow lead with little said, near 1 for much said that all points one way. */
const confidenceOf = (best: number, second: number): number => {
  const share = best / (best + second)
  const evidence = 1 - 1 / (1 + best)
  return Math.round(100 * share * (0.5 + 0.5 * evidence)) / 100
}

const CHOICE =
  /^(?:the |to the |i (?:want|choose|take) (?:the )?)?([a-z]+(?:[ _]outcomes?)?)(?: liaison| one| pillar)?(?:,? please)?[.!]?$/

/** The pillar whose name is the whole message: a choice, and maybe the answer to an earlier question. */
export function pillarNamed(text: string): Pillar | null {
  const words = text.slice(0, 80).trim().toLowerCase().replace(' assistant', ' liaison')
  const said = CHOICE.exec(words)?.[1]?.replace(' ', '_')
  return PILLAR_NAMES.find((name) => said !== undefined && (said === name || `${said}s` === name)) ?? null
}
