// The number columns of a table that statistics are computed of, and one currency of several.
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { counted } from '../../tools/shown-text.ts'
import { currencyColumn, isMoney } from '../currency.ts'
import { numberOfValue } from '../format.ts'
import { isNumeric, planScope } from '../plan-scope.ts'
import { sourceSql } from '../plan-sql.ts'
import { sql } from '../sql-text.ts'
import type { OpenTable, TableSession } from '../table-session.ts'

const MAX_COLUMNS = 50

/** Those that are named, else every number that measures something. */
export function numbersOf({ columns }: FileReading, named: readonly string[]): ColumnReading[] {
  const numbers = columns.filter((column) => isNumeric(column) && column.additivity.value !== 'identifier')
  if (named.length === 0) return numbers.slice(0, MAX_COLUMNS)
  return named.flatMap((name) => numbers.find((column) => column.name === name) ?? [])
}

/** Amounts in several currencies: the statistic is of the most frequent one, and says so. */
export async function inOneCurrency(
  plan: TablePlan,
  measured: readonly ColumnReading[],
  { table, session }: { table: OpenTable; session: TableSession },
): Promise<{ plan: TablePlan; unit: string | null; cautions: string[] }> {
  const { reading } = table
  const column = currencyColumn(reading)
  const codes = [...new Set(column?.values.map((code) => code.trim()).filter((code) => code !== ''))]
  const [most, ...others] = codes
  const settled = plan.where.flat().some(({ operand }) => operand.of === 'column' && operand.column === column?.name)
  if (!column || most === undefined || others.length === 0 || settled || !measured.some(isMoney))
    return { plan, unit: null, cautions: [] }
  const name = { of: 'column' as const, column: column.name }
  const rest: TablePlan = { ...plan, where: [...plan.where, [{ operand: name, op: 'ne', values: [most] }]] }
  const statement = sql`SELECT count(*) ${sourceSql(rest, planScope(table, plan.as_of))}`
  const { rows } = await session.query(statement.run, statement.values, { rows: 1 })
  const left = numberOfValue(rows[0]?.[0]) ?? 0
  return {
    plan: { ...plan, where: [...plan.where, [{ operand: name, op: 'eq', values: [most] }]] },
    unit: most,
    cautions: [
      `Only ${most}: ${counted(left, 'row')} in ${others.slice(0, 5).join(', ')} ${left === 1 ? 'is' : 'are'} not part of it, because different currencies are never added.`,
    ],
  }
}
