// Owns what a question about a table can turn out to be. Pure shapes, and the sentence for what was not understood.
import type { AggregateQuery } from '../tools/aggregate-query.ts'
import { readDay } from '../tools/calendar.ts'
import type { WhereFilter } from '../tools/row-filters.ts'
import type { AnalysisAsk } from './question-analysis.ts'
import type { QuestionWords } from './question-words.ts'

export interface LateQuestion {
  kind: 'late'
  days: number
  inclusive: boolean
  as_of: string | null
  where: WhereFilter[]
  /** What stands in front: who is late, or how the open amounts are aged. */
  show: 'list' | 'ageing'
}

export type Question =
  | LateQuestion
  | { kind: 'aggregate'; query: AggregateQuery }
  | { kind: 'analysis'; ask: AnalysisAsk }
  | { kind: 'outliers' }
  | { kind: 'overview' }
  /** It is a question of this kind, but a part of it is not understood; `why` says which, as a sentence and not as Markdown. */
  | { kind: 'unclear'; why: string }
  | { kind: 'unknown' }

/** `as of 2026-03-31`, `on 2026-03-31`. Uses its words. */
export function takeAsOf(words: QuestionWords): { day: string | null; wrong: string | null } {
  const date = /^\d{4}-\d{2}-\d{2}$/
  for (const lead of [['as', 'of'], ['as', 'at'], ['as', 'per'], ['on'], ['at']]) {
    const at = words.take(...lead, date)
    const said = words.words[at + lead.length]?.text
    if (at < 0 || said === undefined) continue
    return readDay(said, 'ymd')?.kind === 'day' ? { day: said, wrong: null } : { day: null, wrong: said }
  }
  return { day: null, wrong: null }
}

export function unclear(words: QuestionWords): Question {
  const named = words
    .unused()
    .slice(0, 4)
    .map((word) => `“${word.slice(0, 40)}”`)
  return {
    kind: 'unclear',
    why: `I do not know what ${named.join(', ')} means for this file, and I would rather not guess.`,
  }
}
