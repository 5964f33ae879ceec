// Types the cells of a large table in SQL. Cells that SQL does not read are few different ones: each is read once by the
// rules of small files and looked up from then on.
import type { DuckDBConnection } from '@duckdb/node-api'
import { convertCell } from './convert-cell.ts'
import { decide } from './decision.ts'
import { quoted, runQuery, runStatement } from './duck.ts'
import { type CellRule, cellRule } from './large-cells.ts'
import { type Measured, NOTHING_MEASURED } from './large-pass.ts'
import { setList } from './sql-list.ts'
import type { Column } from './table-columns.ts'
import { sqlTypeOf, widen } from './typed-columns.ts'

export interface TypedColumn {
  column: Column
  sql: string
  unreadable: { count: number; texts: string[] }
}

export interface LargeRows {
  connection: DuckDBConnection
  physical: string
  relation: string
  kept: string
}

/** More different cells than that are not looked up one by one; then the column is left as text, and says so. */
const MAX_LOOKED_UP = 100_000

/** `rules` and `measured`: by column, from one pass over the rows. */
export async function typeCells(
  rows: LargeRows,
  columns: readonly Column[],
  { rules, measured }: { rules: readonly CellRule[]; measured: readonly Measured[] },
): Promise<TypedColumn[]> {
  const typed: TypedColumn[] = []
  for (const [at, column] of columns.entries()) {
    const rule = rules[at]
    if (rule) typed.push(await typeColumn(rows, { at, column, rule, ...(measured[at] ?? NOTHING_MEASURED) }))
  }
  return typed
}

interface Asked extends Measured {
  at: number
  column: Column
  rule: CellRule
}

async function typeColumn(rows: LargeRows, { at, column, rule, left, whole, fraction }: Asked): Promise<TypedColumn> {
  const cell = `c${at}`
  if (rule.complete) return { column, sql: rule.value, unreadable: { count: 0, texts: [] } }
  const width = { whole, fraction }
  if (left === 0) {
    const type = sqlTypeOf(column.plan, width)
    // Every filled cell passed the rule, so that those which are written as SQL writes them need it no more.
    const value = rule.asWritten ? cell : rule.value
    return { column, sql: `TRY_CAST(${value} AS ${type})`, unreadable: { count: 0, texts: [] } }
  }
  const rest = await readRest(rows, cell, rule)
  if (rest.length > MAX_LOOKED_UP) return asText(column, cell)
  const unreadable: TypedColumn['unreadable'] = { count: 0, texts: [] }
  const known: { cell: string; text: string }[] = []
  for (const [text, count] of rest) {
    const converted = convertCell(text, column.plan)
    if (converted.is === 'value') {
      known.push({ cell: text, text: converted.text })
      if (/^-?\d/.test(converted.text)) widen(width, converted.text)
    } else if (converted.is === 'unreadable') {
      unreadable.count += count
      if (unreadable.texts.length < 20) unreadable.texts.push(text)
    }
  }
  const type = sqlTypeOf(column.plan, width)
  const value = `TRY_CAST(${rule.value} AS ${type})`
  const looked = known.length === 0 ? null : await lookUp(rows, cell, known)
  return { column, sql: looked ? `coalesce(${value}, TRY_CAST(${looked} AS ${type}))` : value, unreadable }
}

async function readRest(
  { connection, relation, kept }: LargeRows,
  cell: string,
  { value }: CellRule,
): Promise<[string, number][]> {
  const { rows } = await runQuery(
    connection,
    `SELECT ${cell}, count(*) FROM ${relation} WHERE ${kept} AND ${cell} <> '' AND ${value} IS NULL GROUP BY 1 LIMIT ${MAX_LOOKED_UP + 1}`,
    [],
    { rows: MAX_LOOKED_UP + 1 },
  )
  return rows.map(([text, count]) => [String(text), Number(count)])
}

/** An enumeration finds a text at once and keeps the order of the rows, which a join would not. */
async function lookUp(
  { connection, physical }: LargeRows,
  cell: string,
  known: readonly { cell: string; text: string }[],
): Promise<string> {
  const name = `${physical}_${cell}`
  const cells = await setList(
    connection,
    `cells_${name}`,
    known.map((one) => one.cell),
  )
  const texts = await setList(
    connection,
    `texts_${name}`,
    known.map((one) => one.text),
  )
  const type = quoted(`enum_${name}`)
  await runStatement(connection, `CREATE TEMP TYPE ${type} AS ENUM (SELECT unnest(${cells}))`)
  return `list_extract(${texts}, enum_code(TRY_CAST(${cell} AS ${type})) + 1)`
}

function asText(column: Column, cell: string): TypedColumn {
  const evidence = `too many of its cells are written in ways that a file of this size cannot be read in (${column.plan.kind.value})`
  const plan = {
    ...column.plan,
    kind: decide('text' as const, 'ambiguous' as const, evidence, [column.plan.kind.value]),
    additivity: decide('not_numeric' as const, 'likely' as const, 'it is kept as text'),
    number: null,
    date: null,
    unit: null,
  }
  return {
    column: { ...column, plan },
    sql: cellRule(plan, cell, []).value,
    unreadable: { count: 0, texts: [] },
  }
}
