// A table result as what the page shows: a table, a chart where one helps, and the plan with its chips.

import type { TableColumn } from '@biplane/contracts/wire/artifacts'
import type { ColumnKind, FileReading } from '@biplane/contracts/wire/file-reading'
import type { PlanChip, TableAnswerData } from '@biplane/contracts/wire/table-answer'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import {
  artifactKey,
  boundedTable,
  type Cell,
  type ChartDraft,
  provenanceOf,
  type TableAnswerDraft,
  type TableDraft,
} from '../tools/artifact-shapes.ts'
import { barChart, lineChart, stackedChart } from '../tools/charts.ts'
import type { FileFacts } from '../tools/file-facts.ts'
import { capital, counted, shownName } from '../tools/shown-text.ts'
import { ageingArtifacts } from './ageing-artifacts.ts'
import { analysisArtifacts } from './analyses/analysis-artifacts.ts'
import type { TableOutcome } from './answer-question.ts'
import { noteLines } from './answer-text.ts'
import type { SqlValue } from './duck.ts'
import { formatGroup, numberOfValue } from './format.ts'
import type { TableResult } from './plan-result.ts'
import { isNumeric } from './plan-scope.ts'
import type { ResultColumn } from './plan-sql.ts'
import {
  analysisWords,
  filterWords,
  groupsWords,
  groupWords,
  havingWords,
  measureStyle,
  measureWords,
  namesOf,
  type PlanNames,
  planTitle,
} from './plan-words.ts'
import type { Assumption } from './words/assumption.ts'
import { groupable } from './words/draft.ts'

const MAX_CHART_MARKS = 60

export interface AnswerArtifacts {
  tables: TableDraft[]
  charts: ChartDraft[]
  answer: TableAnswerDraft
}

const TOOL = { name: 'insights.ask', version: '1' }

export function answerArtifacts(
  outcome: TableOutcome,
  file: FileFacts,
  suggestions: TableAnswerData['suggestions'],
): AnswerArtifacts {
  const { plan, reading, language } = outcome
  const names = namesOf(reading, language)
  const title = `${planTitle(plan, names)}`
  const key = (what: string) => artifactKey(what, file.file_uuid, JSON.stringify(plan))
  const result = outcome.kind === 'answered' ? outcome.result : null
  const provenance = result
    ? provenanceOf(TOOL, file, {
        rows: reading.rows,
        expression: result.compiled.statement.shown,
        steps: [...stepsOf(plan, names), ...notesOf(outcome)],
      })
    : null
  const ageing = outcome.kind === 'answered' ? outcome.ageing : null
  const aged = ageing
    ? ageingArtifacts(ageing, { plan, reading, language, file, tool: TOOL })
    : outcome.kind === 'analysis'
      ? analysisArtifacts(outcome.analysis, { plan, reading, file, tool: TOOL })
      : null
  const table =
    result && !aged && worthTable(plan, result)
      ? tableDraft(outcome, result, { key: key('table'), title, provenance })
      : null
  const chart = result && table ? chartDraft(plan, result, table, { names, key: key('chart') }) : null
  return {
    tables: aged ? aged.tables : table ? [table] : [],
    charts: aged ? aged.charts : chart ? [chart] : [],
    answer: {
      kind: 'table_answer',
      // An open question is no result: the page shows it in the conversation only.
      key: key(outcome.kind === 'ask' ? 'ask' : 'answer'),
      title: title.slice(0, 200) || 'Answer',
      summary:
        outcome.kind === 'ask'
          ? outcome.why.slice(0, 500)
          : `How the question about ${shownName(file.name)} was understood`,
      provenance,
      data: {
        state: outcome.kind === 'ask' ? 'ask' : 'answered',
        plan,
        chips: chipsOf(plan, names, outcome.assumptions),
        columns: choices(reading),
        suggestions,
      },
    },
  }
}

/** What the figures rest on, as steps that have no figure of their own. */
const notesOf = (outcome: TableOutcome) =>
  outcome.kind !== 'ask' ? noteLines(outcome).map((label) => ({ label, expression: '', result: '' })) : []

/** The plan in words, part by part, above the statement that ran. */
const stepsOf = (plan: TablePlan, names: PlanNames): { label: string; expression: string; result: string }[] =>
  [
    { label: 'Measure', expression: plan.measures.map((one) => measureWords(one, names)).join('; '), result: '' },
    { label: 'By', expression: groupsWords(plan.by, names.says), result: '' },
    { label: 'Rows', expression: filterWords(plan.where, names.says) || 'all rows', result: '' },
    { label: 'Day', expression: 'days and periods are counted to', result: plan.as_of },
  ].flatMap((step) => (step.expression === '' ? [] : [{ ...step, expression: step.expression.slice(0, 500) }]))

const worthTable = (plan: TablePlan, result: TableResult): boolean =>
  result.rows.length > 0 &&
  (plan.by.length > 0 || plan.shape !== 'groups' || plan.measures.length > 1 || plan.comparison !== null)

interface Frame {
  key: string
  title: string
  provenance: TableDraft['provenance']
}

function tableDraft(
  { plan, reading, language }: TableOutcome,
  result: TableResult,
  { key, title, provenance }: Frame,
): TableDraft {
  const names = namesOf(reading, language)
  const shown = result.compiled.columns
    .map((column, at) => ({ column, at }))
    .filter(
      ({ column }) =>
        column.is === 'group' ||
        column.is === 'measure' ||
        column.is === 'cell' ||
        (column.is === 'rows' && column.name === 'n' && !countsAlone(plan)),
    )
  const rowAt = result.compiled.columns.findIndex(({ is }) => is === 'row')
  const rows = result.rows.map((cells) => ({
    row: rowAt < 0 ? null : Number(cells[rowAt]),
    cells: shown.map(({ column, at }): Cell => cellOf(column, cells[at] ?? null, plan, names)),
  }))
  const columns = shown.map(({ column }) => headingOf(column, plan, names))
  const locale = names.says.code === 'en' ? {} : { locale: names.says.code }
  const data = boundedTable({ columns, rows, ...locale }, Math.max(result.lines, rows.length))
  return {
    kind: 'table',
    key,
    title: title.slice(0, 200) || 'Answer',
    summary: counted(plan.limit ? rows.length : result.lines, 'line'),
    provenance,
    data,
  }
}

const countsAlone = (plan: TablePlan): boolean =>
  plan.comparison !== null ||
  plan.measures.some(({ aggregate, rate_of: rate }) => aggregate === 'count' && rate === undefined)

function cellOf(column: ResultColumn, value: SqlValue, plan: TablePlan, names: PlanNames): Cell {
  if (value === null) return null
  if (column.is === 'group') {
    const group = plan.by[column.at]
    return group ? formatGroup(value, group.bucket, group.width, names.says) : String(value)
  }
  if (column.is === 'measure' || column.is === 'rows') return rounded(numberOfValue(value)) ?? value
  if (column.is === 'cell') {
    const reading = names.column(column.column)
    const number =
      reading && isNumeric(reading) && reading.additivity.value !== 'identifier' ? numberOfValue(value) : null
    return number !== null && Math.abs(number) < Number.MAX_SAFE_INTEGER ? number : value
  }
  return value
}

/** No figure has more decimals than say something. */
const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(12)))

const SIDES = { left: 'left', right: 'right', difference: 'difference', change: 'change', share: 'share' } as const

const CELL_TYPES: Record<ColumnKind, TableColumn['type']> = {
  text: 'text',
  integer: 'integer',
  decimal: 'number',
  duration: 'duration',
  money: 'number',
  percent: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'date',
}

function headingOf(column: ResultColumn, plan: TablePlan, names: PlanNames): TableColumn {
  if (column.is === 'group') {
    const group = plan.by[column.at]
    return { key: column.name, label: group ? capital(groupWords(group, names.says)) : column.name, type: 'text' }
  }
  if (column.is === 'cell') {
    const reading = names.column(column.column)
    const kind = reading?.kind.value
    const type = reading?.additivity.value === 'identifier' ? 'text' : CELL_TYPES[kind ?? 'text']
    const unit = type === 'duration' ? null : reading?.unit
    return { key: column.name, label: column.column, type, ...(unit ? { unit } : {}) }
  }
  if (column.is === 'measure') return measureHeading(column, plan, names)
  return { key: column.name, label: 'Rows', type: 'integer' }
}

function measureHeading(
  column: Extract<ResultColumn, { is: 'measure' }>,
  plan: TablePlan,
  names: PlanNames,
): TableColumn {
  const measure = plan.measures[column.at]
  const words = measure ? measureWords(measure, names) : column.name
  const side = column.side
  const labels = {
    left: plan.comparison?.left.label ?? SIDES.left,
    right: plan.comparison?.right.label ?? SIDES.right,
    difference: 'Difference',
    change: 'Change',
    share: 'Share',
  }
  const percent = side === 'change' || side === 'share'
  const style = measure ? measureStyle(measure, names) : null
  const timed = style?.duration === true && !percent
  const unit = percent ? '%' : timed ? null : (style?.unit ?? null)
  const integer =
    measure?.rate_of === undefined &&
    (measure?.aggregate === 'count' || measure?.aggregate === 'count_distinct') &&
    !percent
  return {
    key: column.name,
    label: side ? (plan.measures.length > 1 ? `${labels[side]}: ${words}` : labels[side]) : capital(words),
    type: integer ? 'integer' : timed ? 'duration' : 'number',
    ...(unit ? { unit } : {}),
  }
}

/** Periods that come back: a line from Sunday to Monday would say something that is not so. */
const RETURNING: ReadonlySet<string | undefined> = new Set(['weekday', 'month_of_year', 'hour_of_day'])
/** Characters; longer names do not fit under a bar. */
const MAX_STANDING_LABEL = 12

function chartDraft(
  plan: TablePlan,
  result: TableResult,
  table: TableDraft,
  { names, key }: { names: PlanNames; key: string },
): ChartDraft | null {
  const [group, second] = plan.by
  const [measure] = plan.measures
  if (
    !group ||
    !measure ||
    plan.comparison ||
    plan.show === 'table' ||
    result.rows.length < 2 ||
    result.rows.length > (second ? 400 : MAX_CHART_MARKS)
  )
    return null
  const at = (name: string) => result.compiled.columns.findIndex((column) => column.name === name)
  const label = (cells: readonly SqlValue[], place: number) => {
    const by = plan.by[place]
    return by ? formatGroup(cells[at(`g${place}`)], by.bucket, by.width, names.says) : ''
  }
  // Parts of a whole are drawn as parts, in percent.
  const drawn = plan.share && !second && at('m0_share') >= 0 ? 'm0_share' : 'm0'
  const style = measureStyle(measure, names)
  // Seconds are drawn as hours.
  const timed = style.duration === true && drawn === 'm0'
  const marks = result.rows.flatMap((cells) => {
    const given = numberOfValue(cells[at(drawn)])
    const value = given !== null && timed ? given / 3_600 : given
    return value === null
      ? []
      : [{ label: label(cells, 0), part: second ? label(cells, 1) : '', value: rounded(value) ?? value }]
  })
  if (marks.length < 2) return null
  const axis = capital(groupWords(group, names.says))
  const words = measureWords(measure, names)
  const unit = drawn === 'm0_share' ? '%' : timed ? 'h' : style.unit
  const text = `${drawn === 'm0_share' ? `Share of ${words}` : capital(words)}${unit ? ` (${unit})` : ''}`
  const inOrder = group.bucket !== undefined || group.width !== undefined
  const line =
    plan.show === 'line' ||
    (plan.show === 'auto' && inOrder && group.width === undefined && !RETURNING.has(group.bucket))
  const longest = Math.max(...marks.map((mark) => mark.label.length))
  const spec = second
    ? stackedChart({ points: marks, axis, parts: capital(groupWords(second, names.says)), measure: text, lying: !line })
    : line
      ? lineChart({ points: marks, axis, measure: text })
      : barChart({
          // Periods keep their order; everything else is read from the longest bar to the shortest.
          bars: inOrder || plan.order.length > 0 ? marks : marks.toSorted((a, b) => b.value - a.value),
          axis,
          measure: text,
          lying: marks.length > 6 || longest > MAX_STANDING_LABEL,
        })
  return {
    kind: 'chart',
    key,
    // The same as its table's: together they are one result.
    title: table.title,
    summary: table.summary,
    provenance: table.provenance,
    data: { spec, table: table.data },
  }
}

const choices = ({ columns }: FileReading): TableAnswerData['columns'] =>
  columns.slice(0, 200).map((column) => ({
    name: column.name,
    kind: column.kind.value,
    groups: groupable(column) || !isNumeric(column),
    measures: isNumeric(column) && column.additivity.value !== 'identifier',
    values: column.values.slice(0, 50),
  }))

function rankWord({ order: [first] }: TablePlan): string {
  if (!first) return 'first'
  return first.direction === 'ascending' ? 'lowest' : 'top'
}

export function chipsOf(plan: TablePlan, names: PlanNames, assumptions: readonly Assumption[]): PlanChip[] {
  const chip = (part: PlanChip['part'], text: string, columns: readonly string[]): PlanChip => {
    const open = assumptions.find(
      (one) => one.part === part && (columns.includes(one.chosen) || one.note !== undefined),
    )
    const alternatives = open
      ? open.others.slice(0, 8).map((other) => ({ text: other, plan: swapColumn(plan, open.chosen, other) }))
      : []
    return { part, text: text.slice(0, 300), assumed: open !== undefined, alternatives }
  }
  const chips: PlanChip[] = []
  for (const measure of plan.measures) chips.push(chip('measure', measureWords(measure, names), columnsIn(measure)))
  if (plan.shape === 'rows' || plan.shape === 'values')
    chips.push(
      chip(
        'measure',
        plan.columns.length > 0 ? plan.columns.join(', ') : `all columns of the ${names.rows.many}`,
        plan.columns,
      ),
    )
  if (plan.analysis) chips.push(chip('how', analysisWords(plan.analysis), columnsIn(plan.analysis)))
  for (const group of plan.by) chips.push(chip('by', groupWords(group, names.says), [group.column]))
  for (const group of plan.where)
    chips.push(
      chip(group.some(({ range }) => range) ? 'when' : 'where', filterWords([group], names.says), columnsIn(group)),
    )
  if (plan.having.length > 0) chips.push(chip('where', havingWords(plan, names), []))
  if (plan.comparison)
    chips.push(chip('how', `${plan.comparison.left.label} against ${plan.comparison.right.label}`, []))
  if (plan.share) chips.push(chip('how', 'with shares', []))
  if (plan.limit)
    chips.push(
      chip(
        'how',
        `${rankWord(plan)} ${plan.limit.count}${plan.limit.unit === 'percent' ? ' %' : ''}${plan.limit.per ? ` of each ${plan.limit.per}` : ''}`,
        [],
      ),
    )
  return chips.slice(0, 30)
}

/** Every text in a part of a plan; columns are looked for among them. */
function columnsIn(part: unknown): string[] {
  if (typeof part === 'string') return [part]
  if (Array.isArray(part)) return part.flatMap(columnsIn)
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(columnsIn) : []
}

/** The plan with another column in the place of the chosen one. */
function swapColumn(plan: TablePlan, chosen: string, other: string): TablePlan {
  const swapOperand = <T extends { operand?: TablePlan['measures'][number]['operand'] }>(one: T): T =>
    one.operand?.of === 'column' && one.operand.column === chosen
      ? { ...one, operand: { of: 'column', column: other } }
      : one.operand?.of === 'product' || one.operand?.of === 'difference'
        ? { ...one, operand: { of: 'column', column: other } }
        : one
  const filter = (where: TablePlan['where']): TablePlan['where'] =>
    where.map((group) =>
      group.map((condition) =>
        condition.operand.of === 'column' && condition.operand.column === chosen
          ? { ...condition, operand: { of: 'column', column: other } }
          : condition.operand.of === 'part' && condition.operand.column === chosen
            ? { ...condition, operand: { ...condition.operand, column: other } }
            : condition,
      ),
    )
  return {
    ...plan,
    measures: plan.measures.map(swapOperand),
    by: plan.by.map((group) => (group.column === chosen ? { ...group, column: other } : group)),
    where: filter(plan.where),
    comparison: plan.comparison && {
      left: { ...plan.comparison.left, where: filter(plan.comparison.left.where) },
      right: { ...plan.comparison.right, where: filter(plan.comparison.right.where) },
    },
    columns: plan.columns.map((column) => (column === chosen ? other : column)),
    order: plan.order.map((one) => (one.by === chosen ? { ...one, by: other } : one)),
  }
}
