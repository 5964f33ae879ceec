// Finds the totals below a large table: its last rows, against the sums of all rows above them.
import { convertCell } from './convert-cell.ts'
import { DATABASE, quoted, runQuery, runStatement } from './duck.ts'
import type { LargeSource } from './large-source.ts'
import type { LoadRequest } from './load-request.ts'
import { type Column, isSummable } from './table-columns.ts'
import { findTotals, type TotalsRow, unitsOf } from './totals-rows.ts'

interface Below {
  source: LargeSource
  columns: readonly Column[]
  rows: number
}

/** Takes the totals out of the table and says which they were. */
export async function dropTotals(
  { connection, physical }: LoadRequest,
  { source, columns, rows }: Below,
): Promise<TotalsRow[]> {
  const { last } = source
  const above = rows - last.length
  if (above < 2 || last.length === 0) return []
  const target = `${DATABASE}.main.${quoted(physical)}`
  const sums = columns.map((column) =>
    isSummable(column) ? `CAST(sum(CAST(${quoted(column.name)} AS DECIMAL(38,6))) AS VARCHAR)` : 'NULL',
  )
  const { rows: summed } = await runQuery(
    connection,
    `SELECT ${sums.join(', ')} FROM ${target} WHERE rowid < ${above}`,
    [],
    { rows: 1 },
  )
  // One row stands for all rows above, and an empty one makes them several.
  const whole = columns.map((column, at) => (isSummable(column) ? `sum ${summed[0]?.[at] ?? '0'}` : 'x'))
  const found = findTotals({
    rows: [whole, columns.map((column) => (isSummable(column) ? '' : 'x')), ...last],
    width: columns.length,
    numeric: columns.map(isSummable),
    number(column, cell) {
      if (cell.startsWith('sum ')) return unitsOf(cell.slice(4))
      const plan = columns[column]?.plan
      const converted = plan && convertCell(cell, plan)
      return converted?.is === 'value' ? unitsOf(converted.text) : null
    },
  }).filter(({ at }) => at >= 2)
  if (found.length === 0) return []
  const places = found.map(({ at }) => above + at - 2)
  await runStatement(connection, `DELETE FROM ${target} WHERE rowid IN (${places.join(', ')})`)
  return found
}
