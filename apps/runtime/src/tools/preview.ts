// Tool that shows rows of a table with their numbers: requested rows, then the first ones.
import { jsonBytes } from '@biplane/process/json-bytes'
import { z } from 'zod'
import { artifactKey, provenanceOf, ROW_BYTES, type TableDraft, tableDraft } from './artifact-shapes.ts'
import { defineTool } from './define-tool.ts'
import { openSheet } from './detect.ts'
import { counted, shownCell, shownName } from './shown-text.ts'

/** A small file is shown whole. */
const FIRST_ROWS = 300
const LINKED_ROWS = 700
const SHOWN_COLUMNS = 60

const TOOL = { name: 'content.preview', version: '1' }

export const previewTool = defineTool({
  ...TOOL,
  args: z.strictObject({
    /** 1-based rows to include before all others, the most important first. */
    rows: z.array(z.number().int().positive()).max(20_000),
  }),
  result: z.object({ artifact: tableDraft }),
  async run(args, file) {
    const { table, columns } = await openSheet(file)
    const shown = columns.slice(0, SHOWN_COLUMNS)
    const rows = new Map<number, TableDraft['data']['rows'][number]>()
    let bytes = 0
    const include = (row: number) => {
      const cells = table.rows[row - 1]
      if (!cells || rows.has(row)) return
      const entry = { row, cells: shown.map((column) => shownCell(cells[column.index] ?? '')) }
      bytes += jsonBytes(entry) + 1
      if (bytes <= ROW_BYTES) rows.set(row, entry)
    }
    for (const row of args.rows.slice(0, LINKED_ROWS)) include(row)
    for (let row = 1; row <= Math.min(FIRST_ROWS, table.rows.length); row++) include(row)
    const included = [...rows.values()].sort((a, b) => (a.row ?? 0) - (b.row ?? 0))
    const summary = `${included.length} of ${counted(table.rows.length, 'row')}, numbered as in the file`
    const artifact: TableDraft = {
      kind: 'table',
      key: artifactKey('preview', file.file_uuid),
      title: `Rows of ${shownName(file.name)}`,
      summary,
      provenance: provenanceOf(TOOL, file, {
        rows: table.rows.length,
        expression: 'rows that a finding points to, and the first rows',
        steps: [{ label: 'Rows shown', expression: 'as the file has them', result: summary }],
      }),
      data: {
        // Every cell is shown as the file spells it, so every column is text here.
        columns: shown.map((column) => ({ key: `c${column.index}`, label: shownCell(column.name), type: 'text' })),
        rows: included,
        total_rows: table.rows.length,
      },
    }
    return { artifact }
  },
})
