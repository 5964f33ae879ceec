// Two tables as one: each row of the first with the row of the second that has the same key. Rows without one stay.
import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { numberOfValue } from './format.ts'
import { isText } from './plan-scope.ts'
import { folded } from './sql-condition.ts'
import { identifier, list, type Sql, sql, text } from './sql-text.ts'
import type { OpenTable, TableSession } from './table-session.ts'

export interface TableKey {
  left: ColumnReading
  right: ColumnReading
}

export interface JoinedTable {
  table: OpenTable
  key: TableKey
  /** Rows of the first table that found one, and those that did not. */
  matched: number
  unmatched: number
}

/** At least so many rows must find one, else the columns only happen to be called the same. */
const SAME_NAME_OVERLAP = 0.1
/** Columns of other names must belong together beyond doubt. */
const OTHER_NAME_OVERLAP = 0.5
const MAX_CANDIDATES = 20

const keySql = ({ name }: ColumnReading, alias: string): Sql =>
  folded(sql`CAST(${text(`${alias}.${identifier(name)}`)} AS VARCHAR)`)

export const sameName = (a: ColumnReading, b: ColumnReading): boolean => nameKey(a.name) === nameKey(b.name)
/** Names that differ in case, blanks, dashes and underscores alone are the same. */
export const nameKey = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')

export const mayBeKey = (column: ColumnReading): boolean =>
  isText(column) || column.kind.value === 'integer' || column.additivity.value === 'identifier'

/**
 * The pair of columns by which two tables belong together: the second names each of its rows once by it, and most rows of
 * the first find one. `null` where there is none.
 */
export async function findKey(left: OpenTable, right: OpenTable, session: TableSession): Promise<TableKey | null> {
  let best: { key: TableKey; score: number } | null = null
  const once = right.reading.columns.filter(
    (column) => mayBeKey(column) && column.distinct > 0 && column.distinct + column.empty >= right.reading.rows,
  )
  for (const column of once.slice(0, MAX_CANDIDATES)) {
    const named = left.reading.columns.filter((one) => sameName(one, column))
    const others = left.reading.columns.filter((one) => isText(one) && isText(column)).slice(0, MAX_CANDIDATES)
    for (const candidate of named.length > 0 ? named : others) {
      const key = { left: candidate, right: column }
      const share = await overlapOf(key, left, right, session)
      const score = share + (named.length > 0 ? 1 : 0)
      if (share >= (named.length > 0 ? SAME_NAME_OVERLAP : OTHER_NAME_OVERLAP) && (!best || score > best.score))
        best = { key, score }
    }
  }
  return best?.key ?? null
}

/** The share of the different keys of the first table that the second has. */
async function overlapOf(key: TableKey, left: OpenTable, right: OpenTable, session: TableSession): Promise<number> {
  const keys = sql`SELECT DISTINCT ${keySql(key.left, 'a')} AS k FROM ${text(left.sqlName)} a`
  const others = sql`SELECT ${keySql(key.right, 'b')} FROM ${text(right.sqlName)} b`
  const statement = sql`SELECT count(*) FILTER (k IN (${others})), count(*) FROM (${keys}) WHERE k <> ''`
  const { rows } = await session.query(statement.run, statement.values, { rows: 1 })
  const [hits, all] = [numberOfValue(rows[0]?.[0]) ?? 0, numberOfValue(rows[0]?.[1]) ?? 0]
  return all === 0 ? 0 : hits / all
}

export async function joinTables(
  left: OpenTable,
  right: OpenTable,
  { key, session }: { key: TableKey; session: TableSession },
): Promise<JoinedTable> {
  const added = addedColumns(left.reading, right.reading, key)
  const columns = added.map(
    ({ source, column }) => sql`${text(`b.${identifier(source.name)}`)} AS ${text(identifier(column.name))}`,
  )
  const once = sql`SELECT * FROM ${text(right.sqlName)} b QUALIFY row_number() OVER (PARTITION BY ${keySql(key.right, 'b')} ORDER BY __row) = 1`
  const same = sql`${keySql(key.left, 'a')} = ${keySql(key.right, 'b')}`
  const joined = sql`SELECT ${list([text('a.*'), ...columns])} FROM ${text(left.sqlName)} a LEFT JOIN (${once}) b ON ${same}`
  const sqlName = await session.view(`${bare(left.sqlName)} with ${bare(right.sqlName)}`, joined.run)
  const statement = sql`SELECT count(*) FILTER (EXISTS (SELECT 1 FROM ${text(right.sqlName)} b WHERE ${same})), count(*) FROM ${text(left.sqlName)} a`
  const { rows } = await session.query(statement.run, statement.values, { rows: 1 })
  const [matched, all] = [numberOfValue(rows[0]?.[0]) ?? 0, numberOfValue(rows[0]?.[1]) ?? 0]
  const reading = { ...left.reading, columns: [...left.reading.columns, ...added.map(({ column }) => column)] }
  return {
    table: { reading, sqlName },
    key,
    matched,
    unmatched: all - matched,
  }
}

const bare = (quotedName: string): string => quotedName.slice(1, -1).replaceAll('""', '"')

interface Added {
  source: ColumnReading
  column: ColumnReading
}

function addedColumns(left: FileReading, right: FileReading, key: TableKey): Added[] {
  const taken = new Set(left.columns.map(({ name }) => name.toLowerCase()))
  return right.columns
    .filter((column) => column !== key.right)
    .map((source) => {
      let name = source.name
      for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${source.name}_${n}`
      taken.add(name.toLowerCase())
      // A figure of the second table stands in every row that found it, so its sum would count it several times.
      const additivity =
        source.additivity.value === 'additive'
          ? { ...source.additivity, value: 'non_additive' as const }
          : source.additivity
      return { source, column: { ...source, name, additivity } }
    })
}

export const joinOf = ({ left, right }: TableKey, other: TablePlan['table']): TablePlan['joins'] => [
  { ...other, left: left.name, right: right.name, kind: 'left' },
]

/** The key that a plan names; `null` where a table no longer has it. */
export function keyOfPlan({ joins: [join] }: TablePlan, left: FileReading, right: FileReading): TableKey | null {
  const one = left.columns.find(({ name }) => name === join?.left)
  const other = right.columns.find(({ name }) => name === join?.right)
  return one && other ? { left: one, right: other } : null
}
