// Owns the tool that shows a table as a whole: what each column holds, its most frequent names, its numbers, its time.
import { z } from 'zod'
import { artifactKey, boundedTable, type Cell, provenanceOf } from '../artifact-shapes.ts'
import { formatDay, readDay } from '../calendar.ts'
import { isEmptyCell } from '../cell-values.ts'
import type { Column } from '../columns.ts'
import { defineTool } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import type { Sheet } from '../sheet.ts'
import { counted, shownCell, shownName } from '../shown-text.ts'
import { analysis, lackingOf } from './analysis.ts'
import { rounded } from './number-words.ts'
import { describeColumns, statisticsTable } from './statistics.ts'

const TOOL = { name: 'insights.profile', version: '1' }
const MOST_COLUMNS = 200
const NAMED = 3

export const profileTool = defineTool({
  ...TOOL,
  args: z.strictObject({}),
  result: analysis,
  async run(_args, file) {
    const sheet = await openSheet(file)
    const rows = sheet.table.rows.length
    if (rows === 0) return lackingOf('rows')
    const columns = sheet.columns.slice(0, MOST_COLUMNS).map((column) => profileOf(sheet, column))
    const described = describeColumns(sheet, { column: null, where: [], limits: [] })
    const numbers = 'lacking' in described ? [] : described
    const time = columns.find(({ span }) => span !== null)
    const provenance = provenanceOf(TOOL, file, {
      rows,
      expression: 'every cell of every column, once',
      steps: columns.slice(0, 30).map(({ name, filled, distinct }) => ({
        label: name,
        expression: 'filled cells, and different ones among them',
        result: `${filled} filled, ${distinct} different`,
      })),
    })
    const filled = columns.reduce((sum, column) => sum + column.filled, 0)
    const share = (100 * filled) / Math.max(1, rows * columns.length)
    return {
      kind: 'answer' as const,
      plan: 'a profile of every column',
      says: [
        `${shownName(file.name)} has ${counted(rows, 'row')} and ${counted(sheet.columns.length, 'column')}; ${rounded(share, 1)} % of the cells are filled.`,
        ...(sheet.repeats.size > 0
          ? [
              `${counted(sheet.repeats.size, 'row')} repeat${sheet.repeats.size === 1 ? 's' : ''} an earlier one cell for cell.`,
            ]
          : []),
        ...(time?.span ? [`By “${time.name}” it reaches from ${time.span}.`] : []),
        ...numbers
          .slice(0, 3)
          .map(
            ({ name, selected, total, mean }) =>
              `“${name}” adds up to ${selected.inWords(total)}, ${selected.inWords(mean)} on average.`,
          ),
      ],
      points: columns
        .filter(({ top }) => top !== '')
        .slice(0, 5)
        .map(({ name, top }) => `“${name}”, most often: ${top}`),
      figures: [
        { name: 'rows', value: String(rows) },
        { name: 'columns', value: String(sheet.columns.length) },
        { name: 'repeated rows', value: String(sheet.repeats.size) },
      ],
      artifacts: [
        {
          kind: 'table' as const,
          key: artifactKey('profile', file.file_uuid),
          title: `Profile of ${shownName(file.name)}`,
          summary: `${counted(rows, 'row')}, ${counted(sheet.columns.length, 'column')}`,
          provenance,
          data: boundedTable(
            {
              columns: [
                { key: 'column', label: 'Column', type: 'text' },
                { key: 'type', label: 'Type', type: 'text' },
                { key: 'filled', label: 'Filled', type: 'integer' },
                { key: 'empty', label: 'Empty', type: 'integer' },
                { key: 'distinct', label: 'Different', type: 'integer' },
                { key: 'top', label: 'Most frequent, or from and to', type: 'text' },
              ],
              rows: columns.map((column) => {
                const cells: Cell[] = [
                  column.name,
                  column.type,
                  column.filled,
                  column.empty,
                  column.distinct,
                  column.span ?? column.top,
                ]
                return { row: null, cells }
              }),
            },
            sheet.columns.length,
          ),
        },
        ...(numbers.length === 0
          ? []
          : [
              {
                kind: 'table' as const,
                key: artifactKey('statistics', file.file_uuid, '', '[]'),
                title: `Statistics of ${shownName(file.name)}`,
                summary: counted(numbers.length, 'column'),
                provenance,
                data: statisticsTable(sheet, numbers),
              },
            ]),
      ],
      cautions: [...new Set(numbers.flatMap(({ selected }) => selected.cautions))],
      left_out: [],
      rows,
    }
  },
})

function profileOf(sheet: Sheet, column: Column) {
  const counts = new Map<string, number>()
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const cells of sheet.table.rows) {
    const cell = cells[column.index] ?? ''
    if (isEmptyCell(cell)) continue
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
    if (column.type !== 'date') continue
    const day = readDay(cell, column.order)
    if (day?.kind !== 'day') continue
    first = Math.min(first, day.day)
    last = Math.max(last, day.day)
  }
  const named = column.type === 'text' || column.type === 'boolean'
  return {
    name: shownCell(column.name),
    type: column.type,
    filled: column.filled,
    empty: column.nulls,
    distinct: counts.size,
    top: named ? mostFrequent(counts) : '',
    span: last >= first ? `${formatDay(first)} to ${formatDay(last)}` : null,
  }
}

/** Empty where no name comes twice: then none is the most frequent. */
function mostFrequent(counts: ReadonlyMap<string, number>): string {
  const best: [string, number][] = []
  for (const [name, count] of counts) {
    if (count < 2) continue
    best.push([name, count])
    best.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    best.length = Math.min(best.length, NAMED)
  }
  return best.map(([name, count]) => `${shownCell(name).slice(0, 40)} (${count})`).join(', ')
}
