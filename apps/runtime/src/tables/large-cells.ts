// The rules by which cells get their type, in SQL, for tables too large to be read cell by cell. What SQL does not read is
// read by `convertCell`, so that a large file is never read by other rules than a small one.
import { NOTHING_IN_TEXT } from './cell-text.ts'
import type { ColumnPlan } from './column-kind.ts'
import { TRUTHS } from './convert-cell.ts'
import { literal } from './duck.ts'
import { numberParts } from './number-text.ts'

export interface CellRule {
  /** SQL of the value as text or date; NULL where SQL does not read the cell. */
  value: string
  /** Whether an empty `value` of a filled cell may still be read cell by cell. */
  complete: boolean
  numeric: boolean
  /** Whether each cell that `value` reads is cast to the same value without the rule. */
  asWritten: boolean
}

const list = (words: readonly string[]): string => words.map(literal).join(', ')
const PLAIN_SPACE = `[ \\x{00a0}\\x{202f}\\t]*`

/** `cell`: SQL of the cell; `patterns`: takes a pattern and gives the SQL that stands for it. */
export function cellRule(plan: ColumnPlan, cell: string, sample: Iterable<string>): CellRule {
  switch (plan.kind.value) {
    case 'text':
      return { value: textRule(cell), complete: true, numeric: false, asWritten: false }
    case 'boolean':
      return {
        value: `CASE WHEN lower(trim(${cell})) IN (${list(TRUTHS.yes)}) THEN 'true' WHEN lower(trim(${cell})) IN (${list(TRUTHS.no)}) THEN 'false' END`,
        complete: false,
        numeric: false,
        asWritten: false,
      }
    case 'date':
    case 'datetime':
      return { value: dateRule(plan, cell), complete: false, numeric: false, asWritten: isIsoDate(plan) }
    case 'duration':
      return { value: 'CAST(NULL AS VARCHAR)', complete: false, numeric: false, asWritten: false }
    default:
      return { ...numberRule(plan, cell, sample), complete: false, numeric: true }
  }
}

const isIsoDate = ({ kind, date, counted, utc }: ColumnPlan): boolean =>
  kind.value === 'date' && date?.value === 'YYYY-MM-DD' && counted === null && !utc

const textRule = (cell: string): string =>
  `CASE WHEN strlen(${cell}) <= 16 AND lower(trim(${cell})) IN (${list(NOTHING_IN_TEXT)}) THEN NULL ` +
  `WHEN starts_with(${cell}, '=') THEN trim(regexp_replace(trim(${cell}), '^=\\(?"([^"]*)"\\)?$', '\\1')) ELSE trim(${cell}) END`

/** A number with nothing but digits, a sign and a point. */
const isPlain = (cell: string): string =>
  `isfinite(TRY_CAST(${cell} AS DOUBLE)) AND NOT contains(${cell}, 'e') AND NOT contains(${cell}, 'E') AND NOT contains(${cell}, '_')`

function numberRule(
  { kind, number }: ColumnPlan,
  cell: string,
  sample: Iterable<string>,
): Pick<CellRule, 'value' | 'asWritten'> {
  const format = number?.value ?? { decimal: '.', group: ',' }
  const whole = kind.value === 'integer' ? ` AND NOT contains(${cell}, '.')` : ''
  const written = marksIn(sample)
  const plain = format.decimal === '.' ? `WHEN ${isPlain(cell)}${whole} THEN ${cell} ` : ''
  if (format.decimal === '.' && !written.marked) return { value: `CASE ${plain}END`, asWritten: true }
  const group = groupPattern(format.group)
  const decimal = format.decimal === '.' ? '\\.' : ','
  const fraction = kind.value === 'integer' ? '' : `(?:${decimal}[0-9]+)?`
  const digits = `(?:[0-9]{1,3}(?:${group}[0-9]{3})+|[0-9]+)${fraction}`
  const unit = written.units.length === 0 ? '' : `(?:${written.units.map(escaped).join('|')})?${PLAIN_SPACE}`
  const pattern = `${PLAIN_SPACE}-?${PLAIN_SPACE}${unit}-?${digits}${PLAIN_SPACE}${unit}|\\(${PLAIN_SPACE}${unit}${digits}${PLAIN_SPACE}${unit}\\)`
  const fits = `regexp_full_match(${cell}, ${literal(pattern)}) AND strpos(substr(${cell}, strpos(${cell}, '-') + 1), '-') = 0`
  const kept = `replace(regexp_replace(${cell}, ${literal(`[^0-9${format.decimal}]`)}, '', 'g'), ',', '.')`
  const sign = `CASE WHEN contains(${cell}, '(') OR contains(${cell}, '-') THEN '-' ELSE '' END`
  return { value: `CASE ${plain}WHEN ${fits} THEN concat(${sign}, ${kept}) END`, asWritten: false }
}

const groupPattern = (mark: string): string =>
  mark === ' ' ? '[ \\x{00a0}\\x{202f}]' : mark === "'" ? "['’]" : mark === '' ? "[ ']" : mark === '.' ? '\\.' : mark

/** Only these can stand in a pattern: signs and codes of currencies, and the percent sign. */
const UNIT = /^(?:\p{Sc}|%|[A-Z]{3}|[A-Z]{1,2}\$)$/u
const MOST_UNITS = 6

/** How the numbers of a sample are written: with marks of any kind, and with which units. */
function marksIn(sample: Iterable<string>): { marked: boolean; units: string[] } {
  const units = new Set<string>()
  let marked = false
  let looked = 0
  for (const cell of sample) {
    if (++looked > 20_000) break
    if (/^-?\d+(?:\.\d+)?$/.test(cell)) continue
    const parts = numberParts(cell)
    if (!parts) continue
    marked = true
    if (parts.zeros > 0) continue
    const unit = cell.replace(/[\d.,'’()\s+-]+/g, '')
    if (units.size < MOST_UNITS && UNIT.test(unit) && parts.unit !== null) units.add(unit)
  }
  return { marked, units: [...units] }
}

const escaped = (text: string): string => text.replaceAll('$', '\\$')

const TIMES = ['', ' %H:%M:%S', ' %H:%M', ' %I:%M:%S %p', ' %I:%M %p', ' %H:%M:%S.%f']

function dateRule({ kind, date, order, counted, utc }: ColumnPlan, cell: string): string {
  const type = kind.value === 'date' ? 'DATE' : 'TIMESTAMP'
  if (counted !== null) return countedRule(counted, cell, type)
  if (utc) return `CAST(NULL AS ${type})`
  const label = date?.value ?? ''
  const mark = /^(?:D{1,2}|M{1,2})([./-])(?:D{1,2}|M{1,2})\1YYYY$/.exec(label)?.[1]
  if (mark !== undefined) {
    const day = (order === 'mdy' ? ['%m', '%d', '%Y'] : ['%d', '%m', '%Y']).join(mark)
    const formats = type === 'DATE' ? [day] : TIMES.map((time) => day + time)
    const whole = `regexp_matches(${cell}, ${literal(`^[0-9]{1,2}[${mark}][0-9]{1,2}[${mark}][12][0-9]{3}(?:$| )`)})`
    return `CASE WHEN ${whole} THEN CAST(try_strptime(${cell}, [${list(formats)}]) AS ${type}) END`
  }
  if (label === 'YYYYMMDD')
    return `CASE WHEN strlen(${cell}) = 8 THEN CAST(try_strptime(${cell}, '%Y%m%d') AS ${type}) END`
  if (label !== 'YYYY-MM-DD') return `CAST(NULL AS ${type})`
  if (type === 'DATE') return `CASE WHEN strlen(${cell}) = 10 THEN TRY_CAST(${cell} AS DATE) END`
  // A time that says its offset keeps the clock that stands in the cell; the cast would move it to UTC.
  const zoned = `regexp_matches(substr(${cell}, 11), '[+-]|UTC|GMT')`
  return `CASE WHEN strlen(${cell}) = 10 OR (strlen(${cell}) BETWEEN 16 AND 27 AND NOT ${zoned}) THEN TRY_CAST(${cell} AS TIMESTAMP) END`
}

function countedRule(counted: NonNullable<ColumnPlan['counted']>, cell: string, type: string): string {
  const whole = `regexp_full_match(${cell}, '[0-9]{1,14}')`
  const number = `CAST(${cell} AS BIGINT)`
  const value =
    counted === 'excel-serial'
      ? `CASE WHEN ${number} BETWEEN 1 AND 400000 THEN DATE '1899-12-30' + CAST(${number} AS INTEGER) END`
      : `make_timestamp(${number} * ${counted === 'epoch-s' ? '1000000' : '1000'})`
  return `CASE WHEN ${whole} THEN CAST(${value} AS ${type}) END`
}
