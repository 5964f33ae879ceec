// Shapes of durable results: tables, charts, schemas, findings, outlines, and the provenance of their numbers.
import { z } from 'zod'
import { ARTIFACT_STATES } from '../vocabulary/artifact-states.ts'
import { bundleBody, financialsBody, kpisBody, proposalBody, risksBody, roadmapBody } from './plan-artifacts.ts'
import { coexistenceBody, lintBody, simulationBody, sopBody, workflowBody } from './process-artifacts.ts'
import { tableAnswerBody } from './table-answer.ts'

/** How a result was computed, so that a person can check it. Shown as "show the calculation". */
export const provenance = z.object({
  /** Tool and version, for example `insights.ask@1`. */
  tool: z.string(),
  file: z.object({ file_uuid: z.string(), name: z.string(), sha256: z.string() }).nullable(),
  /** Rows of the file that were considered. */
  rows_considered: z.number().int(),
  /** The computation in one readable line. */
  expression: z.string(),
  /** Its steps with their intermediate results, in order. */
  steps: z.array(z.object({ label: z.string(), expression: z.string(), result: z.string() })),
})

const columnType = z.enum(['text', 'integer', 'number', 'currency', 'date', 'boolean', 'percent'])
/** The cells of a `duration` are seconds. */
const cellType = z.enum([...columnType.options, 'duration'])

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** `row` is the 1-based data row of the file (the header is not counted); `null` for computed rows. */
const tableBody = z.object({
  columns: z.array(z.object({ key: z.string(), label: z.string(), type: cellType, unit: z.string().optional() })),
  rows: z.array(z.object({ row: z.number().int().nullable(), cells: z.array(cell) })),
  /** Rows that exist; `rows` may hold fewer. */
  total_rows: z.number().int(),
  /** One line of totals under the table, cell for cell. */
  totals: z.array(cell).optional(),
  /** Whose numbers and days are shown, as in the answer beside it; absent for English. */
  locale: z.enum(['en', 'de']).optional(),
})

const schemaBody = z.object({
  rows: z.number().int(),
  columns: z.array(
    z.object({
      name: z.string(),
      type: columnType,
      nulls: z.number().int(),
      distinct: z.number().int(),
      min: z.string().nullable(),
      max: z.string().nullable(),
      examples: z.array(z.string()),
      candidate_key: z.boolean(),
    }),
  ),
})

const qualityBody = z.object({
  rows: z.number().int(),
  findings: z.array(
    z.object({
      rule: z.string(),
      severity: z.enum(['info', 'warning', 'error']),
      title: z.string(),
      detail: z.string(),
      column: z.string().nullable(),
      /** 1-based data rows; at most the first 100 of `count`. */
      rows: z.array(z.number().int()),
      count: z.number().int(),
    }),
  ),
})

/** A Vega-Lite specification with its data inside; the table beside it holds the same numbers. */
const chartBody = z.object({ spec: z.record(z.string(), z.unknown()), table: tableBody })

const outlineBody = z.object({
  /** Headings and numbered steps with the 1-based line on which each stands. */
  sections: z.array(
    z.object({ level: z.number().int(), title: z.string(), line: z.number().int(), steps: z.array(z.string()) }),
  ),
  words: z.number().int(),
})

/** A question answered with quotes: what a document says, word for word, and where. */
const answerBody = z.object({
  question: z.string(),
  /** The sentence that says it; `null` where no passage does. */
  answer: z.string().nullable(),
  quotes: z.array(
    z.object({
      file_uuid: z.string(),
      name: z.string(),
      /** 1-based lines of the text, both included; of a table its row. */
      line: z.number().int(),
      end_line: z.number().int(),
      page: z.number().int().nullable(),
      heading: z.string(),
      text: z.string(),
    }),
  ),
})

const common = {
  /** Unique within the conversation. A later artifact with the same key is its next version. */
  key: z
    .string()
    .max(80)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/),
  title: z.string().min(1).max(200),
  summary: z.string().max(2000),
  provenance: provenance.nullable(),
}

/** What an agent produces. Experience gives it its id and version. */
export const artifactDraft = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('schema'), ...common, data: schemaBody }),
  z.object({ kind: z.literal('quality_report'), ...common, data: qualityBody }),
  z.object({ kind: z.literal('table'), ...common, data: tableBody }),
  z.object({ kind: z.literal('chart'), ...common, data: chartBody }),
  z.object({ kind: z.literal('outline'), ...common, data: outlineBody }),
  z.object({ kind: z.literal('question_answer'), ...common, data: answerBody }),
  z.object({ kind: z.literal('table_answer'), ...common, data: tableAnswerBody }),
  z.object({ kind: z.literal('workflow'), ...common, data: workflowBody }),
  z.object({ kind: z.literal('sop'), ...common, data: sopBody }),
  z.object({ kind: z.literal('lint_report'), ...common, data: lintBody }),
  z.object({ kind: z.literal('simulation'), ...common, data: simulationBody }),
  z.object({ kind: z.literal('coexistence'), ...common, data: coexistenceBody }),
  z.object({ kind: z.literal('roadmap'), ...common, data: roadmapBody }),
  z.object({ kind: z.literal('financials'), ...common, data: financialsBody }),
  z.object({ kind: z.literal('kpis'), ...common, data: kpisBody }),
  z.object({ kind: z.literal('risks'), ...common, data: risksBody }),
  z.object({ kind: z.literal('proposal'), ...common, data: proposalBody }),
  z.object({ kind: z.literal('bundle'), ...common, data: bundleBody }),
])

export const artifactStatus = z.enum(ARTIFACT_STATES)

/** What a conversation shows of an artifact; its data is fetched by id and version, which never changes. */
export const artifactHeader = z.object({
  artifact_id: z.string(),
  version: z.number().int(),
  kind: z.string(),
  key: z.string(),
  title: z.string(),
  summary: z.string(),
  /** Absent is `draft`: the state in which every version begins. */
  status: artifactStatus.optional(),
})

/** Review status of a version; its content never changes. */
export const artifactStatusChange = z.object({
  artifact_id: z.string(),
  version: z.number().int(),
  status: artifactStatus,
})

export const artifactView = artifactHeader.extend({
  status: artifactStatus,
  pillar: z.string().nullable(),
  conversation_id: z.string(),
  invocation_id: z.string(),
  created_at: z.string(),
  provenance: provenance.nullable(),
  data: z.unknown(),
})

export type Provenance = z.infer<typeof provenance>
export type ArtifactDraft = z.infer<typeof artifactDraft>
export type ArtifactKind = ArtifactDraft['kind']
export type ArtifactStatusChange = z.infer<typeof artifactStatusChange>
export type ArtifactStatus = z.infer<typeof artifactStatus>
export type ArtifactHeader = z.infer<typeof artifactHeader>
export type ArtifactView = z.infer<typeof artifactView>
export type TableData = z.infer<typeof tableBody>
export type TableColumn = TableData['columns'][number]
export type SchemaData = z.infer<typeof schemaBody>
export type QualityData = z.infer<typeof qualityBody>
export type QualityFinding = QualityData['findings'][number]
export type ChartData = z.infer<typeof chartBody>
export type OutlineData = z.infer<typeof outlineBody>
export type AnswerData = z.infer<typeof answerBody>
export type ColumnType = z.infer<typeof columnType>
