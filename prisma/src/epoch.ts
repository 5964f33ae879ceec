// Detects whether this is still the log that readers have seen. A restored copy must not continue under the old
// numbers: it gets a new epoch, and every old cursor restores from a snapshot. [L14]
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { Database } from 'better-sqlite3'
import { syncToDisk } from './sync-to-disk.ts'

/**
 * What is known of the log outside of the database file: its epoch, and that it has seen at least so many commits.
 * Commits are only ever counted up, so a copy put in the file's place knows fewer of them, or has another epoch.
 */
interface LogState {
  epoch: string
  commits: number
}

/**
 * Says under which epoch the log goes on. A new one when the database is new, when its witness is missing, or when it
 * knows less than its witness (an earlier copy was put in its place).
 */
export function openEpoch(
  connection: Database,
  file: string,
): { epoch: string; restored: boolean; everRestored: boolean } {
  const log = readLogState(connection)
  const witness = readWitness(file)
  if (log && witness && log.epoch === witness.epoch && log.commits >= witness.commits) {
    return { epoch: log.epoch, restored: false, everRestored: log.restored === 1 }
  }
  const epoch = randomBytes(9).toString('hex')
  connection
    .prepare(
      `INSERT INTO LogMeta (id, epoch, commits, restored) VALUES (1, ?, 1, false)
       ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, commits = commits + 1, restored = true`,
    )
    .run(epoch)
  writeWitness(connection, file)
  // Lost with the power, it would make this log a strange one. Later witnesses need not: the one before is as good.
  syncToDisk(path.dirname(file))
  return { epoch, restored: log !== null, everRestored: log !== null }
}

/** Writes down what the log knows now. A call that is lost with the process only leaves the witness a little behind. */
export function writeWitness(connection: Database, file: string): void {
  const log = readLogState(connection)
  if (!log) return
  const state: LogState = { epoch: log.epoch, commits: log.commits }
  const next = `${witnessPath(file)}.next`
  const handle = openSync(next, 'w', 0o600)
  try {
    writeSync(handle, `${JSON.stringify(state)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(next, witnessPath(file))
}

const witnessPath = (file: string) => `${file}.epoch`

const readLogState = (connection: Database): (LogState & { restored: number }) | null =>
  connection
    .prepare<[], LogState & { restored: number }>('SELECT epoch, commits, restored FROM LogMeta WHERE id = 1')
    .safeIntegers(false)
    .get() ?? null

function readWitness(file: string): LogState | null {
  try {
    const value: unknown = JSON.parse(readFileSync(witnessPath(file), 'utf8'))
    return isLogState(value) ? value : null
  } catch {
    // Absent or unreadable: a new epoch costs each reader one restore, and nothing that is true.
    return null
  }
}

const isLogState = (value: unknown): value is LogState =>
  typeof value === 'object' &&
  value !== null &&
  'epoch' in value &&
  typeof value.epoch === 'string' &&
  'commits' in value &&
  typeof value.commits === 'number'
