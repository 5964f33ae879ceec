// A statistic as Markdown: the finding first, then its parts and what it does not say. Pure.
import { bullets, plain, rowLink } from '../../agents/plain-markdown.ts'
import type { AnalysisAnswer } from './analysis-answer.ts'

/** A row that stands in a table of the answer is a link to it. */
export function analysisText({ says, points, cautions, tables }: AnalysisAnswer): string[] {
  const shown = new Set(tables.flatMap(({ data }) => data.rows.map(({ row }) => row)))
  const told = (text: string) =>
    plain(text).replace(/\brow (\d{1,9})\b/g, (words, number: string) =>
      shown.has(Number(number)) ? rowLink(Number(number)) : words,
    )
  const [first = '', ...more] = says
  return [
    `**${told(first)}**`,
    ...more.map(told),
    ...(points.length > 0 ? [bullets(points.map(told)).trimEnd()] : []),
    ...(cautions.length > 0 ? [cautions.map(told).join(' ')] : []),
  ]
}

/** The finding alone, for a line of its own. */
export const analysisHeadline = ({ says: [first = ''] }: AnalysisAnswer): string => plain(first)
