// Owns the tool that tells what can be asked of a table: its columns, the parts that they play, the names that occur in them.
import { z } from 'zod'
import { formatDay, readDay } from './calendar.ts'
import { isEmptyCell } from './cell-values.ts'
import { measures, ROLES } from './column-roles.ts'
import type { Column } from './columns.ts'
import { defineTool } from './define-tool.ts'
import { openSheet } from './detect.ts'
import { NameBook, rememberedFold } from './name-folding.ts'
import type { Sheet } from './sheet.ts'

/** A column with more names than that is not one that questions are filtered by. */
const MOST_VALUES = 200
const VALUE_CHARS = 80

export const columnFacts = z.object({
  name: z.string(),
  type: z.enum(['text', 'integer', 'number', 'currency', 'date', 'boolean', 'percent']),
  role: z.enum(ROLES).nullable(),
  /** Sums and averages of it mean something. */
  measure: z.boolean(),
  /** The different names in a text column, as they are mostly spelt; empty where there are too many. */
  values: z.array(z.string()),
  /** Of a column of dates: the newest day in it, `YYYY-MM-DD`; `null` for any other. */
  newest: z.string().nullable(),
})
export type ColumnFacts = z.infer<typeof columnFacts>

export const columnsTool = defineTool({
  name: 'insights.columns',
  version: '2',
  args: z.strictObject({}),
  result: z.object({ rows: z.number().int(), columns: z.array(columnFacts) }),
  async run(_args, file) {
    const sheet = await openSheet(file)
    return { rows: sheet.table.rows.length, columns: factsOf(sheet) }
  },
})

/** What can be asked of a sheet, which may have been put together from several files. */
export function factsOf(sheet: Sheet): ColumnFacts[] {
  const counted = new Set(measures(sheet.columns, sheet.roles))
  const roleOf = (column: Column) => ROLES.find((role) => sheet.roles[role] === column) ?? null
  return sheet.columns.map((column) => ({
    name: column.name,
    type: column.type,
    role: roleOf(column),
    measure: counted.has(column),
    values: column.type === 'text' && roleOf(column) !== 'id' ? namesIn(sheet, column) : [],
    newest: column.type === 'date' ? newestIn(sheet, column) : null,
  }))
}

function newestIn(sheet: Sheet, column: Column): string | null {
  let newest = Number.NEGATIVE_INFINITY
  for (const [at, cells] of sheet.table.rows.entries()) {
    if (sheet.table.ragged.has(at + 1)) continue
    const day = readDay(cells[column.index] ?? '', column.order)
    if (day?.kind === 'day') newest = Math.max(newest, day.day)
  }
  return newest === Number.NEGATIVE_INFINITY ? null : formatDay(newest)
}

function namesIn(sheet: Sheet, column: Column): string[] {
  const book = new NameBook()
  const fold = rememberedFold()
  const names = new Set<string>()
  for (const cells of sheet.table.rows) {
    const cell = cells[column.index] ?? ''
    if (isEmptyCell(cell) || cell.length > VALUE_CHARS) continue
    book.note(cell)
    names.add(fold(cell))
    if (names.size > MOST_VALUES) return []
  }
  return [...names].map((name) => book.shown(name))
}
