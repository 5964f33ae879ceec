// Owns what the insights liaison says about numbers that tools have computed. Pure: results in, Markdown out.
import type { z } from 'zod'
import type { aggregateTool } from '../tools/aggregate.ts'
import type { LeftOut } from '../tools/left-out.ts'
import type { overdueTool } from '../tools/overdue.ts'
import type { WhereFilter } from '../tools/row-filters.ts'
import { counted } from '../tools/shown-text.ts'
import { bullets, joined, plain, rowLink, rowLinks } from './plain-markdown.ts'

export type OverdueAnswer = Extract<z.infer<typeof overdueTool.result>, { kind: 'answer' }>
export type AggregateAnswer = Extract<z.infer<typeof aggregateTool.result>, { kind: 'answer' }>
type CurrencyAnswer = OverdueAnswer['currencies'][number]

export const CHECK = '“Show the calculation” under the table has every step.'

/** Who is late, or how the open amounts are aged. */
export function lateAnswer(answer: OverdueAnswer, file: string, show: 'list' | 'ageing'): string {
  const only = onlyWhere(answer.where)
  const parts =
    answer.currencies.length === 0
      ? [`Nothing is open on ${answer.as_of}${only}, so nobody is late.`]
      : answer.currencies.map((currency) =>
          show === 'list' ? tellLate(answer, currency, only) : tellAgeing(answer, currency, only),
        )
  if (answer.currencies.length > 1) parts.push('Amounts in different currencies are never added to each other.')
  if (!answer.payment_known) parts.push('The file does not say what has been paid, so every row counts as open.')
  parts.push(`**The day.** I count to ${plain(answer.as_of_words)}. For another day, add “as of 2026-01-31”.`)
  parts.push(...leftOutPart(answer.left_out))
  parts.push(`All of it is computed from the ${counted(answer.rows, 'row')} of ${plain(file)}. ${CHECK}`)
  return parts.join('\n\n')
}

function tellLate(answer: OverdueAnswer, currency: CurrencyAnswer, only: string): string {
  const { late, open, share, customers, top_customers: top, oldest } = currency
  if (late.count === 0) {
    return `On ${answer.as_of} no open invoice${only} is ${answer.condition}; ${counted(open.count, 'invoice')} over ${open.total} ${open.count === 1 ? 'is' : 'are'} open.\n\n${bucketTable(currency)}`
  }
  const whose = customers > 0 ? ` of ${counted(customers, 'customer')}` : ''
  const verb = late.count === 1 ? 'is' : 'are'
  const head = `On ${answer.as_of}, **${counted(late.count, 'invoice')}${whose}${only} ${verb} ${answer.condition}: ${late.total}**. That is ${share ?? '0'} % of the ${open.total} that ${open.count === 1 ? 'is' : 'are'} open in ${counted(open.count, 'invoice')}.`
  const named = top.map(
    ({ name, total, count, oldest_days }) =>
      `${plain(name)}: ${total} in ${counted(count, 'invoice')}, up to ${oldest_days} days late`,
  )
  const rest = customers - named.length
  const list =
    named.length > 0
      ? `\n\n${bullets(rest > 0 ? [...named, `and ${counted(rest, 'more customer')}`] : named).trimEnd()}`
      : ''
  const longest = oldest
    ? `\n\nThe longest late is ${rowLink(oldest.row)}${oldest.customer ? ` (${plain(oldest.customer)})` : ''}: ${oldest.days} days.`
    : ''
  return `${head}${list}${longest}\n\n${bucketTable(currency)}`
}

const tellAgeing = (answer: OverdueAnswer, currency: CurrencyAnswer, only: string): string =>
  `On ${answer.as_of}, **${currency.open.total}** ${currency.open.count === 1 ? 'is' : 'are'} open in ${counted(currency.open.count, 'invoice')}${only}; ${currency.late.total} of it (${currency.share ?? '0'} %) is ${answer.condition}.\n\n${bucketTable(currency)}`

function bucketTable({ buckets, currency }: CurrencyAnswer): string {
  const lines = buckets.map(
    ({ label, count, total, share }) => `| ${label} | ${count} | ${total} | ${share === null ? '' : `${share} %`} |`,
  )
  return [
    `| Days late | Invoices | Amount${currency ? ` (${plain(currency)})` : ''} | Share |`,
    '| --- | ---: | ---: | ---: |',
    ...lines,
  ].join('\n')
}

const onlyWhere = (where: readonly WhereFilter[]): string =>
  where.map(({ column, equals }) => ` with ${plain(column)} “${plain(equals)}”`).join(' and')

/** What was not counted, so that the numbers can be trusted; nothing where everything was. */
export function leftOutPart(left: readonly LeftOut[]): string[] {
  if (left.length === 0) return []
  const count = left.reduce((sum, { count: rows }) => sum + rows, 0)
  const lines = left.map(({ text, rows, count: of, totals }) => {
    const money = totals.map(({ currency, total }) => (currency ? `${plain(currency)} ${total}` : total))
    return `${text}: ${rowLinks(rows, of)}${money.length > 0 ? ` (${joined(money)})` : ''}`
  })
  return [`**Left out:** ${counted(count, 'row')}.\n\n${bullets(lines).trimEnd()}`]
}

/** One number, groups, or a list. */
export function aggregateAnswer(answer: AggregateAnswer, file: string): string {
  const parts =
    answer.slices.length === 0
      ? [`No row of ${plain(file)} fits: ${plain(answer.words)}.`]
      : answer.slices.map((slice) => tellSlice(answer, slice))
  if (answer.slices.length > 1) parts.push('Amounts in different currencies are never added to each other.')
  if (answer.as_of_words) parts.push(`**The day.** What is open or late is judged on ${plain(answer.as_of_words)}.`)
  parts.push(...leftOutPart(answer.left_out))
  const shown = answer.slices.some(({ table }) => table !== null)
  parts.push(
    `All of it is computed from the ${counted(answer.rows, 'row')} of ${plain(file)}.${shown ? ` ${CHECK}` : ''}`,
  )
  return parts.join('\n\n')
}

function tellSlice(answer: AggregateAnswer, slice: AggregateAnswer['slices'][number]): string {
  const words = plain(answer.words.charAt(0).toUpperCase() + answer.words.slice(1))
  if (slice.listed) return tellList(words, slice.listed)
  const grouped = slice.groups_total > 0
  const value = `**${slice.value ?? 'nothing'}**${slice.at_row === null ? '' : ` (${rowLink(slice.at_row)})`}`
  const head = `${words}${grouped ? '. All together: ' : ': '}${value}${answer.counts ? '' : `, from ${counted(slice.rows, 'row')}`}.`
  const groups = slice.groups.map(({ label, value: of, share, count }) => {
    const details = [
      ...(share ? [`${share} of the ${answer.counts ? 'rows' : 'total'}`] : []),
      ...(answer.counts ? [] : [counted(count, 'row')]),
    ]
    return `${plain(label)}: ${of}${details.length > 0 ? ` (${details.join(', ')})` : ''}`
  })
  const more = slice.groups_total - groups.length
  const caution = [
    ...(slice.negative_rows.length > 0 ? [`Negative amounts are part of it: ${rowLinks(slice.negative_rows)}.`] : []),
    ...(slice.outliers.length > 0
      ? [
          `It is moved a good deal by what lies far from the rest: ${joined(slice.outliers.map(({ row, value: far }) => `${far} in ${rowLink(row)}`))}.`,
        ]
      : []),
  ]
  return [
    head,
    ...(grouped ? [bullets(more > 0 ? [...groups, `and ${counted(more, 'more group')}`] : groups).trimEnd()] : []),
    ...(caution.length > 0 ? [caution.join(' ')] : []),
  ].join('\n\n')
}

function tellList(
  words: string,
  { rows, total, first }: NonNullable<AggregateAnswer['slices'][number]['listed']>,
): string {
  const head = `${words}: **${counted(rows, 'row')}**${total ? `, together **${total}**` : ''}.`
  const lines = first.map(
    ({ row, value, name }) => `${rowLink(row)}${name ? `, ${plain(name)}` : ''}${value ? `: ${value}` : ''}`,
  )
  const more = rows - lines.length
  return `${head}\n\n${bullets(more > 0 ? [...lines, `and ${counted(more, 'more row')}, in the table above`] : lines)}`.trimEnd()
}
