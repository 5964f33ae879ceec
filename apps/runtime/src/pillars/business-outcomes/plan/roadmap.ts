// Work items that follow from the evidence, their dependencies, and their criteria. Pure.
import type { RoadmapData, RoadmapItem } from '@biplane/contracts/wire/plan-artifacts'
import { assumed, type Changes } from '../../../tools/assumptions.ts'
import { shortened } from '../../operations/process/step-label.ts'
import { schedule } from './critical-path.ts'
import type { Evidence } from './evidence.ts'

type Planned = Pick<RoadmapItem, 'id' | 'title' | 'owner' | 'days' | 'effort' | 'depends_on' | 'source'>

/** What is automated, and what assisted, within 90 days; the rest is a later plan. */
const FIRST_STEPS = 3
const NAMED_CUSTOMERS = 3
const TITLE_CHARS = 80

export function makeRoadmap(evidence: Evidence, changes: Changes): RoadmapData {
  const assumptions = assumed(changes, [
    {
      name: 'days_per_customer',
      label: 'Days to settle one late customer',
      value: 1.5,
      unit: 'days',
      min: 0.1,
      max: 30,
    },
    { name: 'days_for_reminders', label: 'Days to set up earlier reminders', value: 10, unit: 'days', min: 1, max: 90 },
    { name: 'days_per_finding', label: 'Days to repair one finding', value: 2, unit: 'days', min: 0.5, max: 30 },
    {
      name: 'days_to_publish',
      label: 'Days to approve and publish a procedure',
      value: 5,
      unit: 'days',
      min: 1,
      max: 60,
    },
    { name: 'days_to_train', label: 'Days to train a team', value: 3, unit: 'days', min: 1, max: 30 },
    { name: 'days_per_automation', label: 'Days to automate one step', value: 8, unit: 'days', min: 1, max: 90 },
    {
      name: 'days_per_assistance',
      label: 'Days to bring an assistant to one step',
      value: 3,
      unit: 'days',
      min: 0.5,
      max: 60,
    },
    { name: 'days_of_pilot', label: 'Days of the pilot', value: 25, unit: 'days', min: 5, max: 120 },
    { name: 'days_to_measure', label: 'Days to measure and decide', value: 4, unit: 'days', min: 1, max: 30 },
  ])
  const value = (name: string) => assumptions.find((each) => each.name === name)?.value ?? 0
  const planned = [...collectionItems(evidence, value), ...processItems(evidence, value)]
  const all = planned.length === 0 ? [] : [...planned, measureItem(planned, value)]
  const { timings, length, path } = schedule(all)
  const critical = new Set(path)
  const items = all.map((item): RoadmapItem => {
    const { start, end, slack } = timings.get(item.id) ?? { start: 0, end: item.days, slack: 0 }
    return { ...item, start, end, slack, phase: phaseOf(end), critical: critical.has(item.id) }
  })
  const effort = items.reduce((sum, item) => sum + item.effort, 0)
  return {
    assumptions,
    items: items.toSorted((a, b) => a.start - b.start || a.end - b.end),
    critical_path: path,
    length_days: length,
    effort_days: Math.round(effort * 10) / 10,
  }
}

const phaseOf = (end: number): RoadmapItem['phase'] =>
  end <= 30 ? '30' : end <= 60 ? '60' : end <= 90 ? '90' : 'later'

type Value = (name: string) => number

function collectionItems({ overdue }: Evidence, value: Value): Planned[] {
  if (!overdue) return []
  const { customers, customer_count: count, title } = overdue
  const days = Math.max(1, Math.ceil(count * value('days_per_customer')))
  const named = customers
    .slice(0, NAMED_CUSTOMERS)
    .map(({ name }) => name)
    .join(', ')
  return [
    {
      id: 'collect',
      title: `Settle what ${count} customers owe, beginning with ${named || 'the largest'}`,
      owner: null,
      days,
      effort: days,
      depends_on: [],
      source: title,
    },
    {
      id: 'remind',
      title: `Remind at 30 and 60 days, so that nothing gets to ${overdue.days}`,
      owner: null,
      days: Math.ceil(value('days_for_reminders')),
      effort: value('days_for_reminders'),
      depends_on: [],
      source: title,
    },
  ]
}

const REPAIRS: Record<string, string> = {
  no_owner: 'Give an owner to',
  separation_of_duties: 'Separate the duties at',
  dead_end: 'Lead on from',
  unreachable: 'Connect or remove',
  endless_loop: 'Open a way out of',
  missing_exception: 'Say what happens when it fails, at',
  vague: 'Say exactly what is meant at',
  no_time: 'Set a time limit for',
}

function processItems({ findings, process, coexistence }: Evidence, value: Value): Planned[] {
  if (!process) return []
  const source = process.title
  const fixes = Object.entries(REPAIRS).flatMap(([rule, what]): Planned[] => {
    const steps = [
      ...new Set(findings.filter((finding) => finding.rule === rule).map(({ step }) => step ?? 'the whole')),
    ]
    if (steps.length === 0) return []
    const effort = steps.length * value('days_per_finding')
    const lines = findings.filter((finding) => finding.rule === rule).flatMap(({ line }) => line ?? [])
    const at = lines.length > 0 ? `, line ${lines.join(', ')}` : ''
    return [
      {
        id: `fix_${rule}`,
        title: `${what} ${steps.join(', ')}`,
        owner: null,
        days: Math.ceil(effort),
        effort,
        depends_on: [],
        source: `${source}: ${rule}${at}`,
      },
    ]
  })
  const publish: Planned = {
    id: 'publish',
    title: `Approve and publish ${source}`,
    owner: null,
    days: Math.ceil(value('days_to_publish')),
    effort: 1,
    depends_on: fixes.map(({ id }) => id),
    source,
  }
  const train: Planned = {
    id: 'train',
    title: 'Train those who work by it',
    owner: null,
    days: Math.ceil(value('days_to_train')),
    effort: value('days_to_train'),
    depends_on: ['publish'],
    source,
  }
  const machines = firstSteps(coexistence, 'automated').map(
    ({ id, text }, at, all): Planned => ({
      id: itemId(id),
      title: `Automate ${id}: ${shortened(text, TITLE_CHARS)}`,
      owner: null,
      days: Math.ceil(value('days_per_automation')),
      effort: value('days_per_automation'),
      // One after the other: the same people build them.
      depends_on: [at === 0 ? 'publish' : itemId(all[at - 1]?.id ?? '')],
      source: `people and machines of ${source}`,
    }),
  )
  const assisted = firstSteps(coexistence, 'assisted')
  const assist: Planned[] =
    assisted.length === 0
      ? []
      : [
          {
            id: 'assist',
            title: `Bring in an assistant for ${assisted.map(({ id }) => id).join(', ')}`,
            owner: null,
            days: Math.ceil(assisted.length * value('days_per_assistance')),
            effort: assisted.length * value('days_per_assistance'),
            depends_on: ['publish'],
            source: `people and machines of ${source}`,
          },
        ]
  const pilot: Planned = {
    id: 'pilot',
    title: 'Pilot with one team',
    owner: null,
    days: Math.ceil(value('days_of_pilot')),
    effort: Math.ceil(value('days_of_pilot') / 5),
    depends_on: ['train', ...[...machines.slice(-1), ...assist].map(({ id }) => id)],
    source,
  }
  return [...fixes, publish, train, ...machines, ...assist, pilot]
}

/** Where most hours are to be saved; by score where nobody knows the hours. The plan's benefits count these steps alone. */
export const firstSteps = (
  coexistence: Evidence['coexistence'],
  mode: 'automated' | 'assisted',
): NonNullable<Evidence['coexistence']> =>
  (coexistence ?? [])
    .filter((step) => step.mode === mode)
    .toSorted((a, b) => (b.hours ?? 0) - (a.hours ?? 0) || b.score - a.score)
    .slice(0, FIRST_STEPS)

const itemId = (step: string): string => `automate_${step.replace(/[^0-9]/g, '_')}`

function measureItem(planned: readonly Planned[], value: Value): Planned {
  const waitedFor = new Set(planned.flatMap(({ depends_on }) => depends_on))
  return {
    id: 'measure',
    title: 'Measure the indicators and decide',
    owner: null,
    days: Math.ceil(value('days_to_measure')),
    effort: value('days_to_measure'),
    depends_on: planned.filter(({ id }) => !waitedFor.has(id)).map(({ id }) => id),
    source: 'every item before it',
  }
}
