// Owns the tools over two files joined by their key: what can be asked of both together, and the answer to such a question.
import { z } from 'zod'
import { aggregateAnswer, answerQuery } from '../aggregate.ts'
import { aggregateQuery } from '../aggregate-query.ts'
import { columnFacts, factsOf } from '../columns-tool.ts'
import { defineTool, type ToolFile } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import { columnName } from '../row-filters.ts'
import { shownCell, shownName } from '../shown-text.ts'
import { findKey, type Joined, joinSheets } from './joined-sheet.ts'

const on = z.strictObject({ on: columnName.nullable() })

const joinFacts = z.object({
  left: z.string(),
  right: z.string(),
  matched: z.number().int(),
  /** 1-based rows of the first file that found none; at most the first 100. */
  unmatched: z.array(z.number().int()),
  unmatched_count: z.number().int(),
  /** Rows of the second file that none asked for. */
  unused: z.number().int(),
})
export type JoinFacts = z.infer<typeof joinFacts>

const noKey = z.object({ kind: z.literal('no_key'), why: z.string() })

export const joinedColumnsTool = defineTool({
  name: 'insights.joined_columns',
  version: '1',
  args: on,
  result: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('joined'), rows: z.number().int(), columns: z.array(columnFacts), join: joinFacts }),
    noKey,
  ]),
  async run({ on: named }, file, others = []) {
    const joined = await join(file, others, named)
    if ('why' in joined) return joined
    return {
      kind: 'joined' as const,
      rows: joined.sheet.table.rows.length,
      columns: factsOf(joined.sheet),
      join: tell(joined),
    }
  },
})

const TOOL = { name: 'insights.join', version: '1' }

export const joinTool = defineTool({
  ...TOOL,
  args: on.extend({ query: aggregateQuery }),
  result: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('joined'), answer: aggregateAnswer, join: joinFacts }),
    noKey,
  ]),
  async run({ on: named, query }, file, others = []) {
    const joined = await join(file, others, named)
    if ('why' in joined) return joined
    const answer = answerQuery(query, joined.sheet, { tool: TOOL, file })
    return {
      kind: 'joined' as const,
      answer: answer.kind === 'answer' ? withStep(answer, joined, others) : answer,
      join: tell(joined),
    }
  },
})

async function join(
  file: ToolFile,
  others: readonly ToolFile[],
  named: string | null,
): Promise<Joined | { kind: 'no_key'; why: string }> {
  const [other] = others
  if (!other) return { kind: 'no_key', why: 'There is only one file.' }
  const [left, right] = [await openSheet(file), await openSheet(other)]
  const key = findKey(left, right, named)
  if (key) return joinSheets(left, right, key)
  const why = `${shownName(file.name)} and ${shownName(other.name)} have no column in common that names each row of ${shownName(other.name)} once.`
  return { kind: 'no_key', why }
}

const tell = ({ key, matched, unmatched, unused }: Joined): JoinFacts => ({
  left: shownCell(key.left.name),
  right: shownCell(key.right.name),
  matched,
  unmatched: unmatched.slice(0, 100),
  unmatched_count: unmatched.length,
  unused,
})

type Answered = Extract<z.infer<typeof aggregateAnswer>, { kind: 'answer' }>

/** The join stands first in “show the calculation”. */
function withStep(answer: Answered, { key, matched, unmatched }: Joined, [other]: readonly ToolFile[]): Answered {
  const step = {
    label: 'Joined',
    expression: `${shownCell(key.left.name)} = ${shownCell(key.right.name)} of ${shownName(other?.name ?? '')} (SHA-256 ${other?.sha256.slice(0, 12) ?? ''}…)`,
    result: `${matched} rows found one, ${unmatched.length} did not`,
  }
  const shown = <D extends { provenance: NonNullable<Answered['left_out_table']>['provenance'] }>(draft: D): D =>
    draft.provenance
      ? { ...draft, provenance: { ...draft.provenance, steps: [step, ...draft.provenance.steps] } }
      : draft
  return {
    ...answer,
    slices: answer.slices.map((slice) => ({
      ...slice,
      table: slice.table && shown(slice.table),
      chart: slice.chart && shown(slice.chart),
    })),
  }
}
