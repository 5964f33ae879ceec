// Runs the statistic of a plan over one table: chooses who computes it, and what it is limited to.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { PlanAnalysis, TablePlan } from '@biplane/contracts/wire/table-plan'
import type { OpenTable, TableSession } from '../table-session.ts'
import { dateColumnOf } from '../words/choose-columns.ts'
import { lexiconOf } from '../words/lexicon.ts'
import { type AdviceFacts, adviceOf } from './advice.ts'
import { type AnalysisAnswer, type Lacking, sourceOf } from './analysis-answer.ts'
import { changeOf } from './change.ts'
import { cohortOf } from './cohort.ts'
import { correlationOf } from './correlation.ts'
import { describeOf } from './describe.ts'
import { forecastOf } from './forecast.ts'
import { inOneCurrency, numbersOf } from './numbers-of.ts'
import { outliersOf } from './outliers.ts'
import { type Version, versionsOf } from './versions.ts'

export interface AnalysisFacts extends AdviceFacts {
  /** The table that this one is compared with. */
  earlier: Version | null
}

export async function runAnalysis(
  plan: TablePlan & { analysis: PlanAnalysis },
  { table, session }: { table: OpenTable; session: TableSession },
  facts: AnalysisFacts,
): Promise<AnalysisAnswer | Lacking> {
  const { analysis } = plan
  const measured = measuredColumns(plan, table)
  const limited = await inOneCurrency(withTime(plan, table), measured, { table, session })
  const source = sourceOf(limited.plan, table, session)
  const answer = await compute()
  return answer.kind === 'answer' ? { ...answer, cautions: [...limited.cautions, ...answer.cautions] } : answer

  async function compute(): Promise<AnalysisAnswer | Lacking> {
    switch (analysis.kind) {
      case 'correlation':
        return correlationOf(analysis, source)
      case 'describe':
        return describeOf(analysis, source, limited.unit)
      case 'outliers':
        return outliersOf(analysis, source)
      case 'forecast':
        return forecastOf(analysis, source, limited.unit)
      case 'change':
        return changeOf(analysis, source, limited.unit)
      case 'cohort':
        return cohortOf(analysis, source)
      case 'versions':
        return versionsOf(analysis, source, { earlier: facts.earlier, later: facts.name })
      case 'advice':
        return adviceOf(source, facts)
      default:
        return assertNever(analysis, 'analysis')
    }
  }
}

/** Columns whose figures are added or compared; amounts among them keep to one currency. */
function measuredColumns({ analysis, measures }: TablePlan & { analysis: PlanAnalysis }, { reading }: OpenTable) {
  switch (analysis.kind) {
    case 'describe':
    case 'correlation':
    case 'outliers':
      return numbersOf(reading, analysis.columns)
    case 'forecast':
    case 'change':
      return measures.flatMap(({ operand }) =>
        operand?.of === 'column' ? (reading.columns.find(({ name }) => name === operand.column) ?? []) : [],
      )
    default:
      return []
  }
}

/** A plan whose date was taken away is computed by month again. */
function withTime<Plan extends TablePlan & { analysis: PlanAnalysis }>(plan: Plan, { reading }: OpenTable): Plan {
  const timed = plan.analysis.kind === 'forecast' || plan.analysis.kind === 'change' || plan.analysis.kind === 'cohort'
  if (!timed || plan.by.some(({ bucket }) => bucket !== undefined)) return plan
  const column = dateColumnOf(lexiconOf(reading))
  return column ? { ...plan, by: [{ column: column.name, bucket: 'month' }, ...plan.by].slice(0, 4) } : plan
}
