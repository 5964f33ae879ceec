// Owns questions that no table answers alone: two tables are joined by the key that they share, and asked together.
import { refusalOf } from '@biplane/contracts/refusal'
import type { AgentSays } from '../engine/define-agent.ts'
import type { ColumnFacts } from '../tools/columns-tool.ts'
import { type JoinFacts, joinedColumnsTool, joinTool } from '../tools/insights/join.ts'
import { counted, shownName } from '../tools/shown-text.ts'
import { aggregateAnswer } from './insights-answer.ts'
import { plain } from './plain-markdown.ts'
import type { Question } from './question-shape.ts'
import type { OpenTable } from './table-choice.ts'
import type { ToolDesk } from './tool-desk.ts'

/** Of more tables than that not every pair is tried. */
const MOST_TABLES = 3

/** `null` where no pair of tables answers it either. */
export async function* answerJoined(
  tables: readonly OpenTable[],
  read: (columns: readonly ColumnFacts[]) => Question,
  desk: ToolDesk,
): AsyncGenerator<AgentSays, string | null> {
  const tried = tables.slice(0, MOST_TABLES)
  for (const left of tried) {
    for (const right of tried) {
      if (left === right || !mayAnswer(read, left, right)) continue
      const told = yield* tryPair(left, right, { read, desk })
      if (told !== null) return told
    }
  }
  return null
}

/** Whether the words would have an answer if the two had a key in common; reading files to find out is not needed. */
function mayAnswer(read: (columns: readonly ColumnFacts[]) => Question, left: OpenTable, right: OpenTable): boolean {
  const names = new Set(left.columns.map(({ name }) => name.toLowerCase()))
  return (
    read([...left.columns, ...right.columns.filter(({ name }) => !names.has(name.toLowerCase()))]).kind === 'aggregate'
  )
}

async function* tryPair(
  left: OpenTable,
  right: OpenTable,
  { read, desk }: { read: (columns: readonly ColumnFacts[]) => Question; desk: ToolDesk },
): AsyncGenerator<AgentSays, string | null> {
  const names = `${shownName(left.file.name)} with ${shownName(right.file.name)}`
  const on = { file: left.file, part: left.part, others: [{ file: right.file, part: right.part }] }
  try {
    const joined = yield* desk.use({
      tool: joinedColumnsTool,
      args: { on: null },
      ...on,
      doing: `Joining ${names}`,
      done: (found) =>
        found.kind === 'no_key' ? found.why : `${counted(found.join.matched, 'row')} found one, by ${found.join.left}`,
    })
    if (joined.kind === 'no_key') return null
    const question = read(joined.columns)
    if (question.kind !== 'aggregate') return null
    const result = yield* desk.use({
      tool: joinTool,
      args: { on: null, query: question.query },
      ...on,
      doing: `Computing from ${names}`,
      done: (found) =>
        found.kind === 'joined' && found.answer.kind === 'answer' ? found.answer.words : 'That is not there',
    })
    if (result.kind === 'no_key' || result.answer.kind === 'lacking') return null
    const { answer, join } = result
    for (const { table, chart } of answer.slices) {
      if (table) yield { type: 'agent.artifact', payload: table }
      if (chart) yield { type: 'agent.artifact', payload: chart }
    }
    if (answer.left_out_table) yield { type: 'agent.artifact', payload: answer.left_out_table }
    return `${aggregateAnswer(answer, shownName(left.file.name))}\n\n${tellJoin(join, shownName(right.file.name))}`
  } catch (error) {
    const refusal = refusalOf(error)
    // Two files that are too large together are no reason to say nothing at all.
    if (refusal?.refusal !== 'TOO_LARGE') throw error
    return null
  }
}

function tellJoin({ left, right, matched, unmatched_count }: JoinFacts, other: string): string {
  const without =
    unmatched_count > 0
      ? ` ${counted(unmatched_count, 'row')} found none and ${unmatched_count === 1 ? 'has' : 'have'} nothing from there.`
      : ''
  return `**Joined.** ${counted(matched, 'row')} found ${matched === 1 ? 'its' : 'their'} row of ${plain(other)} by ${plain(left)}${left === right ? '' : ` = ${plain(right)}`}.${without}`
}
