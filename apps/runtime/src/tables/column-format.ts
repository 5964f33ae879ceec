// Decides how the numbers and the dates of a column are written, with what the other columns of the file say.
import type { NumberFormat } from '@biplane/contracts/wire/file-reading'
import type { ColumnProfile } from './column-profile.ts'
import type { DateOrder, DateShape } from './date-text.ts'
import { type Decision, decide } from './decision.ts'

/** What the whole file says, for columns that leave a choice. */
export interface FileHints {
  delimiter: string | null
  decimalPoint: number
  decimalComma: number
  dayFirst: number
  monthFirst: number
}

const formatOf = (decimal: '.' | ',', group: NumberFormat['group']): NumberFormat => ({ decimal, group })

export function hintsOf(profiles: readonly ColumnProfile[], delimiter: string | null): FileHints {
  const hints: FileHints = { delimiter, decimalPoint: 0, decimalComma: 0, dayFirst: 0, monthFirst: 0 }
  for (const profile of profiles) {
    if (profile.numbers < profile.filled * 0.5) {
      hints.dayFirst += profile.onlyDayFirst
      hints.monthFirst += profile.onlyMonthFirst
      continue
    }
    hints.decimalPoint += profile.votes.point + profile.votes.comma_group
    hints.decimalComma += profile.votes.comma + profile.votes.point_group
  }
  return hints
}

export function numberFormatOf(profile: ColumnProfile, hints: FileHints): Decision<NumberFormat> {
  const { votes } = profile
  const point = votes.point + votes.comma_group
  const comma = votes.comma + votes.point_group
  const group = (decimal: '.' | ','): NumberFormat['group'] => {
    if (profile.apostropheGroups > 0) return "'"
    if (profile.spaceGroups > 0) return ' '
    return decimal === '.' ? ',' : '.'
  }
  const either = votes.either_point + votes.either_comma
  if (point + comma > 0) {
    const decimal = comma > point ? ',' : '.'
    const value = formatOf(decimal, group(decimal))
    const name = decimal === '.' ? 'a point' : 'a comma'
    if (point > 0 && comma > 0) {
      const other = decimal === '.' ? ',' : '.'
      return decide(value, 'likely', `most of its numbers have ${name} before the decimals, some the other mark`, [
        formatOf(other, group(other)),
      ])
    }
    return decide(value, 'certain', `its numbers can only have ${name} before the decimals`)
  }
  if (either > 0) return eitherFormat(profile, hints, either)
  const decimal = hints.decimalComma > hints.decimalPoint ? ',' : '.'
  return decide(formatOf(decimal, group(decimal)), 'certain', 'its numbers have no decimals')
}

/** `1.250` or `1,250` in every cell: a thousand and more, or one and a quarter. */
function eitherFormat({ votes }: ColumnProfile, hints: FileHints, either: number): Decision<NumberFormat> {
  const mark = votes.either_point >= votes.either_comma ? '.' : ','
  const other = mark === '.' ? ',' : '.'
  const thousands = formatOf(other, mark)
  const decimals = formatOf(mark, other)
  const [sameDecimal, otherDecimal] =
    mark === '.' ? [hints.decimalPoint, hints.decimalComma] : [hints.decimalComma, hints.decimalPoint]
  const example = `“1${mark}250” is read as`
  if (otherDecimal > 0 && sameDecimal === 0) {
    return decide(thousands, 'likely', `${example} 1250: other columns have “${other}” before the decimals`, [decimals])
  }
  if (sameDecimal > 0 && otherDecimal === 0) {
    return decide(decimals, 'likely', `${example} 1.25: other columns have “${mark}” before the decimals`, [thousands])
  }
  if (votes.either_point > 0 && votes.either_comma > 0) {
    return decide(decimals, 'ambiguous', `its numbers have both marks, and ${either} of them fit both readings`, [
      thousands,
    ])
  }
  // Files with semicolons come from where the comma stands before the decimals.
  if (mark === '.' && hints.delimiter === ';') {
    return decide(
      thousands,
      'ambiguous',
      `${example} 1250: the file has semicolons between its cells, as files with a decimal comma do`,
      [decimals],
    )
  }
  if (mark === ',' && hints.delimiter !== ';') {
    return decide(thousands, 'likely', `${example} 1250: nothing in the file has a comma before the decimals`, [
      decimals,
    ])
  }
  return decide(
    decimals,
    'ambiguous',
    `${example} 1.25; every number has three digits behind its mark, so that 1250 fits as well`,
    [thousands],
  )
}

export interface DateReading {
  order: DateOrder
  format: Decision<string>
}

const NUMERIC: readonly DateShape[] = ['numeric', 'numeric2']

export function dateFormatOf(profile: ColumnProfile, hints: FileHints): DateReading {
  const shape = mostOf(profile.shapes) ?? 'iso'
  const separator = mostOf(profile.separators) ?? '/'
  const numeric = NUMERIC.reduce((sum, kind) => sum + (profile.shapes.get(kind) ?? 0), 0)
  const label = (order: DateOrder) => labelOf(shape, order, separator)
  if (numeric === 0)
    return { order: 'dmy', format: decide(label('dmy'), 'certain', `its dates are written like ${EXAMPLES[shape]}`) }
  const { order, confidence, evidence } = orderOf(profile, hints, separator)
  const own = NUMERIC.includes(shape) ? shape : 'numeric'
  const alternatives = confidence === 'certain' ? [] : [labelOf(own, order === 'dmy' ? 'mdy' : 'dmy', separator)]
  return {
    order,
    format: decide(
      NUMERIC.includes(shape) ? label(order) : labelOf(own, order, separator),
      confidence,
      evidence,
      alternatives,
    ),
  }
}

type OrderChoice = { order: DateOrder; confidence: 'certain' | 'likely' | 'ambiguous'; evidence: string }

function orderOf(profile: ColumnProfile, hints: FileHints, separator: string): OrderChoice {
  const { onlyDayFirst: day, onlyMonthFirst: month, eitherOrder: either } = profile
  if (day > 0 && month > 0) {
    const order = month > day ? 'mdy' : 'dmy'
    return {
      order,
      confidence: 'ambiguous',
      evidence: `${day} of its dates fit only day first and ${month} only month first`,
    }
  }
  if (day > 0) return { order: 'dmy', confidence: 'certain', evidence: `${day} of its dates fit only day first` }
  if (month > 0) return { order: 'mdy', confidence: 'certain', evidence: `${month} of its dates fit only month first` }
  if (either === 0)
    return { order: 'dmy', confidence: 'certain', evidence: 'day and month are the same in each of its dates' }
  if (separator === '.')
    return { order: 'dmy', confidence: 'certain', evidence: 'dates with points have the day first' }
  if (hints.dayFirst > 0 && hints.monthFirst === 0)
    return { order: 'dmy', confidence: 'likely', evidence: 'another column of the file has the day first' }
  if (hints.monthFirst > 0 && hints.dayFirst === 0)
    return { order: 'mdy', confidence: 'likely', evidence: 'another column of the file has the month first' }
  if (hints.decimalComma > hints.decimalPoint)
    return {
      order: 'dmy',
      confidence: 'likely',
      evidence: 'numbers with a decimal comma stand beside dates with the day first',
    }
  if (profile.afternoons > 0)
    return {
      order: 'mdy',
      confidence: 'likely',
      evidence: 'times with AM and PM stand beside dates with the month first',
    }
  // Dates without leading zeros are how American programs write them.
  const order = separator === '/' && profile.padded === 0 ? 'mdy' : 'dmy'
  const first = order === 'mdy' ? 'month' : 'day'
  return {
    order,
    confidence: 'ambiguous',
    evidence: `no date has a day above 12, so that both orders fit; it is read ${first} first`,
  }
}

const EXAMPLES: Record<DateShape, string> = {
  iso: '2026-01-31',
  ymd: '2026/01/31',
  numeric: '31/01/2026',
  numeric2: '31/01/26',
  year_month: '2026-01',
  month_year: 'Jan 2026',
  named: '31 January 2026',
  compact: '20260131',
  quarter: '2026 Q1',
  iso_week: '2026-W05',
}

function labelOf(shape: DateShape, order: DateOrder, separator: string): string {
  const numeric = (year: string) => (order === 'mdy' ? ['M', 'D', year] : ['D', 'M', year]).join(separator)
  switch (shape) {
    case 'numeric':
      return numeric('YYYY')
    case 'numeric2':
      return numeric('YY')
    case 'ymd':
      return ['YYYY', 'M', 'D'].join(separator)
    case 'iso':
      return 'YYYY-MM-DD'
    case 'year_month':
      return 'YYYY-MM'
    case 'month_year':
      return 'MMM YYYY'
    case 'named':
      return 'D MMM YYYY'
    case 'compact':
      return 'YYYYMMDD'
    case 'quarter':
      return 'YYYY Q'
    case 'iso_week':
      return 'YYYY-Www'
  }
}

export function mostOf<T>(counts: ReadonlyMap<T, number>): T | undefined {
  let best: T | undefined
  let most = 0
  for (const [value, count] of counts) if (count > most) [best, most] = [value, count]
  return best
}
