// What a language needs to say an answer about a table: its words, its numbers and its sentences. A language is one file
// with an `AnswerLanguage`; nothing else writes words of an answer.
import type {
  PlanBucket,
  PlanCondition,
  PlanDatePart,
  PlanDurationUnit,
  PlanMeasure,
  TablePlan,
} from '@biplane/contracts/wire/table-plan'
import type { Assumption, AssumptionNote } from '../words/assumption.ts'
import type { Problem } from '../words/problem.ts'

export interface AnswerLanguage {
  code: LanguageCode
  /** For numbers. */
  locale: string
  decimalMark: string
  aggregates: Record<PlanMeasure['aggregate'], string>
  buckets: Record<PlanBucket | PlanDatePart, string>
  operators: Record<PlanCondition['op'], string>
  having: Record<TablePlan['having'][number]['op'], string>
  months: readonly string[]
  weekdays: readonly string[]
  units: Record<PlanDurationUnit, string>
  /** From `Not due` to `Over 90 days`, as SQL numbers them. */
  daysLate: readonly string[]
  /** Day, hour, minute and second beside their number: `1 day 8 h 45 min`. */
  duration: { day: string; days: string; hour: string; minute: string; second: string }
  yes: string
  no: string
  empty: string
  and: string
  or: string
  not: string
  today: string
  /** The rows of a table whose rows have no name. */
  rows: { one: string; many: string }
  day(iso: string): string
  /** `EUR 1,234.50`, `12.5 %`: the shown number with its unit. */
  withUnit(number: string, unit: string): string
  counted(count: number, noun: 'row' | 'line' | 'cell'): string
  since(unit: string, from: string): string
  fromTo(unit: string, from: string, to: string): string
  partOf(part: string, column: string): string
  shareOf(what: string): string
  with(what: string, conditions: string): string
  per(what: string, group: string): string
  by(what: string, groups: string): string
  range(period: { is: 'until' | 'since' | 'on'; day: string } | { is: 'between'; from: string; to: string }): string
  figure(figure: string): string
  more(list: string, rest: number): string
  sentences: AnswerSentences
  suggested: SuggestedQuestions
}

/** Questions that a table answers, made of the names of its columns. */
export interface SuggestedQuestions {
  perGroup(how: 'sum' | 'average', column: string, group: string): string
  rowsPerGroup(group: string): string
  share(column: string): string
  perMonth(how: 'sum' | 'average', column: string): string
  rowsPerMonth: string
  top(group: string, column: string): string
  highest(column: string): string
  howManyRows: string
}

/** Whole sentences; `where` is empty or begins with a space and stands in brackets. */
export interface AnswerSentences {
  noRowFits(where: string): string
  noValue(measure: string, rows: string, where: string): string
  fromRows(rows: string): string
  noGroupFits(groups: string, where: string, having: string): string
  groupsWith(count: string, groups: string, having: string, where: string): string
  winner(names: string, several: boolean, lowest: boolean, measure: string, value: string, where: string): string
  allTogether(value: string): string
  moreInTable(count: string): string
  same(figures: string): string
  differs(figures: string, more: boolean, side: string, difference: string): string
  rowsFit(count: string, rows: string, where: string): string
  firstRows(count: string, rows: string, where: string): string
  differentValues(count: string, columns: string, where: string): string
  /** Heading over what the answer rests on, and what was left out. */
  restsOn: string
  /** Heading over where the figures come from. */
  howComputed: string
  computedFrom(rows: string, file: string): string
  goingOn: string
  took(column: string, part: Assumption['part']): string
  /** Why a question is open; without a full stop. */
  problem(problem: Problem): string
  unknownWords(words: readonly string[]): string
  noSuchDay(day: string): string
  notGuessed: string
  understood(parts: string): string
  columnsAre(names: readonly string[], more: number): string
  /** Before the questions that this table answers. */
  worksHere: string
  /** Without a full stop. */
  note(note: AssumptionNote): string
  alsoPossible(columns: string): string
  todayIs(day: string, column: string): string
  repeats(count: number, kept: boolean): string
  leftOut(lines: string, evidence: string): string
  tableShows(shown: string, of: string): string
  readAs(column: string, format: string, others: string): string
  readWithDecimal(column: string, mark: string): string
  unreadable(count: number, column: string, kind: string, examples: string): string
  inRow(text: string, row: number): string
}

export type LanguageCode = 'en' | 'de'
