// Open amounts by days late as Markdown: who is late, by how much, and how the open amounts are aged. Pure.
import { bullets, inline, plain, rowLink } from '../agents/plain-markdown.ts'
import { counted } from '../tools/shown-text.ts'
import { type Ageing, latenessWords } from './ageing.ts'
import type { Answered } from './answer-question.ts'
import { formatGroup, formatNumber, numberOfValue } from './format.ts'
import { cellAt } from './plan-result.ts'
import { measureStyle, namesOf, type PlanNames } from './plan-words.ts'

/** Names that are told in the text; the table has all of them. */
const TOLD = 5

export function ageingHeadline(ageing: readonly Ageing[], { plan, reading, language }: Answered): string {
  const names = namesOf(reading, language)
  const parts = ageing.map((one) => tell(one, plan.as_of, names))
  if (ageing.length > 1) parts.push('Amounts in different currencies are never added to each other.')
  const more = ageing[0]?.moreCurrencies ?? 0
  if (more > 0) parts.push(`${counted(more, 'more currency', 'more currencies')} are not shown; name one.`)
  return parts.join('\n\n')
}

function tell(ageing: Ageing, day: string, names: PlanNames): string {
  const { late, open, lateness } = ageing
  const [lateCount, openCount] = [countOf(late), countOf(open)]
  const what = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? names.rows.one : names.rows.many}`
  const [lateTotal, openTotal] = [amount(ageing, 'late', names), amount(ageing, 'open', names)]
  const bands = `\n\n${bandTable(ageing, names)}${doubts(ageing)}`
  if (openCount === 0) return `On ${day} no ${inline(names.rows.one)} is open, so nobody is late.`
  const state = latenessWords(lateness)
  if (lateCount === 0)
    return `On ${day} no open ${inline(names.rows.one)} is ${state}; ${inline(what(openCount))} over ${inline(openTotal)} ${is(openCount)} open.${bands}`
  const share = shareOf(late, open)
  if (lateness === null)
    return `On ${day}, **${inline(openTotal)}** ${is(openCount)} open in ${inline(what(openCount))}; ${inline(lateTotal)} of it${share === '' ? '' : ` (${share})`} is overdue.${bands}`
  const people = ageing.names?.lines ?? 0
  const whose = people > 0 ? ` of ${counted(people, 'customer')}` : ''
  const head = `On ${day}, **${inline(what(lateCount))}${whose} ${is(lateCount)} ${state}: ${inline(lateTotal)}**. That is ${share === '' ? 'part' : share} of the ${inline(openTotal)} that ${is(openCount)} open in ${inline(what(openCount))}.`
  return `${head}${debtors(ageing, names)}${oldest(ageing)}${bands}`
}

const is = (count: number): string => (count === 1 ? 'is' : 'are')
const countOf = (result: Ageing['late']): number => numberOfValue(cellAt(result, 0, 'm0')) ?? 0

function amount(ageing: Ageing, side: 'late' | 'open', names: PlanNames): string {
  const result = ageing[side]
  const measure = result.plan.measures[1]
  if (!measure) return ''
  const style = measureStyle(measure, names)
  return formatNumber(cellAt(result, 0, 'm1') ?? 0, { ...style, unit: ageing.currency ?? style.unit })
}

function shareOf(late: Ageing['late'], open: Ageing['open']): string {
  const [part, all] = [numberOfValue(cellAt(late, 0, 'm1')), numberOfValue(cellAt(open, 0, 'm1'))]
  if (part === null || all === null || all <= 0 || part < 0) return ''
  return `${((100 * part) / all).toLocaleString('en', { maximumFractionDigits: 1 })} %`
}

function debtors({ names: people, currency }: Ageing, names: PlanNames): string {
  const measure = people?.plan.measures[1]
  if (!people || !measure || people.rows.length === 0) return ''
  const style = measureStyle(measure, names)
  const line = (_: unknown, at: number) => {
    const name = cellAt(people, at, 'g0')
    const total = formatNumber(cellAt(people, at, 'm1') ?? 0, { ...style, unit: currency ?? style.unit })
    const count = numberOfValue(cellAt(people, at, 'm0')) ?? 0
    const days = Math.floor(numberOfValue(cellAt(people, at, 'm2')) ?? 0)
    return `${plain(name === null ? '(empty)' : String(name))}: ${inline(total)} in ${count.toLocaleString('en')}, up to ${days} days late`
  }
  const told = people.rows.slice(0, TOLD).map(line)
  const rest = people.lines - told.length
  return `\n\n${bullets(rest > 0 ? [...told, `and ${counted(rest, 'more customer')}`] : told).trimEnd()}`
}

function oldest({ list }: Ageing): string {
  const days = numberOfValue(cellAt(list, 0, 'm0'))
  const row = numberOfValue(cellAt(list, 0, 'r'))
  return days === null || row === null ? '' : `\n\nLongest overdue: ${rowLink(row)}, ${Math.floor(days)} days.`
}

/** Label, count and amount of each range; rows without a due date come last. */
export function bandsOf({ bands }: Ageing): { label: string; count: number; total: number }[] {
  const [group] = bands.plan.by
  if (!group) return []
  return bands.rows.map((_, at) => {
    const range = cellAt(bands, at, 'g0')
    return {
      label: range === null ? 'No due date' : formatGroup(range, 'days_late'),
      count: numberOfValue(cellAt(bands, at, 'm0')) ?? 0,
      total: numberOfValue(cellAt(bands, at, 'm1')) ?? 0,
    }
  })
}

function bandTable(ageing: Ageing, names: PlanNames): string {
  const measure = ageing.open.plan.measures[1]
  const style = measure ? measureStyle(measure, names) : null
  const unit = ageing.currency ?? style?.unit ?? null
  const all = numberOfValue(cellAt(ageing.open, 0, 'm1')) ?? 0
  const lines = bandsOf(ageing).map(({ label, count, total }) => {
    const share = all > 0 ? `${((100 * total) / all).toLocaleString('en', { maximumFractionDigits: 1 })} %` : ''
    const shown = formatNumber(total, { unit: null, decimals: style?.decimals ?? { least: 2, most: 2 } })
    return `| ${label} | ${count} | ${shown} | ${share} |`
  })
  return [
    `| Days late | Count | Open amount${unit ? ` (${plain(unit)})` : ''} | Share |`,
    '| --- | ---: | ---: | ---: |',
    ...lines,
  ].join('\n')
}

/** What a total rests on that a person may want to look at. */
function doubts({ open }: Ageing): string {
  const lines: string[] = []
  for (const [at, measure] of open.plan.measures.entries()) {
    const [condition] = measure.where?.flat() ?? []
    const count = condition ? (numberOfValue(cellAt(open, 0, `m${at}`)) ?? 0) : 0
    if (!condition || count === 0) continue
    const [verb, has] = count === 1 ? ['is', 'has'] : ['are', 'have']
    lines.push(
      condition.op === 'lt'
        ? `${counted(count, 'open amount')} ${verb} negative, such as a credit note, and ${count === 1 ? 'lowers' : 'lower'} the total.`
        : `${counted(count, 'row')} ${verb} open by status and ${has} a day of payment; counted as open.`,
    )
  }
  return lines.length > 0 ? `\n\n${bullets(lines.map(plain)).trimEnd()}` : ''
}
