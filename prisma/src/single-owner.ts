// Allows one process per database file, also through different paths. The locks are the kernel's: a killed process leaves none
// behind. They are the first line; the second is the fence inside the database. [L15]
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { DatabaseInUse, DatabaseNotWritable, databaseInUse } from './errors.ts'

export interface Claim {
  /** The file behind symbolic links: everything beside it (WAL, witness, lock) has this name. */
  real: string
  release(): void
}

/**
 * Makes the file where there is none, and takes it for this process until it is released or the process ends, however it ends.
 * @throws DatabaseInUse, also for a file with a second name or that is mounted alone: each name has a WAL of its own, and the
 * two would destroy it
 * @throws DatabaseNotWritable for a device, a pipe or a socket
 */
export function claimFile(file: string): Claim {
  // Before it is looked at: a link may lead to a file that is not there yet.
  makeFile(file)
  const real = realpathSync(file)
  assertNotMountedAlone(real)
  const locks = [takeLock(`${real}.lock`, file)]
  try {
    const inode = inodeLock(real)
    if (inode !== null) locks.push(takeLock(inode, file))
  } catch (error) {
    for (const lock of locks) lock.close()
    throw error
  }
  return {
    real,
    release() {
      for (const lock of locks) lock.close()
    },
  }
}

/** SQLite would fail on a device or a pipe with an error that does not say why. */
function makeFile(file: string): void {
  const opened = openSync(file, constants.O_CREAT | constants.O_RDWR, 0o600)
  try {
    if (!fstatSync(opened).isFile()) throw new DatabaseNotWritable(file, 'it is a device, a pipe or a socket', {})
  } finally {
    closeSync(opened)
  }
}

/** An exclusive lock on the database itself would shut out our own reader: it lies on another file. */
function takeLock(name: string, file: string): Database.Database {
  const lock = new Database(name, { timeout: 0 })
  try {
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) throw databaseInUse(file)
    throw error
  }
}

/**
 * A lock that goes by the file's inode: it is the same one through a bind mount, and after the lock beside the file was
 * removed. `null` where this user has no folder for it; then the other lock and the fence remain.
 */
function inodeLock(real: string): string | null {
  const stats = statSync(real, { bigint: true })
  if (stats.nlink > 1n) {
    throw new DatabaseInUse(
      `${real} has ${stats.nlink} names (hard links). Writing through two names destroys a database: remove the others, or make a copy.`,
    )
  }
  const folder = lockFolder()
  return folder === null ? null : path.join(folder, `${stats.dev}-${stats.ino}.lock`)
}

/** A bind mount of the file without its folder. Another container that mounts it too shares neither WAL nor lock with this one. */
function assertNotMountedAlone(real: string): void {
  if (!mountPoints().includes(real)) return
  throw new DatabaseInUse(
    `${real} is mounted without its folder. Its write-ahead log would stay behind and writes would be lost: mount the folder.`,
  )
}

/** Empty where the kernel does not tell them, that is everywhere but on Linux. */
function mountPoints(): string[] {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
    return lines.map((line) => unescapeOctal(line.split(' ')[4] ?? ''))
  } catch {
    return []
  }
}

/** The kernel writes a blank in a path as `\040`. */
const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/** Readable by this user alone: no other user can hold the locks or replace them by links. */
function lockFolder(): string | null {
  const uid = process.getuid?.() ?? 0
  const folder = path.join(tmpdir(), `biplane-locks-${uid}`)
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true })
    const stats = lstatSync(folder)
    const own = stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0
    return own || process.platform === 'win32' ? folder : null
  } catch {
    return null
  }
}
