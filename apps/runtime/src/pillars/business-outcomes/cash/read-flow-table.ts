// Takes amounts in time out of a table. A cell that cannot be read, two rows of one period and what is left out are said or
// asked, never skipped in silence.
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import { quoted, type SqlValue } from '../../../tables/duck.ts'
import type { OpenTable, TableSession } from '../../../tables/table-session.ts'
import { rowsInWords } from '../../../tools/artifact-shapes.ts'
import { add, type Decimal, isNegative, isZero, ZERO } from '../../../tools/decimal.ts'
import { shownCell } from '../../../tools/shown-text.ts'
import { chooseColumns, type FlowColumns, periodIn } from './flow-columns.ts'
import type { CashFlows, Flow, PeriodUnit } from './flows.ts'
import { dayOf } from './read-cash-flows.ts'

export type TableFlows =
  | { kind: 'flows'; cash: CashFlows; notes: string[] }
  | { kind: 'ask'; why: string }
  | { kind: 'none' }

const MAX_ROWS = 2_000

export async function readFlowTable(
  { reading, sqlName }: OpenTable,
  text: string,
  session: TableSession,
): Promise<TableFlows> {
  const chosen = chooseColumns(reading, text)
  if (chosen.kind === 'none' || chosen.kind === 'ask') return chosen
  if (reading.rows > MAX_ROWS)
    return { kind: 'ask', why: `The table has more than ${MAX_ROWS} rows: sum it up by month or year first.` }
  const names = columnsOf(chosen)
  const faults = faultsOf(reading, names)
  if (faults !== null) return { kind: 'ask', why: faults }
  const { rows } = await session.query(
    `SELECT __row, ${names.map(quoted).join(', ')} FROM ${sqlName} ORDER BY __row`,
    [],
    { rows: MAX_ROWS },
  )
  const cells = rows.map((row) => ({
    row: Number(row[0]),
    of: new Map(names.map((name, at) => [name, row[at + 1] ?? null])),
  }))
  const currency = currencyOf(reading, names)
  const read = chosen.kind === 'wide' ? fromWide(chosen, cells, text) : fromRows(chosen, cells)
  if (read.kind === 'ask') return read
  const notes = [...read.notes, ...leftOut(reading)]
  return { kind: 'flows', cash: { flows: read.flows, timing: read.timing, currency }, notes }
}

interface Row {
  row: number
  of: Map<string, SqlValue>
}

type Read = { kind: 'read'; flows: Flow[]; timing: CashFlows['timing']; notes: string[] } | { kind: 'ask'; why: string }

function columnsOf(chosen: Extract<FlowColumns, { kind: 'rows' | 'wide' }>): string[] {
  if (chosen.kind === 'wide')
    return [...chosen.periods.map(({ column }) => column), ...(chosen.label === null ? [] : [chosen.label])]
  const { time, amount, group, label } = chosen
  const all = [
    ...(time ? [time.column] : []),
    ...('net' in amount ? [amount.net] : [amount.received, amount.paid]),
    ...(group ? [group.column] : []),
    ...(label === null ? [] : [label]),
  ]
  return [...new Set(all)]
}

function faultsOf({ columns }: FileReading, names: readonly string[]): string | null {
  const bad = columns.find(({ name, unreadable }) => names.includes(name) && unreadable.count > 0)
  const [first] = bad?.unreadable.examples ?? []
  if (!bad || !first) return null
  return `In “${bad.name}” ${bad.unreadable.count === 1 ? 'one cell' : `${bad.unreadable.count} cells`} cannot be read, such as “${first.text}” in row ${first.row}: a row of amounts must be whole.`
}

function currencyOf({ columns }: FileReading, names: readonly string[]): string {
  const units = new Set(columns.flatMap(({ name, unit }) => (names.includes(name) && unit !== null ? [unit] : [])))
  const [unit] = units
  return units.size === 1 && unit !== undefined && /^[A-Z]{3}$/.test(unit) ? unit : ''
}

const leftOut = ({ left_out }: FileReading): string[] =>
  left_out
    .filter(({ reason }) => reason === 'totals' || reason === 'subtotal' || reason === 'second_table')
    .map(
      ({ count, reason }) =>
        `${count} ${reason === 'second_table' ? 'rows of a second table' : 'rows of totals'} left out.`,
    )

/** Exact; a number of SQL is text where its digits matter. */
function decimalIn(value: SqlValue): Decimal | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!found) return null
  const [, minus = '', whole = '0', fraction = ''] = found
  const units = BigInt(`${whole}${fraction}`)
  return { units: minus === '' ? units : -units, scale: fraction.length }
}

function fromRows(chosen: Extract<FlowColumns, { kind: 'rows' }>, all: readonly Row[]): Read {
  const { time, amount, group } = chosen
  const notes: string[] = []
  const rows = group?.value ? all.filter(({ of }) => of.get(group.column) === group.value) : all
  if (group?.value) notes.push(`Only rows with ${group.column} = ${group.value}.`)
  const empty = rows.filter((row) => amountOf(row, amount) === null).map(({ row }) => row)
  const filled = rows.filter((row) => amountOf(row, amount) !== null)
  if (empty.length > 0) notes.push(`Without an amount and left out: ${rowsInWords(empty)}.`)
  if ('net' in amount) notes.push(`Amounts: column “${amount.net}”.`)
  else notes.push(`Amounts: “${amount.received}” less “${amount.paid}”.`)
  const placed = placeRows(time, filled)
  if ('why' in placed) return { kind: 'ask', why: placed.why }
  if (group && group.value === null && repeats(placed.at) && placed.timing.kind === 'periods')
    return {
      kind: 'ask',
      why: `The rows are of several ${group.column}: ${group.values
        .slice(0, 10)
        .map((value) => `“${value}”`)
        .join(', ')}. Name the one that is meant.`,
    }
  if (group && group.value === null && placed.timing.kind === 'dates')
    notes.push(`All values of “${group.column}” together; name one for it alone.`)
  const flows = filled
    .map(
      (row, index): Flow => ({
        amount: amountOf(row, amount) ?? ZERO,
        at: placed.at[index] ?? 0,
        label: labelOf(row, chosen, placed.shown[index] ?? ''),
        row: row.row,
      }),
    )
    .toSorted((a, b) => a.at - b.at)
  return { kind: 'read', flows, timing: placed.timing, notes: [...notes, ...placed.notes] }
}

const repeats = (places: readonly number[]): boolean => new Set(places).size < places.length

function amountOf({ of }: Row, amount: Extract<FlowColumns, { kind: 'rows' }>['amount']): Decimal | null {
  if ('net' in amount) return decimalIn(of.get(amount.net) ?? null)
  const received = decimalIn(of.get(amount.received) ?? null)
  const paid = decimalIn(of.get(amount.paid) ?? null)
  if (received === null && paid === null) return null
  const out = paid ?? ZERO
  // Costs are written with a minus or without.
  return add(received ?? ZERO, isNegative(out) ? out : { ...out, units: -out.units })
}

const textOf = (value: SqlValue | undefined): string => (value === null || value === undefined ? '' : String(value))

function labelOf({ of }: Row, { label }: Extract<FlowColumns, { kind: 'rows' }>, shown: string): string {
  const named = label === null ? '' : shownCell(textOf(of.get(label))).slice(0, 80)
  return [shown, named].filter((part) => part !== '').join(' ')
}

type Placement = { at: number[]; shown: string[]; timing: CashFlows['timing']; notes: string[] } | { why: string }

function placeRows(time: Extract<FlowColumns, { kind: 'rows' }>['time'], rows: readonly Row[]): Placement {
  if (time === null)
    return {
      at: rows.map((_, at) => at),
      shown: rows.map(() => ''),
      timing: { kind: 'periods', unit: 'period' },
      notes: ['The table has no column of time: one row is one period, the first at time 0.'],
    }
  const values = rows.map(({ of }) => textOf(of.get(time.column)))
  const empty = rows.filter((_, at) => values[at] === '').map(({ row }) => row)
  if (empty.length > 0) return { why: `Without “${time.column}”: ${rowsInWords(empty)}. Every amount needs its time.` }
  return time.as === 'date' ? placeDates(values, time.column) : placePeriods(values, time.column, time.unit)
}

function placeDates(values: readonly string[], column: string): Placement {
  const days = values.map((value) => value.slice(0, 10))
  const first = days.toSorted()[0] ?? ''
  return {
    at: days.map((day) => dayOf(day) - dayOf(first)),
    shown: days,
    timing: { kind: 'dates', first },
    notes: [`Dates: column “${column}”.`],
  }
}

function placePeriods(values: readonly string[], column: string, named: PeriodUnit): Placement {
  const periods = values.map(periodIn)
  const wrong = periods.indexOf(null)
  if (wrong >= 0)
    return { why: `“${shownCell(values[wrong] ?? '').slice(0, 80)}” in “${column}” is no period that I can count.` }
  const known = periods.flatMap((period) => (period === null ? [] : [period]))
  const calendar = known.every((period) => period.calendar)
  const start = calendar ? Math.min(...known.map(({ at }) => at)) : 0
  const unit = calendar ? 'year' : named === 'period' ? (known[0]?.unit ?? named) : named
  const at = known.map((period) => period.at - start)
  const notes = [`Periods: column “${column}”${calendar ? `, counted from ${start}` : ''}.`]
  const gaps = Math.max(0, ...at) - Math.min(0, ...at) + 1 - new Set(at).size
  if (gaps > 0 && Math.min(...at) === 0) notes.push(`${gaps} ${unit}${gaps === 1 ? '' : 's'} without a row count as 0.`)
  return {
    at,
    shown: calendar ? known.map((period) => String(period.at)) : known.map(() => ''),
    timing: { kind: 'periods', unit },
    notes,
  }
}

const NET = /(?:\bnet\b|cash ?-?flow|netto|zahlungsreihe|überschuss|\btotal\b)/i

function fromWide(
  { periods, unit, label }: Extract<FlowColumns, { kind: 'wide' }>,
  rows: readonly Row[],
  text: string,
): Read {
  const nameOf = ({ of }: Row) => (label === null ? '' : textOf(of.get(label)))
  const lower = text.toLowerCase()
  const named = rows.filter((row) => nameOf(row).length > 1 && lower.includes(nameOf(row).toLowerCase()))
  const net = rows.filter((row) => NET.test(nameOf(row)))
  const candidates = [named, rows.length === 1 ? rows : [], net].find((each) => each.length === 1)
  const [row] = candidates ?? []
  if (!row) {
    const names = rows.slice(0, 10).map((each) => `“${shownCell(nameOf(each)).slice(0, 60)}”`)
    return { kind: 'ask', why: `Each column is a period. Which row holds the amounts: ${names.join(', ')}?` }
  }
  const flows = periods
    .map(
      ({ column, at }): Flow => ({
        amount: decimalIn(row.of.get(column) ?? null) ?? ZERO,
        at,
        label: column,
        row: row.row,
      }),
    )
    .toSorted((a, b) => a.at - b.at)
  const empty = flows.filter(({ amount }) => isZero(amount)).length
  return {
    kind: 'read',
    flows,
    timing: { kind: 'periods', unit },
    notes: [
      `One column is one ${unit}${nameOf(row) === '' ? '' : `; row “${shownCell(nameOf(row)).slice(0, 60)}”`}.`,
      ...(empty > 0 ? [`${empty} of them are empty or 0.`] : []),
    ],
  }
}
