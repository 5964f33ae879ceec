// The one denotation that an answer stands for: its figure, the names that win, or the cells of the column asked for.
import type { Said } from '@biplane/runtime/agents/agent-probe.test-support'
import { readFigures } from '../compare-answer.ts'
import { shownAnswer } from '../shown-answer.ts'

/** `null` when the question is not answered. */
export function predictedValues(said: Said): string[] | null {
  const shown = shownAnswer(said)
  if (shown.state !== 'answered') return null
  const answer = said.events.flatMap((event) =>
    event.type === 'agent.artifact' && event.payload.kind === 'table_answer' ? [event.payload.data] : [],
  )[0]
  const word = /^(yes|no)\b/i.exec(shown.headline.replaceAll('*', '').trim())?.[1]
  if (word !== undefined) return [word.toLowerCase()]
  if (!answer || shown.rows.length === 0 || answer.plan.comparison) return [figureText(shown.bold[0] ?? '')]
  const { plan } = answer
  if (plan.shape === 'groups') return column(shown.rows, 0)
  // What a condition already says is not what is asked for.
  const conditions = new Set(
    plan.where.flat().flatMap(({ operand }) => (operand.of === 'column' ? [operand.column] : [])),
  )
  const asked = plan.columns.findIndex((name) => !conditions.has(name))
  return column(shown.rows, Math.max(0, asked))
}

const column = (rows: readonly (readonly (string | number | boolean | null)[])[], at: number): string[] =>
  rows.flatMap((cells) => (cells[at] === null || cells[at] === undefined ? [] : [String(cells[at])]))

/** `1,234 points` as `1234`; other text stays. */
function figureText(text: string): string {
  const figures = readFigures(text)
  const [first] = figures
  return figures.length === 1 && first && /^[A-Z$€£¥ ]*[-−\d]/.test(text) && !/\d{4}-\d{2}/.test(text)
    ? String(first.value)
    : text
}
