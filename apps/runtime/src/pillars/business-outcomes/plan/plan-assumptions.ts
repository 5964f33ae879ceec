// Named assumptions of a plan's costs and benefits: found, computed or default. Pure.
import type { Assumption } from '@biplane/contracts/wire/process-artifacts'
import { assumed, type Changes, type Default } from '../../../tools/assumptions.ts'
import type { Evidence } from './evidence.ts'
import { firstSteps, makeRoadmap } from './roadmap.ts'

const WORKING_DAYS = 21
const DEFAULT_CURRENCY = 'EUR'

export const currencyOf = ({ overdue }: Evidence): string => overdue?.currency || DEFAULT_CURRENCY

export function planAssumptions(evidence: Evidence, changes: Changes): Assumption[] {
  const { overdue, process, simulation } = evidence
  const roadmap = makeRoadmap(evidence, changes)
  const money = currencyOf(evidence)
  const collecting: Default[] = overdue
    ? [
        {
          name: 'overdue_amount',
          label: 'Amount that is late',
          value: overdue.total,
          unit: money,
          min: 0,
          max: 1e12,
          source: `from the table “${overdue.title}”`,
        },
        { name: 'write_off_share', label: 'Of it, lost if nothing is done', value: 15, unit: '%', min: 0, max: 100 },
        { name: 'avoided_share', label: 'Of that loss, avoided by the plan', value: 50, unit: '%', min: 0, max: 100 },
        { name: 'collected_share', label: 'Of the amount, collected earlier', value: 60, unit: '%', min: 0, max: 100 },
        {
          name: 'financing_rate',
          label: 'Cost of money that is not there',
          value: 6,
          unit: '% a year',
          min: 0,
          max: 100,
        },
        { name: 'collection_months', label: 'Months until it is collected', value: 6, unit: 'months', min: 1, max: 60 },
      ]
    : []
  const working: Default[] = process
    ? [
        casesOf(simulation),
        hoursOf(evidence, 'automated'),
        hoursOf(evidence, 'assisted'),
        { name: 'automation_saving', label: 'Saved of automated work', value: 80, unit: '%', min: 0, max: 100 },
        { name: 'assistance_saving', label: 'Saved of assisted work', value: 25, unit: '%', min: 0, max: 100 },
        { name: 'hourly_cost', label: 'Cost of an hour of work', value: 45, unit: money, min: 0, max: 10_000 },
        { name: 'running_cost', label: 'Running cost a month', value: 150, unit: money, min: 0, max: 1e9 },
      ]
    : []
  return [
    ...assumed(changes, [
      ...collecting,
      ...working,
      {
        name: 'effort_days',
        label: 'Days of work in the roadmap',
        value: roadmap.effort_days,
        unit: 'days',
        min: 0,
        max: 100_000,
        source: 'sum over the items of the roadmap',
      },
      { name: 'day_rate', label: 'Cost of a day of work', value: 360, unit: money, min: 0, max: 100_000 },
      {
        name: 'benefit_start',
        label: 'Months until work is saved',
        value: Math.ceil(roadmap.length_days / 30),
        unit: 'months',
        min: 0,
        max: 60,
        source: `the roadmap takes ${roadmap.length_days} days`,
      },
      { name: 'discount_rate', label: 'Discount rate', value: 10, unit: '% a year', min: 0, max: 200 },
      { name: 'horizon_months', label: 'Months looked at', value: 24, unit: 'months', min: 1, max: 120 },
    ]),
    // They decide the effort and the length; setting them here sets them there.
    ...roadmap.assumptions,
  ]
}

const DEFAULT_CASES = 40

/** What the simulation took as a default is one here, too. */
function casesOf(simulation: Evidence['simulation']): Default {
  const cell = { name: 'cases_per_month', label: 'Cases a month', unit: 'cases', min: 0, max: 1e7 }
  if (!simulation) return { ...cell, value: DEFAULT_CASES }
  const { cases_per_day: day, cases_are_default: isDefault } = simulation
  const source = `from the simulation: ${day} a day${isDefault ? ', a default there,' : ''} × ${WORKING_DAYS} working days`
  return { ...cell, value: hundredth(day * WORKING_DAYS), source, ...(isDefault ? { kind: 'default' } : {}) }
}

/** Only of the steps that the roadmap automates or assists: no more is saved than is paid for. */
function hoursOf({ coexistence, simulation }: Evidence, mode: 'automated' | 'assisted'): Default {
  const steps = firstSteps(coexistence, mode)
  const value = hundredth(steps.reduce((sum, { hours }) => sum + (hours ?? 0), 0))
  const cell = {
    name: `${mode}_hours`,
    label: `Hours of a case in the steps to be ${mode}`,
    value,
    unit: 'hours',
    min: 0,
    max: 10_000,
  }
  if (!simulation || steps.length === 0)
    return { ...cell, ...(steps.length > 0 ? {} : { source: 'no step is proposed' }) }
  const isDefault = simulation.times_are_default
  const source = `from the simulation${isDefault ? ', whose times are defaults' : ''}: work at ${steps.map(({ id }) => id).join(', ')}`
  return { ...cell, source, ...(isDefault ? { kind: 'default' } : {}) }
}

const hundredth = (value: number): number => Math.round(value * 100) / 100
