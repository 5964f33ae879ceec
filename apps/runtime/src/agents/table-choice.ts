// Owns which of the session's files a question is asked of: the one that it names, else the newest table.
import { type Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { AgentSays } from '../engine/define-agent.ts'
import { type ColumnFacts, columnsTool } from '../tools/columns-tool.ts'
import { detectTool } from '../tools/detect.ts'
import { counted, shownName } from '../tools/shown-text.ts'
import type { ToolDesk } from './tool-desk.ts'

export interface OpenTable {
  file: InvocationFile
  rows: number
  columns: ColumnFacts[]
}

/** The files in the order in which they are asked: those that the text names, then the last attached first. */
export function candidates(text: string, files: readonly InvocationFile[]): InvocationFile[] {
  const lower = text.toLowerCase()
  const named = (file: InvocationFile) => file.name.length > 3 && lower.includes(file.name.toLowerCase())
  const newest = files.toReversed()
  return [...newest.filter(named), ...newest.filter((file) => !named(file))]
}

/** The question without the names of files in it, which are no words of the question. */
export function withoutFileNames(text: string, files: readonly InvocationFile[]): string {
  let rest = text
  for (const { name } of files) {
    const at = rest.toLowerCase().indexOf(name.toLowerCase())
    if (name.length > 3 && at >= 0) rest = `${rest.slice(0, at)} ${rest.slice(at + name.length)}`
  }
  return rest
}

/** `null` for what is no table; the refusal of a file that cannot be read. */
export async function* openTable(
  file: InvocationFile,
  desk: ToolDesk,
): AsyncGenerator<AgentSays, OpenTable | Refusal | null> {
  const name = shownName(file.name)
  try {
    const { tabular } = yield* desk.use({
      tool: detectTool,
      args: {},
      file,
      doing: `Finding out what ${name} is`,
      done: ({ label }) => `${name} is ${label}`,
    })
    if (!tabular) return null
    const { rows, columns } = yield* desk.use({
      tool: columnsTool,
      args: {},
      file,
      doing: `Reading the columns of ${name}`,
      done: (read) => `${counted(read.rows, 'row')}, ${counted(read.columns.length, 'column')}`,
    })
    return { file, rows, columns }
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal || refusal.refusal === 'CANCELLED') throw error
    return refusal
  }
}
