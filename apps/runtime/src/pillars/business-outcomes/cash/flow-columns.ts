// Which columns of a table are amounts in time: by the words of the question, then by their names and kinds. What fits
// twice is asked. Pure.
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import { nameWords } from '../../../tables/name-words.ts'
import type { PeriodUnit } from './flows.ts'

export type FlowColumns =
  | {
      kind: 'rows'
      time: { column: string; as: 'date' } | { column: string; as: 'period'; unit: PeriodUnit } | null
      amount: { net: string } | { received: string; paid: string }
      /** A column whose values split the rows, and the one that the question names. */
      group: { column: string; value: string | null; values: string[] } | null
      label: string | null
    }
  /** One column for each period. */
  | { kind: 'wide'; periods: { column: string; at: number }[]; unit: PeriodUnit; label: string | null }
  | { kind: 'ask'; why: string }
  /** Nothing of it looks like amounts in time. */
  | { kind: 'none' }

const NUMERIC = new Set(['integer', 'decimal', 'money'])
const set = (words: string) => new Set(words.split(' '))
const FLOW = set(
  'cashflow cashflows flow flows net netto zahlung zahlungen zahlungsreihe zahlungsstrom überschuss rückfluss',
)
const AMOUNT = set('amount betrag value wert payment')
const IN = set(
  'inflow inflows in income receipts received benefit benefits revenue revenues savings saving proceeds einnahme einnahmen einzahlung einzahlungen ertrag erträge erlös erlöse einsparung einsparungen return returns',
)
const OUT = set(
  'outflow outflows out cost costs expense expenses expenditure investment investments spend capex paid ausgabe ausgaben auszahlung auszahlungen kosten investition aufwand',
)
/** Computed of the others. */
const DERIVED = set(
  'cumulative cum cumulated discounted discount factor running balance kumuliert kumulierte abgezinst barwert diskontfaktor faktor npv pv irr saldo',
)
const UNITS: Record<string, PeriodUnit> = {
  year: 'year',
  years: 'year',
  yr: 'year',
  y: 'year',
  jahr: 'year',
  jahre: 'year',
  quarter: 'quarter',
  quartal: 'quarter',
  q: 'quarter',
  month: 'month',
  monat: 'month',
  m: 'month',
  period: 'period',
  periode: 'period',
  t: 'period',
  n: 'period',
  time: 'period',
  zeit: 'period',
}

export function chooseColumns(reading: FileReading, text: string): FlowColumns {
  const { columns } = reading
  const said = ` ${nameWords(text).join(' ')} `
  const names = (column: ColumnReading) => said.includes(` ${nameWords(column.name).join(' ')} `)
  const wide = wideOf(columns)
  if (wide) return wide
  const time = timeOf(columns, names)
  if (time !== null && 'why' in time) return { kind: 'ask', why: time.why }
  const numbers = columns.filter((column) => NUMERIC.has(column.kind.value) && column.name !== time?.column)
  const amount = amountOf(numbers, names)
  if (amount === null) return { kind: 'none' }
  if ('why' in amount) return { kind: 'ask', why: amount.why }
  const texts = columns.filter(({ kind, name }) => kind.value === 'text' && name !== time?.column)
  const group = groupOf(texts, reading.rows, text)
  const label = texts.find(({ name }) => name !== group?.column)?.name ?? null
  return { kind: 'rows', time, amount, group, label }
}

/** `Year 0`, `2026`, `Jahr 3`, `Q1`, `0`. */
export function periodIn(text: string): { at: number; unit: PeriodUnit; calendar: boolean } | null {
  const found = /^\s*(?:(\p{L}{1,8})\.? ?)?(\d{1,4})\s*$/u.exec(text)
  if (!found) return null
  const at = Number(found[2])
  const word = found[1]?.toLowerCase()
  const unit = word === undefined ? undefined : UNITS[word]
  if (word !== undefined && unit === undefined) return null
  const calendar = at >= 1990 && at <= 2100
  if (!calendar && at > 600) return null
  return { at, unit: unit ?? (calendar ? 'year' : 'period'), calendar }
}

const FEWEST_PERIODS = 3

function wideOf(columns: readonly ColumnReading[]): Extract<FlowColumns, { kind: 'wide' }> | null {
  const periods = columns.flatMap((column) => {
    const read = NUMERIC.has(column.kind.value) ? periodIn(column.source === '' ? column.name : column.source) : null
    return read === null ? [] : [{ column: column.name, ...read }]
  })
  const [first] = periods
  if (!first || periods.length < FEWEST_PERIODS) return null
  if (periods.some(({ unit, calendar }) => unit !== first.unit || calendar !== first.calendar)) return null
  const start = first.calendar ? Math.min(...periods.map(({ at }) => at)) : 0
  return {
    kind: 'wide',
    periods: periods.map(({ column, at }) => ({ column, at: at - start })),
    unit: first.unit,
    label: columns.find(({ kind }) => kind.value === 'text')?.name ?? null,
  }
}

type Time = Extract<FlowColumns, { kind: 'rows' }>['time']

function timeOf(
  columns: readonly ColumnReading[],
  names: (column: ColumnReading) => boolean,
): Time | { why: string; column?: undefined } {
  const dates = columns.filter(({ kind }) => kind.value === 'date' || kind.value === 'datetime')
  const said = dates.filter(names)
  const dated = said.length > 0 ? said : dates
  const [date] = dated
  if (dated.length > 1)
    return { why: `There are several dates: ${quoted(dated)}. Name the one on which the money moves.` }
  if (date) return { column: date.name, as: 'date' }
  const period = columns.find((column) => {
    const [word = ''] = nameWords(column.name)
    return UNITS[word] !== undefined && (column.kind.value === 'integer' || column.kind.value === 'text')
  })
  if (period) return { column: period.name, as: 'period', unit: UNITS[nameWords(period.name)[0] ?? ''] ?? 'period' }
  const told = columns.find(
    ({ kind, values }) =>
      kind.value === 'text' && values.length >= FEWEST_PERIODS - 1 && values.every((value) => periodIn(value) !== null),
  )
  const unit = told ? periodIn(told.values[0] ?? '')?.unit : undefined
  return told && unit ? { column: told.name, as: 'period', unit } : null
}

type Chosen = Extract<FlowColumns, { kind: 'rows' }>['amount'] | { why: string }

function amountOf(numbers: readonly ColumnReading[], names: (column: ColumnReading) => boolean): Chosen | null {
  const is = (column: ColumnReading, words: ReadonlySet<string>) =>
    nameWords(column.name).some((word) => words.has(word))
  const said = numbers.filter(names)
  const [named] = said
  if (named && said.length === 1) return { net: named.name }
  const own = numbers.filter((column) => !is(column, DERIVED) && column.additivity.value !== 'identifier')
  const flows = own.filter((column) => is(column, FLOW))
  const [flow] = flows
  if (flow && flows.length === 1) return { net: flow.name }
  const [received, moreReceived] = own.filter((column) => is(column, IN) && !is(column, OUT))
  const [paid, morePaid] = own.filter((column) => is(column, OUT) && !is(column, IN))
  if (received && paid && !moreReceived && !morePaid) return { received: received.name, paid: paid.name }
  const amounts = own.filter((column) => is(column, AMOUNT))
  const [amount] = amounts
  if (amount && amounts.length === 1 && flows.length === 0) return { net: amount.name }
  const [only] = own
  if (only && own.length === 1) return { net: only.name }
  if (own.length === 0) return null
  return { why: `Several columns may be the amounts: ${quoted(own)}. Name the one that is meant.` }
}

const MAX_NAMED = 8
const quoted = (columns: readonly ColumnReading[]): string =>
  columns
    .slice(0, MAX_NAMED)
    .map(({ name }) => `“${name}”`)
    .join(', ')

const MAX_GROUPS = 50

/** A column of words with few values, each on several rows. */
function groupOf(texts: readonly ColumnReading[], rows: number, text: string) {
  const lower = ` ${text.toLowerCase()} `
  for (const { name, distinct, values } of texts) {
    if (distinct < 2 || distinct > MAX_GROUPS || distinct * 2 > rows) continue
    const value = values.find((each) => each.length > 0 && holdsWord(lower, each.toLowerCase())) ?? null
    return { column: name, value, values: [...values] }
  }
  return null
}

function holdsWord(text: string, word: string): boolean {
  const at = text.indexOf(word)
  const isLetter = (char: string) => /[\p{L}\p{N}]/u.test(char)
  return at >= 0 && !isLetter(text.charAt(at - 1)) && !isLetter(text.charAt(at + word.length))
}
