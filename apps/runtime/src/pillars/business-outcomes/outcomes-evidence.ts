// Extracts evidence for a plan from other pillars' results; each number names its result. Pure.

import { type Earlier, ofKind } from '../../agents/earlier-results.ts'
import { changesIn } from '../../tools/assumptions.ts'
import { aboutOf } from '../operations/operations-source.ts'
import { graphOf } from '../operations/process/workflow-graph.ts'
import type { Evidence } from './plan/evidence.ts'

const MOST_CUSTOMERS = 10

/** The newest results of each kind; those of a process belong to the newest workflow. */
export function evidenceOf(results: readonly Earlier[]): Evidence {
  const tables = ofKind(results, 'table')
  const late = tables.find(({ key, data }) => key.startsWith('late:') && data.totals !== undefined)
  const file = late?.provenance?.file?.file_uuid ?? null
  const ofFile = (what: string) =>
    tables.find(({ key, provenance }) => key.startsWith(`${what}:`) && provenance?.file?.file_uuid === file)
  const workflow = ofKind(results, 'workflow')[0]
  const about = workflow && aboutOf(workflow)
  const same = <T extends Earlier>(found: readonly T[]) => found.find((result) => aboutOf(result) === about)
  const lint = same(ofKind(results, 'lint_report'))
  const simulation = same(ofKind(results, 'simulation'))
  const coexistence = same(ofKind(results, 'coexistence'))
  const used = [late, late && ofFile('debtors'), workflow, lint, simulation, coexistence].filter(
    (result) => result !== undefined,
  )
  return {
    sources: used.map(({ artifact_id, kind, title }) => ({ artifact_id, kind, title })),
    overdue: late ? overdueOf(late, ofFile('debtors')) : null,
    process: workflow ? processOf(workflow) : null,
    findings: lint?.data.findings ?? [],
    simulation: simulation ? simulationOf(simulation) : null,
    coexistence: coexistence ? coexistenceOf(coexistence, simulation) : null,
  }
}

type Table = Earlier<'table'>

function overdueOf(late: Table, debtors: Table | undefined): Evidence['overdue'] {
  const { columns, totals = [], total_rows: count } = late.data
  const at = columns.findIndex(({ key }) => key === 'amount')
  const total = totals[at]
  if (typeof total !== 'number') return null
  const customers = debtors?.data.rows.flatMap(({ cells }) => {
    const [name, , , amount] = cells
    return typeof name === 'string' && typeof amount === 'number' ? [{ name, amount }] : []
  })
  const step = (wanted: string) => late.provenance?.steps.find(({ label }) => label === wanted)?.result ?? ''
  return {
    title: late.title,
    currency: columns[at]?.unit ?? '',
    total,
    count,
    customers: (customers ?? []).toSorted((a, b) => b.amount - a.amount).slice(0, MOST_CUSTOMERS),
    customer_count: debtors?.data.total_rows ?? count,
    days: Number(/(\d{1,9}) days? late/.exec(late.title)?.[1] ?? 0),
    as_of: step('As of'),
    file_uuid: late.provenance?.file?.file_uuid ?? null,
    left_out: Number.parseInt(step('Left out').replaceAll(',', ''), 10) || 0,
  }
}

function processOf({ data: { model }, provenance }: Earlier<'workflow'>): NonNullable<Evidence['process']> {
  const steps = new Map<string, number>()
  for (const { owner } of model.steps) if (owner !== null) steps.set(owner, (steps.get(owner) ?? 0) + 1)
  return {
    title: model.title,
    steps: graphOf(model).size === 0 ? 0 : model.steps.length,
    owners: [...steps].map(([owner, count]) => ({ owner, steps: count })),
    file_uuid: provenance?.file?.file_uuid ?? null,
  }
}

function simulationOf(simulation: Earlier<'simulation'>): NonNullable<Evidence['simulation']> {
  const { cycle, cases, seed, assumptions, bottleneck, owners } = simulation.data
  const named = (name: string) => assumptions.find((each) => each.name === name)
  return {
    p50: cycle.p50,
    p90: cycle.p90,
    cases,
    seed,
    cases_per_day: named('cases_per_day')?.value ?? 0,
    cases_are_default: named('cases_per_day')?.kind !== 'set',
    times_are_default: named('minutes_per_step')?.kind !== 'set',
    bottleneck: bottleneck && {
      owner: bottleneck.owner,
      step: bottleneck.step,
      busy: owners.find(({ owner }) => owner === bottleneck.owner)?.busy ?? 0,
    },
    changes: changesIn(assumptions),
  }
}

/** Hours of work that one case has at a step: a visit's mean, by how many of the cases come there. */
function coexistenceOf(
  { data: { steps } }: Earlier<'coexistence'>,
  simulation: Earlier<'simulation'> | undefined,
): NonNullable<Evidence['coexistence']> {
  const visits = new Map(simulation?.data.steps.map((step) => [step.id, step]))
  const cases = Math.max(1, simulation?.data.cases ?? 1)
  return steps.map(({ id, text, mode, score }) => {
    const step = visits.get(id)
    const hours = step ? Math.round((step.visits * step.work * 1000) / cases) / 1000 : null
    return { id, text: text.slice(0, 200), mode, score, hours }
  })
}
