// Reads one attached file with visible progress, tools and artifacts. An unreadable file ends here.
import { type Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { FileProgress, InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { QualityFinding } from '@biplane/contracts/wire/artifacts'
import type { AgentSays } from '../engine/define-agent.ts'
import type { OutlineDraft, QualityDraft, SchemaDraft, TableDraft } from '../tools/artifact-shapes.ts'
import { outlineTool } from '../tools/outline.ts'
import { previewTool } from '../tools/preview.ts'
import { qualityTool } from '../tools/quality.ts'
import { schemaTool } from '../tools/schema.ts'
import { shownName } from '../tools/shown-text.ts'
import { detectFile } from './detect-file.ts'
import type { ToolRunner } from './tool-runner.ts'

/** What is wanted of a table. */
export interface Focus {
  schema: boolean
  quality: boolean
  rows: boolean
  /** Only findings of these rules; `null` for all. */
  rules: readonly string[] | null
}

export type FileReport = { name: string } & (
  | {
      kind: 'table'
      label: string
      delimiter: string | null
      roles: Record<string, string>
      schema: SchemaDraft
      /** `null` when nobody asked for them. */
      findings: QualityFinding[] | null
    }
  | { kind: 'document'; label: string; outline: OutlineDraft; headings: number; steps: number; tables: number }
  | { kind: 'text'; label: string; format: string; lines: number; words: number }
  | { kind: 'refused'; refusal: Refusal }
)

/** Where this file stands among those of the message, for the progress that is shown. */
export interface Place {
  index: number
  of: number
}

const DETECTED = 0.2
const COLUMNS_READ = 0.5

export async function* readAttached(
  file: InvocationFile,
  focus: Focus,
  place: Place,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, FileReport> {
  const name = shownName(file.name)
  yield progressOf(file, place, 0, { status: 'processing' })
  try {
    const report = yield* readContent(file, focus, place, runner)
    yield progressOf(file, place, 1, { status: 'complete' })
    return report
  } catch (error) {
    const refusal = refusalOf(error)
    // A cancel ends everything, and a bug is not the file's fault.
    if (!refusal || refusal.refusal === 'CANCELLED') throw error
    yield progressOf(file, place, 1, { status: 'error', code: refusal.refusal, message: refusal.message })
    return { kind: 'refused', name, refusal }
  }
}

export function progressOf(
  file: InvocationFile,
  { index, of }: Place,
  done: number,
  state: Pick<FileProgress, 'status' | 'code' | 'message'>,
): AgentSays {
  const name = shownName(file.name)
  const labels = { selected: 'Selected', processing: 'Reading', complete: 'Read', error: 'Could not read' } as const
  return {
    type: 'agent.progress',
    payload: {
      progress: Math.round((100 * (index + done)) / of) / 100,
      label: `${labels[state.status]} ${name}`,
      file: { file_uuid: file.file_uuid, name: file.name, ...state },
    },
  }
}

async function* readContent(
  file: InvocationFile,
  focus: Focus,
  place: Place,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, FileReport> {
  const name = shownName(file.name)
  const found = yield* detectFile(file, runner)
  yield progressOf(file, place, DETECTED, { status: 'processing' })
  if (found.tabular) return yield* readTable(file, found.label, { focus, place, runner })
  if (!found.document) return { kind: 'text', name, ...found }
  return yield* readDocument(file, found.label, runner)
}

async function* readDocument(
  file: InvocationFile,
  label: string,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, FileReport> {
  const name = shownName(file.name)
  const read = yield* runner.use({
    tool: outlineTool,
    args: {},
    file,
    doing: `Reading the outline of ${name}`,
    done: ({ artifact }) => artifact.summary,
  })
  yield { type: 'agent.artifact', payload: read.artifact }
  const { artifact: outline, headings, steps, tables } = read
  return { kind: 'document', name, label, outline, headings, steps, tables }
}

interface Reading {
  focus: Focus
  place: Place
  runner: ToolRunner
}

async function* readTable(
  file: InvocationFile,
  label: string,
  { focus, place, runner }: Reading,
): AsyncGenerator<AgentSays, FileReport> {
  const name = shownName(file.name)
  const {
    artifact: schema,
    delimiter,
    roles,
  } = yield* runner.use({
    tool: schemaTool,
    args: {},
    file,
    doing: `Reading the columns of ${name}`,
    done: ({ artifact }) => artifact.summary,
  })
  if (focus.schema) yield { type: 'agent.artifact', payload: schema }
  yield progressOf(file, place, COLUMNS_READ, { status: 'processing' })
  const quality = focus.quality ? (yield* lookForFaults(file, runner)).artifact : null
  if (quality || focus.rows) {
    const findings = quality?.data.findings ?? []
    const { artifact: preview } = yield* runner.use({
      tool: previewTool,
      args: { rows: findings.flatMap((finding) => finding.rows).slice(0, 20_000) },
      file,
      doing: `Taking out the rows of ${name} to show`,
      done: ({ artifact }) => artifact.summary,
    })
    const report = quality && keepShownRows(quality, preview)
    if (report) yield { type: 'agent.artifact', payload: report }
    yield { type: 'agent.artifact', payload: preview }
    // The report has all that was found; only what is said is about what was asked.
    const told = report?.data.findings.filter(({ rule }) => !focus.rules || focus.rules.includes(rule))
    return { kind: 'table', name, label, delimiter, roles, schema, findings: told ?? null }
  }
  return { kind: 'table', name, label, delimiter, roles, schema, findings: null }
}

const lookForFaults = (file: InvocationFile, runner: ToolRunner) =>
  runner.use({
    tool: qualityTool,
    args: {},
    file,
    doing: `Looking for faults in ${shownName(file.name)}`,
    done: ({ artifact }) => artifact.summary,
  })

/** A finding points only to rows that are there to be jumped to; its count still says how many there are. */
export function keepShownRows(report: QualityDraft, preview: TableDraft): QualityDraft {
  const shown = new Set(preview.data.rows.map(({ row }) => row))
  const findings = report.data.findings.map((finding) => ({
    ...finding,
    rows: finding.rows.filter((row) => shown.has(row)),
  }))
  return { ...report, data: { ...report.data, findings } }
}
