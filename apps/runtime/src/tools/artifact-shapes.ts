// Single artifact kinds from the contract's union, and the bounds of each.
import { createHash } from 'node:crypto'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { type ArtifactKind, artifactDraft, type Provenance, type TableData } from '@biplane/contracts/wire/artifacts'
import { jsonBytes } from '@biplane/process/json-bytes'
import type { z } from 'zod'
import { versioned } from './define-tool.ts'
import type { FileFacts } from './file-facts.ts'

type Options = (typeof artifactDraft.options)[number]
type OptionOf<Kind extends ArtifactKind> = Options extends infer O
  ? O extends { shape: { kind: z.ZodLiteral<Kind> } }
    ? O
    : never
  : never

/** One kind of the union, by its name. @throws for a kind that the contract does not have */
function draftOf<Kind extends ArtifactKind>(kind: Kind): OptionOf<Kind> {
  const isKind = (option: Options): option is OptionOf<Kind> & Options => option.shape.kind.value === kind
  const found = artifactDraft.options.find(isKind)
  if (!found) throw new Error(`the contract has no artifact kind ${kind}`)
  return found
}

export const schemaDraft = draftOf('schema')
export const qualityDraft = draftOf('quality_report')
export const tableDraft = draftOf('table')
export const chartDraft = draftOf('chart')
export const outlineDraft = draftOf('outline')
export const bundleDraft = draftOf('bundle')
export const answerDraft = draftOf('question_answer')
export const tableAnswerDraft = draftOf('table_answer')
export const workflowDraft = draftOf('workflow')
export const sopDraft = draftOf('sop')
export const lintReportDraft = draftOf('lint_report')
export const simulationDraft = draftOf('simulation')
export const coexistenceDraft = draftOf('coexistence')
export const roadmapDraft = draftOf('roadmap')
export const financialsDraft = draftOf('financials')
export const kpisDraft = draftOf('kpis')
export const risksDraft = draftOf('risks')
export const proposalDraft = draftOf('proposal')

export type WorkflowDraft = z.infer<typeof workflowDraft>
export type TableAnswerDraft = z.infer<typeof tableAnswerDraft>
export type SopDraft = z.infer<typeof sopDraft>
export type LintReportDraft = z.infer<typeof lintReportDraft>
export type SimulationDraft = z.infer<typeof simulationDraft>
export type CoexistenceDraft = z.infer<typeof coexistenceDraft>
export type RoadmapDraft = z.infer<typeof roadmapDraft>
export type FinancialsDraft = z.infer<typeof financialsDraft>
export type KpisDraft = z.infer<typeof kpisDraft>
export type RisksDraft = z.infer<typeof risksDraft>
export type ProposalDraft = z.infer<typeof proposalDraft>
export type SchemaDraft = z.infer<typeof schemaDraft>
export type QualityDraft = z.infer<typeof qualityDraft>
export type TableDraft = z.infer<typeof tableDraft>
export type ChartDraft = z.infer<typeof chartDraft>
export type OutlineDraft = z.infer<typeof outlineDraft>
export type Cell = TableData['rows'][number]['cells'][number]
export type Step = Provenance['steps'][number]

/** Room for title, summary, columns and provenance beside the rows of an artifact. */
const FRAME_BYTES = 48 * 1024
export const ROW_BYTES = LIMITS.artifactBytes - FRAME_BYTES
/** More rows than a person scrolls through; the file itself has them all. */
const MOST_ROWS = 1_000

/** As many of the rows as an artifact may hold, from the first; `total_rows` says how many there are. */
export function boundedTable(table: Omit<TableData, 'total_rows'>, totalRows = table.rows.length): TableData {
  const rows: TableData['rows'] = []
  let bytes = 0
  for (const row of table.rows) {
    bytes += jsonBytes(row) + 1
    if (bytes > ROW_BYTES || rows.length >= MOST_ROWS) break
    rows.push(row)
  }
  return { ...table, rows, total_rows: totalRows }
}

/** Where a result came from. `file` is named as the person named it. */
export function provenanceOf(
  tool: { name: string; version: string },
  file: FileFacts,
  computed: { rows: number; expression: string; steps: Step[] },
): Provenance {
  return {
    tool: versioned(tool),
    file: { file_uuid: file.file_uuid, name: file.name, sha256: file.sha256 },
    rows_considered: computed.rows,
    expression: computed.expression,
    steps: computed.steps,
  }
}

/** What the contract allows in a key. */
const KEY = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/

/** A key that says what it is about; hashed where it would be too long, or of other characters, than the contract allows. */
export function artifactKey(what: string, ...parts: readonly string[]): string {
  const key = [what, ...parts.filter((part) => part !== '')].join(':')
  return KEY.test(key) ? key : `${what}:${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
}

/** `rows 3, 17 and 40`, at most the first ten. */
export function rowsInWords(rows: readonly number[]): string {
  if (rows.length === 0) return 'no rows'
  if (rows.length === 1) return `row ${rows[0]}`
  const shown = rows.slice(0, 10)
  if (rows.length > shown.length) return `rows ${shown.join(', ')} and ${rows.length - shown.length} more`
  return `rows ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
