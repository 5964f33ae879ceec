// Which of the session's files a question is asked of: the one that it names, else the newest table.
import { type Refusal, refusalOf } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { AgentSays } from '../engine/define-agent.ts'
import { readFileTool } from '../tables/read-file-tool.ts'
import { isWorkbook } from '../tools/file-claims.ts'
import { counted, shownName } from '../tools/shown-text.ts'
import { detectFile } from './detect-file.ts'
import type { ToolRunner } from './tool-runner.ts'

export interface ChosenTable {
  file: InvocationFile
  /** The sheet of a workbook that the text names; `undefined` for the fullest one. */
  part?: string | undefined
  /** A table inside a document: most questions about documents are not about their tables. */
  inDocument: boolean
  /** What must be said of the choice of a sheet; `null` where there was none. Plain, not Markdown. */
  note: string | null
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

const BEFORE = /(?:\b(?:in|of|on|from) )?(?:the )?(?:(sheet|tab) )?["“']?$/i
const BEHIND = /^["”']?(?: (?:sheet|tab)\b)?/i
/** The longest that can stand before a name. */
const BEFORE_CHARS = 16

/** “in the sheet Sales”, “Sales sheet”: the name of a sheet counts only beside that word. */
export function namedSheet(text: string, names: readonly string[]): { name: string; rest: string } | null {
  const read = text.replace(/\s+/g, ' ')
  // Where lower case has another length, positions would differ.
  const folded = read.toLowerCase()
  const lower = folded.length === read.length ? folded : read
  for (const name of names.toSorted((a, b) => b.length - a.length)) {
    const found = besideSheet(read, lower, name.toLowerCase())
    if (found) return { name, rest: `${read.slice(0, found.from)} ${read.slice(found.to)}` }
  }
  return null
}

/** Where the name stands with the word “sheet” or “tab” before or behind it, and what belongs to it. */
function besideSheet(text: string, lower: string, name: string): { from: number; to: number } | null {
  for (let at = lower.indexOf(name); at >= 0; at = lower.indexOf(name, at + 1)) {
    const start = Math.max(0, at - BEFORE_CHARS)
    const before = BEFORE.exec(text.slice(start, at))
    const behind = BEHIND.exec(text.slice(at + name.length, at + name.length + 8))
    const said = before?.[1] !== undefined || / /.test(behind?.[0] ?? '')
    if (said) return { from: start + (before?.index ?? 0), to: at + name.length + (behind?.[0].length ?? 0) }
  }
  return null
}

/** Which only the engine reads, whatever its size. */
const isParquet = (name: string): boolean => name.toLowerCase().endsWith('.parquet')

/** `null` for a document without a table; the refusal of a file that cannot be read. */
export async function* chooseTable(
  file: InvocationFile,
  runner: ToolRunner,
  text: string,
): AsyncGenerator<AgentSays, ChosenTable | Refusal | null> {
  let inDocument = false
  try {
    if (file.size > LIMITS.documentBytes || isParquet(file.name)) return tableOf(file, yield* read(file, runner), text)
    inDocument = !(yield* detectFile(file, runner)).tabular
    return { ...tableOf(file, yield* read(file, runner), text), inDocument }
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal || refusal.refusal === 'CANCELLED') throw error
    return inDocument && refusal.refusal === 'UNSUPPORTED_FILE' ? null : refusal
  }
}

async function* read(file: InvocationFile, runner: ToolRunner): AsyncGenerator<AgentSays, FileReading> {
  const { reading } = yield* runner.use({
    tool: readFileTool,
    args: {},
    file,
    doing: `Reading the columns of ${shownName(file.name)}`,
    done: ({ reading: found }) => `${counted(found.rows, 'row')}, ${counted(found.columns.length, 'column')}`,
  })
  return reading
}

function tableOf(file: InvocationFile, { part: fullest, format }: FileReading, text: string): ChosenTable {
  const parts = fullest ? [fullest.value, ...fullest.alternatives] : []
  const part = namedSheet(text, parts)?.name
  const word = isWorkbook(format) ? 'sheet' : 'table'
  return { file, part, inDocument: false, note: noteOf(parts, part ?? parts[0], word) }
}

function noteOf(parts: readonly string[], used: string | undefined, word: 'sheet' | 'table'): string | null {
  if (parts.length < 2 || used === undefined) return null
  const others = parts.flatMap((name) => (name === used ? [] : [`“${shownName(name)}”`])).slice(0, 10)
  return `That is from the ${word} “${shownName(used)}”. For another one, say “in the sheet …”: ${others.join(', ')}.`
}
