// A plan that is being read from a question, with what was assumed on the way.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type {
  PlanAnalysis,
  PlanBucket,
  PlanCondition,
  PlanFilter,
  PlanGrouping,
  PlanMeasure,
  TablePlan,
} from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric, isText, isYesNo } from '../plan-scope.ts'
import type { Assumption } from './assumption.ts'
import type { Item } from './item.ts'
import type { Lexicon } from './lexicon.ts'
import type { Calendar, PeriodAt } from './periods.ts'
import type { Problem } from './problem.ts'
import type { AnalysisWord, Role } from './role.ts'

export interface Draft {
  items: Item[]
  lexicon: Lexicon
  calendar: Calendar
  periods: PeriodAt[]
  measures: PlanMeasure[]
  by: PlanGrouping[]
  where: PlanFilter
  /** Conditions that a share or rate counts. */
  counted: PlanFilter
  having: TablePlan['having']
  comparison: TablePlan['comparison']
  columns: string[]
  order: TablePlan['order']
  limit: TablePlan['limit']
  neighbour: TablePlan['neighbour']
  share: boolean
  shape: TablePlan['shape']
  /** The statistic that a word asks for, and what is computed for it once the rest is read. */
  analysisWord: AnalysisWord | null
  analysis: PlanAnalysis | null
  /** “the next 6 months” of a forecast. */
  ahead: { periods: number; bucket: PlanBucket } | null
  show: TablePlan['show']
  /** What is asked for: `which customers`, `who`. */
  subject: ColumnReading | null
  /** A limit on groups whose measure is not known yet. */
  pendingHaving: { op: TablePlan['having'][number]['op']; value: number; counts: boolean } | null
  /** What is still to be paid of a row, where open invoices are asked for. */
  openAmount: PlanMeasure['operand'] | null
  assumptions: Assumption[]
  /** Why the question cannot be answered as it stands. */
  problems: Problem[]
}

export function startDraft(items: Item[], lexicon: Lexicon, calendar: Calendar): Draft {
  return {
    items,
    lexicon,
    calendar,
    periods: [],
    measures: [],
    by: [],
    where: [],
    counted: [],
    having: [],
    comparison: null,
    columns: [],
    order: [],
    limit: null,
    neighbour: null,
    share: false,
    shape: 'groups',
    analysisWord: null,
    analysis: null,
    ahead: null,
    show: 'auto',
    subject: null,
    pendingHaving: null,
    openAmount: null,
    assumptions: [],
    problems: [],
  }
}

export type RoleOf<Is extends Role['is']> = Extract<Role, { is: Is }>

export const hasRole = <Is extends Role['is']>(item: Item | undefined, is: Is): item is Item & { role: RoleOf<Is> } =>
  item?.role?.is === is

/** An unused item whose role it is. */
export const live = <Is extends Role['is']>(item: Item | undefined, is: Is): item is Item & { role: RoleOf<Is> } =>
  item !== undefined && !item.used && hasRole(item, is)

export const findRole = <Is extends Role['is']>({ items }: Draft, is: Is, from = 0): number =>
  items.findIndex((item, at) => at >= from && live(item, is))

const GLUE: ReadonlySet<Role['is']> = new Set(['of', 'filler', 'be', 'as', 'only'])

/** A word that means nothing here by itself. */
export const isUnknown = (item: Item): boolean =>
  !item.used &&
  !item.noun &&
  item.role === null &&
  item.columns.length === 0 &&
  item.values.length === 0 &&
  item.number === null &&
  item.date === null &&
  /^\p{L}{3,}$/u.test(item.text)

/** Words that only hold others together. */
export const isGlue = (item: Item | undefined): boolean =>
  item?.role !== undefined &&
  item.role !== null &&
  GLUE.has(item.role.is) &&
  item.columns.length === 0 &&
  item.values.length === 0

export const skipGlue = ({ items }: Draft, at: number): number => {
  let next = at
  while (isGlue(items[next])) next++
  return next
}

export const backOverGlue = ({ items }: Draft, at: number): number => {
  let next = at
  while (next >= 0 && isGlue(items[next])) next--
  return next
}

export const use = (...items: (Item | undefined)[]): void => {
  for (const item of items) if (item) item.used = true
}

export const numberOfItem = (item: Item | undefined): number | null =>
  item === undefined || item.used ? null : (item.number ?? (hasRole(item, 'number') ? item.role.value : null))

/** Whether the columns of an item are meant, and not its meaning as a word of the language. */
export const namesColumn = (item: Item | undefined): item is Item =>
  item !== undefined && !item.used && item.columns.length > 0

export const numericOf = (item: Item | undefined): ColumnReading | null =>
  item && !item.used
    ? (item.columns.find((column) => isNumeric(column) && column.additivity.value !== 'identifier') ?? null)
    : null

export const datedOf = (item: Item | undefined): ColumnReading | null =>
  item && !item.used ? (item.columns.find(isDate) ?? null) : null

export const yesNoOf = (item: Item | undefined): ColumnReading | null =>
  item && !item.used ? (item.columns.find(isYesNo) ?? null) : null

/** Columns that make groups or subjects: names, classes, ids, yes or no, small numbers. */
export const groupable = (column: ColumnReading): boolean =>
  isText(column) || isYesNo(column) || column.additivity.value === 'identifier'

export const groupOfItem = (item: Item | undefined): ColumnReading | null =>
  item && !item.used ? (item.columns.find(groupable) ?? null) : null

/** “which route” of routes 5 and 8: a number that is asked for by name is a name. */
export const numberAsName = (item: Item | undefined, { reading }: Lexicon): ColumnReading | null =>
  item && !item.used && item.named === 'name'
    ? (item.columns.find(({ kind, distinct }) => kind.value === 'integer' && distinct * 2 <= reading.rows) ?? null)
    : null

/** Every row has its own value; an identifier may repeat where whole rows do. */
export const isKey = (column: ColumnReading, { reading }: Lexicon): boolean => {
  const filled = reading.rows - column.empty
  const least = column.additivity.value === 'identifier' ? 0.97 * filled : filled
  return column.distinct > 1 && column.distinct >= least && column.empty <= reading.rows * 0.02
}

export const columnOperand = (column: ColumnReading) => ({ of: 'column' as const, column: column.name })

export const whereIs = (
  column: ColumnReading,
  values: readonly (string | number | boolean)[],
  not = false,
): PlanCondition => {
  const [only] = values
  return values.length === 1 && only !== undefined
    ? { operand: columnOperand(column), op: not ? 'ne' : 'eq', values: [only] }
    : { operand: columnOperand(column), op: not ? 'not_in' : 'in', values: [...values] }
}

/** Adds a choice with the columns that would have fitted as well. */
export function assume(
  draft: Draft,
  part: Assumption['part'],
  chosen: ColumnReading,
  others: readonly ColumnReading[],
): void {
  const rest = others
    .filter((other) => other !== chosen)
    .map(({ name }) => name)
    .slice(0, 6)
  draft.assumptions.push({ part, chosen: chosen.name, others: rest })
}

/** The first column of groups that the words name; it is used then. */
export function firstGroup(draft: Draft): ColumnReading | null {
  for (const item of draft.items) {
    const column = groupOfItem(item)
    if (column && !isKey(column, draft.lexicon)) {
      use(item)
      return column
    }
  }
  return null
}
