// Measures indicators again: the same tool on the current file, with the arguments of the baseline.
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { Kpi } from '@biplane/contracts/wire/plan-artifacts'
import { z } from 'zod'
import type { ToolRunner } from '../../agents/tool-runner.ts'
import type { AgentSays } from '../../engine/define-agent.ts'
import { type AskTableResult, askTableTool } from '../../tables/ask-table-tool.ts'
import { shownName } from '../../tools/shown-text.ts'
import { simulateTool } from '../operations/process/simulate-tool.ts'
import { workflowTool } from '../operations/process/workflow-tool.ts'

export interface Measured {
  values: Record<string, number>
  /** What could not be measured, in words. */
  not: string[]
}

export async function* measureAgain(
  kpis: readonly Kpi[],
  files: readonly InvocationFile[],
  runner: ToolRunner,
): AsyncGenerator<AgentSays, Measured> {
  const measured: Measured = { values: {}, not: [] }
  for (const [query, group] of byQuery(kpis)) {
    const wanted = group[0]?.query
    const file = files.find(({ file_uuid }) => file_uuid === wanted?.file_uuid)
    if (!wanted || !file) {
      measured.not.push(
        ...group.map(
          ({ name }) => `${name}: ${query === '' ? 'it has no file to measure' : 'its file is not here any more'}`,
        ),
      )
      continue
    }
    try {
      Object.assign(measured.values, yield* measure(group, wanted, file, runner))
    } catch (error) {
      const refusal = refusalOf(error)
      if (!(error instanceof Refusal) || !refusal || refusal.refusal === 'CANCELLED') throw error
      measured.not.push(...group.map(({ name }) => `${name}: ${refusal.message}`))
    }
  }
  return measured
}

/** Indicators of the same query are measured by one run of it. */
function byQuery(kpis: readonly Kpi[]): Map<string, Kpi[]> {
  const groups = new Map<string, Kpi[]>()
  for (const kpi of kpis) {
    const key = kpi.query ? JSON.stringify(kpi.query) : ''
    groups.set(key, [...(groups.get(key) ?? []), kpi])
  }
  return groups
}

const simulationArgs = z.object({
  cases: z.number().int(),
  seed: z.number().int(),
  changes: z.record(z.string(), z.number()),
})
const overdueArgs = z.object({ days: z.number().int() })

async function* measure(
  group: readonly Kpi[],
  { tool, args }: NonNullable<Kpi['query']>,
  file: InvocationFile,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, Record<string, number>> {
  const doing = `Measuring ${group.map(({ name }) => name.toLowerCase()).join(' and ')} in ${shownName(file.name)}`
  switch (tool) {
    case askTableTool.name:
    // As baselines of earlier versions name it.
    case 'insights.overdue': {
      const { days } = overdueArgs.parse(args)
      const found = yield* runner.use({
        tool: askTableTool,
        args: { text: `Who is more than ${days} days late?`, earlier: [], join: false },
        file,
        doing,
        done: (made) => (made.state === 'answered' ? made.answer.title : 'not to be measured'),
      })
      return lateFigures(found, group.find(({ id }) => id === 'late_amount')?.unit)
    }
    case workflowTool.name: {
      const { lint } = yield* runner.use({
        tool: workflowTool,
        args: {},
        file,
        doing,
        done: (made) => made.lint.summary,
      })
      const { findings } = lint.data
      return {
        procedure_errors: findings.filter(({ severity }) => severity === 'error').length,
        procedure_findings: findings.length,
      }
    }
    case simulateTool.name: {
      const { artifact } = yield* runner.use({
        tool: simulateTool,
        args: simulationArgs.parse(args),
        file,
        doing,
        done: (made) => made.artifact.summary,
      })
      return { cycle_p90: artifact.data.cycle.p90 }
    }
    default:
      throw new Refusal('UNSUPPORTED_FILE', `nothing here measures with ${tool}`)
  }
}

function lateFigures({ state, tables, charts }: AskTableResult, unit: string | undefined): Record<string, number> {
  const inUnit = <T extends { data: { columns: { key: string; unit?: string | undefined }[] } }>({ data }: T) =>
    (data.columns.find(({ key }) => key === 'amount')?.unit ?? '') === (unit ?? '')
  const list = tables.find((table) => table.key.startsWith('late:') && inUnit(table))
  const amount = list?.data.totals?.[list.data.columns.findIndex(({ key }) => key === 'amount')]
  if (list && typeof amount === 'number') return { late_amount: amount, late_count: list.data.total_rows }
  const aged = charts.some(({ key, data }) => key.startsWith('ageing:') && inUnit({ data: data.table }))
  if (state === 'answered' && aged) return { late_amount: 0, late_count: 0 }
  throw new Refusal('UNSUPPORTED_FILE', 'the file has no such amounts any more')
}
