// Roles that words of a question can have, and the form of a language's vocabulary.
import type { PlanAggregate, PlanBucket, PlanDurationUnit } from '@biplane/contracts/wire/table-plan'

export type Comparator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'
export type Direction = 'high' | 'low'

/** What a superlative or comparative ranks where it says so itself: `oldest`, `cheapest`, `latest`. */
export type Ranked = 'date' | 'age' | 'price' | 'duration' | 'count' | null

/** Statistics that a question can ask for by a word. */
export type AnalysisWord =
  | ('trend' | 'forecast' | 'correlation' | 'describe' | 'overview' | 'quality' | 'outliers')
  | ('change' | 'cohort' | 'versions' | 'advice')

export type Role =
  | { is: 'aggregate'; aggregate: Exclude<PlanAggregate, 'count' | 'first' | 'last'> }
  | { is: 'how_many' | 'how_much' | 'each' | 'by' | 'and' | 'or' | 'versus' | 'than' | 'between' }
  | { is: 'not' | 'except' | 'without' | 'empty' | 'filled' | 'yes' | 'no' }
  | { is: 'which' | 'who' | 'when' | 'where' | 'what' | 'list' | 'of' | 'be' | 'as' | 'only' }
  | { is: 'superlative'; direction: Direction; good?: boolean; ranked: Ranked }
  | { is: 'comparative'; direction: Direction; ranked: Ranked }
  | { is: 'compare'; op: Comparator }
  | { is: 'times'; count: number }
  | { is: 'average_figure'; op: Comparator }
  | { is: 'top'; direction: Direction }
  | { is: 'first' | 'last' | 'next' | 'previous' | 'directly' }
  | { is: 'after' | 'before' | 'since' | 'until' | 'from' | 'to' | 'this' | 'ago' }
  | { is: 'share' | 'rate' | 'difference' | 'duration' | 'tenure' | 'grow' | 'split' }
  | { is: 'shape'; shape: AnalysisWord }
  | { is: 'chart'; show: 'bar' | 'line' | 'table' }
  | { is: 'sorted' }
  | { is: 'ordered'; direction: Direction }
  | { is: 'bucket'; bucket: PlanBucket }
  | { is: 'month'; month: number }
  | { is: 'weekday'; day: number }
  | { is: 'quarter'; quarter: number }
  | { is: 'half'; half: number }
  | { is: 'relative_day'; days: number }
  | { is: 'year_to_date' | 'now' | 'weekend' }
  | { is: 'unit'; unit: PlanDurationUnit }
  | { is: 'currency'; code: string }
  | { is: 'percent' }
  | { is: 'number'; value: number }
  /** Rows of any table: rows, records, entries, lines. */
  | { is: 'row' }
  /** The state of an invoice. */
  | { is: 'invoice'; state: 'open' | 'overdue' | 'paid' | 'ageing' }
  /** What was sold, earned, made: the main measure. */
  | { is: 'perform' }
  /** Nothing is left of it. */
  | { is: 'sold_out' }
  | { is: 'swap' | 'about' }
  /** Says nothing that limits or changes the answer. */
  | { is: 'filler' }

export interface Vocabulary {
  language: string
  /** One line for each meaning; phrases are separated by `|`. */
  roles: readonly (readonly [Role, string])[]
  /** Words that mean the same thing of business, by a name that all languages share; `~` before those of columns only. */
  concepts: Readonly<Record<string, string>>
  /** Words that begin a question of its own: “did we sell more in March?” does not go on from the one before. */
  begins: string
  /** Words that point at the answer before, so that a question with one of them goes on from it all the same. */
  points: string
}
