// Keeps tables that were read from files in one in-memory DuckDB, for questions in SQL. It knows no agent and no network,
// and is made to run away from the event loop of the server.
import type { FileReading, ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { ToolFile } from '../tools/tool-file.ts'
import {
  type DuckLimits,
  openDuck,
  type QueryLimits,
  type QueryResult,
  quoted,
  runQuery,
  type SqlValue,
} from './duck.ts'
import { LARGE_BYTES } from './large-file.ts'
import { loadTable } from './load-table.ts'
import { tableNameOf } from './table-names.ts'
import type { OpenTable, TableSession } from './table-session.ts'

export interface TableEngine {
  session(): Promise<TableSession>
  /** Drops the tables of these contents that no session shows. */
  forget(hashes: readonly string[]): Promise<void>
  close(): void
}

interface LoadedTable {
  /** Of the table itself, which no session says. */
  physical: string
  reading: FileReading
  cells: number
}

interface Held {
  sha256: string
  table: Promise<LoadedTable>
  /** Sessions that show it. A table that is shown is not dropped. */
  users: number
}

export interface TableEngineOptions extends DuckLimits {
  /** Cells that stay at hand between questions. */
  heldCells: number
  /** Files beyond this size are read by SQL, with decisions from a sample. */
  largeBytes?: number
}

export async function openTableEngine(options: TableEngineOptions): Promise<TableEngine> {
  return new DuckTableEngine(await openDuck(options), options)
}

class DuckTableEngine implements TableEngine {
  readonly #instance: DuckDBInstance
  readonly #options: TableEngineOptions
  /** By what decides the content of a table; the one used last comes last. */
  readonly #held = new Map<string, Held>()
  #tables = 0

  constructor(instance: DuckDBInstance, options: TableEngineOptions) {
    this.#instance = instance
    this.#options = options
  }

  async session(): Promise<TableSession> {
    return new DuckTableSession(await this.#instance.connect(), this)
  }

  async forget(hashes: readonly string[]): Promise<void> {
    const wanted = [...this.#held].filter(([, { sha256, users }]) => users === 0 && hashes.includes(sha256))
    if (wanted.length === 0) return
    for (const [key] of wanted) this.#held.delete(key)
    const connection = await this.#instance.connect()
    try {
      for (const [, held] of wanted) {
        const { physical } = await held.table
        await connection.run(`DROP TABLE IF EXISTS ${dataTable(physical)}`)
      }
    } finally {
      connection.closeSync()
    }
  }

  close(): void {
    this.#instance.closeSync()
  }

  /** The table of a file, held until `release`. */
  async acquire(
    connection: DuckDBConnection,
    file: ToolFile,
    correction: ReadingCorrection,
  ): Promise<[Held, LoadedTable]> {
    const key = JSON.stringify([file.sha256, file.name, file.part ?? null, correction])
    const held = this.#held.get(key) ?? {
      sha256: file.sha256,
      table: this.#load(connection, file, correction),
      users: 0,
    }
    this.#held.delete(key)
    this.#held.set(key, held)
    held.users++
    try {
      const table = await held.table
      await this.#dropOldest(connection)
      return [held, table]
    } catch (error) {
      this.#held.delete(key)
      throw error
    }
  }

  release(held: Held): void {
    held.users--
  }

  async #load(connection: DuckDBConnection, file: ToolFile, correction: ReadingCorrection): Promise<LoadedTable> {
    const physical = `t${++this.#tables}`
    const { folder, largeBytes = LARGE_BYTES } = this.#options
    const reading = await loadTable({ connection, physical, file, correction, folder, largeBytes })
    return { physical, reading, cells: reading.rows * Math.max(1, reading.columns.length) }
  }

  /** Drops tables that no session shows, those used longest ago first, until the rest is within the bound. */
  async #dropOldest(connection: DuckDBConnection): Promise<void> {
    const settled = await Promise.allSettled(
      [...this.#held].map(async ([key, held]) => ({ key, held, table: await held.table })),
    )
    const tables = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    let cells = tables.reduce((sum, { table }) => sum + table.cells, 0)
    for (const { key, held, table } of tables) {
      if (cells <= this.#options.heldCells) return
      if (held.users > 0) continue
      this.#held.delete(key)
      cells -= table.cells
      await connection.run(`DROP TABLE IF EXISTS ${dataTable(table.physical)}`)
    }
  }
}

class DuckTableSession implements TableSession {
  readonly #connection: DuckDBConnection
  readonly #engine: DuckTableEngine
  readonly #shown: Held[] = []
  readonly #names = new Set<string>()
  readonly #interrupted = new AbortController()
  #closed = false

  constructor(connection: DuckDBConnection, engine: DuckTableEngine) {
    this.#connection = connection
    this.#engine = engine
  }

  async open(file: ToolFile, correction: ReadingCorrection = {}): Promise<OpenTable> {
    const [held, { physical, reading }] = await this.#engine.acquire(this.#connection, file, correction)
    this.#shown.push(held)
    const sqlName = quoted(tableNameOf(file.name, this.#names))
    // A view of this connection alone: other sessions may have another file of the same name.
    await this.#connection.run(
      `CREATE TEMP VIEW ${sqlName} AS SELECT rowid + 1 AS __row, * FROM ${dataTable(physical)}`,
    )
    return { reading, sqlName }
  }

  async view(wanted: string, select: string): Promise<string> {
    const sqlName = quoted(tableNameOf(wanted, this.#names))
    await this.#connection.run(`CREATE TEMP VIEW ${sqlName} AS ${select}`)
    return sqlName
  }

  query(sql: string, values: readonly SqlValue[], limits: QueryLimits): Promise<QueryResult> {
    const signal = limits.signal ? AbortSignal.any([limits.signal, this.#interrupted.signal]) : this.#interrupted.signal
    return runQuery(this.#connection, sql, values, { ...limits, signal })
  }

  interrupt(): void {
    this.#interrupted.abort()
    this.#connection.interrupt()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const held of this.#shown) this.#engine.release(held)
    this.#connection.closeSync()
  }
}

export const dataTable = (physical: string): string => `data.main.${quoted(physical)}`
