// Opens the database: single-process lock, durability settings, migrations, epoch.
import { accessSync, chmodSync, constants, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Database } from 'better-sqlite3'
import { openEpoch, writeWitness } from './epoch.ts'
import { DatabaseNotWritable } from './errors.ts'
import { applyMigrations } from './migrate.ts'
import { Scrubber } from './scrub.ts'
import { claimFile } from './single-owner.ts'
import { SharedSqlite } from './sqlite-adapter.ts'
import { syncToDisk } from './sync-to-disk.ts'
import { raiseFence, type WriteFence } from './write-fence.ts'

export type { Database, Statement } from 'better-sqlite3'
export type { WriteFence } from './write-fence.ts'

export interface OpenOptions {
  /** Absolute path of the database file. */
  file: string
  /** The folder of committed migrations. */
  migrations: string
}

export interface OpenDatabase {
  /** The one connection that writes. */
  connection: Database
  /** Prisma's way to the same connection; give it to `openClient`. */
  sqlite: SharedSqlite
  epoch: string
  /** An earlier copy was put in the file's place since it was last open. */
  restored: boolean
  /** The log had another epoch before: a number without an epoch may belong to that one. [L14] */
  everRestored: boolean
  /** Fences every write of this process. [L15] */
  fence: WriteFence
  applied: string[]
  /** Overwrites what deleted rows left behind, a slice at a time. */
  scrubber: Scrubber
  /** Notes how far the log has come, for `restored`. */
  witness(): void
  close(): void
}

/** Every setting that a promise rests on, with the value that SQLite must report. [L1] */
const SETTINGS: [pragma: string, set: string, expected: string | number][] = [
  ['journal_mode', 'WAL', 'wal'],
  // NORMAL loses acknowledged commits on power loss.
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  // What is deleted is overwritten, not only marked as free. [L16]
  ['secure_delete', 'ON', 1],
  ['busy_timeout', '5000', 5000],
  // A page that is written again and again is moved into the file once: with the usual 1000 that cost a fifth of a commit.
  ['wal_autocheckpoint', '4000', 4000],
  ['journal_size_limit', String(64 * 1024 * 1024), 64 * 1024 * 1024],
]

/**
 * @throws DatabaseInUse when another process has it
 * @throws Error when it cannot be written, a setting cannot be had, or a migration does not fit
 */
export async function openDatabase({ file, migrations }: OpenOptions): Promise<OpenDatabase> {
  const folder = path.dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  assertWritable(file)
  // Sync the parent, so that a newly created data directory survives power loss; SQLite only syncs inside it.
  syncToDisk(path.dirname(folder))
  const { real, release } = claimFile(file)
  try {
    const sqlite = new SharedSqlite({ url: `file:${real}` })
    const connection = await sqlite.connection()
    chmodSync(real, 0o600)
    assertSettings(connection)
    const applied = applyMigrations(connection, migrations)
    rebuildOnce(connection)
    const { epoch, restored, everRestored } = openEpoch(connection, real)
    const fence = raiseFence(connection, real)
    const scrubber = new Scrubber(connection, real)
    // What an earlier run deleted, and did not live long enough to overwrite.
    scrubber.begin()
    // A witness that is a little behind is as good.
    const witness = () => tidily(() => writeWitness(connection, real))
    return {
      connection,
      sqlite,
      epoch,
      restored,
      everRestored,
      fence,
      applied,
      scrubber,
      witness,
      close() {
        witness()
        // Other readers may still have the file open: without this, the last writes would be in the WAL alone, and a copy
        // of the closed database file would miss them.
        tidily(() => connection.pragma('wal_checkpoint(TRUNCATE)'))
        connection.close()
        scrubber.close()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

/** `user_version` of a database whose free pages hold nothing. */
const CLEAN = 1

/** A database of an earlier release kept what was deleted in its free pages. It is rebuilt once: a second for 100 MB. */
function rebuildOnce(connection: Database): void {
  if (Number(connection.pragma('user_version', { simple: true })) >= CLEAN) return
  tidily(() => {
    connection.exec('VACUUM')
    // Only now are the old pages gone from the file itself.
    connection.pragma('wal_checkpoint(TRUNCATE)')
    connection.pragma(`user_version = ${CLEAN}`)
  })
}

/** For what is good to have done and does no harm undone: a full disk must end neither the process nor its closing. */
function tidily(run: () => void): void {
  try {
    run()
  } catch {
    // It is tried again the next time.
  }
}

/** SQLite opens what it cannot write, and says so only when it should write. */
function assertWritable(file: string): void {
  try {
    for (const place of [path.dirname(file), file].filter(existsSync)) accessSync(place, constants.W_OK)
  } catch (cause) {
    const readOnly = cause instanceof Error && 'code' in cause && cause.code === 'EROFS'
    throw new DatabaseNotWritable(file, readOnly ? 'its file system is read-only' : 'permission denied', { cause })
  }
}

function assertSettings(connection: Database): void {
  for (const [pragma, set, expected] of SETTINGS) {
    connection.pragma(`${pragma} = ${set}`)
    const actual = connection.pragma(pragma, { simple: true })
    if (String(actual) !== String(expected)) {
      throw new Error(`the database does not take ${pragma} = ${set}: it says ${String(actual)}`)
    }
  }
}
