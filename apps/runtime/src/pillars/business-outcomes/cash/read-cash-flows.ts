// Amounts in time as they are told: “invest 50 000 now, get 20 000 a year for 4 years”. What the words leave open is asked,
// and what is assumed is said. Pure.
import { type Decimal, divide } from '../../../tools/decimal.ts'
import { type BoundAmount, type BoundSentence, bindAmounts, restOf, type Span } from './bind-amounts.ts'
import type { CashFlows, Flow, PeriodUnit } from './flows.ts'
import type { SpokenUnit } from './money-lexicon.ts'
import { type MoneySentence, readMarks } from './money-marks.ts'
import { paybackOf } from './payback-time.ts'

export type ToldFlows =
  | {
      kind: 'flows'
      cash: CashFlows
      /** What was assumed, in sentences. */
      notes: string[]
      /** Nobody said for how long it goes on: only the payback is defined. */
      openEnded: boolean
    }
  | { kind: 'ask'; why: string }
  /** No amount of money was told. */
  | { kind: 'none' }

export interface ToldMoney {
  sentence: MoneySentence
  told: ToldFlows
}

/** More amounts are no sentence. */
const MAX_FLOWS = 1_300

export function readCashFlows(text: string): ToldMoney {
  const sentence = readMarks(text)
  const bound = bindAmounts(sentence)
  sentence.unused.push(
    ...restOf(
      sentence.marks,
      bound.amounts.map(({ label }) => label),
    ),
  )
  return { sentence, told: tell(bound, sentence) }
}

class Unclear extends Error {}
const unclear = (why: string): never => {
  throw new Unclear(why)
}

function tell(bound: BoundSentence, sentence: MoneySentence): ToldFlows {
  if (bound.amounts.length === 0) return { kind: 'none' }
  try {
    refuseUnreadable(bound, sentence)
    return flowsOf(bound, sentence)
  } catch (error) {
    if (error instanceof Unclear) return { kind: 'ask', why: error.message }
    throw error
  }
}

function refuseUnreadable({ amounts }: BoundSentence, { either, unplaced, instead, tooLong }: MoneySentence): void {
  if (tooLong) unclear('That is too long to be read as amounts: give them in a file.')
  const [first] = either
  if (first) unclear(`“${first.text}” can be read as ${first.readings.join(' or ')}: write it without the mark.`)
  if (unplaced.length > 0)
    unclear(
      `I do not know what to do with ${unplaced.map((each) => `“${each}”`).join(', ')}: say it as an amount of money and when it comes.`,
    )
  if (instead) unclear('Say the whole row of amounts once more with the new one in it.')
  const currencies = new Set(amounts.flatMap(({ amount }) => (amount.currency === null ? [] : [amount.currency])))
  if (currencies.size > 1) unclear(`The amounts are in ${[...currencies].join(' and ')}: give them in one currency.`)
  const onlyPaid = amounts.every(({ out }) => out === true)
  const open = amounts.find(({ out, carried, amount }) => out === null || (onlyPaid && carried && !amount.negative))
  if (open) unclear(`Is ${open.amount.text} paid or received? Say “pay”, “invest”, “get” or “save”, or use a minus.`)
}

function flowsOf(bound: BoundSentence, sentence: MoneySentence): ToldFlows {
  const { amounts } = bound
  const currency = amounts.find(({ amount }) => amount.currency !== null)?.amount.currency ?? ''
  if (amounts.some(({ when }) => when?.is === 'date')) return datedFlows(amounts, currency)
  if (amounts.some(({ when }) => when?.is === 'calendar')) return calendarFlows(amounts, currency)
  const notes = amounts.flatMap(({ directionAssumed, amount }) =>
    directionAssumed
      ? [`Nothing says whether ${amount.text} is paid: read as paid, because the rest is received.`]
      : [],
  )
  const unit = unitOf(bound)
  const placed = placeAll(bound, unit, notes)
  const shift = sentence.firstAfterOne ? 1 : 0
  const flows = placed.flows.map((flow) => ({ ...flow, at: flow.at + shift })).toSorted((a, b) => a.at - b.at)
  if (shift > 0) notes.push('The first amount comes after one period, as NPV() of a spreadsheet counts.')
  if (unit === 'period') notes.push('How long a period is was not said: a rate is one for a period.')
  if (flows.length > MAX_FLOWS) unclear(`That makes more than ${MAX_FLOWS} amounts: give them in a file.`)
  return {
    kind: 'flows',
    cash: { flows, timing: { kind: 'periods', unit }, currency },
    notes,
    openEnded: placed.openEnded,
  }
}

const FINEST: readonly SpokenUnit[] = ['day', 'week', 'month', 'quarter', 'year']

/** The shortest period that is spoken of, so that everything falls on whole periods. */
function unitOf({ amounts, durations }: BoundSentence): PeriodUnit {
  const spoken = amounts.flatMap(({ every, when, start, duration }) => [
    ...(every === null ? [] : [every]),
    ...(when?.is === 'point' || when?.is === 'points' ? [when.unit] : []),
    ...(start === null ? [] : [start.unit]),
    ...(duration === null || duration.count % 1 === 0 ? [] : (['month'] as const)),
  ])
  const lengths = [...amounts.flatMap(({ duration }) => (duration ? [duration] : [])), ...durations]
  const all = spoken.length > 0 ? spoken : lengths.map(({ unit }) => unit)
  const finest = FINEST.find((each) => all.includes(each))
  if (finest === 'day' || finest === 'week')
    return unclear(`Amounts per ${finest} are not computed: say them per month, quarter or year.`)
  return finest ?? 'period'
}

const MONTHS: Record<SpokenUnit | 'period', number> = { day: 0, week: 0, month: 1, quarter: 3, year: 12, period: 12 }

/** Periods of the row in so many of a longer unit. */
function periodsIn({ count, unit }: Span, of: PeriodUnit): number {
  if (of === 'period') return count
  const periods = (count * MONTHS[unit]) / MONTHS[of]
  if (Math.abs(periods - Math.round(periods)) > 1e-9)
    unclear(`${count} ${unit}s are no whole number of ${of}s: say it in ${of}s.`)
  return Math.round(periods)
}

interface Placed {
  flows: Flow[]
  openEnded: boolean
}

const HORIZON_YEARS = 100

function placeAll(bound: BoundSentence, unit: PeriodUnit, notes: string[]): Placed {
  const { amounts } = bound
  spreadLists(amounts)
  const common = commonDuration(bound)
  const flows: Flow[] = []
  const finals: BoundAmount[] = []
  const open: BoundAmount[] = []
  let last = -1
  const paidFirst: string[] = []
  // “invest 50 000 for 5 years, get 12 000 a year”: the time is that of what comes in.
  const repeats = amounts.some(({ every }) => every !== null)
  const signed = amounts.some(({ amount }) => amount.negative)
  for (const [index, entry] of amounts.entries()) {
    const { when, every, amount } = entry
    if (when?.is === 'final') finals.push(entry)
    else if (when?.is === 'points') {
      const from = periodsIn({ count: when.from, unit: when.unit }, unit)
      const to = periodsIn({ count: when.to, unit: when.unit }, unit)
      const step = every === null ? MONTHS[when.unit] / MONTHS[unit] : MONTHS[every] / MONTHS[unit]
      for (let at = from; at <= to; at += Math.max(1, step)) flows.push(flowAt(entry, at, flows.length))
      last = Math.max(last, to)
    } else if (when?.is === 'point' || when?.is === 'now') {
      refuseOdd(entry)
      const at = when.is === 'now' ? 0 : periodsIn({ count: when.at, unit: when.unit }, unit)
      flows.push(flowAt(entry, at, 0))
      last = Math.max(last, at)
    } else if (every !== null) {
      const duration = entry.duration ?? common
      if (duration === null) open.push(entry)
      else last = Math.max(last, repeat(entry, duration, unit, flows))
      if (entry.duration === null && duration !== null && bound.durations.length === 0)
        notes.push(`${duration.count} ${duration.unit}s are taken for ${amount.text}, too.`)
    } else if (entry.out === true && entry.ownDirection && (entry.duration === null || repeats)) {
      flows.push(flowAt(entry, 0, 0))
      last = Math.max(last, 0)
      paidFirst.push(amount.text)
    } else if (isListed(amounts, index, signed)) {
      last++
      if (last === 0 && entry.out === false && amounts.some(({ out }) => out)) last = 1
      flows.push(flowAt(entry, last, 0))
    } else if (entry.duration !== null) {
      unclear(
        `Is ${amount.text} the sum over ${entry.duration.count} ${entry.duration.unit}s, or comes in each ${entry.duration.unit}? Say “${amount.text} a ${entry.duration.unit}”.`,
      )
    } else unclear(`When does ${amount.text} come? Say “in year 3”, “a year for 4 years” or “at the end”.`)
  }
  if (paidFirst.length > 0) notes.push(`No time was given for ${paidFirst.join(', ')}: read as paid today.`)
  const openEnded = open.length > 0
  if (openEnded && finals.length > 0) unclear('For how long does it go on? Say “for 5 years”.')
  const end = Math.max(last, ...(common === null ? [] : [periodsIn(common, unit)]))
  for (const entry of finals) flows.push(flowAt(entry, end, 0))
  if (openEnded) {
    for (const entry of open) repeat(entry, { count: HORIZON_YEARS, unit: 'year' }, unit, flows)
    return { flows: untilBack(flows), openEnded }
  }
  return { flows, openEnded }
}

/** A row that nobody ended is shown up to the moment in which it is paid back. */
function untilBack(flows: readonly Flow[]): Flow[] {
  const sorted = flows.toSorted((a, b) => a.at - b.at)
  const back = paybackOf(sorted, true)
  const end = back.kind === 'reached' ? Math.max(1, Math.ceil(back.at - 1e-9)) : 10
  return sorted.filter(({ at }) => at <= end)
}

/** The one duration that was said holds for everything that repeats. */
function commonDuration({ amounts, durations }: BoundSentence): Span | null {
  const said = [...durations, ...amounts.flatMap(({ duration }) => (duration ? [duration] : []))]
  const different = new Set(said.map(({ count, unit }) => count * MONTHS[unit]))
  if (different.size > 1 && durations.length > 0) {
    const lacking = amounts.some(({ every, duration, when }) => every !== null && duration === null && when === null)
    if (lacking)
      unclear(
        `Two durations were said: ${said.map(({ count, unit }) => `${count} ${unit}s`).join(' and ')}. Say which one belongs to which amount.`,
      )
  }
  return different.size === 1 ? (said[0] ?? null) : null
}

function refuseOdd({ every, amount, when }: BoundAmount): void {
  if (every !== null && when?.is === 'point')
    unclear(`${amount.text} is said to come each ${every} and at one time: say which.`)
}

/** One of several amounts in a row that say nothing of their time: “300, 400 and 500”. */
function isListed(amounts: readonly BoundAmount[], at: number, signed: boolean): boolean {
  const entry = amounts[at]
  const untimed = (each: BoundAmount | undefined) =>
    each !== undefined && each.when === null && each.every === null && each.duration === null
  if (!entry || !untimed(entry)) return false
  const beside = [amounts[at - 1], amounts[at + 1]].some((each) => untimed(each) && each?.out === entry.out)
  return beside || (signed && !entry.ownDirection)
}

/** “300, 400 and 500 a year” and “300, 400 and 500 in years 1 to 3” are one amount for each. */
function spreadLists(amounts: BoundAmount[]): void {
  for (const [at, entry] of amounts.entries()) {
    if (entry.when?.is !== 'points' && entry.every === null) continue
    let from = at
    for (
      let before = amounts[from - 1];
      from > 0 && before && isBare(before) && before.out === entry.out;
      before = amounts[from - 1]
    )
      from--
    const length = at - from + 1
    if (length < 2) continue
    const { when, every, duration } = entry
    if (when?.is === 'points') {
      if (when.to - when.from + 1 !== length)
        unclear(`There are ${length} amounts for ${when.to - when.from + 1} ${when.unit}s: give one for each.`)
      for (let index = 0; index < length; index++) {
        const one = amounts[from + index]
        if (one) one.when = { is: 'point', at: when.from + index, unit: when.unit }
      }
    } else if (every !== null) {
      if (amounts[from]?.ownDirection && amounts[from]?.out) continue
      if (duration !== null && duration.count !== length)
        unclear(`There are ${length} amounts, and ${duration.count} ${duration.unit}s: say what each is.`)
      for (let index = 0; index < length; index++) {
        const one = amounts[from + index]
        if (!one) continue
        one.when = { is: 'point', at: index + 1, unit: every }
        one.every = null
        one.duration = null
      }
    }
  }
}

const isBare = ({ when, every, duration, grow }: BoundAmount): boolean =>
  when === null && every === null && duration === null && grow === null

/** Adds the amounts of what repeats; the last period of them. */
function repeat(entry: BoundAmount, duration: Span, unit: PeriodUnit, flows: Flow[]): number {
  const step = Math.max(1, MONTHS[entry.every ?? 'year'] / MONTHS[unit])
  const first = entry.start === null ? step : Math.max(step, periodsIn(entry.start, unit))
  const length = periodsIn(duration, unit)
  const shift = entry.advance ? step : 0
  const times = Math.floor(length / step + 1e-9)
  if (times > MAX_FLOWS) unclear(`That makes more than ${MAX_FLOWS} amounts: give them in a file.`)
  if (times < 1) unclear(`${duration.count} ${duration.unit}s are shorter than one ${entry.every ?? 'period'}.`)
  let at = first - shift
  for (let index = 0; index < times; index++) {
    at = first - shift + index * step
    flows.push(flowAt(entry, at, index))
  }
  return at
}

function flowAt({ amount, out, grow, label }: BoundAmount, at: number, index: number): Flow {
  const grown = grow === null || index === 0 ? amount.value : grownBy(amount.value, grow, index)
  return { amount: out ? { ...grown, units: -grown.units } : grown, at, label, row: null }
}

/** `amount × (1 + percent)^times`, to the cent. */
function grownBy(amount: Decimal, percent: Decimal, times: number): Decimal {
  const scale = percent.scale + 2
  const factor = (10n ** BigInt(scale) + percent.units) ** BigInt(times)
  return divide(
    { units: amount.units * factor, scale: amount.scale + scale * times },
    { units: 1n, scale: 0 },
    Math.max(2, amount.scale),
  )
}

function calendarFlows(amounts: readonly BoundAmount[], currency: string): ToldFlows {
  const years = amounts.map(({ when, amount }) =>
    when?.is === 'calendar' ? when.year : unclear(`In which year does ${amount.text} come? The others have a year.`),
  )
  const first = Math.min(...years)
  const flows = amounts
    .map((entry, at): Flow => {
      const year = years[at] ?? first
      return { ...flowAt(entry, year - first, 0), label: [String(year), entry.label].filter(Boolean).join(' ') }
    })
    .toSorted((a, b) => a.at - b.at)
  return {
    kind: 'flows',
    cash: { flows, timing: { kind: 'periods', unit: 'year' }, currency },
    notes: [`Years are counted from ${first}; amounts of one year come at one moment.`],
    openEnded: false,
  }
}

const DAY_MS = 86_400_000

export const dayOf = (iso: string): number => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS)

function datedFlows(amounts: readonly BoundAmount[], currency: string): ToldFlows {
  const dates = amounts.map(({ when, amount }) =>
    when?.is === 'date' ? when.iso : unclear(`On which day does ${amount.text} come? The others have a date.`),
  )
  const wrong = dates.find((iso) => !isDay(iso))
  if (wrong !== undefined) unclear(`${wrong} is no day of the calendar.`)
  const first = dates.toSorted()[0] ?? ''
  const flows = amounts
    .map((entry, at): Flow => {
      const iso = dates[at] ?? first
      return { ...flowAt(entry, dayOf(iso) - dayOf(first), 0), label: [iso, entry.label].filter(Boolean).join(' ') }
    })
    .toSorted((a, b) => a.at - b.at)
  return { kind: 'flows', cash: { flows, timing: { kind: 'dates', first }, currency }, notes: [], openEnded: false }
}

function isDay(iso: string): boolean {
  const time = Date.parse(`${iso}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso)
}
