// Scores a text against the vocabulary of each pillar. Chooses no agent: Experience routes with the scores and a guide
// proposes with them, so both read a sentence in the same way. Pure. [U1]
import { withoutFileNames } from './file-names.ts'
import { asksForFileSummary } from './file-requests.ts'
import { readsAsEnglish } from './intent-language.ts'
import { PILLAR_NAMES, type Pillar } from './pillars.ts'

/** Stems of single words; a word counts when it begins with a stem and is at most four letters longer. */
const WORDS: Record<Pillar, { strong: string; weak: string }> = {
  content: {
    strong:
      'csv tsv xlsx xls ods excel spreadsheet pdf docx markdown json ndjson upload attach parse schema column header encoding ' +
      'delimiter duplicat preview null blank redact convert format malformed quality metadata workbook worksheet ' +
      'pii iban anonymi gdpr quote',
    weak: 'file document data row field read open check clean missing inspect typo empty look sample sheet report table search text personal extract',
  },
  insights: {
    strong:
      'trend chart graph plot averag median total sum count statistic correlat outlier anomal forecast compar ' +
      'overdue late ageing aging bucket receivabl revenue insight distribut percent pivot cohort segment debtor owes owe ' +
      'histogram seasonal variance',
    weak: 'mean who customer sales region quarter month highest lowest largest biggest top most least number amount balance unpaid invoice analys analyz share report table cost growth increas decreas drop rank',
  },
  operations: {
    strong:
      'workflow process sop procedur bpmn bottleneck flowchart swimlane handover approv automat coexist refund ' +
      'onboard checklist escalat cycle lint simulat diagram mermaid raci playbook',
    weak: 'step owner task role team responsib exception sla operat wait delay manual hand document risk queue',
  },
  business_outcomes: {
    strong:
      'roadmap roi kpi okr budget milestone invest proposal pilot busines strateg stakeholder ' +
      'benefit initiativ outcom fund poc gantt',
    weak: 'plan goal risk cost saving value target objective timeline priorit finance financial return impact',
  },
}

/** Figures of an investment: they speak for business outcomes with any attachment. */
const FIGURES =
  'npv irr xirr xnpv payback breakeven kapitalwert barwert zinsfuß rendite amortisation amortisationsdauer amortisier'

/** Names that are the same in every language: they count in a text of any language. */
const NAMES = new Set(
  (
    'csv tsv xlsx xls ods excel pdf docx markdown json ndjson iban gdpr pii bpmn sop sla raci mermaid lint ' +
    `roi kpi okr poc gantt ${FIGURES}`
  ).split(' '),
)

/** Words that only look like one of the stems. */
const FALSE_FRIENDS = new Set(
  (
    'meaning means meant latest lately latent country countries county counties counter counters summer summers ' +
    'summary summaries charter charters planet planets plane planes plant plants owen'
  ).split(' '),
)

/** What single words cannot say. The first group of each is what is shown as the reason. */
const PHRASES: [RegExp, Pillar, number][] = [
  [/\b(how (?:many|much))\b/, 'insights', 2],
  [/\b(days? (?:late|overdue|past due)|past due|not paid|yet to pay|paid late)\b/, 'insights', 2],
  [/\b(over time|by (?:region|customer|month|quarter|segment|country))\b/, 'insights', 1.5],
  [/\b(what (?:changed|drives|explains))\b/, 'insights', 2],
  [/\b(how (?:do|should|does) (?:we|our team|the team|one|i) \w+)\b/, 'operations', 1],
  // What is made decides, not what it is made from: “turn our refund SOP into a workflow”.
  [
    /\b(?:in)?to ((?:an? |the )?(?:[a-z]{1,20} )?(?:workflow|diagram|bpmn|flow ?chart|process map|sop|procedure))\b/,
    'operations',
    3,
  ],
  [/\b(who (?:approves|owns|signs off|is responsible))\b/, 'operations', 3],
  [/\b(step by step|standard operating|separation of duties|segregation of duties)\b/, 'operations', 2.5],
  [
    /\b(proof of concept|business case|return on investment|success criteria|go[- ]to[- ]market)\b/,
    'business_outcomes',
    2.5,
  ],
  [/\b((?:30|60|90)[- ]days? plan|plan for (?:the )?next (?:quarter|year|month))\b/, 'business_outcomes', 2.5],
  [
    /\b(discount rate|net present value|rate of return|monte carlo|sensitivity|critical path|assumptions?)\b/,
    'business_outcomes',
    2.5,
  ],
  [/\b(is it worth|worth (?:it|doing)|pay(?:s)? off)\b/, 'business_outcomes', 2],
  // Asks for a figure of an investment, with any attachment.
  [/\b(pay back|break even|pays? (?:for )?itself(?: back)?)\b/, 'business_outcomes', 3],
  [/\b((?:get|got|have|see|recover) (?:our|my|the|your) (?:money|investment|cash) back)\b/, 'business_outcomes', 3],
  [/\b((?:a|per|each|every) (?:year|month|quarter) (?:for|over) \d)/, 'business_outcomes', 2],
  [/\b(what(?:'s| is) (?:in|inside) (?:this|the|my))\b/, 'content', 2],
  [/\b(search (?:for|in|through)|look up|what does (?:the|this|my) \w+ say)\b/, 'content', 3],
  [/\b(missing values?|empty cells?)\b/, 'content', 2.5],
  [/\b(data quality|clean (?:up )?(?:the|this|my) (?:data|file))\b/, 'content', 2],
]

/** A longer text says what it is about in its beginning. */
const READ_CHARS = 4_000

const STRONG = 2
const WEAK = 1
const DECISIVE = 4

/** Summarising a file is the content liaison's work, independent of the file's name. */
const SUMMARY = 4

/** Files speak too: what a person attaches is there to be read first. */
const ATTACHMENT = 1.5

export interface PillarScore {
  pillar: Pillar
  /** 0 and up; comparable within one text only. */
  score: number
  /** The words of the text that spoke for it. */
  terms: string[]
}

const stated = PILLAR_NAMES.flatMap((pillar) => [
  ...(pillar === 'business_outcomes' ? FIGURES.split(' ').map((stem) => ({ pillar, stem, weight: DECISIVE })) : []),
  ...WORDS[pillar].strong.split(' ').map((stem) => ({ pillar, stem, weight: STRONG })),
  ...WORDS[pillar].weak.split(' ').map((stem) => ({ pillar, stem, weight: WEAK })),
])

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
  const add = (pillar: Pillar, weight: number, term: string) => {
    const entry = scores.get(pillar)
    if (!entry || entry.terms.includes(term)) return
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
  for (const [phrase, pillar, weight] of english ? PHRASES : []) {
    const found = phrase.exec(lower)
    if (found?.[1]) add(pillar, weight, found[1])
  }
  const summary = english ? asksForFileSummary(read) : null
  if (summary !== null) add('content', SUMMARY, summary)
  if (attachments > 0) add('content', ATTACHMENT, attachments === 1 ? 'the attached file' : 'the attached files')
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
