// A question in natural words → a table plan, or what is missing for one. Every word of content is used or named.

import { type PlanAggregate, type TablePlan, tablePlan } from '@biplane/contracts/wire/table-plan'
import { isDate } from '../plan-scope.ts'
import { asAgeing } from './ageing-plan.ts'
import type { Assumption } from './assumption.ts'
import { splitCompounds } from './compounds.ts'
import { columnOperand, type Draft, hasRole, isGlue, live, startDraft, use } from './draft.ts'
import { finishPlan } from './finish-plan.ts'
import { guardPlan } from './guards.ts'
import type { Item } from './item.ts'
import { itemsOf } from './items.ts'
import { isJoiningVerb } from './joining-verbs.ts'
import type { Lexicon } from './lexicon.ts'
import { withoutAnyRow } from './negated-groups.ts'
import type { Calendar } from './periods.ts'
import type { Problem } from './problem.ts'
import { readConditions } from './read-conditions.ts'
import { readEdge, readLimit, readNeighbour, readOrder, readShape } from './read-frames.ts'
import { readGroups } from './read-groups.ts'
import { readInvoiceWords } from './read-invoices.ts'
import { limitToPeriods, readComparison, readPeriods } from './read-periods.ts'
import { readStillOpen } from './still-open.ts'
import { tokensOf } from './tokens.ts'
import {
  aggregateSaid,
  isDescribed,
  isModifier,
  isVague,
  meansUsedColumn,
  understood,
  unusedItems,
} from './unused-words.ts'
import { BEGINS, POINTS } from './vocabulary.ts'

export interface ReadQuestion {
  plan: TablePlan
  /** The whole table is to be told in short. */
  overview?: boolean | undefined
  assumptions: Assumption[]
  /** Words of content that found no place in the plan. */
  unused: string[]
  /** Why the plan is not the whole question; empty when it is. */
  problems: Problem[]
  /** Which parts of a plan the words say, for a question that goes on from another. */
  said: Said
  /** Goes on from the question before. */
  continued: boolean
  /** Whether anything of the question was understood. */
  understood: boolean
}

export interface Said {
  /** Begins with “and”, “what about”, “only”. */
  opens: boolean
  /** A whole sentence that asks something and points at no earlier answer. */
  whole: boolean
  measure: boolean
  /** “and on average?”: how the measure is put together, without a measure of its own. */
  aggregate: PlanAggregate | null
  by: boolean
  where: boolean
  limit: boolean
  show: boolean
  /** “the other way round” */
  swap: boolean
  /** Names what the rows are, or asks for something by name. */
  subject: boolean
  /** “how many?” and nothing else. */
  countsOnly: boolean
  /** A statistic that names nothing that it is computed of: “why?”, “forecast that”. */
  analysis: boolean
  /** “show me those” and nothing else. */
  listsOnly: boolean
}

export interface QuestionContext {
  lexicon: Lexicon
  asOf: string
  /** The question names that day. */
  dayNamed?: boolean | undefined
  table: TablePlan['table']
}

export function readQuestion(text: string, { lexicon, asOf, dayNamed = false, table }: QuestionContext): ReadQuestion {
  const calendar = calendarOf(lexicon, asOf, dayNamed)
  const draft = startDraft(itemsOf(splitCompounds(tokensOf(text), lexicon), lexicon), lexicon, calendar)
  readShape(draft)
  readNeighbour(draft)
  readLimit(draft)
  readInvoiceWords(draft)
  readPeriods(draft)
  readComparison(draft)
  limitToPeriods(draft)
  readOrder(draft)
  readGroups(draft)
  readConditions(draft)
  readPresence(draft)
  readStillOpen(draft)
  readEdge(draft)
  const plan = withinBounds(withoutAnyRow(draft, asAgeing(finishPlan(draft, { asOf, table }), draft)), draft)
  contradictions(draft)
  guardPlan(draft, plan)
  const unused = unusedItems(draft, plan)
    .filter(
      (item) =>
        !isJoiningVerb(draft, item, plan) &&
        !isDescribed(draft, item, plan) &&
        !isModifier(draft, item) &&
        !meansUsedColumn(item, plan) &&
        !isVague(draft, item, plan),
    )
    .map(({ text: word }) => word)
  return {
    plan,
    overview:
      draft.analysisWord === 'overview' &&
      plan.analysis?.kind === 'describe' &&
      plan.where.length === 0 &&
      plan.analysis.columns.length === 0,
    continued: false,
    assumptions: draft.assumptions,
    unused,
    said: { ...saidOf(draft, plan), whole: isWhole(text) },
    problems: draft.problems,
    understood: understood(draft),
  }
}

/** Nothing is both insured and not: the two sides were meant to be compared. */
function contradictions({ where, problems }: Draft): void {
  const seen = new Map<string, string>()
  for (const [only, ...others] of where) {
    if (only?.op !== 'eq' || others.length > 0 || only.values?.length !== 1) continue
    const operand = JSON.stringify(only.operand)
    const value = JSON.stringify(only.values)
    const known = seen.get(operand)
    if (known !== undefined && known !== value) problems.push({ is: 'both_at_once' })
    seen.set(operand, value)
  }
}

/** “employees right now”: those who have not left. */
function readPresence(draft: Draft): void {
  const now = draft.items.find((item) => live(item, 'now') || isActive(item))
  const left = draft.lexicon.columns.find(
    ({ concepts, column }) =>
      isDate(column) &&
      (concepts.has('left') || concepts.has('churned')) &&
      !concepts.has('resolved') &&
      column.empty > 0,
  )
  if (!now || !left) return
  for (const item of draft.items) if (isActive(item)) use(item)
  use(now)
  if (!draft.where.flat().some(({ operand }) => operand.of === 'column' && operand.column === left.column.name))
    draft.where.push([{ operand: columnOperand(left.column), op: 'empty' }])
}

const isActive = (item: Item): boolean =>
  !item.used &&
  item.columns.length === 0 &&
  item.values.length === 0 &&
  /^(?:active|aktive?n?)$/.test(item.words.join(' '))

function calendarOf({ reading }: Lexicon, asOf: string, named: boolean): Calendar {
  let first = 9_999
  let last = 0
  let lastDay: string | null = null
  for (const column of reading.columns) {
    if (!isDate(column) || column.min === null || column.max === null) continue
    const [from, to] = [Number(column.min.slice(0, 4)), Number(column.max.slice(0, 4))]
    if (from >= 1 && from < first) first = from
    if (to > last && to <= 9_999) last = to
    if (lastDay === null || column.max > lastDay) lastDay = column.max
  }
  return { asOf, named, years: last === 0 ? null : { first, last }, lastDay }
}

/** A text with more parts than a plan may have is no question; nothing of it is dropped in silence. */
function withinBounds(plan: TablePlan, draft: Draft): TablePlan {
  if (tablePlan.safeParse(plan).success) return plan
  draft.problems.push({ is: 'too_many_parts' })
  return {
    ...plan,
    shape: 'groups',
    measures: [{ aggregate: 'count' }],
    by: [],
    where: [],
    having: [],
    comparison: null,
    columns: [],
    order: [],
    limit: null,
    neighbour: null,
  }
}

/** Shorter ones (“which month?”, “how many?”) are fragments that need the question before them. */
const WHOLE_WORDS = 5

function isWhole(text: string): boolean {
  const words = tokensOf(text).filter(({ kind }) => kind !== 'sign')
  const [first] = words
  return (
    first !== undefined &&
    words.length >= WHOLE_WORDS &&
    BEGINS.has(first.norm) &&
    !words.some(({ norm }) => POINTS.has(norm))
  )
}

function saidOf({ items, show, assumptions, subject }: Draft, plan: TablePlan): Omit<Said, 'whole'> {
  const [first] = items
  const guessed = new Set(assumptions.flatMap(({ part, chosen }) => (part === 'measure' ? [chosen] : [])))
  return {
    opens: hasRole(first, 'about') || hasRole(first, 'only') || hasRole(first, 'and') || hasRole(first, 'as'),
    measure:
      items.some((item) => hasRole(item, 'how_many')) ||
      (items.some((item) => hasRole(item, 'how_much')) && plan.measures.some(({ operand }) => operand !== undefined)) ||
      (plan.shape !== 'groups' && (plan.columns.length > 0 || plan.order.length > 0)) ||
      plan.measures.some(
        ({ operand }) => operand !== undefined && !(operand.of === 'column' && guessed.has(operand.column)),
      ),
    aggregate: items.map(aggregateSaid).find((aggregate) => aggregate !== null) ?? null,
    by: plan.by.length > 0,
    where: plan.where.length > 0,
    limit: plan.limit !== null,
    show: show !== 'auto',
    swap: items.some((item) => hasRole(item, 'swap')),
    analysis:
      (plan.analysis?.kind === 'forecast' || plan.analysis?.kind === 'change') &&
      items.every(
        (item) =>
          !item.used ||
          hasRole(item, 'shape') ||
          hasRole(item, 'next') ||
          hasRole(item, 'unit') ||
          hasRole(item, 'bucket') ||
          item.number !== null,
      ),
    subject: subject !== null || items.some((item) => item.noun),
    listsOnly:
      items.some((item) => hasRole(item, 'list')) &&
      items.every((item) => hasRole(item, 'list') || isGlue(item) || hasRole(item, 'row')),
    countsOnly:
      items.some((item) => hasRole(item, 'how_many')) &&
      items.every((item) => hasRole(item, 'how_many') || isGlue(item) || hasRole(item, 'what') || item.text === ','),
  }
}
