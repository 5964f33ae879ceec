// What a simulation takes for granted where nobody measured: how many cases, how long work lasts, how many people, which
// way decisions go. Each is a named cell. Pure.
import type { Assumption, WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import { assumed, type Changes } from '../../../tools/assumptions.ts'
import { type Graph, type GraphNode, ownersOf } from './workflow-graph.ts'

const nameOf = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .slice(0, 40)

export const peopleName = (owner: string): string => `people_${nameOf(owner)}`
export const shareName = (step: string): string => `yes_at_${step.replaceAll('.', '_')}`

export function simulationAssumptions(
  { graph, steps }: { graph: Graph; steps: WorkflowModel['steps'] },
  changes: Changes,
): Assumption[] {
  const nodes = [...graph.values()]
  const decisions = nodes.filter(
    ({ kind, edges }) => (kind === 'decision' || kind === 'event_choice') && edges.length > 1,
  )
  return assumed(changes, [
    { name: 'cases_per_day', label: 'New cases a day', value: 4, unit: 'cases', min: 0.01, max: 100_000 },
    {
      name: 'minutes_per_step',
      label: 'Work at one step, most often',
      value: 20,
      unit: 'minutes',
      min: 0.1,
      max: 10_000,
    },
    {
      name: 'minutes_per_decision',
      label: 'Work at one decision, most often',
      value: 5,
      unit: 'minutes',
      min: 0.1,
      max: 10_000,
    },
    { name: 'spread', label: 'A step takes from 1 − this to 1 + twice this', value: 50, unit: '%', min: 0, max: 100 },
    ...(steps.some(isWaited) ? [EVENT_HOURS] : []),
    ...(nodes.some(({ interrupts }) => interrupts.length > 0) ? [INTERRUPTED] : []),
    ...(steps.some(({ detail }) => detail?.repeats) ? [REPEATS] : []),
    ...(nodes.some(({ kind, edges }) => kind === 'inclusive' && edges.length > 1) ? [INCLUDED] : []),
    ...ownersOf(graph).map((owner) => ({
      name: peopleName(owner),
      label: `People at work as ${owner}`,
      value: 1,
      unit: 'people',
      min: 1,
      max: 10_000,
    })),
    ...decisions.map(({ step, text, edges }) => ({
      name: shareName(step),
      label: `Share that goes the way “${edges[0]?.when ?? 'on'}” at ${step}: ${text}`.slice(0, 160),
      value: likelyShare(edges),
      unit: '%',
      min: 0,
      max: 100,
    })),
  ])
}

/** An event that is waited for, on no border and at no beginning. */
export const isWaited = ({ kind, detail }: WorkflowModel['steps'][number]): boolean =>
  kind === 'event' && detail?.attached === undefined && detail?.throws !== true

const EVENT_HOURS = {
  name: 'hours_for_event',
  label: 'Wait for a message, a timer or another event, most often',
  value: 8,
  unit: 'hours',
  min: 0,
  max: 100_000,
}
const INTERRUPTED = {
  name: 'interrupted',
  label: 'Share that an event on a border interrupts',
  value: 10,
  unit: '%',
  min: 0,
  max: 100,
}
const REPEATS = {
  name: 'repeats',
  label: 'How often a repeated step is done',
  value: 3,
  unit: 'times',
  min: 1,
  max: 1_000,
}
const INCLUDED = {
  name: 'included',
  label: 'Share that goes one of several ways that can all apply',
  value: 50,
  unit: '%',
  min: 0,
  max: 100,
}

/** Of two ways, the one that does something first is more often the exception. */
function likelyShare([first, ...others]: GraphNode['edges']): number {
  const does = (edge: GraphNode['edges'][number] | undefined) => edge?.to.includes('/') ?? false
  const rest = others.some(does)
  return does(first) === rest ? 50 : rest ? 80 : 20
}
