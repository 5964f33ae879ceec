// Expected numbers of the committed sample, computed here from its lines without the product's tools.
import { readFileSync } from 'node:fs'
import path from 'node:path'

export const SAMPLE = path.resolve(import.meta.dirname, '../../../prisma/sample')
const DAY_MS = 86_400_000

const lines = readFileSync(path.join(SAMPLE, 'receivables.csv'), 'utf8').trimEnd().split('\n')

/** A comma inside of quotes is the only thing beside commas that the sample knows. */
const cellsOf = (line: string): string[] =>
  line.replace(/"([^"]*)"/g, (_, inner: string) => inner.replaceAll(',', '\u0000')).split(',')

export const columns = cellsOf(lines[0] ?? '')
const cell = (line: string, name: string): string =>
  (cellsOf(line)[columns.indexOf(name)] ?? '').replaceAll('\u0000', ',').trim()

export const rows = lines.slice(1)
/** 1-based, as people count. */
export const invoiceOfRow = (row: number): string => cell(rows[row - 1] ?? '', 'invoice_id')

/** An amount that is not a number is open, and adds nothing. */
const cents = (line: string): number => Math.round(100 * Number(cell(line, 'amount'))) || 0
const isDay = (text: string): boolean =>
  text !== '' && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
const newest =
  rows
    .flatMap((line) => [cell(line, 'invoice_date'), cell(line, 'paid_date')])
    .filter(isDay)
    .toSorted()
    .at(-1) ?? ''

/** Unpaid, credit notes included; a line that is repeated counts once. */
const open = [...new Set(rows)].filter((line) => cell(line, 'status') !== 'paid')
/** With a due date that the calendar has. */
const late = open.filter(
  (line) => isDay(cell(line, 'due_date')) && (Date.parse(newest) - Date.parse(cell(line, 'due_date'))) / DAY_MS > 90,
)

const sum = (of: string[]): number => of.reduce((total, line) => total + cents(line), 0)
const euros = (amount: number): string =>
  `EUR ${(amount / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`

export const LATE = {
  asOf: newest,
  invoices: late.length,
  customers: new Set(late.map((line) => cell(line, 'customer').toLowerCase())).size,
  total: euros(sum(late)),
  open: euros(sum(open)),
  share: `${((100 * sum(late)) / sum(open)).toFixed(1)} %`,
}
