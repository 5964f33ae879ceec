// Owns how an analysis is run and told: which tool, on which file, which artifacts, and its sentences as Markdown.

import { Refusal } from '@biplane/contracts/refusal'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { AgentSays } from '../engine/define-agent.ts'
import type { RunnableTool, Tool } from '../tools/define-tool.ts'
import type { Analysis, AnalysisAnswer } from '../tools/insights/analysis.ts'
import { changeTool } from '../tools/insights/change.ts'
import { cohortTool } from '../tools/insights/cohort.ts'
import { compareTool } from '../tools/insights/compare.ts'
import { correlationTool } from '../tools/insights/correlation.ts'
import { forecastTool } from '../tools/insights/forecast.ts'
import { profileTool } from '../tools/insights/profile.ts'
import { recommendTool } from '../tools/insights/recommend.ts'
import { statisticsTool } from '../tools/insights/statistics.ts'
import { trendTool } from '../tools/insights/trend.ts'
import { counted, shownName } from '../tools/shown-text.ts'
import { CHECK, leftOutPart } from './insights-answer.ts'
import type { Outcome } from './insights-work.ts'
import { bullets, plain, rowLink } from './plain-markdown.ts'
import type { AnalysisAsk } from './question-analysis.ts'
import { type OpenTable, openTable } from './table-choice.ts'
import type { ToolDesk } from './tool-desk.ts'

interface Ground {
  desk: ToolDesk
  /** Other files of the session, for a comparison. */
  rest: readonly InvocationFile[]
}

export async function* answerAnalysis(
  ask: AnalysisAsk,
  table: OpenTable,
  { desk, rest }: Ground,
): AsyncGenerator<AgentSays, Outcome> {
  switch (ask.tool) {
    case 'profile':
      return yield* run(profileTool, {}, { table, desk, doing: 'Profiling' })
    case 'statistics':
      return yield* run(statisticsTool, ask.args, { table, desk, doing: 'Describing the numbers of' })
    case 'correlation':
      return yield* run(correlationTool, ask.args, { table, desk, doing: 'Looking for what moves together in' })
    case 'trend':
      return yield* run(trendTool, ask.args, { table, desk, doing: 'Following over time' })
    case 'forecast':
      return yield* run(forecastTool, ask.args, { table, desk, doing: 'Testing forecasts on' })
    case 'change':
      return yield* run(changeTool, ask.args, { table, desk, doing: 'Looking for what changed in' })
    case 'cohort':
      return yield* run(cohortTool, ask.args, { table, desk, doing: 'Following newcomers in' })
    case 'recommend':
      return yield* run(recommendTool, ask.args, { table, desk, doing: 'Weighing' })
    case 'compare':
      return yield* compare(ask.args, table, { desk, rest })
    default:
      return assertNever(ask, 'analysis')
  }
}

interface Run {
  table: OpenTable
  desk: ToolDesk
  doing: string
  others?: { file: InvocationFile; part?: string | undefined }[]
}

async function* run<Args>(
  tool: Tool<Args, Analysis> & RunnableTool,
  args: Args,
  { table, desk, doing, others = [] }: Run,
): AsyncGenerator<AgentSays, Outcome> {
  const name = shownName(table.file.name)
  const result = yield* desk.use({
    tool,
    args,
    file: table.file,
    part: table.part,
    others,
    doing: `${doing} ${name}`,
    done: (found) => (found.kind === 'lacking' ? 'What that needs is not there' : found.plan.slice(0, 200)),
  })
  if (result.kind === 'lacking') {
    return { kind: 'not_answered', why: `${name} does not have what that needs: ${result.lacking.join(', ')}.` }
  }
  for (const artifact of result.artifacts) yield { type: 'agent.artifact', payload: artifact }
  return { kind: 'answered', text: analysisAnswer(result, name) }
}

async function* compare(
  args: { key: string | null },
  table: OpenTable,
  { desk, rest }: Ground,
): AsyncGenerator<AgentSays, Outcome> {
  for (const file of rest) {
    const other = yield* openTable(file, desk)
    if (other === null || other instanceof Refusal) continue
    const others = [{ file: other.file, part: other.part }]
    return yield* run(compareTool, args, { table, desk, doing: `Comparing ${shownName(file.name)} with`, others })
  }
  return { kind: 'not_answered', why: 'To compare I need two tables; attach the earlier one as well.' }
}

/** A row that stands in a table of the answer is a link to it. */
export function analysisAnswer(
  { plan, says, points, artifacts, cautions, left_out, rows }: AnalysisAnswer,
  file: string,
): string {
  const shown = new Set(
    artifacts.flatMap(({ kind, data }) => (kind === 'table' ? data.rows.map(({ row }) => row) : [])),
  )
  const told = (text: string) =>
    plain(text).replace(/\brow (\d+)\b/g, (words, number: string) =>
      shown.has(Number(number)) ? rowLink(Number(number)) : words,
    )
  const [first = '', ...more] = says
  return [
    `**${told(first)}**`,
    ...more.map(told),
    ...(points.length > 0 ? [bullets(points.map(told)).trimEnd()] : []),
    ...(cautions.length > 0 ? [cautions.map(told).join(' ')] : []),
    ...leftOutPart(left_out),
    `**Plan.** ${plain(plan)}. Computed from the ${counted(rows, 'row')} of ${plain(file)}. ${CHECK}`,
  ].join('\n\n')
}
