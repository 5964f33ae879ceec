// Decides what a column holds, from the profile of its cells and from its name.
import type { Additivity, ColumnKind, NumberFormat } from '@biplane/contracts/wire/file-reading'
import { type DateReading, dateFormatOf, type FileHints, mostOf, numberFormatOf } from './column-format.ts'
import type { ColumnProfile } from './column-profile.ts'
import type { DateOrder } from './date-text.ts'
import { type Decision, decide } from './decision.ts'
import {
  nameWords,
  reasonNotToAdd,
  saysDate,
  saysDuration,
  saysEntity,
  saysEpoch,
  saysIdentifier,
  saysMoney,
  saysPhone,
  saysTruth,
  saysVersion,
  saysYear,
} from './name-words.ts'

export interface ColumnPlan {
  kind: Decision<ColumnKind>
  additivity: Decision<Additivity>
  unit: string | null
  number: Decision<NumberFormat> | null
  date: Decision<string> | null
  order: DateOrder
  /** Dates that are numbers in the file. */
  counted: 'excel-serial' | 'epoch-s' | 'epoch-ms' | null
  /** Times with different offsets are all moved to UTC. */
  utc: boolean
  scientific: boolean
}

/** A column is what at least so many of its filled cells are; the rest is counted as unreadable, not bent to fit. */
const MAJORITY = 0.8

interface Seen {
  name: string
  words: string[]
  profile: ColumnProfile
  hints: FileHints
  /** The different values of the column, or many of them. */
  values: Iterable<string>
}

export function planColumn(
  name: string,
  profile: ColumnProfile,
  hints: FileHints,
  values: Iterable<string>,
): ColumnPlan {
  const seen: Seen = { name, words: nameWords(name), profile, hints, values }
  if (profile.filled === 0) return textPlan(seen, decide('text', 'likely', 'all of its cells are empty'))
  return (
    booleanPlan(seen) ??
    datePlan(seen) ??
    durationPlan(seen) ??
    identifierPlan(seen) ??
    numberPlan(seen) ??
    textPlan(seen, textDecision(seen))
  )
}

const plan = (
  kind: Decision<ColumnKind>,
  additivity: Decision<Additivity>,
  more: Partial<ColumnPlan> = {},
): ColumnPlan => ({
  kind,
  additivity,
  unit: null,
  number: null,
  date: null,
  order: 'dmy',
  counted: null,
  utc: false,
  scientific: false,
  ...more,
})

const NOT_NUMERIC = decide<Additivity>('not_numeric', 'certain', 'it holds no numbers')

const textPlan = ({ words }: Seen, kind: Decision<ColumnKind>): ColumnPlan =>
  plan(
    kind,
    saysIdentifier(words) ? decide('identifier', 'likely', 'its name says that it names something') : NOT_NUMERIC,
  )

/** What a text column nearly was is said, so that nobody is told that it holds no numbers. */
function textDecision({ profile }: Seen): Decision<ColumnKind> {
  const share = (count: number) => count / Math.max(1, profile.filled)
  const mostly = (count: number, what: string, kind: ColumnKind) =>
    decide<ColumnKind>('text', 'ambiguous', `${count} of ${profile.filled} cells read as ${what}, the others do not`, [
      kind,
    ])
  const dates = Math.max(profile.dates.dmy, profile.dates.mdy)
  if (share(profile.numbers) >= 0.5) return mostly(profile.numbers, 'numbers', 'decimal')
  if (share(dates) >= 0.5) return mostly(dates, 'dates', 'date')
  return decide('text', 'certain', 'most of its cells are neither numbers nor dates')
}

const TRUTH_PAIRS = [
  'true false',
  'yes no',
  'y n',
  't f',
  'ja nein',
  'j n',
  'oui non',
  'sí no',
  'si no',
  'sim não',
  'sim nao',
  'tak nie',
  'vrai faux',
  'wahr falsch',
  'on off',
  '✓ ✗',
  '✔ ✘',
  '☑ ☐',
  '1 0',
].map((pair) => pair.split(' '))

function booleanPlan({ profile, words }: Seen): ColumnPlan | null {
  const { truths, truthCells, filled } = profile
  if (truths.size === 0 || truthCells < filled * 0.95) return null
  const pair = TRUTH_PAIRS.find((both) => [...truths].every((word) => both.includes(word)))
  if (!pair) return null
  const digits = truths.has('0') || truths.has('1')
  // 0 and 1 are numbers, a lone letter is a code; the name must say that they are meant as yes and no.
  if ((digits || (truths.size < 2 && (pair[0]?.length ?? 0) < 2)) && !saysTruth(words)) return null
  return plan(
    decide(
      'boolean',
      digits ? 'likely' : 'certain',
      `its cells are ${[...truths].join(' or ')}`,
      digits ? ['integer'] : [],
    ),
    NOT_NUMERIC,
  )
}

function datePlan(seen: Seen): ColumnPlan | null {
  const { profile, words, hints } = seen
  const counted = countedDates(seen)
  if (counted) return counted
  const order: DateOrder = profile.dates.mdy > profile.dates.dmy ? 'mdy' : 'dmy'
  const most = profile.dates[order]
  if (most < profile.filled * MAJORITY && !(saysDate(words) && most >= profile.filled * 0.6))
    return conflictingDates(seen)
  if (saysVersion(words) && !saysDate(words)) return null
  if ((profile.shapes.get('compact') ?? 0) > most * 0.5 && saysIdentifier(words) && !saysDate(words)) return null
  return dateColumn(profile, dateFormatOf(profile, hints))
}

/** 1/31/2026 beside 15/02/2026: dates all the same, of which some fit neither order of the rest. */
function conflictingDates({ profile, hints }: Seen): ColumnPlan | null {
  const readable = profile.onlyDayFirst + profile.onlyMonthFirst + profile.eitherOrder
  const either = Math.max(profile.dates.dmy, profile.dates.mdy) + Math.min(profile.onlyDayFirst, profile.onlyMonthFirst)
  return profile.onlyDayFirst > 0 && profile.onlyMonthFirst > 0 && either >= profile.filled * MAJORITY && readable > 0
    ? dateColumn(profile, dateFormatOf(profile, hints))
    : null
}

function dateColumn(profile: ColumnProfile, { order, format }: DateReading): ColumnPlan {
  const utc = profile.offsets.size > 1
  const kind: ColumnKind = profile.times > 0 ? 'datetime' : 'date'
  const evidence = utc
    ? 'its cells are times with different offsets, all counted in UTC'
    : `most of its cells are ${kind === 'date' ? 'dates' : 'dates with times'}`
  return plan(decide(kind, 'certain', evidence), NOT_NUMERIC, { date: format, order, utc })
}

function countedDates({ profile, values, words }: Seen): ColumnPlan | null {
  const { votes, filled, numbers } = profile
  const bare = votes.none + votes.point + votes.either_point
  if (
    numbers < filled * 0.95 ||
    bare < numbers ||
    profile.unitKinds.other + profile.unitKinds.currency + profile.unitKinds.percent > 0
  )
    return null
  const numbersOf = [...values].map(Number).filter((value) => Number.isFinite(value))
  const within = (low: number, high: number) =>
    numbersOf.length > 0 && numbersOf.every((value) => value >= low && value <= high)
  const counted = (unit: NonNullable<ColumnPlan['counted']>, kind: ColumnKind, what: string) =>
    plan(decide(kind, 'likely', `its name says a date, and its numbers are ${what}`, ['integer']), NOT_NUMERIC, {
      counted: unit,
      date: decide(unit, 'likely', `its numbers are ${what}`),
    })
  if (saysEpoch(words) && within(100_000_000, 4_102_444_800) && numbersOf.some((value) => value > 99_999_999)) {
    const compact = (profile.shapes.get('compact') ?? 0) >= filled * MAJORITY
    return compact ? null : counted('epoch-s', 'datetime', 'seconds since 1970')
  }
  if (saysEpoch(words) && within(100_000_000_000, 4_102_444_800_000))
    return counted('epoch-ms', 'datetime', 'milliseconds since 1970')
  const serial =
    saysDate(words) && !saysYear(words.filter((word) => word !== 'day' && word !== 'tag')) && within(20_000, 60_000)
  if (!serial) return null
  const whole = numbersOf.every((value) => Number.isInteger(value))
  return counted('excel-serial', whole ? 'date' : 'datetime', 'days as spreadsheets count them')
}

function durationPlan({ profile, words }: Seen): ColumnPlan | null {
  const { durations, clocks, longClocks, filled } = profile
  if (durations < filled * MAJORITY) return null
  const clock = clocks > durations / 2
  const length = saysDuration(words) || longClocks > 0 || !clock
  const additivity = length
    ? decide<Additivity>('additive', clock && longClocks === 0 ? 'likely' : 'certain', 'lengths of time add up')
    : decide<Additivity>('non_additive', 'likely', 'its cells look like times of day', ['additive'])
  return plan(decide('duration', length ? 'certain' : 'likely', 'its cells are hours and minutes'), additivity, {
    unit: 's',
  })
}

function identifierPlan({ profile, words }: Seen): ColumnPlan | null {
  const named = (evidence: string) =>
    plan(decide<ColumnKind>('text', 'certain', evidence, ['integer']), decide('identifier', 'certain', evidence))
  const plainDigits =
    profile.votes.none >= profile.numbers * 0.95 && profile.unitKinds.currency + profile.unitKinds.percent === 0
  if (profile.leadingZeros > 0 && plainDigits) return named('some of its cells begin with 0, which a number would lose')
  if (profile.quotedDigits > profile.filled * 0.5) return named('the file marks its digits as text')
  if (profile.longestDigits >= 16) return named('some of its cells have 16 or more digits, which name something')
  if (profile.scientific > 0 && (saysPhone(words) || saysIdentifier(words))) {
    return named('its numbers were shortened (5.58E+12) before the file was saved, so that digits are lost')
  }
  return null
}

function numberPlan(seen: Seen): ColumnPlan | null {
  const { profile, words, hints } = seen
  if (profile.numbers < profile.filled * MAJORITY) return null
  const { currency, percent, other } = profile.unitKinds
  const units = [...profile.units.keys()]
  if (other > 0 && (profile.units.size > 1 || other < profile.numbers * 0.5)) {
    const sure = profile.units.size > 1
    return textPlan(
      seen,
      decide(
        'text',
        sure ? 'ambiguous' : 'likely',
        `its numbers have different units (${units.slice(0, 4).join(', ')})`,
        ['decimal'],
      ),
    )
  }
  const number = numberFormatOf(profile, hints)
  const unit = profile.units.size === 1 ? (units[0] ?? null) : null
  const more = { number, unit, scientific: profile.scientific > 0 }
  const fractions = profile.votes.point + profile.votes.comma + profile.votes.either_point + profile.votes.either_comma
  if (percent > 0 && percent >= profile.numbers * 0.5) {
    const mixed = percent < profile.numbers && profile.votes.none + fractions > 0
    const kind = decide<ColumnKind>('percent', mixed ? 'likely' : 'certain', 'its cells have a percent sign')
    return plan(kind, decide('non_additive', 'certain', 'percentages do not add up'), { ...more, unit: '%' })
  }
  const headerUnit = unit ?? unitOfName(seen.name)
  const additivity = additivityOf(seen)
  if (currency > 0 && profile.units.size > 1) {
    const evidence = `its cells have different currencies (${units.slice(0, 4).join(', ')})`
    return plan(
      decide('money', 'ambiguous', evidence),
      decide('non_additive', 'certain', `${evidence}, which do not add up`),
      more,
    )
  }
  if (currency > 0 || saysMoney(words) || (headerUnit !== null && /^[A-Z]{3}$/.test(headerUnit))) {
    const evidence = currency > 0 ? 'its cells have a currency' : 'its cells are numbers and its name says money'
    return plan(decide('money', currency > 0 ? 'certain' : 'likely', evidence), additivity, {
      ...more,
      unit: headerUnit,
    })
  }
  const whole = fractions === thousands(profile, number.value) && profile.scientific === 0 && profile.scaled === 0
  const kind = decide<ColumnKind>(whole ? 'integer' : 'decimal', 'certain', 'its cells are numbers')
  return plan(kind, additivity, { ...more, unit: headerUnit })
}

/** Numbers such as 1.250 that the format takes for whole ones. */
const thousands = ({ votes }: ColumnProfile, { decimal }: NumberFormat): number =>
  decimal === '.' ? votes.either_comma : votes.either_point

/** `Betrag (EUR)`, `Weight [kg]`. */
function unitOfName(name: string): string | null {
  const found = /[([]\s*([\p{L}%°€$£¥]{1,6})\s*[)\]]\s*$/u.exec(name)?.[1]
  if (found === undefined) return null
  const signs: Record<string, string> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY' }
  return signs[found] ?? found
}

function additivityOf({ words, profile, values }: Seen): Decision<Additivity> {
  const reason = reasonNotToAdd(words)
  if (saysIdentifier(words) && profile.votes.none === profile.numbers) {
    return decide('identifier', 'likely', 'its name says that it names something', ['additive'])
  }
  if (saysEntity(words) && profile.votes.none === profile.numbers && profile.units.size === 0) {
    return decide('identifier', 'likely', 'its name says a thing, and its whole numbers say which one', ['additive'])
  }
  if (reason) return decide('non_additive', 'likely', reason, ['additive'])
  const numbers = [...values].map(Number).filter((value) => Number.isFinite(value))
  const years =
    numbers.length > 0 && numbers.every((value) => Number.isInteger(value) && value >= 1900 && value <= 2100)
  if (years && saysYear(words)) return decide('non_additive', 'certain', 'its numbers are years', ['additive'])
  return decide('additive', 'likely', 'nothing speaks against adding its numbers', ['non_additive'])
}

export { mostOf }
