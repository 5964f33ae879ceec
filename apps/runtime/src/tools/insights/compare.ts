// Owns the tool that compares two versions of a table: columns, rows by their key, changed cells, sums before and after.
import { z } from 'zod'
import { artifactKey, boundedTable, type Cell, provenanceOf, rowsInWords } from '../artifact-shapes.ts'
import { compare, formatDecimal, toNumber } from '../decimal.ts'
import { defineTool } from '../define-tool.ts'
import { openSheet } from '../detect.ts'
import { columnName } from '../row-filters.ts'
import { cellAt, type Sheet } from '../sheet.ts'
import { counted, shownCell, shownName } from '../shown-text.ts'
import { analysis, lackingOf } from './analysis.ts'
import {
  byColumn,
  type CellChange,
  changedCells,
  columnsLeft,
  keyOf,
  type Matched,
  matchRows,
  type Pair,
  pairsOf,
  sumsOf,
} from './compare-rows.ts'

const TOOL = { name: 'insights.compare', version: '1' }
const LISTED = 500

export const compareTool = defineTool({
  ...TOOL,
  args: z.strictObject({
    /** The column that names a row in both; `null` for the one that does. */
    key: columnName.nullable(),
  }),
  result: analysis,
  /** `file` is the later one, the first of the others the earlier. */
  async run({ key: named }, file, [earlier] = []) {
    if (!earlier) return lackingOf('a second file')
    const [after, before] = [await openSheet(file), await openSheet(earlier)]
    const both = pairsOf(before, after)
    const key = keyOf(both, named, before, after)
    if (!key) {
      return lackingOf(
        `a column that names each row once in both ${shownName(earlier.name)} and ${shownName(file.name)}`,
      )
    }
    const rows = matchRows(before, after, key)
    const changes = changedCells(before, after, { both: both.filter((pair) => pair !== key), rows: rows.matched })
    const sums = sumsOf(before, after, both)
    const [gone, added] = [columnsLeft(before, both, 'before'), columnsLeft(after, both, 'after')]
    const [was, is] = [shownName(earlier.name), shownName(file.name)]
    const plan = `${is} against ${was}, row by row by ${shownCell(key.after.name)}`
    const changedRows = new Set(changes.map(({ row }) => row)).size
    const provenance = provenanceOf(TOOL, file, {
      rows: after.table.rows.length,
      expression: plan,
      steps: [
        {
          label: 'Earlier file',
          expression: `${was} (SHA-256 ${earlier.sha256.slice(0, 12)}…)`,
          result: counted(before.table.rows.length, 'row'),
        },
        { label: 'Rows in both', expression: `same ${shownCell(key.after.name)}`, result: String(rows.matched.length) },
        { label: 'Only earlier', expression: 'no such key later', result: String(rows.gone.length) },
        { label: 'Only later', expression: 'no such key earlier', result: String(rows.added.length) },
        { label: 'Changed cells', expression: 'in rows of both', result: String(changes.length) },
      ],
    })
    const id = artifactKey('compare', earlier.file_uuid, file.file_uuid, named ?? '')
    const title = `What is different in ${is}`.slice(0, 200)
    return {
      kind: 'answer' as const,
      plan,
      says: [
        `Against ${was}, ${is} has ${counted(rows.added.length, 'new row')}, ${counted(rows.gone.length, 'row')} fewer that ${rows.gone.length === 1 ? 'was' : 'were'} there, and ${counted(changedRows, 'row')} with ${counted(changes.length, 'changed cell')}.`,
        ...(gone.length + added.length > 0
          ? [`Columns gone: ${gone.join(', ') || 'none'}; new ones: ${added.join(', ') || 'none'}.`]
          : []),
        ...(rows.repeated > 0
          ? [
              `${counted(rows.repeated, 'row')} with a key that was there already ${rows.repeated === 1 ? 'is' : 'are'} not compared.`,
            ]
          : []),
      ],
      points: [
        ...sums.map(
          ({ name, was: a, is: b, change }) =>
            `${name}: ${formatDecimal(a)} → ${formatDecimal(b)} (${compare(change, { units: 0n, scale: 0 }) > 0 ? '+' : ''}${formatDecimal(change)})`,
        ),
        ...byColumn(changes)
          .slice(0, 5)
          .map(([name, count]) => `“${name}” changed in ${counted(count, 'row')}`),
        ...(rows.added.length > 0 ? [`new: ${rowsInWords(rows.added)}`] : []),
      ],
      figures: [
        { name: 'new rows', value: String(rows.added.length) },
        { name: 'rows gone', value: String(rows.gone.length) },
        { name: 'changed rows', value: String(changedRows) },
        { name: 'changed cells', value: String(changes.length) },
        ...sums.map(({ name, change }) => ({ name: `change of ${name}`, value: formatDecimal(change) })),
      ],
      artifacts: [
        {
          kind: 'table' as const,
          key: id,
          title,
          summary: `${rows.added.length} new, ${rows.gone.length} gone, ${changes.length} cells changed`,
          provenance,
          data: differenceTable({ before, after, key, rows, changes }),
        },
        ...(sums.length === 0
          ? []
          : [
              {
                kind: 'table' as const,
                key: `${id}:sums`.slice(0, 80),
                title: `Sums of ${was} and ${is}`.slice(0, 200),
                summary: counted(sums.length, 'column'),
                provenance,
                data: boundedTable({
                  columns: [
                    { key: 'column', label: 'Column', type: 'text' },
                    { key: 'before', label: 'Earlier', type: 'number' },
                    { key: 'after', label: 'Later', type: 'number' },
                    { key: 'change', label: 'Change', type: 'number' },
                  ],
                  rows: sums.map(({ name, was: a, is: b, change }) => ({
                    row: null,
                    cells: [name, toNumber(a), toNumber(b), toNumber(change)],
                  })),
                }),
              },
            ]),
      ],
      cautions: [],
      left_out: [],
      rows: after.table.rows.length,
    }
  },
})

interface Difference {
  before: Sheet
  after: Sheet
  key: Pair
  rows: Matched
  changes: CellChange[]
}

function differenceTable({ before, after, key, rows, changes }: Difference) {
  const line = (row: number | null, ...cells: Cell[]) => ({ row, cells })
  const all = [
    ...rows.added.slice(0, LISTED).map((row) => line(row, 'new', shownCell(cellAt(after, row, key.after)), '', '', '')),
    ...rows.gone
      .slice(0, LISTED)
      .map((row) => line(null, 'gone', shownCell(cellAt(before, row, key.before)), '', '', '')),
    ...changes
      .slice(0, LISTED)
      .map(({ row, name, was, is }) =>
        line(row, 'changed', shownCell(cellAt(after, row, key.after)), name, shownCell(was), shownCell(is)),
      ),
  ]
  return boundedTable(
    {
      columns: [
        { key: 'what', label: 'What', type: 'text' },
        { key: 'key', label: shownCell(key.after.name), type: 'text' },
        { key: 'column', label: 'Column', type: 'text' },
        { key: 'was', label: 'Earlier', type: 'text' },
        { key: 'is', label: 'Later', type: 'text' },
      ],
      rows: all,
    },
    rows.added.length + rows.gone.length + changes.length,
  )
}
