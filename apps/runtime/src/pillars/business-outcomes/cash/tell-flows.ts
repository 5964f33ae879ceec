// What is said of an analysis of amounts in time. Pure: every number is of the analysis.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import { plain } from '../../../agents/plain-markdown.ts'
import { formatDay } from '../../../tools/calendar.ts'
import { type Decimal, divide, formatDecimal, formatMoney, isNegative, toNumber } from '../../../tools/decimal.ts'
import { analyseFlows, type FlowAnalysis, perPeriod, type ValueAtRate, whyNoReturn } from './analyse-flows.ts'
import type { CashFlows, Flow, Rate } from './flows.ts'
import type { Figure } from './money-lexicon.ts'
import type { Payback } from './payback-time.ts'
import { presentValue, toCents } from './present-value.ts'
import { dayOf } from './read-cash-flows.ts'

export interface FlowsAsk {
  cash: CashFlows
  rates: readonly Rate[]
  figures: readonly Figure[]
  otherFigures: readonly string[]
  openEnded: boolean
  /** What the reading assumed, in sentences. */
  notes: readonly string[]
  unused: readonly string[]
}

export interface FlowsTold {
  markdown: string
  /** One line, for a card. */
  summary: string
  analysis: FlowAnalysis
}

export const amountText = (currency: string, value: Decimal): string =>
  `${currency === '' ? '' : `${currency} `}${formatMoney(toCents(value)).replace(/^-/, '−')}`

export const rateText = ({ percent, per }: Rate, unit: string): string =>
  `${formatDecimal(percent).replace(/^-/, '−')} % a ${unit === 'period' ? 'period' : per}`

const percentText = (rate: number): string =>
  `${(rate * 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).replace(/^-/, '−')} %`

export const unitOf = ({ timing }: CashFlows): string => (timing.kind === 'dates' ? 'year' : timing.unit)

/** Rates that are shown where nobody said one. */
const SHOWN_RATES = [0, 5, 8, 10, 12]

export function tellFlows(ask: FlowsAsk): FlowsTold {
  const { cash, rates, figures, openEnded } = ask
  const analysis = analyseFlows(cash, rates)
  const wants = (figure: Figure) => figures.includes(figure)
  const all = figures.length === 0 || wants('worth')
  const lines: string[] = []
  if (all) lines.push(verdict(ask, analysis))
  if (!openEnded && (all || wants('npv'))) lines.push(...tellValues(ask, analysis))
  if (!openEnded && (all || wants('irr'))) lines.push(tellReturn(cash, analysis))
  if (all || wants('payback') || wants('discounted_payback')) lines.push(...tellPaybacks(ask, analysis))
  if (!openEnded && wants('roi')) lines.push(tellTotal(cash, analysis))
  if (openEnded)
    lines.push('For how long it goes on was not said, so present value and rate of return are open: say “for 5 years”.')
  const basis = [`Read as: ${readAs(ask)}.`, ...ask.notes]
  const other = ask.otherFigures.map((name) => `“${name.toUpperCase()}” is not computed here; what is computed:`)
  const left = [
    ...(ask.unused.length > 0
      ? [
          `Not used: ${[...new Set(ask.unused)]
            .slice(0, 20)
            .map((word) => `“${plain(word)}”`)
            .join(', ')}.`,
        ]
      : []),
  ]
  const said = lines.filter((line) => line !== '')
  return {
    markdown: [
      ...(figures.length === 0 ? other : []),
      said.join('\n\n'),
      basis.join(' '),
      ...(figures.length === 0 ? [] : other),
      ...left,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    summary: (said[0] ?? '').replaceAll('**', ''),
    analysis,
  }
}

function verdict({ rates, openEnded, cash }: FlowsAsk, { values, irr, net }: FlowAnalysis): string {
  if (openEnded) return ''
  const [first] = values
  if (first) {
    const at = rateText(first.rate, unitOf(cash))
    const npv = amountText(cash.currency, {
      ...first.npv,
      units: first.npv.units < 0n ? -first.npv.units : first.npv.units,
    })
    if (toCents(first.npv).units === 0n) return `At ${at} it is worth exactly what it costs.`
    return isNegative(first.npv)
      ? `**Not worth it at ${at}**: in today's money it loses ${npv}.`
      : `**Worth it at ${at}**: in today's money it adds ${npv}.`
  }
  if (rates.length > 0) return ''
  if (irr.kind === 'one' && irr.rate > 0)
    return `**Worth it if ${percentText(irr.rate)} a ${unitOf(cash) === 'period' ? 'period' : 'year'} is more than the rate you require.**`
  return isNegative(net)
    ? `**Not worth it**: it brings ${amountText(cash.currency, { ...net, units: -net.units })} less than it costs, even undiscounted.`
    : ''
}

function tellValues({ cash, rates, figures }: FlowsAsk, { values }: FlowAnalysis): string[] {
  if (rates.length === 0) {
    if (figures.length > 0 && !figures.includes('npv')) return []
    const shown = SHOWN_RATES.map(rateOf).map((rate) => ({ rate, npv: presentValue(cash, rate) }))
    return [
      `**Net present value: at which rate?** None was said; say “at 8 %”. ${shown.map(({ rate, npv }) => `At ${formatDecimal(rate.percent)} %: ${amountText(cash.currency, npv)}`).join('; ')}.`,
    ]
  }
  return values.map((value, at) => tellValue(cash, value, at === 0))
}

const rateOf = (percent: number): Rate => ({ percent: { units: BigInt(percent), scale: 0 }, per: 'year' })

function tellValue(cash: CashFlows, { rate, npv, afterOne }: ValueAtRate, first: boolean): string {
  const unit = unitOf(cash)
  const start = cash.flows[0]
  const convention =
    cash.timing.kind === 'dates'
      ? `Discounted by days ÷ 365 to ${cash.timing.first}, as XNPV does.`
      : start?.at === 0
        ? `The amount at time 0 is not discounted, as in “first amount + NPV(rate; the others)” of a spreadsheet${afterOne === null ? '' : `; NPV() over the whole row counts it one ${unit} later and gives ${amountText(cash.currency, afterOne)}`}.`
        : `Discounted to time 0, one ${unit} before ${unit} 1, as NPV() of a spreadsheet does.`
  return `Net present value at ${rateText(rate, unit)}: **${amountText(cash.currency, npv)}**.${first ? ` ${convention}` : ''}`
}

function tellReturn(cash: CashFlows, { irr }: FlowAnalysis): string {
  const name = cash.timing.kind === 'dates' ? 'Internal rate of return (XIRR)' : 'Internal rate of return'
  switch (irr.kind) {
    case 'one':
      return `${name}: **${returnText(irr.rate, cash)}**${irr.proven ? '' : ' (others may exist)'}.`
    case 'several':
      return `${name}: **not one**. The present value is 0 at ${irr.rates.length} rates: ${irr.rates.map((rate) => returnText(rate, cash)).join(', ')}${irr.proven ? '' : ' and maybe others'}. The amounts change their sign more than once; judge by the net present value at your rate.`
    case 'none':
      return `${name}: **none**, for ${whyNoReturn(irr.why)}.`
    default:
      return assertNever(irr, 'return')
  }
}

export function returnText(rate: number, cash: CashFlows): string {
  const unit = unitOf(cash)
  if (unit === 'period') return `${percentText(rate)} a period`
  if (unit === 'year') return `${percentText(rate)} a year`
  return `${percentText(perPeriod(rate, cash))} a ${unit} (${percentText(rate)} a year, compounded)`
}

function tellPaybacks({ cash, figures, openEnded }: FlowsAsk, { payback, values }: FlowAnalysis): string[] {
  const [first] = values
  const plain = tellPayback(payback, cash, `Paid back`, openEnded)
  const discounted = first
    ? tellPayback(first.payback, cash, `Paid back with interest of ${rateText(first.rate, unitOf(cash))}`, openEnded)
    : figures.includes('discounted_payback')
      ? 'A discounted payback needs a rate: say “at 8 %”.'
      : ''
  if (openEnded && first?.payback.kind === 'never') return [plain]
  return [plain, discounted]
}

function tellPayback(payback: Payback, cash: CashFlows, lead: string, openEnded: boolean): string {
  switch (payback.kind) {
    case 'nothing_invested':
      return `${lead}: **not defined**, for the sum is never below 0: nothing has to come back.`
    case 'never':
      return openEnded
        ? `${lead}: **never**: what comes in does not exceed what is paid.`
        : `${lead}: **not within these amounts**; ${amountText(cash.currency, { ...payback.left, units: -payback.left.units })} is still missing at the end.`
    case 'reached': {
      const again =
        payback.lostAgain === null
          ? ''
          : ` It falls below 0 again ${whenText(payback.lostAgain, cash)}${payback.forGood === null ? ' and stays there' : ` and is back ${whenText(payback.forGood, cash)}`}.`
      const even = cash.timing.kind === 'periods' && payback.at % 1 !== 0
      return `${lead} **${whenText(payback.at, cash)}**${even ? ', with amounts spread evenly within their period' : ''}${openEnded ? ', if it goes on for as long' : ''}.${again}`
    }
    default:
      return assertNever(payback, 'payback')
  }
}

function whenText(at: number, { timing }: CashFlows): string {
  if (timing.kind === 'dates') return `on ${formatDay(dayOf(timing.first) + at)}`
  const count = Math.round(at * 100) / 100
  const years =
    timing.unit === 'month' && count >= 24 ? ` (${(Math.round((at / 12) * 10) / 10).toLocaleString('en')} years)` : ''
  return `after ${count.toLocaleString('en')} ${timing.unit}${count === 1 ? '' : 's'}${years}`
}

function tellTotal(cash: CashFlows, { paid, received, net }: FlowAnalysis): string {
  if (paid.units === 0n) return 'Total return: **not defined**, for nothing is paid.'
  const share = toNumber(divide({ units: net.units * 100n, scale: net.scale }, paid, 2))
  return `Total return: **${share.toLocaleString('en', { minimumFractionDigits: 2 })} %** of what is paid, undiscounted: ${amountText(cash.currency, received)} come in for ${amountText(cash.currency, paid)}.`
}

const MAX_TOLD = 6

interface Run {
  from: Flow
  to: Flow
  count: number
  step: number
}

/** Equal amounts in even steps as one run, in the order of their beginnings. */
function runsOf({ flows, timing }: CashFlows): Run[] {
  const runs: Run[] = []
  const open = new Map<string, Run>()
  for (const flow of flows) {
    const key = `${formatDecimal(flow.amount)} ${flow.label}`
    const run = open.get(key)
    const step = run ? flow.at - run.to.at : 0
    if (run && timing.kind === 'periods' && step > 0 && (run.count === 1 || run.step === step)) {
      run.to = flow
      run.count++
      run.step = step
    } else {
      const next = { from: flow, to: flow, count: 1, step: 0 }
      runs.push(next)
      open.set(key, next)
    }
  }
  return runs
}

function readAs({ cash, rates }: FlowsAsk): string {
  const runs = runsOf(cash)
  const unit = unitOf(cash)
  const told = runs.slice(0, MAX_TOLD).map(({ from, to, count, step }) => {
    const amount = amountText(cash.currency, from.amount)
    const name = from.label === '' ? '' : ` (${plain(from.label)})`
    if (count === 1) return `${amount} ${placeText(from, cash)}`
    return `${amount} ${step === 1 ? `each ${unit}` : `every ${step} ${unit}s`} from ${unit} ${from.at} to ${to.at}${name}`
  })
  const rest = runs.slice(MAX_TOLD).reduce((sum, { count }) => sum + count, 0)
  const more = rest > 0 ? [`and ${rest} more (all are in the table)`] : []
  const rate = rates.length > 0 ? [`discounted at ${rates.map((each) => rateText(each, unit)).join(' and ')}`] : []
  return [...told, ...more, ...rate].join('; ')
}

function placeText({ at, label }: Flow, { timing }: CashFlows): string {
  if (timing.kind === 'dates') return `on ${plain(label)}`
  const name = label === '' ? '' : ` (${plain(label)})`
  return at === 0 ? `at time 0${name}` : `at the end of ${timing.unit} ${at}${name}`
}
