// Which times, directions and names belong to which amount of a sentence. Each part is used once. Pure.
import type { Decimal } from '../../../tools/decimal.ts'
import type { SpokenUnit } from './money-lexicon.ts'
import type { Amount, Mark, MoneySentence, Timing } from './money-marks.ts'

type When = Extract<Timing, { is: 'now' | 'point' | 'points' | 'calendar' | 'date' | 'final' }>

export interface BoundAmount {
  amount: Amount
  /** `null` where neither words nor a sign say whether it is paid or received. */
  out: boolean | null
  /** The direction was said beside this very amount. */
  ownDirection: boolean
  /** Nothing says that it is paid; it is the only one beside what is received. */
  directionAssumed: boolean
  when: When | null
  every: SpokenUnit | null
  duration: Span | null
  start: Span | null
  grow: Decimal | null
  advance: boolean
  label: string
  /** The direction is that of the amount before. */
  carried: boolean
}

export interface Span {
  count: number
  unit: SpokenUnit
}

export interface BoundSentence {
  amounts: BoundAmount[]
  /** Durations that belong to no single amount. */
  durations: Span[]
}

export function bindAmounts({ marks }: Pick<MoneySentence, 'marks'>): BoundSentence {
  const bound: BoundSentence = { amounts: [], durations: [] }
  const used = new Set<number>()
  const positions = marks.flatMap((mark, at) => (mark.is === 'amount' ? [at] : []))
  const ends = endsOf(marks)
  let stop = -1
  for (const [order, at] of positions.entries()) {
    const mark = marks[at]
    if (mark?.is !== 'amount') continue
    const before = positions[order - 1] ?? -1
    for (let index = before + 1; index < at; index++) if (marks[index]?.is === 'stop') stop = index
    const left = Math.max(before, stop)
    const after = ends[at] ?? marks.length
    const entry = emptyAmount(mark.amount)
    const window = { marks, used }
    for (let index = at - 1; index > left; index--) take(window, index, entry)
    for (let index = at + 1; index < after; index++) take(window, index, entry)
    // A verb earlier in the sentence goes on: “pay 100 now, 200 in year 1”.
    const earlier = marks.slice(before + 1, at).findLast((each) => each.is === 'direction')
    if (entry.out === null && earlier?.is === 'direction') entry.out = earlier.out
    entry.label = labelOf(marks, used, left, after)
    const last = bound.amounts.at(-1)
    const stops = marks.slice(before + 1, at).filter((each) => each.is === 'stop')
    const joint = stops.length > 0 && stops.every((stop) => stop.joint)
    if (entry.out === null && last && (joint || goesOn(entry, last))) {
      entry.out = last.out
      entry.carried = true
    }
    bound.amounts.push(entry)
  }
  giveRest(marks, used, bound)
  sign(bound.amounts)
  return bound
}

/** “get 300 in year 1, 400 in year 2”: of the same form as the one before it. */
const goesOn = (entry: BoundAmount, last: BoundAmount): boolean =>
  entry.label === '' && (entry.every === null) === (last.every === null)

/** For each place the next stop or amount behind it. */
function endsOf(marks: readonly Mark[]): number[] {
  const ends: number[] = new Array<number>(marks.length).fill(marks.length)
  for (let at = marks.length - 2; at >= 0; at--) {
    const next = marks[at + 1]?.is
    ends[at] = next === 'stop' || next === 'amount' ? at + 1 : (ends[at + 1] ?? marks.length)
  }
  return ends
}

const emptyAmount = (amount: Amount): BoundAmount => ({
  amount,
  out: null,
  ownDirection: false,
  directionAssumed: false,
  when: null,
  every: null,
  duration: null,
  start: null,
  grow: null,
  advance: false,
  label: '',
  carried: false,
})

const MAX_LABEL = 80

/** Where the amount has no such part yet. */
function take({ marks, used }: { marks: readonly Mark[]; used: Set<number> }, at: number, entry: BoundAmount): void {
  const mark = marks[at]
  if (!mark || used.has(at)) return
  if (mark.is === 'label') {
    used.add(at)
  } else if (mark.is === 'direction') {
    if (entry.out !== null) return
    entry.out = mark.out
    entry.ownDirection = true
    used.add(at)
  } else if (mark.is === 'timing' && takeTiming(mark.timing, entry)) used.add(at)
}

/** The names that stand around an amount, in their order. */
function labelOf(marks: readonly Mark[], used: ReadonlySet<number>, left: number, right: number): string {
  const words = marks
    .slice(left + 1, right)
    .flatMap((mark, at) => (used.has(left + 1 + at) && mark.is === 'label' ? [mark.text] : []))
  return words.join(' ').slice(0, MAX_LABEL)
}

function takeTiming(timing: Timing, entry: BoundAmount): boolean {
  switch (timing.is) {
    case 'every':
      if (entry.every !== null || entry.when?.is === 'now') return false
      entry.every = timing.unit
      return true
    case 'duration':
      if (entry.duration !== null) return false
      entry.duration = { count: timing.count, unit: timing.unit }
      if (timing.each) entry.every ??= timing.unit
      return true
    case 'start':
      if (entry.start !== null) return false
      entry.start = { count: timing.at, unit: timing.unit }
      return true
    case 'grow':
      if (entry.grow !== null) return false
      entry.grow = timing.percent
      return true
    case 'advance':
      entry.advance = true
      if (timing.unit !== null) entry.every ??= timing.unit
      return true
    default:
      if (entry.when !== null) return false
      entry.when = timing
      if (timing.is === 'final' && timing.received) {
        entry.out = false
        entry.ownDirection = true
      }
      return true
  }
}

/** What stands in a part of the sentence without an amount belongs to the amount before it, else to all. */
function giveRest(marks: readonly Mark[], used: Set<number>, bound: BoundSentence): void {
  let last = -1
  for (const [at, mark] of marks.entries()) {
    if (mark.is === 'amount') last++
    if (mark.is !== 'timing' || used.has(at)) continue
    const { timing } = mark
    const previous = bound.amounts[last]
    const repeated = previous?.every !== null && previous !== undefined
    if (timing.is === 'duration') {
      if (previous && repeated && previous.duration === null)
        previous.duration = { count: timing.count, unit: timing.unit }
      else bound.durations.push({ count: timing.count, unit: timing.unit })
      used.add(at)
    } else if (previous && takeTiming(timing, previous)) used.add(at)
  }
}

/** A minus is paid whatever the words say; beside a minus, an amount without one and without a word is received. */
function sign(amounts: readonly BoundAmount[]): void {
  const signed = amounts.some(({ amount }) => amount.negative)
  for (const entry of amounts) {
    if (entry.amount.negative) entry.out = true
    else if (signed && !entry.ownDirection) entry.out = false
  }
  const [open, ...others] = amounts.filter(({ out }) => out === null)
  const rest = amounts.filter(({ out }) => out !== null)
  if (open && others.length === 0 && rest.length > 0 && rest.every(({ out }) => out === false) && isAtStart(open)) {
    open.out = true
    open.ownDirection = true
    open.directionAssumed = true
  }
}

const isAtStart = ({ every, when }: BoundAmount): boolean =>
  every === null && (when === null || when.is === 'now' || (when.is === 'point' && when.at === 0))

/** Names that belong to no amount. */
export function restOf(marks: readonly Mark[], labels: readonly string[]): string[] {
  const taken = new Set(labels.flatMap((label) => label.split(' ')))
  return marks.flatMap((mark) => (mark.is === 'label' && !taken.has(mark.text) ? [mark.text] : []))
}
