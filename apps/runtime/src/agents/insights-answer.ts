// Owns what the insights liaison says about numbers that tools have computed. Pure: results in, Markdown out.
import type { z } from 'zod'
import type { aggregateTool } from '../tools/aggregate.ts'
import type { LeftOut } from '../tools/left-out.ts'
import { counted } from '../tools/shown-text.ts'
import { bullets, joined, plain, rowLink, rowLinks } from './plain-markdown.ts'

export type AggregateAnswer = Extract<z.infer<typeof aggregateTool.result>, { kind: 'answer' }>

export const CHECK = '“Show the calculation” under the table has every step.'

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
