// “Which vessel was late most often?”: rows are counted, and a number that the question only says of them tells which ones.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { isNumeric } from '../plan-scope.ts'
import { columnOperand, type Draft, hasRole, use } from './draft.ts'
import type { Item } from './item.ts'
import type { Parts } from './plan-parts.ts'
import type { Ranking } from './read-ranking.ts'

const OFTEN = /(?:^| )(?:often|frequently|regularly|rarely|haufigsten|seltensten)$/

/** Numbers that are above zero where something went wrong: minutes late, hours of downtime, days of absence. */
const ABOVE_ZERO =
  /(?:^|[^\p{L}])(?:delays?|delayed|late|lateness|overdue|downtime|absen\p{L}*|missed|errors?|defects?|faults?|failures?|complaints?|damages?|fines?|loss|losses|accidents?|incidents?|injur\p{L}*|breakdowns?|cancellations?|versp\p{L}*|fehl\p{L}*|ausf[aä]ll\p{L}*|mängel|verlust\p{L}*|unf[aä]ll\p{L}*|beschwerde\p{L}*|reklamation\p{L}*|sch[aä]den)(?:$|[^\p{L}])/iu

const LATE = /(?:^|[^\p{L}])(?:delay\p{L}{0,2}|late|lateness|versp\p{L}*)(?:$|[^\p{L}])/iu
const LATE_SAID = /^(?:late|delayed|delays?|verspatet|verspatung|verspatungen|unpunktlich)$/

interface Settled {
  parts: Parts
  ranking: Ranking
}

/** As it was where the question does not ask how often. */
export function countedOften(draft: Draft, parts: Parts, ranking: Ranking): Settled {
  if (!OFTEN.test(ranking.words.join(' '))) return { parts, ranking }
  const counted: Settled = {
    parts: { ...parts, measures: [] },
    ranking: { ...ranking, column: null, columnOthers: [], counts: true },
  }
  if (readsOnTime(draft, ranking)) return counted
  if (readsLate(draft, ranking)) return counted
  const column = ranking.column ?? measuredColumn(draft, parts.measures)
  if (!column) return { parts, ranking: { ...ranking, counts: true } }
  const item = draft.items.find(({ columns }) => columns.includes(column))
  if (isNumeric(column) && ABOVE_ZERO.test(plainName(column))) only(draft, column, 'gt', ranking)
  // Who “donated most often” gave in most rows; each row counts once.
  else if (!isNumeric(column) || !item || !(hasRole(item, 'perform') || item.named === 'meaning'))
    draft.problems.push({ is: 'no_limit', said: item?.text ?? column.name })
  return counted
}

const HOW_OFTEN = /^(?:how often|how many times|wie oft|wie haufig)$/

/** “How often was Raj late?” counts the rows above zero, and adds no minutes. */
export function countsHowOften(draft: Draft, measures: Parts['measures']): boolean {
  if (!draft.items.some((item) => hasRole(item, 'how_many') && HOW_OFTEN.test(item.words.join(' ')))) return false
  const column = measuredColumn(draft, measures)
  if (!column || !isNumeric(column) || !ABOVE_ZERO.test(plainName(column))) return false
  limitTo(draft, column, 'gt')
  return true
}

/** “on time” is not late. */
function readsOnTime(draft: Draft, ranking: Ranking): boolean {
  const said = onTime(draft.items)
  if (said.length === 0) return false
  const late = lateColumn(draft)
  if (late) only(draft, late, 'le', ranking)
  else draft.problems.push({ is: 'nothing_on_time' })
  use(...said)
  return true
}

/** “late” and “delayed” mean the one column of delays. */
function readsLate(draft: Draft, ranking: Ranking): boolean {
  const said = draft.items.filter((item) => !item.used && LATE_SAID.test(item.words.join(' ')))
  const late = lateColumn(draft)
  if (said.length === 0 || !late) return false
  only(draft, late, 'gt', ranking)
  use(...said)
  return true
}

function lateColumn({ lexicon }: Draft): ColumnReading | null {
  const [one, another] = lexicon.reading.columns.filter((column) => isNumeric(column) && LATE.test(plainName(column)))
  return another === undefined ? (one ?? null) : null
}

function onTime(items: readonly Item[]): Item[] {
  const whole = items.filter(({ words }) => /^(?:on time|punctual|punctually|punktlich)$/.test(words.join(' ')))
  const at = items.findIndex(({ words }) => words.join(' ') === 'on')
  const next = items[at + 1]
  return at >= 0 && next?.words.join(' ') === 'time' ? [...whole, ...items.slice(at, at + 2)] : whole
}

/** Whoever has none of the rows has no line, so the fewest cannot be told so. */
function only(draft: Draft, column: ColumnReading, op: 'gt' | 'le', ranking: Ranking): void {
  if (ranking.role.direction === 'low') draft.problems.push({ is: 'never_happened' })
  else limitTo(draft, column, op)
}

/** Counts the rows above zero, or the others. */
function limitTo(draft: Draft, column: ColumnReading, op: 'gt' | 'le'): void {
  draft.where.push([{ operand: columnOperand(column), op, values: [0] }])
  draft.assumptions.push({
    part: 'where',
    chosen: column.name,
    others: [],
    note: { is: 'above_zero', column: column.name, above: op === 'gt' },
  })
}

function measuredColumn({ lexicon }: Draft, [measured]: Parts['measures']): ColumnReading | null {
  const operand = measured?.operand
  if (operand?.of !== 'column') return null
  return lexicon.reading.columns.find(({ name }) => name === operand.column) ?? null
}

const plainName = ({ name }: ColumnReading): string => name.replaceAll('_', ' ')
