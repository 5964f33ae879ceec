// A table result as Markdown: one sentence with its figure first, then what it rests on. Pure.

import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import type { PlanMeasure, TablePlan } from '@biplane/contracts/wire/table-plan'
import { bullets, inline, joined, plain, rowLink } from '../agents/plain-markdown.ts'
import { capital } from '../tools/shown-text.ts'
import { ageingHeadline } from './ageing-text.ts'
import { analysisText } from './analyses/analysis-text.ts'
import type { Answered, Computed } from './answer-question.ts'
import type { SqlValue } from './duck.ts'
import { formatGroup, formatNumber, numberOfValue } from './format.ts'
import type { AnswerLanguage } from './language/answer-language.ts'
import { cellAt, type TableResult } from './plan-result.ts'
import { isNumeric } from './plan-scope.ts'
import {
  columnStyle,
  filterWords,
  groupsWords,
  havingWords,
  measureStyle,
  measureWords,
  namesOf,
  type PlanNames,
} from './plan-words.ts'

/** Lines that are told in the text; the table has all of them. */
const TOLD = 5

export function answerMarkdown(outcome: Computed, file: string): string {
  const { says } = namesFor(outcome)
  const parts =
    outcome.kind === 'analysis'
      ? [...analysisText(outcome.analysis), ...notes(outcome)]
      : [headline(outcome), ...notes(outcome)]
  if (outcome.continued) parts.splice(1, 0, says.sentences.goingOn)
  parts.push(aside(says.sentences.howComputed))
  parts.push(says.sentences.computedFrom(says.counted(outcome.reading.rows, 'row'), plain(file)))
  return parts.filter((part) => part !== '').join('\n\n')
}

const namesFor = ({ reading, language }: Pick<Answered, 'reading' | 'language'>): PlanNames =>
  namesOf(reading, language)

/** The answer itself, in one or two sentences. */
export function headline(outcome: Answered): string {
  const { plan, ageing } = outcome
  const names = namesFor(outcome)
  if (ageing) return ageingHeadline(ageing, outcome)
  if (plan.shape === 'values') return valuesHeadline(outcome, names)
  if (plan.shape === 'rows') return rowsHeadline(outcome, names)
  if (plan.comparison) return comparisonHeadline(outcome, names)
  return plan.by.length > 0 ? groupsHeadline(outcome, names) : wholeHeadline(outcome, names)
}

const shownMeasure = (measure: PlanMeasure, value: SqlValue, names: PlanNames): string =>
  value === null ? names.says.empty : formatNumber(value, measureStyle(measure, names), names.says)
const limits = (plan: TablePlan, { says }: PlanNames): string =>
  plan.where.length > 0 ? ` (${inline(filterWords(plan.where, says))})` : ''
const shownCount = (value: number, { says }: PlanNames): string => value.toLocaleString(says.locale)

function wholeHeadline({ plan, result }: Answered, names: PlanNames): string {
  const { says } = names
  const rows = Number(cellAt(result, 0, 'n') ?? 0)
  const where = limits(plan, names)
  if (rows === 0 && plan.where.length > 0 && plan.measures.every(({ aggregate }) => aggregate !== 'count'))
    return says.sentences.noRowFits(where)
  return plan.measures
    .map((measure, at) => {
      const value = cellAt(result, 0, `m${at}`)
      const what = capital(plain(measureWords(measure, names)))
      if (value === null) return says.sentences.noValue(what, says.counted(rows, 'row'), where)
      const from =
        measure.aggregate === 'count' && measure.rate_of === undefined
          ? ''
          : says.sentences.fromRows(says.counted(rows, 'row'))
      return `${what}: **${inline(shownMeasure(measure, value, names))}**${from}${where}.`
    })
    .join('\n\n')
}

function labelOf(plan: TablePlan, result: TableResult, line: number, { says }: PlanNames): string {
  return plan.by
    .map((group, at) => says.day(formatGroup(cellAt(result, line, `g${at}`), group.bucket, group.width, says)))
    .join(', ')
}

function groupsHeadline({ plan, result, whole }: Answered, names: PlanNames): string {
  const { says } = names
  const [measure] = plan.measures
  if (!measure) return ''
  const what = inline(measureWords(measure, names))
  const by = inline(groupsWords(plan.by, says))
  const where = limits(plan, names)
  if (result.rows.length === 0)
    return says.sentences.noGroupFits(by, where, plan.having.length > 0 ? inline(havingWords(plan, names)) : '')
  const line = (at: number) =>
    `**${inline(labelOf(plan, result, at, names))}**: ${inline(shownMeasure(measure, cellAt(result, at, 'm0'), names))}${shareOf(plan, result, at, names)}`
  if (plan.having.length > 0)
    return `${says.sentences.groupsWith(shownCount(result.lines, names), by, inline(havingWords(plan, names)), where)}\n\n${told(result, names, line)}`
  const ranked = plan.limit !== null && plan.order.length > 0
  if (ranked && plan.limit?.count === 1 && plan.limit.per === undefined) {
    const winners = result.rows.map((_, at) => `**${inline(labelOf(plan, result, at, names))}**`)
    const lowest = plan.order[0]?.direction === 'ascending'
    const top = inline(shownMeasure(measure, cellAt(result, 0, 'm0'), names))
    const listed = joined(winners.slice(0, TOLD), says.and)
    return says.sentences.winner(listed, winners.length > 1, lowest, rankedWords(measure, names), top, where)
  }
  const all = whole ? cellAt(whole, 0, 'm0') : null
  const total = all === null ? '' : says.sentences.allTogether(inline(shownMeasure(measure, all, names)))
  return `${capital(says.by(what, by))}${where}.${total}\n\n${told(result, names, line)}`
}

/** “the highest highest salary” says it twice. */
function rankedWords(measure: PlanMeasure, names: PlanNames): string {
  const words = measureWords(measure, names)
  const twice = measure.aggregate === 'max' || measure.aggregate === 'min'
  return inline(twice ? words.slice(names.says.aggregates[measure.aggregate].length + 1) : words)
}

const percentText = (value: number, { says }: PlanNames): string =>
  `${value.toLocaleString(says.locale, { maximumFractionDigits: 1 })} %`

const shareOf = (plan: TablePlan, result: TableResult, at: number, names: PlanNames): string => {
  const share = plan.share ? numberOfValue(cellAt(result, at, 'm0_share')) : null
  return share === null ? '' : ` (${percentText(share, names)})`
}

function told({ rows, lines }: TableResult, names: PlanNames, line: (at: number) => string): string {
  const shown = rows.slice(0, rows.length > TOLD + 2 ? TOLD : rows.length).map((_, at) => line(at))
  const rest = rows.length - shown.length
  return bullets(
    lines > shown.length && rest > 0 ? [...shown, names.says.sentences.moreInTable(shownCount(rest, names))] : shown,
  ).trimEnd()
}

function comparisonHeadline({ plan, result }: Answered, names: PlanNames): string {
  const { says } = names
  const [measure] = plan.measures
  const { comparison } = plan
  if (!measure || !comparison) return ''
  const what = plain(measureWords(measure, names))
  const sentence = (at: number): string => {
    const [left, right] = [cellAt(result, at, 'm0_left'), cellAt(result, at, 'm0_right')]
    const [a, b] = [numberOfValue(left), numberOfValue(right)]
    const [one, other] = [inline(comparison.left.label), inline(comparison.right.label)]
    const figures = `${one} **${inline(shownMeasure(measure, left, names))}**, ${other} **${inline(shownMeasure(measure, right, names))}**`
    if (a === null || b === null) return `${figures}.`
    if (a === b) return says.sentences.same(figures)
    const difference = formatNumber(Math.abs(Number((a - b).toFixed(6))), measureStyle(measure, names), says)
    const percent = b === 0 ? '' : ` (${a > b ? '+' : '−'}${percentText(Math.abs((100 * (a - b)) / b), names)})`
    return says.sentences.differs(figures, a > b, one, `${inline(difference)}${percent}`)
  }
  if (plan.by.length === 0) return `${capital(what)}: ${sentence(0)}`
  return `${capital(says.by(what, inline(groupsWords(plan.by, says))))}.\n\n${told(result, names, (at) => `**${inline(labelOf(plan, result, at, names))}**: ${sentence(at)}`)}`
}

export function shownCellOf(value: SqlValue, column: ColumnReading | null, says: AnswerLanguage): string {
  if (value === null || value === '') return says.empty
  if (typeof value === 'boolean') return value ? says.yes : says.no
  if (column && isNumeric(column) && column.additivity.value !== 'identifier') {
    // A year is no quantity.
    if (column.kind.value === 'integer' && /year|jahr/i.test(column.name)) return String(value)
    return formatNumber(value, columnStyle(column), says)
  }
  return column?.kind.value === 'date' ? says.day(String(value)) : String(value)
}

function rowsHeadline({ plan, reading, result }: Answered, names: PlanNames): string {
  const { says } = names
  if (result.rows.length === 0) return says.sentences.noRowFits(limits(plan, names))
  const cells = result.compiled.columns.flatMap((column) => (column.is === 'cell' ? [column] : []))
  const shown = (at: number) => {
    const texts = cells
      .slice(0, 6)
      .map(({ column, name }) => ({ column, text: shownCellOf(cellAt(result, at, name), names.column(column), says) }))
    const [first, ...rest] = texts
    const row = Number(cellAt(result, at, 'r'))
    if (!first) return rowLink(row)
    if (rest.length === 0) return `**${inline(first.text)}** (${rowLink(row)})`
    return `**${inline(first.text)}**: ${rest.map(({ column, text }) => `${inline(column)} **${inline(text)}**`).join(', ')} (${rowLink(row)})`
  }
  if (result.rows.length === 1) return `${shown(0)}.`
  const many = plan.limit ? result.rows.length : result.lines
  const rows = plain(names.rows.many === says.rows.many ? says.rows.many : reading.row_noun.many)
  const say = plan.limit ? says.sentences.firstRows : says.sentences.rowsFit
  return `${say(shownCount(many, names), rows, limits(plan, names))}\n\n${told({ ...result, lines: many }, names, shown)}`
}

function valuesHeadline({ plan, result }: Answered, names: PlanNames): string {
  const { says } = names
  const where = limits(plan, names)
  if (result.rows.length === 0) return says.sentences.noRowFits(where)
  const cells = result.compiled.columns.flatMap((column) => (column.is === 'cell' ? [column] : []))
  const line = (at: number) =>
    cells
      .map(({ column, name }) => inline(shownCellOf(cellAt(result, at, name), names.column(column), says)))
      .join(', ')
  const name = plain(plan.columns.join(', '))
  if (result.rows.length === 1) return `${name}: **${line(0)}**${where}.`
  return `${says.sentences.differentValues(shownCount(result.lines, names), name, where)}\n\n${told(result, names, (at) => `**${line(at)}**`)}`
}

function notes(outcome: Computed): string[] {
  const lines = noteLines(outcome).map(plain)
  if (lines.length === 0) return []
  return [aside(namesFor(outcome).says.sentences.restsOn), bullets(lines).trimEnd()]
}

/** A heading of the lowest level begins what a reader may skip: pages fold it. */
const aside = (heading: string): string => `###### ${heading}`

/** What the answer rests on and what was left out; plain text, one sentence or two each. */
export function noteLines(outcome: Computed): string[] {
  const { plan, reading, result, asOfColumn, repeats } = outcome
  const names = namesFor(outcome)
  const { sentences, counted, day } = names.says
  const lines = [...assumptionLines(outcome, names), ...readingNotes(plan, reading, names)]
  if (usesToday(plan) && asOfColumn !== null) lines.push(sentences.todayIs(day(plan.as_of), asOfColumn))
  if (repeats !== 0) lines.push(sentences.repeats(Math.abs(repeats), repeats > 0))
  for (const { reason, count, evidence } of reading.left_out) {
    if (reason === 'blank' || count === 0) continue
    lines.push(sentences.leftOut(counted(count, 'line'), evidence))
  }
  if (result && result.lines > result.rows.length && plan.limit === null)
    lines.push(sentences.tableShows(shownCount(result.rows.length, names), shownCount(result.lines, names)))
  return lines
}

function assumptionLines({ assumptions }: Computed, { says: { sentences } }: PlanNames): string[] {
  const lines = new Map<string, string>()
  for (const { chosen, others, note, part } of assumptions) {
    if ((note === undefined && others.length === 0) || lines.has(chosen)) continue
    const also = others.slice(0, 3).map((other) => `“${other}”`)
    lines.set(
      chosen,
      `${capital(note ? sentences.note(note) : sentences.took(chosen, part))}.${also.length > 0 ? sentences.alsoPossible(also.join(', ')) : ''}`,
    )
  }
  return [...lines.values()]
}

const usesToday = (plan: TablePlan): boolean =>
  plan.shape === 'ageing' ||
  plan.by.some(({ bucket }) => bucket === 'days_late') ||
  JSON.stringify([plan.where, plan.measures]).includes('"to":null')

/** Columns whose reading is not settled are named in every answer that rests on them. */
function readingNotes(plan: TablePlan, { columns }: FileReading, { says: { sentences, or } }: PlanNames): string[] {
  const used = new Set(
    JSON.stringify(plan)
      .match(/"(?:column|left|right|from|to|per|other)":"((?:[^"\\]|\\.)*)"/g)
      ?.map((found) => found.slice(found.indexOf(':') + 2, -1)),
  )
  for (const name of plan.columns) used.add(name)
  return columns
    .filter(({ name }) => used.has(name) || used.has(JSON.stringify(name).slice(1, -1)))
    .flatMap((column) => {
      const open: string[] = []
      const { name, date_format: dates, number_format: numbers, unreadable, kind } = column
      if (dates?.confidence === 'ambiguous')
        open.push(sentences.readAs(name, dates.value, dates.alternatives.join(` ${or} `)))
      if (numbers?.confidence === 'ambiguous') open.push(sentences.readWithDecimal(name, numbers.value.decimal))
      if (unreadable.count > 0) {
        const examples = unreadable.examples.slice(0, 2).map(({ row, text }) => sentences.inRow(text, row))
        open.push(sentences.unreadable(unreadable.count, name, kind.value, examples.join(', ')))
      }
      return open
    })
}
