// Owns questions about lateness: from how many days on, on which day, of whom. Pure.
import type { ColumnFacts } from '../tools/columns-tool.ts'
import { takeValues } from './column-mentions.ts'
import { type Question, takeAsOf, unclear } from './question-shape.ts'
import { QuestionWords, type WordTest } from './question-words.ts'

const LATE = /^(?:late|overdue|arrears|delinquent|lateness)$/
const AGEING = /^(?:ageing|aging|aged|buckets?)$/
const OWING = /^(?:owes?|owed|owing|unpaid|open|outstanding|unsettled)$/
const MORE: WordTest[][] = [
  ['more', 'than'],
  ['longer', 'than'],
  ['greater', 'than'],
  ['later', 'than'],
  ['over'],
  ['above'],
  ['beyond'],
  ['exceeding'],
  ['>'],
]
const AT_LEAST: WordTest[][] = [['at', 'least'], ['minimum'], ['>=']]
const UNITS: [RegExp, number][] = [
  [/^days?$/, 1],
  [/^weeks?$/, 7],
  [/^months?$/, 30],
]
const NUMBER = /^\d{1,5}$/
const NUMBER_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]
const NUMBER_WORD = new RegExp(`^(?:${NUMBER_WORDS.slice(1).join('|')}|thirty|sixty|ninety)$`)
const TENS: Record<string, number> = { thirty: 30, sixty: 60, ninety: 90 }

/** What may stand beside lateness without asking for anything else. */
const COMPANIONS: WordTest[][] = [
  ['by', /^(?:customer|client|debtor)s?$/],
  ['how', 'many'],
  ['how', 'much'],
  ['past', 'due'],
  ['due', /^dates?$/],
  [/^(?:invoice|bill|receivable|row|record|item)s?$/],
  [/^(?:customer|client|debtor|company|companies|people)s?$/],
  [/^(?:amount|money|balance|debt)s?$/],
  [
    /^(?:total|sum|count|number|share|percentage|proportion|list|overview|report|analysis|breakdown|summary|schedule|distribution)$/,
  ],
  [/^(?:paying|due|old|behind|past)$/],
  [OWING],
]

/** `null` when the question is not, or not only, about lateness. */
export function readLate(text: string, columns: readonly ColumnFacts[], asOf: string | null): Question | null {
  const words = new QuestionWords(text)
  takeAsOf(words)
  const { where, clash } = takeValues(
    words,
    columns.filter((column) => column.role !== 'status'),
  )
  const limit = takeLimit(words)
  const ageing = words.take(AGEING) >= 0
  const late = words.take(LATE) >= 0 || words.take('past', 'due') >= 0
  const owing = limit !== null && (words.find([OWING]) >= 0 || words.find(['due']) >= 0)
  if (!late && !ageing && !owing) return null
  if (words.take(/^(?:paid|payers?|payments?)$/) >= 0) {
    return { kind: 'unclear', why: 'I can say what is still open and late, but not yet who paid late.' }
  }
  while (
    COMPANIONS.some((companion) => words.take(...companion) >= 0) ||
    words.take(LATE) >= 0 ||
    words.take(AGEING) >= 0
  );
  const rest = words.unused()
  // Without a number of days, “overdue by region” is a grouping of what is past due, and has an answer elsewhere.
  if (rest.length > 0) return ageing && !limit ? unclear(words) : null
  if (clash) return { kind: 'unclear', why: `You name two values of “${clash}”; ask about one at a time.` }
  const { days, inclusive } = limit ?? { days: 0, inclusive: false }
  return { kind: 'late', days, inclusive, as_of: asOf, where, show: ageing && limit === null ? 'ageing' : 'list' }
}

/** `more than 90 days late`, wherever it stands in a question about something else. */
export function takeLateness(words: QuestionWords): { days: number; inclusive: boolean } | null {
  const late = words.find([LATE]) >= 0 || words.find(['past', 'due']) >= 0 || words.find([OWING]) >= 0
  const limit = late ? takeLimit(words) : null
  if (!limit) return null
  while (words.take(LATE) >= 0 || words.take('past', 'due') >= 0 || words.take(OWING) >= 0);
  return limit
}

/** `more than 90 days`, `at least 2 months`, `30 days or more`, `90+ days`, `60 days`. */
export function takeLimit(words: QuestionWords): { days: number; inclusive: boolean } | null {
  for (const number of [NUMBER, NUMBER_WORD]) {
    for (const [unit, daysInUnit] of UNITS) {
      const read = (at: number, inclusive: boolean) => {
        const said = words.words[at]?.text ?? ''
        return { days: numberOf(said) * daysInUnit, inclusive }
      }
      for (const lead of [...AT_LEAST, ...MORE]) {
        const at = words.take(...lead, number, unit)
        if (at >= 0) return read(at + lead.length, AT_LEAST.includes(lead))
      }
      const orMore = words.take(number, unit, 'or', /^(?:more|longer|over)$/)
      if (orMore >= 0) return read(orMore, true)
      // “90 days late” is how people say more than 90.
      const at = words.find([number, unit])
      const before = words.words[at - 1]?.text
      if (
        at >= 0 &&
        before !== 'than' &&
        before !== 'under' &&
        before !== 'within' &&
        before !== 'to' &&
        before !== 'last'
      ) {
        words.use(at, 2)
        return read(at, false)
      }
    }
  }
  return null
}

const numberOf = (said: string): number => {
  if (/^\d+$/.test(said)) return Number(said)
  return TENS[said] ?? NUMBER_WORDS.indexOf(said)
}
