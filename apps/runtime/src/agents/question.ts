// Owns what a question about a table asks for. Pure; a question of which a word remains unused is not answered by guess.
import type { ColumnFacts } from '../tools/columns-tool.ts'
import { readAggregate } from './question-aggregate.ts'
import { readAnalysis } from './question-analysis.ts'
import { readLate } from './question-late.ts'
import { type Question, takeAsOf, unclear } from './question-shape.ts'
import { QuestionWords } from './question-words.ts'

/** Longer than any question about a table, and short enough to be read while others wait. */
const LONGEST = 1_000

export function readQuestion(text: string, columns: readonly ColumnFacts[]): Question {
  if (text.length > LONGEST)
    return { kind: 'unclear', why: 'That is too long for one question; ask about one thing at a time.' }
  const words = new QuestionWords(text)
  const asOf = takeAsOf(words)
  if (asOf.wrong) return { kind: 'unclear', why: `${asOf.wrong} is not a day that the calendar has.` }
  if (words.take(/^(?:outliers?|anomal(?:y|ies)|anomalous|unusual|extremes?|suspicious)$/) >= 0) {
    words.take(/^(?:values?|amounts?|rows?|invoices?|numbers?)$/)
    return words.unused().length === 0 ? { kind: 'outliers' } : unclear(words)
  }
  if (
    words.take(/^(?:overview|summary|summari[sz]e|insights?|anal(?:y[sz]e|ysis))$/) >= 0 &&
    words.unused().length === 0
  ) {
    return { kind: 'overview' }
  }
  return readLate(text, columns, asOf.day) ?? readAnalysis(text, columns) ?? readAggregate(text, columns, asOf.day)
}
