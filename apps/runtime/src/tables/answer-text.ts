// A table result as Markdown: one sentence with its figure first, then what it rests on. Pure.
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import type { PlanMeasure, TablePlan } from '@biplane/contracts/wire/table-plan'
import { bullets, inline, joined, plain, rowLink } from '../agents/plain-markdown.ts'
import { counted } from '../tools/shown-text.ts'
import { ageingHeadline } from './ageing-text.ts'
import type { TableOutcome } from './answer-question.ts'
import type { SqlValue } from './duck.ts'
import { formatGroup, formatNumber, numberOfValue } from './format.ts'
import { cellAt, type TableResult } from './plan-result.ts'
import { isNumeric } from './plan-scope.ts'
import {
  columnStyle,
  filterWords,
  groupWords,
  havingWords,
  measureStyle,
  measureWords,
  namesOf,
  type PlanNames,
} from './plan-words.ts'

export type Answered = Extract<TableOutcome, { kind: 'answered' }>

/** Lines that are told in the text; the table has all of them. */
const TOLD = 5

export function answerMarkdown(outcome: Answered, file: string): string {
  const parts = [headline(outcome), ...notes(outcome)]
  if (outcome.continued) parts.splice(1, 0, 'Going on from your question before.')
  parts.push(`Computed from ${counted(outcome.reading.rows, 'row')} of ${plain(file)}.`)
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The answer itself, in one or two sentences. */
export function headline(outcome: Answered): string {
  const { plan, ageing } = outcome
  if (ageing) return ageingHeadline(ageing, outcome)
  if (plan.shape === 'values') return valuesHeadline(outcome)
  if (plan.shape === 'rows') return rowsHeadline(outcome)
  if (plan.comparison) return comparisonHeadline(outcome)
  return plan.by.length > 0 ? groupsHeadline(outcome) : wholeHeadline(outcome)
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const shownMeasure = (measure: PlanMeasure, value: SqlValue, names: PlanNames): string =>
  value === null ? 'no value' : formatNumber(value, measureStyle(measure, names))
const limits = (plan: TablePlan): string => (plan.where.length > 0 ? ` (${inline(filterWords(plan.where))})` : '')

function wholeHeadline({ plan, reading, result }: Answered): string {
  const names = namesOf(reading)
  const rows = Number(cellAt(result, 0, 'n') ?? 0)
  if (rows === 0 && plan.where.length > 0 && plan.measures.every(({ aggregate }) => aggregate !== 'count'))
    return `No row of the table fits${limits(plan)}.`
  return plan.measures
    .map((measure, at) => {
      const value = cellAt(result, 0, `m${at}`)
      if (value === null)
        return `${capital(plain(measureWords(measure, names)))}: **no value**; none of the ${counted(rows, 'row')} has one${limits(plan)}.`
      const from =
        measure.aggregate === 'count' && measure.rate_of === undefined ? '' : `, from ${counted(rows, 'row')}`
      return `${capital(plain(measureWords(measure, names)))}: **${inline(shownMeasure(measure, value, names))}**${from}${limits(plan)}.`
    })
    .join('\n\n')
}

function labelOf(plan: TablePlan, result: TableResult, line: number, names: PlanNames): string {
  return plan.by
    .map((group, at) => {
      const column = names.column(group.column)
      return column ? formatGroup(cellAt(result, line, `g${at}`), group.bucket, column, group.width) : ''
    })
    .join(', ')
}

function groupsHeadline({ plan, reading, result, whole }: Answered): string {
  const names = namesOf(reading)
  const [measure] = plan.measures
  if (!measure) return ''
  const what = measureWords(measure, names)
  // “the highest highest salary” says it twice.
  const rankedWhat =
    measure.aggregate === 'max' || measure.aggregate === 'min' ? what.slice(what.indexOf(' ') + 1) : what
  if (result.rows.length === 0)
    return `No ${inline(plan.by.map(groupWords).join(' and '))} fits${limits(plan)}${plan.having.length > 0 ? `: ${inline(havingWords(plan, names))}` : ''}.`
  const line = (at: number) =>
    `**${inline(labelOf(plan, result, at, names))}**: ${inline(shownMeasure(measure, cellAt(result, at, 'm0'), names))}${shareOf(plan, result, at)}`
  if (plan.having.length > 0) {
    return `**${result.lines.toLocaleString('en')}** of ${inline(plan.by.map(groupWords).join(' and '))} with ${inline(havingWords(plan, names))}${limits(plan)}:\n\n${told(result, line)}`
  }
  const ranked = plan.limit !== null && plan.order.length > 0
  const top = shownMeasure(measure, cellAt(result, 0, 'm0'), names)
  if (ranked && plan.limit?.count === 1 && plan.limit.per === undefined) {
    const winners = result.rows.map((_, at) => `**${inline(labelOf(plan, result, at, names))}**`)
    const verb = winners.length === 1 ? 'has' : 'have'
    const rank = plan.order[0]?.direction === 'ascending' ? 'lowest' : 'highest'
    return `${joined(winners.slice(0, TOLD))} ${verb} the ${rank} ${inline(rankedWhat)}: **${inline(top)}**${limits(plan)}.`
  }
  const all = whole ? cellAt(whole, 0, 'm0') : null
  const total = all === null ? '' : ` All together: **${inline(shownMeasure(measure, all, names))}**.`
  return `${capital(inline(what))} by ${inline(plan.by.map(groupWords).join(' and '))}${limits(plan)}.${total}\n\n${told(result, line)}`
}

const shareOf = (plan: TablePlan, result: TableResult, at: number): string => {
  const share = plan.share ? numberOfValue(cellAt(result, at, 'm0_share')) : null
  return share === null ? '' : ` (${share.toLocaleString('en', { maximumFractionDigits: 1 })} %)`
}

function told({ rows, lines }: TableResult, line: (at: number) => string): string {
  const shown = rows.slice(0, rows.length > TOLD + 2 ? TOLD : rows.length).map((_, at) => line(at))
  const more = lines - shown.length
  return bullets(
    more > 0 && shown.length < rows.length
      ? [...shown, `and ${(rows.length - shown.length).toLocaleString('en')} more in the table`]
      : shown,
  ).trimEnd()
}

function comparisonHeadline({ plan, reading, result }: Answered): string {
  const names = namesOf(reading)
  const [measure] = plan.measures
  const { comparison } = plan
  if (!measure || !comparison) return ''
  const what = plain(measureWords(measure, names))
  const sides = (at: number) => ({ left: cellAt(result, at, 'm0_left'), right: cellAt(result, at, 'm0_right') })
  const sentence = (at: number): string => {
    const { left, right } = sides(at)
    const [a, b] = [numberOfValue(left), numberOfValue(right)]
    const [one, other] = [inline(comparison.left.label), inline(comparison.right.label)]
    const figures = `${one} **${inline(shownMeasure(measure, left, names))}**, ${other} **${inline(shownMeasure(measure, right, names))}**`
    if (a === null || b === null) return `${figures}.`
    if (a === b) return `${figures}: the same.`
    const difference = formatNumber(Math.abs(Number((a - b).toFixed(6))), measureStyle(measure, names))
    const percent =
      b === 0
        ? ''
        : ` (${a > b ? '+' : '−'}${Math.abs((100 * (a - b)) / b).toLocaleString('en', { maximumFractionDigits: 1 })} %)`
    return `${figures}: ${a > b ? 'more' : 'less'} in ${one}, by ${inline(difference)}${percent}.`
  }
  if (plan.by.length === 0) return `${capital(what)}: ${sentence(0)}`
  return `${capital(what)} by ${inline(plan.by.map(groupWords).join(' and '))}.\n\n${told(result, (at) => `**${inline(labelOf(plan, result, at, names))}**: ${sentence(at)}`)}`
}

export function shownCellOf(value: SqlValue, column: ColumnReading | null): string {
  if (value === null || value === '') return '(empty)'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (column && isNumeric(column) && column.additivity.value !== 'identifier') {
    // A year is no quantity.
    if (column.kind.value === 'integer' && /year|jahr/i.test(column.name)) return String(value)
    return formatNumber(value, columnStyle(column))
  }
  return String(value)
}

function rowsHeadline({ plan, reading, result }: Answered): string {
  const names = namesOf(reading)
  if (result.rows.length === 0) return `No row of the table fits${limits(plan)}.`
  const cells = result.compiled.columns.flatMap((column) => (column.is === 'cell' ? [column] : []))
  const shown = (at: number) => {
    const texts = cells
      .slice(0, 6)
      .map(({ column, name }) => ({ column, text: shownCellOf(cellAt(result, at, name), names.column(column)) }))
    const [first, ...rest] = texts
    const row = Number(cellAt(result, at, 'r'))
    if (!first) return rowLink(row)
    if (rest.length === 0) return `**${inline(first.text)}** (${rowLink(row)})`
    return `**${inline(first.text)}**: ${rest.map(({ column, text }) => `${inline(column)} **${inline(text)}**`).join(', ')} (${rowLink(row)})`
  }
  if (result.rows.length === 1) return `${shown(0)}.`
  const many = plan.limit ? result.rows.length : result.lines
  const word = plan.limit ? '' : ' fit'
  return `**${many.toLocaleString('en')} ${plain(reading.row_noun.many)}**${word}${limits(plan)}:\n\n${told({ ...result, lines: many }, shown)}`
}

function valuesHeadline({ plan, reading, result }: Answered): string {
  const names = namesOf(reading)
  if (result.rows.length === 0) return `No row of the table fits${limits(plan)}.`
  const cells = result.compiled.columns.flatMap((column) => (column.is === 'cell' ? [column] : []))
  const line = (at: number) =>
    cells.map(({ column, name }) => inline(shownCellOf(cellAt(result, at, name), names.column(column)))).join(', ')
  const name = plain(plan.columns.join(', '))
  if (result.rows.length === 1) return `${name}: **${line(0)}**${limits(plan)}.`
  return `**${result.lines.toLocaleString('en')}** different values of ${name}${limits(plan)}:\n\n${told(result, (at) => `**${line(at)}**`)}`
}

function notes(outcome: Answered): string[] {
  const lines = noteLines(outcome).map(plain)
  return lines.length > 0 ? [bullets(lines).trimEnd()] : []
}

/** What the answer rests on and what was left out; plain text, one sentence or two each. */
export function noteLines({ plan, reading, result, assumptions, asOfColumn, repeats }: Answered): string[] {
  const lines: string[] = []
  const chosen = assumptions.filter(({ others, note }) => note !== undefined || others.length > 0)
  const seen = new Set<string>()
  for (const { chosen: name, others, note, part } of chosen) {
    const text =
      note ??
      `I took “${name}” ${part === 'when' ? 'for the dates' : part === 'measure' ? 'as the measure' : ''}`.trim()
    const also =
      others.length > 0
        ? ` Also possible: ${others
            .slice(0, 3)
            .map((other) => `“${other}”`)
            .join(', ')}.`
        : ''
    const line = `${capital(text)}.${also}`
    if (!seen.has(name)) lines.push(line)
    seen.add(name)
  }
  lines.push(...readingNotes(plan, reading))
  if (usesToday(plan) && asOfColumn !== null)
    lines.push(`Today is taken as ${plan.as_of}, the newest day in “${asOfColumn}”.`)
  if (repeats !== 0) {
    const count = Math.abs(repeats)
    const fate =
      repeats < 0 ? `and ${count === 1 ? 'is' : 'are'} left out` : `and ${count === 1 ? 'is' : 'are'} counted`
    lines.push(`${counted(count, 'row')} ${count === 1 ? 'is' : 'are'} equal to another one in every cell, ${fate}.`)
  }
  for (const { reason, count, evidence } of reading.left_out) {
    if (reason === 'blank' || count === 0) continue
    lines.push(`Left out: ${counted(count, 'line')} of the file (${evidence}).`)
  }
  if (result.lines > result.rows.length && plan.limit === null)
    lines.push(
      `The table shows the first ${result.rows.length.toLocaleString('en')} of ${result.lines.toLocaleString('en')} lines.`,
    )
  return lines
}

const usesToday = (plan: TablePlan): boolean =>
  plan.shape === 'ageing' ||
  plan.by.some(({ bucket }) => bucket === 'days_late') ||
  JSON.stringify([plan.where, plan.measures]).includes('"to":null')

/** Columns whose reading is not settled are named in every answer that rests on them. */
function readingNotes(plan: TablePlan, { columns }: FileReading): string[] {
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
      if (column.date_format?.confidence === 'ambiguous')
        open.push(
          `“${column.name}” is read as ${column.date_format.value}; ${column.date_format.alternatives.join(' or ')} would fit as well.`,
        )
      if (column.number_format?.confidence === 'ambiguous')
        open.push(
          `“${column.name}” is read with “${column.number_format.value.decimal}” before decimals; the other way round would fit as well.`,
        )
      if (column.unreadable.count > 0) {
        const examples = column.unreadable.examples
          .slice(0, 2)
          .map(({ row, text }) => `“${text}” in row ${row}`)
          .join(', ')
        open.push(
          `${counted(column.unreadable.count, 'cell')} of “${column.name}” cannot be read as ${column.kind.value} and ${column.unreadable.count === 1 ? 'is' : 'are'} left out: ${examples}.`,
        )
      }
      return open
    })
}
