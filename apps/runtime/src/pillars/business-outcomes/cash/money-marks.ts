// The parts of a sentence about money in their order: amounts, times, rates, figures, and what was not understood. Pure.
import type { Decimal } from '../../../tools/decimal.ts'
import { type Figure, isThing, type Meaning, meaningAt, readsAsGerman, type SpokenUnit } from './money-lexicon.ts'
import { zerosOf } from './money-names.ts'
import { type Token, tokensOf } from './money-tokens.ts'

export interface Amount {
  value: Decimal
  negative: boolean
  text: string
  currency: string | null
}

export type Timing =
  | { is: 'now' }
  | { is: 'every'; unit: SpokenUnit }
  | { is: 'duration'; count: number; unit: SpokenUnit; each: boolean }
  /** Units after the start. */
  | { is: 'point'; at: number; unit: SpokenUnit }
  | { is: 'points'; from: number; to: number; unit: SpokenUnit }
  | { is: 'calendar'; year: number }
  | { is: 'date'; iso: string }
  | { is: 'start'; at: number; unit: SpokenUnit }
  | { is: 'final'; received: boolean }
  | { is: 'advance'; unit: SpokenUnit | null }
  | { is: 'grow'; percent: Decimal }

export type Mark =
  | { is: 'amount'; amount: Amount }
  | { is: 'direction'; out: boolean; text: string }
  | { is: 'timing'; timing: Timing }
  /** `joint`: “and”, behind which a verb goes on. */
  | { is: 'stop'; joint: boolean }
  | { is: 'label'; text: string }

export interface MoneySentence {
  marks: Mark[]
  figures: Figure[]
  otherFigures: string[]
  rates: { percent: Decimal; per: 'year' | 'month' }[]
  firstAfterOne: boolean
  instead: boolean
  /** Words of content that nothing here uses. */
  unused: string[]
  /** Numbers that have no place: an answer without them would be another one. */
  unplaced: string[]
  /** Its end was not read. */
  tooLong: boolean
  /** Numbers that can be read in two ways: how they stand, and both readings. */
  either: { text: string; readings: string[] }[]
}

type Item =
  | {
      is: 'number'
      value: Decimal
      text: string
      negative: boolean
      percent: boolean
      currency: string | null
      counts: boolean
    }
  | { is: 'date'; iso: string }
  | { is: 'said'; meaning: Meaning; text: string }
  | { is: 'unknown'; text: string }
  | { is: 'mark'; text: string }

/** A longer text is no sentence about money: its amounts belong in a file. */
const MAX_CHARS = 2_000

export function readMarks(said: string): MoneySentence {
  const text = said.slice(0, MAX_CHARS)
  const sentence: MoneySentence = {
    marks: [],
    figures: [],
    otherFigures: [],
    rates: [],
    firstAfterOne: false,
    instead: false,
    unused: [],
    unplaced: [],
    either: [],
    tooLong: said.length > MAX_CHARS,
  }
  const items = itemsOf(tokensOf(text, readsAsGerman(text)), sentence)
  let at = 0
  while (at < items.length) at += takeAt(items, at, sentence)
  return sentence
}

function itemsOf(tokens: readonly Token[], sentence: MoneySentence): Item[] {
  const items: Item[] = []
  let at = 0
  let currency: string | null = null
  while (at < tokens.length) {
    const token = tokens[at]
    if (!token) break
    switch (token.is) {
      case 'currency':
        currency = token.code
        at++
        continue
      case 'date':
        items.push({ is: 'date', iso: token.iso })
        at++
        break
      case 'mark':
        if (token.text === '/') {
          items.push({ is: 'said', meaning: { is: 'per' }, text: '/' })
        } else items.push({ is: 'mark', text: token.text })
        at++
        break
      case 'number': {
        const { item, length } = numberAt(tokens, at, currency, sentence)
        items.push(item)
        at += length
        break
      }
      case 'word': {
        const words: string[] = []
        for (let next = at; next < Math.min(tokens.length, at + 6); next++) {
          const word = tokens[next]
          if (word?.is !== 'word') break
          words.push(word.text)
        }
        const found = meaningAt(words)
        if (found) items.push({ is: 'said', meaning: found.meaning, text: words.slice(0, found.length).join(' ') })
        else items.push({ is: 'unknown', text: token.text })
        at += found?.length ?? 1
        break
      }
    }
    currency = null
  }
  return items.filter((item) => !(item.is === 'said' && item.meaning.is === 'filler'))
}

function numberAt(
  tokens: readonly Token[],
  at: number,
  before: string | null,
  sentence: MoneySentence,
): { item: Item; length: number } {
  const token = tokens[at]
  if (token?.is !== 'number') throw new Error('there is no number here')
  let length = 1
  let zeros = 0
  let currency = before
  let percent = false
  let { text } = token
  for (let round = 0; round < 3; round++) {
    const next = tokens[at + length]
    const scale = next?.is === 'word' && zeros === 0 ? zerosOf(next.text, next.glued) : null
    if (scale !== null) {
      zeros = scale
      length++
      text += `${next?.is === 'word' && next.glued ? '' : ' '}${next?.is === 'word' ? next.text : ''}`
      // “Mio.”, “Tsd.”
      const dot = tokens[at + length]
      if (dot?.is === 'mark' && dot.text === '.' && tokens[at + length + 1]?.is === 'currency') length++
    } else if (next?.is === 'currency' && currency === null) {
      currency = next.code
      length++
    } else if (
      (next?.is === 'mark' && next.text === '%') ||
      (next?.is === 'word' && (next.text === 'percent' || next.text === 'prozent'))
    ) {
      percent = true
      length++
      break
    }
  }
  // Beside a currency it is one amount.
  const either = currency === null ? token.either : token.either.filter((reading) => reading !== 'a list')
  if (either.length > 0 && !percent) sentence.either.push({ text: token.text, readings: [token.digits, ...either] })
  const value = shifted(token.digits, zeros)
  // Written small and whole, without money: a number of years, or the number of a year.
  const counts = currency === null && zeros === 0 && !token.negative && /^\d{1,4}$/.test(token.digits)
  return {
    item: {
      is: 'number',
      value,
      text,
      negative: token.negative,
      percent,
      currency,
      counts,
    },
    length,
  }
}

function shifted(digits: string, zeros: number): Decimal {
  const [whole = '0', fraction = ''] = digits.split('.')
  const scale = fraction.length - zeros
  const units = BigInt(`${whole}${fraction}`)
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 }
}

const numberOf = ({ value }: Extract<Item, { is: 'number' }>): number => Number(value.units) / 10 ** value.scale

/** Takes what begins here; the number of items it took. */
function takeAt(items: readonly Item[], at: number, sentence: MoneySentence): number {
  const item = items[at]
  if (!item) return 1
  const { marks } = sentence
  const timed = timingAt(items, at)
  if (timed) {
    marks.push({ is: 'timing', timing: timed.timing })
    return timed.length
  }
  switch (item.is) {
    case 'date':
      marks.push({ is: 'timing', timing: { is: 'date', iso: item.iso } })
      return 1
    case 'number':
      return takeNumber(items, at, item, sentence)
    case 'mark':
      if (',;.\n!?&'.includes(item.text)) marks.push({ is: 'stop', joint: item.text === '&' })
      return 1
    case 'unknown':
      marks.push({ is: 'label', text: item.text })
      return 1
    case 'said':
      return takeSaid(items, at, item, sentence)
  }
}

function takeNumber(
  items: readonly Item[],
  at: number,
  item: Extract<Item, { is: 'number' }>,
  sentence: MoneySentence,
): number {
  if (item.percent) return takePercent(items, at, item, sentence)
  const next = items[at + 1]
  // “10 cases”: a number of things is no amount of money.
  const isCount = next?.is === 'unknown' && item.currency === null && (isThing(next.text) || item.counts)
  if (isCount) {
    sentence.unplaced.push(`${item.text} ${next.text}`)
    return 2
  }
  const { value, negative, text, currency } = item
  sentence.marks.push({ is: 'amount', amount: { value, negative, text, currency } })
  return 1
}

function takePercent(
  items: readonly Item[],
  at: number,
  item: Extract<Item, { is: 'number' }>,
  { rates, marks, unplaced }: MoneySentence,
): number {
  const around = [items[at - 1], items[at - 2], items[at + 1], items[at + 2]]
  const grows = around.find((each) => each?.is === 'said' && each.meaning.is === 'grow')
  const limited = [items[at - 1], items[at + 1]].find((each) => each?.is === 'said' && each.meaning.is === 'limits')
  const every = items[at + 1]
  const unit = every?.is === 'said' && every.meaning.is === 'every' ? every.meaning.unit : null
  const length = unit === null ? 1 : 2
  const percent = item.negative ? { ...item.value, units: -item.value.units } : item.value
  if (grows?.is === 'said' && grows.meaning.is === 'grow') {
    const down = !grows.meaning.up
    marks.push({
      is: 'timing',
      timing: { is: 'grow', percent: down ? { ...percent, units: -percent.units } : percent },
    })
    return length
  }
  if (limited?.is === 'said') unplaced.push(`${item.text} % ${limited.text}`)
  else if (items[at + 1]?.is === 'unknown' || (unit !== null && unit !== 'year' && unit !== 'month'))
    unplaced.push(`${item.text} %${every?.is === 'said' || every?.is === 'unknown' ? ` ${every.text}` : ''}`)
  else rates.push({ percent, per: unit === 'month' ? 'month' : 'year' })
  return length
}

function takeSaid(
  items: readonly Item[],
  at: number,
  { meaning, text }: Extract<Item, { is: 'said' }>,
  sentence: MoneySentence,
): number {
  const { marks } = sentence
  switch (meaning.is) {
    case 'figure':
      if (!sentence.figures.includes(meaning.figure)) sentence.figures.push(meaning.figure)
      return 1
    case 'other_figure':
      sentence.otherFigures.push(meaning.name)
      return 1
    case 'direction':
      marks.push({ is: 'direction', out: meaning.out, text })
      return 1
    case 'stop':
      marks.push({ is: 'stop', joint: /^(?:and|und|plus|sowie)$/.test(text) })
      return 1
    case 'first_after_one':
      sentence.firstAfterOne = true
      return 1
    case 'instead':
      sentence.instead = true
      return 1
    case 'limits':
      sentence.unused.push(text)
      return 1
    case 'at':
      // “200 000 with savings of 45 000”: what follows is of the next amount.
      marks.push({ is: 'stop', joint: false })
      return 1
    case 'per': {
      const next = items[at + 1]
      // “per customer” multiplies by a number that is not here.
      if (next?.is === 'unknown') {
        sentence.unplaced.push(`${text} ${next.text}`)
        return 2
      }
      return 1
    }
    default:
      return 1
  }
}

const unitAt = (items: readonly Item[], at: number): SpokenUnit | null => {
  const item = items[at]
  return item?.is === 'said' && item.meaning.is === 'unit' ? item.meaning.unit : null
}

const meant = (items: readonly Item[], at: number): Meaning['is'] | null => {
  const item = items[at]
  return item?.is === 'said' ? item.meaning.is : null
}

const isHyphen = (item: Item | undefined): boolean => item?.is === 'mark' && /^[-–−]$/.test(item.text)

/** A small whole number, in digits or as a word. */
function countAt(items: readonly Item[], at: number): number | null {
  const item = items[at]
  if (item?.is === 'said' && item.meaning.is === 'count') return item.meaning.value
  if (item?.is !== 'number' || item.percent || item.currency !== null) return null
  const value = numberOf(item)
  return value >= 0 && value <= 1_200 && item.value.scale <= 1 ? value : null
}

const isCalendar = (items: readonly Item[], at: number): number | null => {
  const item = items[at]
  if (item?.is !== 'number' || !item.counts) return null
  const value = numberOf(item)
  return value >= 1990 && value <= 2100 ? value : null
}

interface Timed {
  timing: Timing
  length: number
}

/** “at the end of the third year” is a time within a time within a time. */
const MAX_NESTED = 2

function timingAt(items: readonly Item[], at: number, nested = 0): Timed | null {
  const said = items[at]
  const kind = meant(items, at)
  if (said?.is === 'said') {
    switch (said.meaning.is) {
      case 'now':
        return { timing: { is: 'now' }, length: 1 }
      case 'advance':
        return { timing: { is: 'advance', unit: said.meaning.unit }, length: 1 }
      case 'every':
        return { timing: { is: 'every', unit: said.meaning.unit }, length: 1 }
      case 'final':
        // “at the end of year 3” is a time of its own.
        return { timing: { is: 'final', received: said.meaning.received }, length: 1 }
      case 'per': {
        const unit = unitAt(items, at + 1)
        if (unit !== null) return { timing: { is: 'every', unit }, length: 2 }
        break
      }
      case 'ordinal': {
        const unit = unitAt(items, at + 1)
        if (unit !== null) return { timing: { is: 'point', at: said.meaning.value, unit }, length: 2 }
        break
      }
      case 'unit': {
        const numbered = numberedAt(items, at)
        if (numbered) return numbered
        break
      }
      default:
    }
  }
  if (
    nested < MAX_NESTED &&
    (kind === 'from' || kind === 'after' || kind === 'end_of' || kind === 'at' || kind === 'to')
  ) {
    const inner = pointAfter({ items, at: at + 1, nested: nested + 1 }, kind)
    if (inner) return { timing: inner.timing, length: inner.length + 1 }
  }
  const lead = kind === 'span' || kind === 'next' ? 1 : 0
  const count = countAt(items, at + lead)
  if (count !== null) {
    const hyphen = isHyphen(items[at + lead + 1]) ? 1 : 0
    const unit = unitAt(items, at + lead + 1 + hyphen)
    if (unit !== null) {
      const each = said?.is === 'said' && said.meaning.is === 'next' && said.meaning.each
      return { timing: { is: 'duration', count, unit, each }, length: lead + 2 + hyphen }
    }
  }
  const year = isCalendar(items, at)
  // A bare year stands at the beginning of what it dates: “2027: 500”.
  if (year !== null && isColon(items[at + 1])) return { timing: { is: 'calendar', year }, length: 1 }
  return null
}

const isColon = (item: Item | undefined): boolean => item?.is === 'mark' && (item.text === ':' || item.text === '=')

/** “year 1 - 500” is a year and an amount. */
const MAX_RANGE = 60

/** “year 3”, “years 1 to 4”, “year 2-5”, “year 1:”. */
function numberedAt(items: readonly Item[], at: number): Timed | null {
  const unit = unitAt(items, at)
  const first = countAt(items, at + 1)
  const calendar = isCalendar(items, at + 1)
  if (unit === null) return null
  if (calendar !== null) return { timing: { is: 'calendar', year: calendar }, length: 2 }
  if (first === null || first > 600) return null
  const joint = items[at + 2]
  const joined = isHyphen(joint) || meant(items, at + 2) === 'to'
  const last = joined ? countAt(items, at + 3) : null
  // A number with a minus of its own is an amount: “year 1 -500”.
  const other = items[at + 3]
  const own = other?.is === 'number' && other.negative
  if (last !== null && !own && last > first && last <= MAX_RANGE && unitAt(items, at + 4) === null) {
    return { timing: { is: 'points', from: first, to: last, unit }, length: 4 }
  }
  return { timing: { is: 'point', at: first, unit }, length: 2 }
}

/** What stands after “from”, “in”, “after”, “at the end of”. */
function pointAfter(
  { items, at, nested }: { items: readonly Item[]; at: number; nested: number },
  kind: 'from' | 'after' | 'end_of' | 'at' | 'to',
): Timed | null {
  if (
    kind === 'after' &&
    meant(items, at) === 'unit' &&
    countAt(items, at + 1) === null &&
    isCalendar(items, at + 1) === null
  )
    return null
  const calendar = isCalendar(items, at)
  if (calendar !== null && kind !== 'at') return { timing: { is: 'calendar', year: calendar }, length: 1 }
  const inner = timingAt(items, at, nested)
  if (!inner) return null
  const { timing, length } = inner
  if (kind === 'at') return timing.is === 'final' || timing.is === 'point' ? inner : null
  if (kind === 'to') return null
  if (kind === 'from' && timing.is === 'point')
    return { timing: { is: 'start', at: timing.at, unit: timing.unit }, length }
  if (timing.is === 'duration' && kind === 'after')
    return { timing: { is: 'point', at: timing.count, unit: timing.unit }, length }
  if (timing.is === 'point' || timing.is === 'points' || timing.is === 'calendar') return inner
  return null
}
