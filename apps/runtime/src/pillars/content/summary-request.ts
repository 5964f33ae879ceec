// Reads what kind of summary is wanted: how long, of which section, or only its dates, amounts, duties and the like. Pure.
import type { FactKind } from './key-facts.ts'

export interface SummaryRequest {
  /** How many points; `null` to fit the document. */
  points: number | null
  /** A number such as `3.2`, or words of a heading; `null` for the whole document. */
  section: string | null
  facts: FactKind | null
}

const NUMBER_WORDS: Record<string, number> = {
  one: 1,
  a: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  einem: 1,
  einen: 1,
  zwei: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  zehn: 10,
}
const MAX_POINTS = 20
const COUNT =
  /\b(\d{1,2}|one|a|two|three|four|five|six|seven|eight|nine|ten|einem|einen|zwei|drei|vier|fünf|sechs|sieben|acht|zehn) (?:single )?(?:short )?(?:key |main )?(?:bullets?(?: points?)?|points?|sentences?|lines?|takeaways?|satz|sätzen?|stichpunkten?|punkten?)\b/
const SECTION =
  /\b(?:section|chapter|clause|article|part|paragraph|abschnitt|kapitel|§) ?(?:number |no\.? )?(\d{1,3}(?:\.\d{1,3}){0,4}|["“]?[\p{L}][\p{L}\d &-]{1,60})/u
const FACTS: [FactKind, RegExp][] = [
  ['deadlines', /\b(?:deadlines?|time limits?|fristen)\b/],
  ['dates', /\b(?:dates|termine|daten)\b/],
  ['amounts', /\b(?:amounts?|prices|figures|sums of money|beträge)\b/],
  ['obligations', /\b(?:obligations?|duties|requirements|pflichten)\b/],
  ['owners', /\b(?:owners|responsibilities|responsible people|zuständigkeiten|verantwortlichkeiten)\b/],
  ['definitions', /\b(?:definitions?|defined terms|definitionen|begriffe)\b/],
  ['decisions', /\b(?:decisions|beschlüsse|entscheidungen)\b/],
  ['risks', /\b(?:risks|risiken)\b/],
]
const LISTED =
  /\b(?:what|which|list|show|give|find|extract|key|main|important|all|summar\w{2,4}|welche|nenne|liste|zeige|fasse)\b/
const SUMMARY =
  /\b(?:summar\w{1,6}|tl;?dr|gist|zusammenfass\w{0,6}|fasse|in (?:short|brief)|recap|key (?:points|facts|takeaways)|main points|takeaways)\b/
const SHORT_QUESTION_WORDS = 9

/** `null` where neither a summary nor a list of facts is asked for. */
export function readSummaryRequest(text: string): SummaryRequest | null {
  const lower = text.slice(0, 1_000).toLowerCase().replace(/\s+/g, ' ').trim()
  const count = COUNT.exec(lower)?.[1]
  const points = count === undefined ? null : Math.min(MAX_POINTS, NUMBER_WORDS[count] ?? Math.max(1, Number(count)))
  const facts = factsOf(lower)
  if (facts === null && !SUMMARY.test(lower)) return null
  const section =
    SECTION.exec(lower)?.[1]
      ?.replace(/^["“]/, '')
      .split(/ (?:in|as|of|for) /, 1)[0] ?? null
  return { points, facts, section }
}

/** “What are the key dates?” is a list; “What are the dates of the audit in May?” is a question about one of them. */
function factsOf(lower: string): FactKind | null {
  if (!LISTED.test(lower) || lower.split(' ').length > SHORT_QUESTION_WORDS) return null
  const kind = FACTS.find(([, words]) => words.test(lower))?.[0]
  if (kind === undefined) return null
  const rest = lower
    .replace(/[^\p{L} ]/gu, '')
    .split(' ')
    .filter((word) => !FRAME.has(word) && !FACTS.some(([, words]) => words.test(word)))
  return rest.length === 0 ? kind : null
}

const FRAME = new Set(
  (
    'what which are were is the key main important most all list show give me find extract please of in this that document file contract policy ' +
    'report agreement it mentioned stated and any a there us a summary summarize summarise welche sind die der das wichtigsten nenne liste zeige in diesem im dokument vertrag bitte mir'
  ).split(' '),
)
