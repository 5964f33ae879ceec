// Indicators of a plan: baseline from the evidence, target, and how to measure again. Pure.
import type { Kpi, KpisData } from '@biplane/contracts/wire/plan-artifacts'
import type { Changes } from '../../../tools/assumptions.ts'
import type { Evidence } from './evidence.ts'

const LAST_DAY = 90
const FASTER = 0.7

/** @param measured what came out when they were measured again, by id */
export function makeKpis(
  { overdue, findings, process, simulation }: Evidence,
  collectedShare: number,
  measured: Changes,
): KpisData {
  const kpis: Omit<Kpi, 'current'>[] = []
  if (overdue) {
    const query = { tool: 'insights.ask', args: { days: overdue.days }, file_uuid: overdue.file_uuid }
    const question = `Who is more than ${overdue.days} days late?`
    const left = 1 - collectedShare / 100
    kpis.push(
      {
        id: 'late_amount',
        name: `Amount more than ${overdue.days} days late`,
        unit: overdue.currency,
        baseline: overdue.total,
        target: Math.round(overdue.total * left * 100) / 100,
        better: 'lower',
        due_day: LAST_DAY,
        question,
        query,
        source: overdue.title,
      },
      {
        id: 'late_count',
        name: `Invoices more than ${overdue.days} days late`,
        unit: 'invoices',
        baseline: overdue.count,
        target: Math.floor(overdue.count * left),
        better: 'lower',
        due_day: LAST_DAY,
        question,
        query,
        source: overdue.title,
      },
    )
  }
  if (process) {
    const errors = findings.filter(({ severity }) => severity === 'error').length
    const query =
      process.file_uuid === null ? null : { tool: 'operations.workflow', args: {}, file_uuid: process.file_uuid }
    kpis.push(
      {
        id: 'procedure_errors',
        name: 'Errors in the procedure',
        unit: 'findings',
        baseline: errors,
        target: 0,
        better: 'lower',
        due_day: 30,
        question: 'Check this procedure for gaps',
        query,
        source: process.title,
      },
      {
        id: 'procedure_findings',
        name: 'Findings in the procedure',
        unit: 'findings',
        baseline: findings.length,
        target: Math.floor(findings.length / 4),
        better: 'lower',
        due_day: 60,
        question: 'Check this procedure for gaps',
        query,
        source: process.title,
      },
    )
    if (simulation) {
      const { cases, seed, changes } = simulation
      const again =
        process.file_uuid === null
          ? null
          : { tool: 'operations.simulate', args: { cases, seed, changes }, file_uuid: process.file_uuid }
      kpis.push({
        id: 'cycle_p90',
        name: 'Nine of ten cases take at most',
        unit: 'working hours',
        baseline: simulation.p90,
        target: Math.round(simulation.p90 * FASTER * 100) / 100,
        better: 'lower',
        due_day: LAST_DAY,
        question: 'Simulate it',
        query: again,
        source: `simulation of ${process.title}`,
      })
    }
  }
  return {
    kpis: kpis.map((kpi) => ({ ...kpi, current: Object.hasOwn(measured, kpi.id) ? (measured[kpi.id] ?? null) : null })),
  }
}
