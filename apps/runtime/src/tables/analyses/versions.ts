// Two versions of a table: columns by name, rows by their key, cells one by one, sums before and after.

import type { ColumnReading, FileReading } from '@biplane/contracts/wire/file-reading'
import { boundedTable, type Cell } from '../../tools/artifact-shapes.ts'
import { counted } from '../../tools/shown-text.ts'
import { currencyColumn } from '../currency.ts'
import type { SqlValue } from '../duck.ts'
import { formatNumber, numberOfValue } from '../format.ts'
import { mayBeKey, nameKey, sameName } from '../join-tables.ts'
import { isNumeric } from '../plan-scope.ts'
import { columnStyle } from '../plan-words.ts'
import { folded } from '../sql-condition.ts'
import { identifier, list, type Sql, sql, text, value } from '../sql-text.ts'
import type { OpenTable } from '../table-session.ts'
import {
  type AnalysisAnswer,
  type AnalysisOf,
  type Lacking,
  lacking,
  line,
  quotedNames,
  type Source,
} from './analysis-answer.ts'

const MAX_LISTED = 500
const MAX_COMPARED = 60
/** Few repeats are faults of the data, many mean that the column names something else. */
const FEW = 0.02
const TOLD = 5

interface Pair {
  before: ColumnReading
  after: ColumnReading
}

export interface Version {
  table: OpenTable
  name: string
}

/** The table of the source is the later version. */
export async function versionsOf(
  { key: named }: AnalysisOf<'versions'>,
  source: Source,
  { earlier, later }: { earlier: Version | null; later: string },
): Promise<AnalysisAnswer | Lacking> {
  if (!earlier) return lacking('To compare I need two tables; attach the earlier one as well')
  const [before, after] = [earlier.table.reading, source.reading]
  const pairs = pairsOf(before, after)
  const key = keyOf(pairs, named, before, after)
  if (!key) return lacking(`There is no column that names each row once in both ${earlier.name} and ${later}`)
  const compared = pairs.filter((pair) => pair !== key).slice(0, MAX_COMPARED)
  const matched = matchedSql(earlier.table, source, key)
  const rows = await rowsOf(matched, source)
  const changes = await changesOf(compared, matched, source)
  const sums = await sumsOf(pairs, earlier.table, source)
  const [gone, added] = [columnsLeft(before, pairs, 'before'), columnsLeft(after, pairs, 'after')]
  const differences = rows.added.count + rows.gone.count + changes.cells
  return {
    kind: 'answer',
    says: [
      `Against ${earlier.name}, ${later} has ${counted(rows.added.count, 'new row')}, ${counted(rows.gone.count, 'row')} fewer that ${rows.gone.count === 1 ? 'was' : 'were'} there, and ${counted(changes.rows, 'row')} with changed cells.`,
      ...(gone.length + added.length > 0
        ? [`Columns gone: ${quotedNames(gone) || 'none'}; new ones: ${quotedNames(added) || 'none'}.`]
        : []),
      ...(rows.repeated > 0
        ? [
            `${counted(rows.repeated, 'row')} with a key that was there already ${rows.repeated === 1 ? 'is' : 'are'} not compared.`,
          ]
        : []),
    ],
    points: [
      ...sums.map(
        ({ column, was, is, change }) =>
          `${column.name}: ${formatNumber(was, columnStyle(column))} → ${formatNumber(is, columnStyle(column))} (${(numberOfValue(change) ?? 0) > 0 ? '+' : ''}${formatNumber(change, columnStyle(column))})`,
      ),
      ...changes.byColumn.slice(0, TOLD).map(({ name, count }) => `“${name}” changed in ${counted(count, 'row')}`),
    ],
    cautions: [`Rows are matched by “${key.after.name}”.`],
    tables: [
      {
        title: `What is different in ${later}`,
        summary: `${rows.added.count} new, ${rows.gone.count} gone, ${changes.cells} cells changed`,
        data: boundedTable(
          {
            columns: [
              { key: 'what', label: 'What', type: 'text' },
              { key: 'key', label: key.after.name, type: 'text' },
              { key: 'column', label: 'Column', type: 'text' },
              { key: 'was', label: 'Earlier', type: 'text' },
              { key: 'is', label: 'Later', type: 'text' },
            ],
            rows: [
              ...rows.added.listed.map(({ row, name }) => ({ row, cells: ['new', name, '', '', ''] as Cell[] })),
              ...rows.gone.listed.map(({ name }) => line('gone', name, '', '', '')),
              ...changes.listed.map(({ row, name, column, was, is }) => ({
                row,
                cells: ['changed', name, column, was, is] as Cell[],
              })),
            ],
          },
          differences,
        ),
        chart: null,
      },
      ...(sums.length === 0
        ? []
        : [
            {
              title: `Sums of ${earlier.name} and ${later}`,
              summary: counted(sums.length, 'column'),
              data: boundedTable({
                columns: [
                  { key: 'column', label: 'Column', type: 'text' },
                  { key: 'before', label: 'Earlier', type: 'number' },
                  { key: 'after', label: 'Later', type: 'number' },
                  { key: 'change', label: 'Change', type: 'number' },
                ],
                rows: sums.map(({ column, was, is, change }) =>
                  line(column.name, numberOfValue(was), numberOfValue(is), numberOfValue(change)),
                ),
              }),
              chart: null,
            },
          ]),
    ],
    steps: [
      { label: 'Earlier file', expression: earlier.name, result: counted(before.rows, 'row') },
      { label: 'Rows in both', expression: `same ${key.after.name}`.slice(0, 500), result: String(rows.both) },
      { label: 'Only earlier', expression: 'no such key later', result: String(rows.gone.count) },
      { label: 'Only later', expression: 'no such key earlier', result: String(rows.added.count) },
      { label: 'Changed cells', expression: 'in rows of both', result: String(changes.cells) },
    ],
    sql: source.sql,
  }
}

const pairsOf = (before: FileReading, after: FileReading): Pair[] =>
  after.columns.flatMap((column) => {
    const same = before.columns.find((other) => sameName(other, column))
    return same ? [{ before: same, after: column }] : []
  })

const columnsLeft = ({ columns }: FileReading, pairs: readonly Pair[], side: keyof Pair): string[] =>
  columns.filter((column) => !pairs.some((pair) => pair[side] === column)).map(({ name }) => name)

/** How often a column repeats itself or is empty; 0 names every row once. */
const repeatsIn = ({ rows }: FileReading, { distinct }: ColumnReading): number =>
  rows === 0 ? 1 : (rows - distinct) / rows

function keyOf(pairs: readonly Pair[], named: string | null, before: FileReading, after: FileReading): Pair | null {
  const wanted = named === null ? null : nameKey(named)
  const candidates = pairs
    .filter(({ after: column }) => (wanted === null ? mayBeKey(column) : nameKey(column.name) === wanted))
    .map((pair) => ({ pair, repeats: Math.max(repeatsIn(before, pair.before), repeatsIn(after, pair.after)) }))
    .filter(({ repeats }) => repeats <= FEW)
    .sort((a, b) => Number(isId(b.pair)) - Number(isId(a.pair)) || a.repeats - b.repeats)
  return candidates[0]?.pair ?? null
}

const isId = ({ after }: Pair): boolean => after.additivity.value === 'identifier'

/** The two tables with the folded key; of rows that repeat it the first one counts. */
function matchedSql(earlier: OpenTable, { table }: Source, key: Pair): Sql {
  const one = ({ sqlName }: OpenTable, column: ColumnReading): Sql =>
    sql`SELECT * FROM (SELECT *, ${folded(sql`CAST(${text(identifier(column.name))} AS VARCHAR)`)} AS __key, CAST(${text(identifier(column.name))} AS VARCHAR) AS __name FROM ${text(sqlName)}) WHERE __key <> '' QUALIFY row_number() OVER (PARTITION BY __key ORDER BY __row) = 1`
  return sql`WITH before AS (${one(earlier, key.before)}), after AS (${one(table, key.after)})`
}

interface Rows {
  count: number
  listed: { row: number; name: string }[]
}

async function rowsOf(
  matched: Sql,
  source: Source,
): Promise<{ added: Rows; gone: Rows; both: number; repeated: number }> {
  const only = async (one: string, other: string): Promise<Rows> => {
    const rows = await source.query(
      sql`${matched} SELECT __row, __name, count(*) OVER () FROM ${text(one)} WHERE __key NOT IN (SELECT __key FROM ${text(other)}) ORDER BY __row LIMIT ${value(MAX_LISTED)}`,
      MAX_LISTED,
    )
    return {
      count: numberOfValue(rows[0]?.[2]) ?? 0,
      listed: rows.map(([row, name]) => ({ row: Number(row), name: String(name) })),
    }
  }
  const [found = []] = await source.query(
    sql`${matched} SELECT (SELECT count(*) FROM after SEMI JOIN before USING (__key)), (SELECT count(*) FROM after)`,
    1,
  )
  const [both, keyed] = found.map((one) => numberOfValue(one) ?? 0)
  return {
    added: await only('after', 'before'),
    gone: await only('before', 'after'),
    both: both ?? 0,
    repeated: Math.max(0, source.reading.rows - (keyed ?? 0)),
  }
}

interface Changes {
  rows: number
  cells: number
  byColumn: { name: string; count: number }[]
  listed: { row: number; name: string; column: string; was: string; is: string }[]
}

async function changesOf(pairs: readonly Pair[], matched: Sql, source: Source): Promise<Changes> {
  if (pairs.length === 0) return { rows: 0, cells: 0, byColumn: [], listed: [] }
  const cell = (side: string, { name }: ColumnReading) =>
    sql`coalesce(trim(regexp_replace(CAST(${text(`${side}.${identifier(name)}`)} AS VARCHAR), '\\s+', ' ', 'g')), '')`
  const parts = pairs.map(
    ({ before, after }, at) =>
      sql`SELECT a.__row AS r, a.__name AS n, ${value(at)} AS c, ${cell('b', before)} AS was, ${cell('a', after)} AS now FROM after a JOIN before b USING (__key) WHERE ${cell('b', before)} <> ${cell('a', after)}`,
  )
  const changed = sql`${matched}, changed AS (${list(parts, ' UNION ALL ')})`
  const [found = []] = await source.query(sql`${changed} SELECT count(DISTINCT r), count(*) FROM changed`, 1)
  const counts = await source.query(sql`${changed} SELECT c, count(*) FROM changed GROUP BY c ORDER BY 2 DESC, c`)
  const listed = await source.query(
    sql`${changed} SELECT r, n, c, was, now FROM changed ORDER BY r, c LIMIT ${value(MAX_LISTED)}`,
    MAX_LISTED,
  )
  const nameAt = (at: SqlValue | undefined): string => pairs[Number(at)]?.after.name ?? ''
  return {
    rows: numberOfValue(found[0]) ?? 0,
    cells: numberOfValue(found[1]) ?? 0,
    byColumn: counts.map(([at, count]) => ({ name: nameAt(at), count: numberOfValue(count) ?? 0 })),
    listed: listed.map(([row, name, at, was, is]) => ({
      row: Number(row),
      name: String(name),
      column: nameAt(at),
      was: String(was ?? ''),
      is: String(is ?? ''),
    })),
  }
}

interface Sums {
  column: ColumnReading
  was: SqlValue
  is: SqlValue
  change: SqlValue
}

/** Sums over several currencies would mean nothing. */
async function sumsOf(pairs: readonly Pair[], earlier: OpenTable, source: Source): Promise<Sums[]> {
  const codes = [earlier.reading, source.reading].flatMap((reading) => currencyColumn(reading)?.values ?? [])
  const added = pairs.filter(
    ({ before, after }) =>
      isNumeric(before) && after.additivity.value === 'additive' && before.additivity.value === 'additive',
  )
  if (added.length === 0 || new Set(codes.map((code) => code.trim())).size > 1) return []
  const sum = ({ name }: ColumnReading, { sqlName }: OpenTable) =>
    sql`(SELECT sum(${text(identifier(name))}) FROM ${text(sqlName)})`
  const parts = added.map(({ before, after }) => {
    const [was, is] = [sum(before, earlier), sum(after, source.table)]
    return sql`${was}, ${is}, coalesce(${is}, 0) - coalesce(${was}, 0)`
  })
  const [found = []] = await source.query(sql`SELECT ${list(parts)}`, 1)
  return added.map(({ after }, at) => ({
    column: after,
    was: found[3 * at] ?? null,
    is: found[3 * at + 1] ?? null,
    change: found[3 * at + 2] ?? null,
  }))
}
