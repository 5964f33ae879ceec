// Owns the tool that says what changed between two periods and where it came from: each group's part of the difference.
import { z } from 'zod'
import { artifactKey, boundedTable, type Cell, provenanceOf } from '../artifact-shapes.ts'
import { isEmptyCell } from '../cell-values.ts'
import { barChart } from '../charts.ts'
import type { Column } from '../columns.ts'
import { add, compare, type Decimal, formatDecimal, isZero, percentOf, sum, toNumber, ZERO } from '../decimal.ts'
import { defineTool } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import { foldName, NameBook } from '../name-folding.ts'
import { columnName, findColumn, lackingColumn } from '../row-filters.ts'
import { cellAt, type Sheet } from '../sheet.ts'
import { counted, shownCell, shownName } from '../shown-text.ts'
import { analysis, lackingOf } from './analysis.ts'
import { signedPercent } from './number-words.ts'
import { subjectInWords } from './selected.ts'
import { type Period, readSeries, timeSubject } from './series.ts'

const TOOL = { name: 'insights.change', version: '1' }
/** A dimension with more names explains nothing, and one with a single name neither. */
const MOST_NAMES = 50
const NAMED = 5
const BARS = 12

export const changeTool = defineTool({
  ...TOOL,
  args: timeSubject.extend({
    /** The column whose groups explain it; `null` for the one that explains most. */
    by: columnName.nullable(),
    /** Periods such as `2026-03`; `null` for the last complete one and the one before. */
    from: z.string().max(10).nullable(),
    to: z.string().max(10).nullable(),
  }),
  result: analysis,
  async run({ by, from, to, ...args }, file) {
    const sheet = await openSheet(file)
    const series = readSeries(sheet, args)
    if ('lacking' in series) return lackingOf(...series.lacking)
    const { selected, periods, grain, date } = series
    const after = to === null ? periods.at(-1) : periods.find(({ label }) => label === to)
    const before =
      from === null ? periods[(after ? periods.indexOf(after) : 0) - 1] : periods.find(({ label }) => label === from)
    if (!before || !after) return lackingOf(`two complete ${grain}s to compare`)
    const dimension = by === null ? null : findColumn(sheet, by)
    if (by !== null && !dimension) return lackingOf(lackingColumn(by))
    const worthOf = valuesOf(selected.rows)
    const explained = (dimension ? [dimension] : dimensionsOf(sheet))
      .map((column) => explain(sheet, column, { before, after, worthOf }))
      .sort((a, b) => b.focus - a.focus)
    const [best] = explained
    if (!best) return lackingOf('a column of names, such as a region, that could explain it')
    const delta = minus(after.value, before.value)
    const change = signedPercent(before.size, after.size)
    const name = shownCell(best.column.name)
    const plan = `${subjectInWords(selected)}: ${after.label} against ${before.label} by ${grain} of ${date}, explained by ${name}`
    const inWords = (value: Decimal) => `${compare(value, ZERO) > 0 ? '+' : ''}${selected.inWords(value)}`
    const provenance = provenanceOf(TOOL, file, {
      rows: sheet.table.rows.length,
      expression: plan.slice(0, 1_000),
      steps: [
        { label: before.label, expression: counted(before.rows.length, 'row'), result: selected.inWords(before.value) },
        { label: after.label, expression: counted(after.rows.length, 'row'), result: selected.inWords(after.value) },
        { label: 'Difference', expression: `${after.label} − ${before.label}`, result: inWords(delta) },
        {
          label: 'Check',
          expression: `the parts of ${name} added up`,
          result: inWords(sum(best.parts.map((part) => part.change))),
        },
      ],
    })
    const unit = selected.currency ? { unit: selected.currency } : {}
    const line = (label: string, ...[was, is, part]: [Decimal, Decimal, Decimal]): Cell[] => [
      label,
      toNumber(was),
      toNumber(is),
      toNumber(part),
      shareOf(part, delta),
    ]
    const data = boundedTable({
      columns: [
        { key: 'name', label: name, type: 'text' },
        { key: 'before', label: before.label, type: 'number', ...unit },
        { key: 'after', label: after.label, type: 'number', ...unit },
        { key: 'change', label: 'Change', type: 'number', ...unit },
        { key: 'share', label: 'Of the difference', type: 'percent' },
      ],
      rows: best.parts.map(({ label, was, is, change: part }) => ({
        row: null,
        cells: line(shownCell(label), was, is, part),
      })),
      totals: line('All', before.value, after.value, delta),
    })
    const key = artifactKey('change', file.file_uuid, JSON.stringify([args, by, from, to]))
    const title = `What changed in ${selected.what}: ${before.label} to ${after.label}`.slice(0, 200)
    const verb = isZero(delta) ? 'stayed at' : compare(delta, ZERO) > 0 ? 'rose from' : 'fell from'
    return {
      kind: 'answer' as const,
      plan,
      says: [
        isZero(delta)
          ? `${selected.what} stayed at ${selected.inWords(after.value)} from ${before.label} to ${after.label}; inside of it things moved.`
          : `${selected.what} ${verb} ${selected.inWords(before.value)} in ${before.label} to ${selected.inWords(after.value)} in ${after.label}: ${inWords(delta)}${change ? ` (${change})` : ''}.`,
        `By ${name} it comes from:`,
      ],
      points: best.parts.slice(0, NAMED).map(({ label, change: part }) => {
        const share = shareOf(part, delta)
        return `${shownCell(label)}: ${inWords(part)}${share === null ? '' : ` (${share} % of the difference)`}`
      }),
      figures: [
        { name: before.label, value: formatDecimal(before.value) },
        { name: after.label, value: formatDecimal(after.value) },
        { name: 'difference', value: formatDecimal(delta) },
        ...best.parts
          .slice(0, NAMED)
          .map(({ label, change: part }) => ({ name: shownCell(label), value: formatDecimal(part) })),
      ],
      artifacts: [
        {
          kind: 'table' as const,
          key,
          title,
          summary: `${counted(best.parts.length, 'part')} of ${name}`,
          provenance,
          data,
        },
        ...(best.parts.length < 2
          ? []
          : [
              {
                kind: 'chart' as const,
                key: `${key}:bars`.slice(0, 80),
                title,
                summary: `the largest parts of ${shownName(name)}`,
                provenance,
                data: {
                  spec: barChart({
                    bars: best.parts
                      .slice(0, BARS)
                      .map(({ label, change: part }) => ({ label: shownCell(label), value: toNumber(part) })),
                    axis: name,
                    measure: `Change of ${selected.what}${selected.currency ? ` (${selected.currency})` : ''}`,
                    lying: true,
                  }),
                  table: data,
                },
              },
            ]),
      ],
      cautions: [...series.cautions, 'Parts say where the difference is, not who caused it.'],
      left_out: selected.leftOut.list(),
      rows: sheet.table.rows.length,
    }
  },
})

const minus = (a: Decimal, b: Decimal): Decimal => add(a, { units: -b.units, scale: b.scale })
const shareOf = (part: Decimal, delta: Decimal): number | null => {
  const share = percentOf(part, delta)
  return share && toNumber(share)
}

function valuesOf(rows: readonly { row: number; value: Decimal | null }[]): (row: number) => Decimal {
  const byRow = new Map(rows.map(({ row, value }) => [row, value ?? { units: 1n, scale: 0 }]))
  return (row) => byRow.get(row) ?? ZERO
}

interface Part {
  label: string
  was: Decimal
  is: Decimal
  change: Decimal
}

interface Compared {
  before: Period
  after: Period
  worthOf(row: number): Decimal
}

/** `focus`: how much of all movement its single largest part has. */
function explain(sheet: Sheet, column: Column, { before, after, worthOf }: Compared) {
  const book = new NameBook()
  for (const cells of sheet.table.rows) book.note(cells[column.index] ?? '')
  const parts = new Map<string, { was: Decimal; is: Decimal }>()
  const take = (period: Period, which: 'was' | 'is') => {
    for (const row of period.rows) {
      const cell = cellAt(sheet, row, column)
      const label = isEmptyCell(cell) ? '(empty)' : book.shown(foldName(cell))
      const part = parts.get(label) ?? { was: ZERO, is: ZERO }
      part[which] = add(part[which], worthOf(row))
      parts.set(label, part)
    }
  }
  take(before, 'was')
  take(after, 'is')
  const changed = [...parts]
    .map(([label, { was, is }]): Part => ({ label, was, is, change: minus(is, was) }))
    .sort((a, b) => Math.abs(toNumber(b.change)) - Math.abs(toNumber(a.change)) || (a.label < b.label ? -1 : 1))
  const moved = changed.reduce((total, { change }) => total + Math.abs(toNumber(change)), 0)
  const largest = Math.abs(toNumber(changed[0]?.change ?? ZERO))
  return { column, parts: changed, focus: moved === 0 ? 0 : largest / moved }
}

function dimensionsOf(sheet: Sheet): Column[] {
  return sheet.columns.filter((column) => {
    if (column.type !== 'text' || column === sheet.roles.id || column === sheet.roles.currency) return false
    const names = new Set<string>()
    for (const cells of sheet.table.rows) {
      names.add(foldName(cells[column.index] ?? ''))
      if (names.size > MOST_NAMES) return false
    }
    return names.size > 1
  })
}
