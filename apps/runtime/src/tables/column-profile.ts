// Counts what the cells of one column could be, over its different values. It decides nothing.
import { isNothing, isNothingInText, plainText } from './cell-text.ts'
import { type DateShape, dateOf, dateParts } from './date-text.ts'
import { readDuration } from './duration-text.ts'
import { type FormatVote, formatVote, numberParts } from './number-text.ts'

/** Different values of a column, each with the number of its cells. */
export type ValueCounts = ReadonlyMap<string, number>

export interface ColumnProfile {
  /** Cells that hold something. */
  filled: number
  /** As `filled`, where words such as `None` may be names. */
  filledAsText: number
  numbers: number
  votes: Record<FormatVote, number>
  /** Marks between groups of digits that are no decimal marks: a space, an apostrophe. */
  spaceGroups: number
  apostropheGroups: number
  units: Map<string, number>
  unitKinds: { currency: number; percent: number; other: number }
  scientific: number
  scaled: number
  leadingZeros: number
  /** Digits that the file marks as text: `="0012"`. */
  quotedDigits: number
  longestDigits: number
  dates: { dmy: number; mdy: number }
  /** Dates that fit only one order, and those that fit both with another meaning. */
  onlyDayFirst: number
  onlyMonthFirst: number
  eitherOrder: number
  padded: number
  shapes: Map<DateShape, number>
  separators: Map<string, number>
  times: number
  offsets: Set<number>
  afternoons: number
  durations: number
  longClocks: number
  clocks: number
  truths: Set<string>
  truthCells: number
}

const TRUTH_WORDS = new Set(
  'true false yes no y n t f ja nein j oui non sí si não nao sim tak nie vrai faux wahr falsch on off x ✓ ✔ ✗ ✘ ☑ ☐ 0 1'.split(
    ' ',
  ),
)

/** Different values that are looked at, evenly spread: enough to know a column by, and few enough for the largest file. */
const PROFILED = 10_000

export function profileOf(values: ValueCounts): ColumnProfile {
  const profile = emptyProfile()
  const step = Math.max(1, Math.ceil(values.size / PROFILED))
  let at = 0
  for (const [cell, count] of values) {
    if (at++ % step !== 0) continue
    if (!isNothingInText(cell)) profile.filledAsText += count
    if (isNothing(cell)) continue
    profile.filled += count
    countNumber(profile, cell, count)
    countDate(profile, cell, count)
    const duration = readDuration(cell)
    if (duration) {
      profile.durations += count
      if (duration.clock) profile.clocks += count
      if (duration.clock && Math.abs(duration.seconds) >= 86_400) profile.longClocks += count
    }
    const word = plainText(cell).toLowerCase()
    if (word.length <= 6 && TRUTH_WORDS.has(word)) {
      profile.truths.add(word)
      profile.truthCells += count
    }
  }
  return profile
}

function countNumber(profile: ColumnProfile, cell: string, count: number): void {
  const text = plainText(cell)
  if (/^0\d/.test(text) && /^\d+$/.test(text)) profile.leadingZeros += count
  if (/^\s*=\(?"/.test(cell)) profile.quotedDigits += count
  const parts = numberParts(cell)
  if (!parts) return
  const vote = formatVote(parts.body)
  profile.votes[vote] += count
  if (vote !== 'invalid') profile.numbers += count
  if (parts.unit !== null) profile.units.set(parts.unit, (profile.units.get(parts.unit) ?? 0) + count)
  if (parts.unitKind) profile.unitKinds[parts.unitKind] += count
  if (parts.exponent !== 0) profile.scientific += count
  if (parts.zeros > 0) profile.scaled += count
  if (parts.body.includes(' ')) profile.spaceGroups += count
  if (parts.body.includes("'")) profile.apostropheGroups += count
  if (/^\d+$/.test(parts.body)) profile.longestDigits = Math.max(profile.longestDigits, parts.body.length)
}

function countDate(profile: ColumnProfile, cell: string, count: number): void {
  const read = dateParts(cell)
  if (!read) return
  const dmy = dateOf(read, 'dmy') !== null
  const mdy = dateOf(read, 'mdy') !== null
  if (dmy) profile.dates.dmy += count
  if (mdy) profile.dates.mdy += count
  if (!dmy && !mdy) return
  profile.shapes.set(read.shape, (profile.shapes.get(read.shape) ?? 0) + count)
  if (read.separator !== '')
    profile.separators.set(read.separator, (profile.separators.get(read.separator) ?? 0) + count)
  if (read.shape === 'numeric' || read.shape === 'numeric2') {
    if (dmy && !mdy) profile.onlyDayFirst += count
    else if (mdy && !dmy) profile.onlyMonthFirst += count
    else if (read.first !== read.second) profile.eitherOrder += count
    if (/^\s*0/.test(cell)) profile.padded += count
  }
  if (read.seconds !== null && read.seconds > 0) profile.times += count
  if (read.offset !== null) profile.offsets.add(read.offset)
  if (/[ap]\.?m\.?\s*$/i.test(cell)) profile.afternoons += count
}

const emptyProfile = (): ColumnProfile => ({
  filled: 0,
  filledAsText: 0,
  numbers: 0,
  votes: { none: 0, point: 0, comma: 0, point_group: 0, comma_group: 0, either_point: 0, either_comma: 0, invalid: 0 },
  spaceGroups: 0,
  apostropheGroups: 0,
  units: new Map(),
  unitKinds: { currency: 0, percent: 0, other: 0 },
  scientific: 0,
  scaled: 0,
  leadingZeros: 0,
  quotedDigits: 0,
  longestDigits: 0,
  dates: { dmy: 0, mdy: 0 },
  onlyDayFirst: 0,
  onlyMonthFirst: 0,
  eitherOrder: 0,
  padded: 0,
  shapes: new Map(),
  separators: new Map(),
  times: 0,
  offsets: new Set(),
  afternoons: 0,
  durations: 0,
  longClocks: 0,
  clocks: 0,
  truths: new Set(),
  truthCells: 0,
})
