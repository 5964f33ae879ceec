// Owns how one question is answered of one table: which tools run, which artifacts are shown, what is said of them.

import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { AgentSays } from '../engine/define-agent.ts'
import { aggregateTool } from '../tools/aggregate.ts'
import type { AggregateQuery } from '../tools/aggregate-query.ts'
import { artifactKey } from '../tools/artifact-shapes.ts'
import type { ColumnFacts } from '../tools/columns-tool.ts'
import { previewTool } from '../tools/preview.ts'
import { qualityTool } from '../tools/quality.ts'
import { counted, shownName } from '../tools/shown-text.ts'
import { keepShownRows } from './file-reading.ts'
import { answerAnalysis } from './insights-analysis.ts'
import { aggregateAnswer } from './insights-answer.ts'
import { askWords } from './insights-ask.ts'
import { plain, rowLinks } from './plain-markdown.ts'
import type { Question } from './question-shape.ts'
import type { OpenTable } from './table-choice.ts'
import type { ToolDesk } from './tool-desk.ts'

export type Outcome =
  | { kind: 'answered'; text: string }
  /** This table cannot answer it; `why` is a sentence, not yet Markdown. */
  | { kind: 'not_answered'; why: string }

export async function* answer(
  question: Question,
  table: OpenTable,
  { desk, rest }: { desk: ToolDesk; rest: readonly InvocationFile[] },
): AsyncGenerator<AgentSays, Outcome> {
  switch (question.kind) {
    case 'late':
      return { kind: 'not_answered', why: 'I did not understand that as a question about open amounts.' }
    case 'aggregate':
      return yield* answerAggregate(question.query, table, desk)
    case 'analysis':
      return yield* answerAnalysis(question.ask, table, { desk, rest })
    case 'outliers':
      return yield* answerOutliers(table, desk)
    case 'overview':
      return yield* answerOverview(table, desk)
    case 'unclear':
      return { kind: 'not_answered', why: question.why }
    case 'unknown':
      return { kind: 'not_answered', why: 'I did not understand that as a question about numbers.' }
    default:
      return assertNever(question, 'question')
  }
}

async function* answerAggregate(
  query: AggregateQuery,
  { file, part }: OpenTable,
  desk: ToolDesk,
): AsyncGenerator<AgentSays, Outcome> {
  const result = yield* desk.use({
    tool: aggregateTool,
    args: query,
    file,
    part,
    doing: `Computing from ${shownName(file.name)}`,
    done: (found) => (found.kind === 'lacking' ? 'The columns for that are not there' : found.words),
  })
  if (result.kind === 'lacking') return lacking(file, result.lacking)
  for (const { table, chart } of result.slices) {
    if (table) yield { type: 'agent.artifact', payload: table }
    if (chart) yield { type: 'agent.artifact', payload: chart }
  }
  if (result.left_out_table) yield { type: 'agent.artifact', payload: result.left_out_table }
  return { kind: 'answered', text: aggregateAnswer(result, shownName(file.name)) }
}

async function* answerOutliers({ file, part }: OpenTable, desk: ToolDesk): AsyncGenerator<AgentSays, Outcome> {
  const name = shownName(file.name)
  const { artifact } = yield* desk.use({
    tool: qualityTool,
    args: {},
    file,
    part,
    doing: `Looking for values far from the rest in ${name}`,
    done: (found) => found.artifact.summary,
  })
  const findings = artifact.data.findings.filter(({ rule }) => rule === 'outliers' || rule === 'negative_values')
  if (findings.length === 0) {
    return {
      kind: 'answered',
      text: `No value in ${plain(name)} lies far from the rest of its column (more than three times the middle half of the values beyond it).`,
    }
  }
  const { artifact: preview } = yield* desk.use({
    tool: previewTool,
    args: { rows: findings.flatMap((finding) => finding.rows) },
    file,
    part,
    doing: `Taking out the rows of ${name} to show`,
    done: (shown) => shown.artifact.summary,
  })
  const report = keepShownRows({ ...artifact, data: { ...artifact.data, findings } }, preview)
  const title = `Values of ${name} far from the rest`
  const summary = counted(findings.length, 'finding')
  yield { type: 'agent.artifact', payload: { ...report, key: artifactKey('outliers', file.file_uuid), title, summary } }
  yield { type: 'agent.artifact', payload: preview }
  const lines = report.data.findings.map(
    (finding) => `${plain(finding.title)}: ${rowLinks(finding.rows, finding.count)}. ${plain(finding.detail)}`,
  )
  return { kind: 'answered', text: lines.join('\n\n') }
}

/** Where the open amounts stand; for a table that is no list of invoices, what it holds in its clearest groups. */
async function* answerOverview(table: OpenTable, desk: ToolDesk): AsyncGenerator<AgentSays, Outcome> {
  const { columns, rows } = table
  const has = (role: ColumnFacts['role']) => columns.some((column) => column.role === role)
  if (has('due_date') && has('amount')) {
    const aged = yield* askWords('show the ageing', table, desk)
    if (aged.kind === 'answered') return aged
  }
  const measure = columns.find((column) => column.role === 'amount') ?? columns.find((column) => column.measure)
  const group = columns.find((column) => column.values.length > 1 && column.values.length <= rows / 2)
  return yield* answerAggregate(
    {
      operation: measure ? 'sum' : 'count',
      column: measure?.name ?? null,
      by: group ? { column: group.name, grain: null } : null,
      top: null,
      order: 'largest',
      state: null,
      where: [],
      as_of: null,
    },
    table,
    desk,
  )
}

export const lacking = (file: InvocationFile, what: readonly string[]): Outcome => ({
  kind: 'not_answered',
  why: `${shownName(file.name)} does not have what that needs: ${what.join(', ')}.`,
})
