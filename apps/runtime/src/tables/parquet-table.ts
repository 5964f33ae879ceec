// Reads the rows of a Parquet file as text, within bounds that are checked before a row is unpacked.
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { DuckDBConnection } from '@duckdb/node-api'
import { shownName } from '../tools/shown-text.ts'
import type { ToolFile } from '../tools/tool-file.ts'
import { literal, quoted, runQuery } from './duck.ts'
import { type RawTable, refuseBeyondBounds, refuseManyRows } from './records.ts'

const MARK = [0x50, 0x41, 0x52, 0x31]

/** `PAR1`, as every Parquet file begins. */
export const isParquet = (head: Uint8Array): boolean => MARK.every((byte, at) => head[at] === byte)

/** @throws UNSUPPORTED_FILE for what is damaged, TOO_LARGE */
export async function readParquet(connection: DuckDBConnection, file: ToolFile, folder: string): Promise<RawTable> {
  const lent = file.content.path ?? path.join(folder, `${file.sha256}.parquet`)
  try {
    if (file.content.path === undefined) await writeFile(lent, file.content.bytes())
    return await readRows(connection, `read_parquet(${literal(lent)})`)
  } catch (error) {
    if (refusalOf(error)) throw error
    throw new Refusal('UNSUPPORTED_FILE', `“${shownName(file.name)}” is damaged and cannot be read as Parquet.`, {
      cause: error,
    })
  } finally {
    if (file.content.path === undefined) await rm(lent, { force: true })
  }
}

async function readRows(connection: DuckDBConnection, source: string): Promise<RawTable> {
  const described = await runQuery(connection, `DESCRIBE SELECT * FROM ${source}`, [], { rows: 20_000 })
  const names = described.rows.map(([name]) => String(name))
  const counted = await runQuery(connection, `SELECT count(*) FROM ${source}`, [], { rows: 1 })
  const count = Number(counted.rows[0]?.[0] ?? 0)
  refuseManyRows(count)
  refuseBeyondBounds(names.length, names.length * count)
  const cells = names.map((name) => `CAST(${quoted(name)} AS VARCHAR)`)
  const { rows } = await runQuery(connection, `SELECT ${cells.join(', ')} FROM ${source}`, [], { rows: count })
  return {
    format: 'parquet',
    encoding: null,
    delimiter: null,
    part: null,
    records: rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))),
    lines: null,
    broken: [],
    names,
    title: null,
  }
}
