// Owns the tool that says what to do next, each with the numbers and rows that speak for it. Rules, no taste: what no number
// supports is not recommended.
import { z } from 'zod'
import { ageInvoices } from '../ageing.ts'
import { artifactKey, boundedTable, provenanceOf, rowsInWords } from '../artifact-shapes.ts'
import { asOfInWords, chooseAsOf } from '../as-of.ts'
import { measures } from '../column-roles.ts'
import { type Decimal, formatDecimal, formatMoney, percentOf, sum, toNumber } from '../decimal.ts'
import { defineTool } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import { groupBy } from '../group-by.ts'
import { foldName, NameBook } from '../name-folding.ts'
import { readOpenInvoices } from '../open-invoices.ts'
import { outliersOf } from '../outliers.ts'
import { cellAt, type Sheet } from '../sheet.ts'
import { counted, shownCell, shownName } from '../shown-text.ts'
import { analysis } from './analysis.ts'
import { rounded } from './number-words.ts'
import { selectSubject } from './selected.ts'

const TOOL = { name: 'insights.recommend', version: '1' }
const LONG_LATE = 90
const SOON = 14
const CONCENTRATED = 0.4
const SPARSE = 0.2
/** Of three names one always holds a third. */
const FEWEST_NAMES = 5
const LISTED_ROWS = 100

const inCurrency = (amount: Decimal, currency: string): string =>
  currency ? `${currency} ${formatMoney(amount)}` : formatMoney(amount)

interface Advice {
  action: string
  evidence: string
  rows: number[]
}

export const recommendTool = defineTool({
  ...TOOL,
  args: z.strictObject({ as_of: z.iso.date().nullable() }),
  result: analysis,
  async run({ as_of }, file) {
    const sheet = await openSheet(file)
    const asOf = chooseAsOf(sheet, as_of ?? undefined)
    const advice = [
      ...(asOf ? collect(sheet, asOf.day) : []),
      ...concentration(sheet),
      ...extremes(sheet),
      ...repair(sheet),
    ]
    const day = asOf && sheet.roles.due_date ? `, as of ${asOfInWords(asOf)}` : ''
    const plan = `rules over receivables, concentration, extremes and data quality${day}`
    return {
      kind: 'answer' as const,
      plan,
      says: [
        advice.length === 0
          ? `In ${shownName(file.name)} no number calls for anything.`
          : `From ${shownName(file.name)} I would do ${counted(advice.length, 'thing')}, the most urgent first${day}.`,
      ],
      points: advice.map(({ action, evidence }) => `${action}: ${evidence}`),
      figures: [{ name: 'recommendations', value: String(advice.length) }],
      artifacts:
        advice.length === 0
          ? []
          : [
              {
                kind: 'table' as const,
                key: artifactKey('recommendations', file.file_uuid, as_of ?? ''),
                title: `Recommendations from ${shownName(file.name)}`,
                summary: counted(advice.length, 'recommendation'),
                provenance: provenanceOf(TOOL, file, {
                  rows: sheet.table.rows.length,
                  expression: plan.slice(0, 1_000),
                  steps: advice.map(({ action, evidence, rows }) => ({
                    label: action,
                    expression: evidence.slice(0, 500),
                    result: rowsInWords(rows),
                  })),
                }),
                data: boundedTable({
                  columns: [
                    { key: 'n', label: '#', type: 'integer' },
                    { key: 'action', label: 'What to do', type: 'text' },
                    { key: 'evidence', label: 'What speaks for it', type: 'text' },
                    { key: 'rows', label: 'Rows', type: 'text' },
                  ],
                  rows: advice.map(({ action, evidence, rows }, at) => ({
                    row: null,
                    cells: [at + 1, action, evidence, rows.length === 0 ? '' : rowsInWords(rows)],
                  })),
                }),
              },
            ],
      cautions: advice.length > 0 ? ['These are rules over this file; what it does not say they cannot know.'] : [],
      left_out: [],
      rows: sheet.table.rows.length,
    }
  },
})

/** What is open and late; each currency for itself. */
function collect(sheet: Sheet, asOf: number): Advice[] {
  const { due_date: due, amount } = sheet.roles
  if (!due || !amount) return []
  const invoices = readOpenInvoices(sheet, { due, amount, asOf, fits: () => true })
  const left = invoices.leftOut.list()
  const unclear = left.reduce((total, { count }) => total + count, 0)
  const advice = ageInvoices(sheet, invoices.open, asOf, (days) => days > LONG_LATE).flatMap((ageing): Advice[] => {
    const { currency, late, open, share, list, customers } = ageing
    const soon = invoices.open.filter(
      (invoice) => invoice.currency === currency && invoice.due > asOf && invoice.due - asOf <= SOON,
    )
    const top = customers.slice(0, 3)
    const held = percentOf(sum(top.map(({ total }) => total)), late.total)
    return [
      ...(late.count > 0
        ? [
            {
              action: `Collect what is more than ${LONG_LATE} days late`,
              evidence: `${counted(late.count, 'invoice')} over ${inCurrency(late.total, currency)}, ${share ? formatDecimal(share) : '0'} % of the ${inCurrency(open.total, currency)} that are open`,
              rows: list.map(({ row }) => row).slice(0, LISTED_ROWS),
            },
          ]
        : []),
      ...(top.length > 0 && customers.length > top.length && held && toNumber(held) >= 100 * CONCENTRATED
        ? [
            {
              action: `Begin with ${top.map(({ name }) => shownCell(name)).join(', ')}`,
              evidence: `they hold ${formatDecimal(held)} % of it, ${inCurrency(sum(top.map(({ total }) => total)), currency)}, of ${counted(customers.length, 'customer')}`,
              rows: [],
            },
          ]
        : []),
      ...(soon.length > 0
        ? [
            {
              action: `Remind of what falls due within ${SOON} days`,
              evidence: `${counted(soon.length, 'invoice')} over ${inCurrency(sum(soon.map((invoice) => invoice.amount)), currency)}`,
              rows: soon.map(({ row }) => row).slice(0, LISTED_ROWS),
            },
          ]
        : []),
    ]
  })
  if (unclear === 0) return advice
  const why = left.map(({ text, count }) => `${text} (${count})`).join('; ')
  return [
    ...advice,
    {
      action: 'Settle the rows that cannot be counted',
      evidence: `${counted(unclear, 'row')}: ${why}`,
      rows: left.flatMap(({ rows }) => rows).slice(0, LISTED_ROWS),
    },
  ]
}

const measureOf = (sheet: Sheet) => sheet.roles.amount ?? measures(sheet.columns, sheet.roles)[0]

/** One name that a whole depends on. */
function concentration(sheet: Sheet): Advice[] {
  const measure = measureOf(sheet)
  const who = sheet.roles.customer
  if (!measure || !who) return []
  const selected = selectSubject(sheet, { column: measure.name, where: [], limits: [] })
  if ('lacking' in selected || selected.rows.some(({ value }) => value && value.units < 0n)) return []
  const book = new NameBook()
  for (const cells of sheet.table.rows) book.note(cells[who.index] ?? '')
  const total = sum(selected.rows.flatMap(({ value }) => (value ? [value] : [])))
  const groups = [...groupBy(selected.rows, ({ row }) => foldName(cellAt(sheet, row, who)))]
    .map(([name, rows]) => ({ name, rows, value: sum(rows.flatMap(({ value }) => (value ? [value] : []))) }))
    .sort((a, b) => toNumber(b.value) - toNumber(a.value))
  const [first] = groups
  const share = first && percentOf(first.value, total)
  if (!first || !share || groups.length < FEWEST_NAMES || toNumber(share) < 100 * CONCENTRATED) return []
  return [
    {
      action: `Look at the dependence on ${shownCell(book.shown(first.name))}`,
      evidence: `${formatDecimal(share)} % of ${shownCell(measure.name)}, ${selected.inWords(first.value)} in ${counted(first.rows.length, 'row')}`,
      rows: first.rows.map(({ row }) => row).slice(0, LISTED_ROWS),
    },
  ]
}

function extremes(sheet: Sheet): Advice[] {
  const measure = measureOf(sheet)
  if (!measure) return []
  const selected = selectSubject(sheet, { column: measure.name, where: [], limits: [] })
  if ('lacking' in selected) return []
  const found = outliersOf(selected.rows.flatMap(({ row, value }) => (value ? [{ row, value }] : [])))
  if (!found) return []
  const values = found.far.slice(0, 3).map(({ row, value }) => `${selected.inWords(value)} in row ${row}`)
  return [
    {
      action: `Check the values of ${shownCell(measure.name)} far from the rest`,
      evidence: `${values.join(', ')}; half of all values lie between ${rounded(found.low)} and ${rounded(found.high)}`,
      rows: found.far.map(({ row }) => row).slice(0, LISTED_ROWS),
    },
  ]
}

function repair(sheet: Sheet): Advice[] {
  const repeats = [...sheet.repeats.keys()]
  const ragged = [...sheet.table.ragged.keys()]
  const rows = sheet.table.rows.length
  const sparse = sheet.columns.filter(
    (column) => column !== sheet.roles.paid_date && column.nulls >= SPARSE * rows && column.filled > 0,
  )
  return [
    ...(repeats.length > 0
      ? [
          {
            action: 'Remove the repeated rows',
            evidence: `${counted(repeats.length, 'row')}, equal to an earlier one cell for cell`,
            rows: repeats.slice(0, LISTED_ROWS),
          },
        ]
      : []),
    ...(ragged.length > 0
      ? [
          {
            action: 'Repair the rows with too many or too few cells',
            evidence: `${counted(ragged.length, 'row')} of ${counted(rows, 'row')}`,
            rows: ragged.slice(0, LISTED_ROWS),
          },
        ]
      : []),
    ...sparse.slice(0, 3).map((column) => ({
      action: `Fill “${shownCell(column.name)}”, or leave it out`,
      evidence: `empty in ${counted(column.nulls, 'row')} of ${rows.toLocaleString('en')}`,
      rows: [],
    })),
  ]
}
