// Simulates a workflow: cases arrive, wait for whoever does the next step, and leave. Pure and seeded; what
// nobody measured is a named assumption.
import type { SimulationData, WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import type { Changes } from '../../../tools/assumptions.ts'
import { quantile } from '../../../tools/random.ts'
import { simulationAssumptions } from './simulation-assumptions.ts'
import { NOBODY, Run } from './simulation-run.ts'
import { graphOf } from './workflow-graph.ts'

export interface SimulationAsk {
  cases: number
  seed: number
  changes: Changes
}

/** @param ask `changes` are values by name of assumption */
export function simulate(model: WorkflowModel, { cases, seed, changes }: SimulationAsk): SimulationData {
  const graph = graphOf(model)
  const assumptions = simulationAssumptions({ graph, steps: model.steps }, changes)
  const run = new Run(model, assumptions, seed)
  const cycles = run.all(cases).toSorted((a, b) => a - b)
  const limit = model.total_time?.hours ?? null
  const owners = run.owners()
  const steps = run.steps()
  const worst = owners.toSorted((a, b) => b.waited - a.waited)[0]
  const slowest = steps
    .filter(({ owner }) => (owner ?? NOBODY) === worst?.owner)
    .toSorted((a, b) => b.wait * b.visits - a.wait * a.visits)[0]
  return {
    seed,
    cases,
    finished: cycles.length,
    assumptions,
    cycle: {
      p50: hours(quantile(cycles, 0.5)),
      p90: hours(quantile(cycles, 0.9)),
      mean: hours(sum(cycles) / Math.max(1, cycles.length)),
    },
    within_time:
      limit === null || cycles.length === 0
        ? null
        : percent(cycles.filter((each) => each <= limit).length / cycles.length),
    steps,
    owners,
    bottleneck:
      worst && slowest && worst.waited > 0
        ? {
            owner: worst.owner,
            step: slowest.id,
            reason: `cases wait ${worst.waited.toLocaleString('en')} h in all for ${worst.owner}, who is busy ${worst.busy.toLocaleString('en')} % of the time; most of it at ${slowest.id}`,
          }
        : null,
  }
}

const hours = (value: number): number => Math.round(value * 100) / 100
const percent = (share: number): number => Math.round(share * 1000) / 10
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
