// A statistic as what the page shows: its tables and charts, each with the statements that computed it.
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { artifactKey, type ChartDraft, provenanceOf, type TableDraft } from '../../tools/artifact-shapes.ts'
import type { FileFacts } from '../../tools/file-facts.ts'
import type { AnalysisAnswer } from './analysis-answer.ts'

const MAX_SQL = 1_000
const MAX_STEPS = 24

export function analysisArtifacts(
  { tables, steps, sql }: AnalysisAnswer,
  {
    plan,
    reading,
    file,
    tool,
  }: { plan: TablePlan; reading: FileReading; file: FileFacts; tool: { name: string; version: string } },
): { tables: TableDraft[]; charts: ChartDraft[] } {
  const statements = sql.map((one) => ({
    label: 'SQL',
    expression: one.length > MAX_SQL ? `${one.slice(0, MAX_SQL - 1)}…` : one,
    result: '',
  }))
  const provenance = provenanceOf(tool, file, {
    rows: reading.rows,
    expression: statements[0]?.expression ?? '',
    steps: [...steps, ...statements.slice(1)].slice(0, MAX_STEPS),
  })
  const drafts: { tables: TableDraft[]; charts: ChartDraft[] } = { tables: [], charts: [] }
  for (const [at, { title, summary, data, chart }] of tables.entries()) {
    const key = (what: string) => artifactKey(what, file.file_uuid, String(at), JSON.stringify(plan))
    drafts.tables.push({ kind: 'table', key: key('table'), title: title.slice(0, 200), summary, provenance, data })
    if (!chart) continue
    drafts.charts.push({
      kind: 'chart',
      key: key('chart'),
      title: chart.title.slice(0, 200),
      summary: chart.summary,
      provenance,
      data: { spec: chart.spec, table: data },
    })
  }
  return drafts
}
