// Formats the answers of the business outcomes liaison. Results in, Markdown out; every number comes from a result.
// Pure.

import { bullets, plain } from '../../agents/plain-markdown.ts'
import type {
  FinancialsDraft,
  KpisDraft,
  ProposalDraft,
  RisksDraft,
  RoadmapDraft,
} from '../../tools/artifact-shapes.ts'
import { counted } from '../../tools/shown-text.ts'
import type { Missing } from './plan/evidence.ts'
import { money, moneyRange, monthsRange } from './plan/plan-args.ts'
import { roughly } from './plan/plan-ranges.ts'

const PHASES = ['30', '60', '90', 'later'] as const
const SPOKEN = 6

export function tellRoadmap({ data }: RoadmapDraft): string {
  const phases = PHASES.flatMap((phase) => {
    const items = data.items.filter((item) => item.phase === phase)
    if (items.length === 0) return []
    const told = items
      .slice(0, SPOKEN)
      .map(
        ({ title, start, end, critical }) =>
          `${critical ? '**' : ''}${plain(title)}${critical ? '**' : ''} (day ${start}–${end})`,
      )
    const more = items.length - told.length
    return [
      `**${phase === 'later' ? 'After day 90' : `By day ${phase}`}**\n\n${bullets([...told, ...(more > 0 ? [`and ${more} more`] : [])])}`.trimEnd(),
    ]
  })
  const names = data.critical_path.map((id) => plain(data.items.find((item) => item.id === id)?.title ?? id))
  return [
    `The plan has **${counted(data.items.length, 'item')}** and takes **${data.length_days} days**, with ${data.effort_days} days of work. What decides its length is bold: ${names.length} items, one after the other.`,
    ...phases,
  ].join('\n\n')
}

export function tellFinancials({ data }: FinancialsDraft): string {
  const { assumptions } = data
  const set = assumptions
    .filter(({ kind }) => kind === 'set')
    .map(({ label, value, unit }) => `${label} = ${value} ${unit}`)
  return [
    ...(data.ranges ? tellRanges(data, data.ranges) : tellExact(data)),
    `${set.length > 0 ? `Set by you: ${plain(set.join('; '))}. ` : ''}Every assumption is a named cell in the workspace; change one there or in words, for example “set discount rate to 12 %”.`,
  ].join('\n\n')
}

type Financials = FinancialsDraft['data']

/** On unconfirmed assumptions: no cents and no rate of return, which would claim more than is known. */
function tellRanges(data: Financials, ranges: NonNullable<Financials['ranges']>): string[] {
  const { currency, assumptions } = data
  const open = assumptions.filter(({ kind }) => kind === 'default')
  return [
    `It costs **${moneyRange(currency, ranges.investment)}** and is paid back **${monthsRange(ranges.payback_month)}**. Net present value: **${moneyRange(currency, ranges.npv)}**.`,
    `These are ranges, because ${counted(open.length, 'assumption')} of ${assumptions.length} ${open.length === 1 ? 'is a default that nobody' : 'are defaults that nobody'} has confirmed: eight of ten outcomes lie within them when each is off by up to three tenths.`,
    `**What matters most** (net present value when one alone is a fifth lower or higher)\n\n${bullets(mattersMost(data)).trimEnd()}\n\nSay “confirm ${plain(firstOpen(data))}”, “confirm all”, or set another value.`,
  ]
}

const MATTERS = 5

function mattersMost({ sensitivity, assumptions, currency }: Financials): string[] {
  const about = new Map(assumptions.map((each) => [each.name, each]))
  return sensitivity.slice(0, MATTERS).flatMap(({ name, npv_low, npv_high }) => {
    const known = about.get(name)
    if (!known) return []
    const range = { low: roughly(Math.min(npv_low, npv_high)), high: roughly(Math.max(npv_low, npv_high)) }
    return [
      `**${plain(known.label)}** = ${known.value.toLocaleString('en')} ${plain(known.unit)} (${plain(sourceOf(known))}): ${moneyRange(currency, range)}`,
    ]
  })
}

const sourceOf = ({ kind, source }: Financials['assumptions'][number]): string =>
  kind === 'default' && source === 'default'
    ? 'a default, not confirmed'
    : kind === 'default'
      ? `${source}, not confirmed`
      : source

/** The unconfirmed one that matters most. */
function firstOpen({ sensitivity, assumptions }: Financials): string {
  const open = new Set(assumptions.filter(({ kind }) => kind === 'default').map(({ name }) => name))
  const label =
    sensitivity.find(({ name }) => open.has(name))?.label ?? assumptions.find(({ name }) => open.has(name))?.label
  return (label ?? 'all').toLowerCase()
}

function tellExact(data: Financials): string[] {
  const { currency, npv, irr, payback_month: back, investment, monte_carlo: chance, sensitivity } = data
  const [widest] = sensitivity
  return [
    `It costs **${money(currency, investment)}** and is ${back === null ? '**not paid back** within the months looked at' : `paid back after **${back} months**`}. Net present value: **${money(currency, npv)}**; internal rate of return: **${irr === null ? 'none' : `${irr.toLocaleString('en')} % a year`}**.`,
    `In ${chance.runs.toLocaleString('en')} simulated plans (seed ${chance.seed}) ${chance.positive} % bring a gain; nine of ten bring ${money(currency, chance.p10)} or more.${widest ? ` Most depends on “${plain(widest.label)}”: a fifth less or more gives ${money(currency, Math.min(widest.npv_low, widest.npv_high))} to ${money(currency, Math.max(widest.npv_low, widest.npv_high))}.` : ''}`,
  ]
}

export const tellKpis = ({ data }: KpisDraft): string =>
  `**Indicators**\n\n${bullets(data.kpis.map(({ name, baseline, target, current, unit, due_day }) => `${plain(name)}: ${baseline.toLocaleString('en')} → **${target.toLocaleString('en')} ${plain(unit)}** by day ${due_day}${current === null ? '' : `; now ${current.toLocaleString('en')}${current <= target ? ', on target' : ''}`}`))}`.trimEnd()

export const tellRisks = ({ data }: RisksDraft): string =>
  data.risks.length === 0
    ? 'No risk was found that a number speaks for.'
    : `**Risks**\n\n${bullets(data.risks.map(({ title, score, evidence, mitigation }) => `**${plain(title)}** (${score} of 25): ${plain(evidence)}. ${plain(mitigation)}.`))}`.trimEnd()

export const tellProposal = ({ data, summary }: ProposalDraft): string =>
  `The proposal is in the workspace: ${summary}. It has succeeded when\n\n${bullets(data.criteria.map(({ name, baseline, target }) => `${plain(name)} goes from ${plain(baseline)} to **${plain(target)}**`))}`.trimEnd()

export const tellMissing = (missing: readonly Missing[]): string =>
  missing.length === 0
    ? 'Nothing is missing: all four kinds of evidence are there.'
    : `**Still missing**\n\n${bullets(missing.map(({ what, how }) => `${what}: ${plain(how)}`))}`.trimEnd()

export const tellNothing = (missing: readonly Missing[]): string =>
  `A plan needs something to rest on, and nothing is here yet: numbers that nobody computed would help nobody.\n\n${bullets(missing.map(({ what, how }) => `For **${what}**: ${plain(how)}`))}`.trimEnd()
