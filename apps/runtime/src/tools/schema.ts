// Tool that describes a table: columns, types, content.
import { z } from 'zod'
import { artifactKey, provenanceOf, type SchemaDraft, schemaDraft } from './artifact-shapes.ts'
import { formatDay, readDay } from './calendar.ts'
import { isEmptyCell, readNumber } from './cell-values.ts'
import { type Column, isNumeric } from './columns.ts'
import { compare, type Decimal, formatDecimal } from './decimal.ts'
import { defineTool } from './define-tool.ts'
import { openSheet } from './detect.ts'
import type { Sheet } from './sheet.ts'
import { counted, shownCell, shownName } from './shown-text.ts'

const EXAMPLES = 3
const EXAMPLE_CHARS = 60
/** Beyond this a schema is no longer read by a person, and would not fit into an artifact. */
const SHOWN_COLUMNS = 200

const TOOL = { name: 'content.schema', version: '2' }

export const schemaTool = defineTool({
  ...TOOL,
  args: z.strictObject({
    /** False for metadata only: names, types and counts, and not one value of the file. */
    values: z.boolean().optional(),
  }),
  result: z.object({
    artifact: schemaDraft,
    columns: z.number().int(),
    header: z.boolean(),
    /** `null` for JSON. */
    delimiter: z.string().nullable(),
    /** The parts of an invoice list that were recognised, with the column that plays each. */
    roles: z.record(z.string(), z.string()),
  }),
  async run({ values = true }, file) {
    const sheet = await openSheet(file)
    const { table, columns, roles } = sheet
    const data: SchemaDraft['data'] = {
      rows: table.rows.length,
      columns: columns.slice(0, SHOWN_COLUMNS).map((column) => {
        const described = describe(sheet, column)
        return values ? described : { ...described, min: null, max: null, examples: [] }
      }),
    }
    const keys = data.columns.filter((column) => column.candidate_key).map((column) => column.name)
    const artifact: SchemaDraft = {
      kind: 'schema',
      key: artifactKey(values ? 'schema' : 'metadata', file.file_uuid),
      title: `Columns of ${shownName(file.name)}`,
      summary: `${counted(table.rows.length, 'row')}, ${counted(columns.length, 'column')}${keys.length > 0 ? `; key: ${keys.join(', ').slice(0, 500)}` : ''}`,
      provenance: provenanceOf(TOOL, file, {
        rows: table.rows.length,
        expression: 'the type of a column is what at least 80 % of its filled cells are',
        steps: [
          { label: 'Rows', expression: 'data rows, the header not counted', result: String(table.rows.length) },
          { label: 'Columns', expression: 'cells of the header', result: String(columns.length) },
          {
            label: 'Keys',
            expression: 'no empty cell, no value twice (repeated rows aside)',
            result: keys.join(', ').slice(0, 500) || 'none',
          },
        ],
      }),
      data,
    }
    return {
      artifact,
      columns: columns.length,
      header: table.header,
      delimiter: table.delimiter,
      roles: Object.fromEntries(Object.entries(roles).map(([role, column]) => [role, column.name])),
    }
  },
})

function describe(sheet: Sheet, column: Column): SchemaDraft['data']['columns'][number] {
  const distinct = new Set<string>()
  const range = rangeOf(column)
  for (const row of sheet.table.rows) {
    const cell = row[column.index] ?? ''
    if (isEmptyCell(cell)) continue
    distinct.add(cell)
    range.see(cell)
  }
  const rows = sheet.table.rows.length - sheet.repeats.size
  const named = column.type === 'text' || column.type === 'integer'
  return {
    name: shownCell(column.name),
    type: column.type,
    nulls: column.nulls,
    distinct: distinct.size,
    ...range.ends(),
    examples: [...distinct].slice(0, EXAMPLES).map((cell) => shownCell(cell).slice(0, EXAMPLE_CHARS)),
    candidate_key: named && column.nulls === 0 && rows > 1 && distinct.size === rows,
  }
}

/** The least and the greatest of what can be read; a text has neither. */
function rangeOf(column: Column) {
  let days: [number, number] | null = null
  let numbers: [Decimal, Decimal] | null = null
  return {
    see(cell: string) {
      if (column.type === 'date') {
        const read = readDay(cell, column.order)
        if (read?.kind === 'day')
          days = days ? [Math.min(days[0], read.day), Math.max(days[1], read.day)] : [read.day, read.day]
      } else if (isNumeric(column.type)) {
        const value = readNumber(cell, column.style)?.value
        if (value) numbers = numbers ? [least(numbers[0], value), greatest(numbers[1], value)] : [value, value]
      }
    },
    ends(): { min: string | null; max: string | null } {
      if (days) return { min: formatDay(days[0]), max: formatDay(days[1]) }
      return numbers ? { min: formatDecimal(numbers[0]), max: formatDecimal(numbers[1]) } : { min: null, max: null }
    },
  }
}

const least = (a: Decimal, b: Decimal): Decimal => (compare(a, b) <= 0 ? a : b)
const greatest = (a: Decimal, b: Decimal): Decimal => (compare(a, b) >= 0 ? a : b)
