// Hands texts to SQL as a variable of the connection, so that they never become SQL text.
import type { DuckDBConnection } from '@duckdb/node-api'
import { appendRows } from './append-rows.ts'
import { quoted, runStatement } from './duck.ts'

/** `name`: made by this program. Gives the SQL that stands for the list. */
export async function setList(connection: DuckDBConnection, name: string, texts: readonly string[]): Promise<string> {
  const table = `list_${name}`
  await runStatement(connection, `CREATE OR REPLACE TEMP TABLE ${quoted(table)} (c0 VARCHAR)`)
  await appendRows(connection, table, 1, texts.length, (row) => texts[row] ?? null)
  await runStatement(
    connection,
    `SET VARIABLE ${name} = (SELECT coalesce(list(c0 ORDER BY rowid), []) FROM ${quoted(table)})`,
  )
  await runStatement(connection, `DROP TABLE ${quoted(table)}`)
  return `getvariable('${name}')`
}
