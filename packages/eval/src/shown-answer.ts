// What a person sees of an answer: its first sentences with their figures, its table, and whether it asks back.
import type { Said } from '@biplane/runtime/agents/agent-probe.test-support'

export type ShownCell = string | number | boolean | null

export interface ShownAnswer {
  state: 'answered' | 'asked' | 'refused'
  /** Up to the notes about how it was computed. */
  headline: string
  /** What stands in bold in it. */
  bold: string[]
  columns: string[]
  rows: ShownCell[][]
}

export function shownAnswer({ events, text }: Said): ShownAnswer {
  const artifacts = events.flatMap((event) => (event.type === 'agent.artifact' ? [event.payload] : []))
  const table = artifacts.find((artifact) => artifact.kind === 'table')
  const answer = artifacts.find((artifact) => artifact.kind === 'table_answer')
  const headline = headlineOf(text)
  return {
    state:
      answer?.kind === 'table_answer' && answer.data.state === 'ask'
        ? 'asked'
        : artifacts.length > 0
          ? 'answered'
          : 'refused',
    headline,
    bold: headline.split('**').filter((_, at) => at % 2 === 1),
    columns:
      table?.kind === 'table'
        ? table.data.columns.map(({ label, unit }) => (unit === undefined ? label : `${label} (${unit})`))
        : [],
    rows: table?.kind === 'table' ? table.data.rows.map(({ cells }) => [...cells]) : [],
  }
}

/** As the page shows it: Markdown's own signs are escaped in the text. */
const unescaped = (text: string): string => text.replace(/\\([^\w\s])/g, '$1').replace(/\\_/g, '_')

/** The first paragraph, and the list under it where it announces one. */
function headlineOf(text: string): string {
  const parts = text.split('\n\n').filter((part) => !part.startsWith('Going on from'))
  const [first = '', second = ''] = parts
  return unescaped(second.startsWith('- **') ? `${first}\n${second}` : first)
}
