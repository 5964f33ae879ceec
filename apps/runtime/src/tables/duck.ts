// Opens an in-memory DuckDB that can reach nothing but one folder of its own, and runs statements on it.
// The SQL that comes here is made by this program: no text of a person ever becomes SQL text.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Refusal } from '@biplane/contracts/refusal'
import type { DuckDBConnection, DuckDBInstance, DuckDBResultReader, Json } from '@duckdb/node-api'

/** Decimals and integers beyond 2^53 are text, so that no digit is lost. Days are `2026-01-31`. */
export type SqlValue = string | number | boolean | null

export interface DuckLimits {
  /** The only folder that SQL may read from. */
  folder: string
  /** Where sorting may spill to; a part of `folder` where absent. */
  spillFolder?: string
  memoryMb: number
  threads: number
  spillMb: number
}

export interface QueryLimits {
  /** More rows are not read. */
  rows: number
  signal?: AbortSignal | undefined
}

export interface QueryResult {
  columns: string[]
  /** SQL types, such as `DECIMAL(38,2)`. */
  types: string[]
  rows: SqlValue[][]
  /** Whether there are rows beyond the limit. */
  more: boolean
  ms: number
}

/** `columns` and tables as SQL writes them. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Where tables lie: packed in memory, and gone with the process. */
export const DATABASE = 'data'

/** The settings are locked before any file is looked at. */
export async function openDuck(limits: DuckLimits): Promise<DuckDBInstance> {
  const spill = limits.spillFolder ?? path.join(limits.folder, 'spill')
  await mkdir(spill, { recursive: true })
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(limits.threads),
    memory_limit: `${limits.memoryMb}MB`,
    temp_directory: spill,
    max_temp_directory_size: `${limits.spillMb}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  })
  const connection = await instance.connect()
  try {
    await connection.run(`ATTACH ':memory:' AS ${DATABASE} (COMPRESS)`)
    await connection.run("SET TimeZone = 'UTC'").catch(() => undefined)
    await connection.run(`SET allowed_directories = [${literal(limits.folder)}]`)
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
  } finally {
    connection.closeSync()
  }
  return instance
}

/** Texts longer than this are cut where rows are shown; what is compared and grouped is whole. */
const CELL_CHARS = 10_000

/** @throws CANCELLED when the signal fires, TOO_LARGE when memory does not suffice */
export async function runQuery(
  connection: DuckDBConnection,
  sql: string,
  values: readonly SqlValue[],
  { rows, signal }: QueryLimits,
): Promise<QueryResult> {
  const begin = performance.now()
  const read = await interruptible(connection, signal, async () => {
    const reader = await connection.streamAndReadUntil(sql, rows + 1, [...values])
    return reader
  })
  const types = read.columnTypes().map(String)
  const all = rowsOf(read, types)
  return {
    columns: read.columnNames(),
    types,
    rows: all.slice(0, rows),
    more: all.length > rows,
    ms: performance.now() - begin,
  }
}

/** Runs a statement whose rows nobody needs. */
export async function runStatement(connection: DuckDBConnection, sql: string, signal?: AbortSignal): Promise<void> {
  await interruptible(connection, signal, () => connection.run(sql))
}

const INTERRUPT_MS = 20

async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw cancelled()
  let again: NodeJS.Timeout | undefined
  const interrupt = () => {
    connection.interrupt()
    // A statement that is still being prepared does not notice; it is interrupted again once it runs.
    again = setInterval(() => connection.interrupt(), INTERRUPT_MS)
  }
  signal?.addEventListener('abort', interrupt)
  try {
    return await work()
  } catch (error) {
    throw signal?.aborted ? cancelled() : refusalOfDuck(error)
  } finally {
    signal?.removeEventListener('abort', interrupt)
    clearInterval(again)
  }
}

const rowsOf = (read: DuckDBResultReader, types: readonly string[]): SqlValue[][] =>
  read.getRowsJson().map((row) => row.map((value, at) => plainValue(value, types[at] ?? '')))

const INTEGER = /^U?(?:BIG|HUGE)INT$/

function plainValue(value: Json, type: string): SqlValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  if (typeof value !== 'string') return JSON.stringify(value)
  if (INTEGER.test(type)) {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  }
  // A double that is no number is written as a word.
  if (type === 'DOUBLE' || type === 'FLOAT') return null
  return value.length > CELL_CHARS ? `${value.slice(0, CELL_CHARS)}…` : value
}

/** What DuckDB says, as a refusal where a file is at fault; anything else stays a bug. */
function refusalOfDuck(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error)
  if (message.startsWith('Out of Memory')) {
    return new Refusal('TOO_LARGE', 'This table needs more memory than one question may take.', { cause: error })
  }
  return error
}

const cancelled = (): Refusal => new Refusal('CANCELLED', 'Cancelled.')
