// Fences every write of this process: as soon as another one has opened the same database, nothing more is written here.
// The owner is compared in the same transaction as the write. [L15]
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { DatabaseTakenOver } from './errors.ts'

export interface WriteFence {
  /**
   * Counts one more commit of the log inside the open transaction and returns its number.
   * @throws DatabaseTakenOver when this process no longer owns the database
   */
  countCommit(): number
  /** Throws when this process no longer owns the database. @throws DatabaseTakenOver */
  check(): void
}

/** Written only by group commits, which count their commit behind the fence: a trigger for each row would cost them. */
const FENCED_BY_COUNT = new Set(['LogMeta', 'Event', 'Message', 'Invocation', 'Artifact', 'AuditEntry', 'AuditChain'])

/** Makes this process the owner. The previous owner is fenced off from here on. */
export function raiseFence(connection: Database, file: string): WriteFence {
  const owner = randomBytes(12).toString('hex')
  connection.prepare('UPDATE LogMeta SET owner = ? WHERE id = 1').run(owner)
  addTriggers(connection, owner)
  const count = connection
    .prepare<[string], { commits: number }>(
      'UPDATE LogMeta SET commits = commits + 1 WHERE owner = ? RETURNING commits',
    )
    .safeIntegers(false)
  const stands = connection.prepare<[string], unknown>('SELECT 1 FROM LogMeta WHERE owner = ?')
  const opened = inodeOf(file)
  const assertSameFile = () => {
    if (inodeOf(file) !== opened) throw movedAway(file)
  }
  return {
    countCommit() {
      assertSameFile()
      const row = count.get(owner)
      if (!row) throw takenOver(file)
      return row.commits
    },
    check() {
      assertSameFile()
      if (stands.get(owner) === undefined) throw takenOver(file)
    },
  }
}

/** For everything that goes through Prisma: temporary triggers live in this connection alone, and hold in every statement. */
function addTriggers(connection: Database, owner: string): void {
  const tables = connection
    .prepare<[], { name: string }>("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql NOT NULL")
    .all()
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('sqlite_') && !name.startsWith('_prisma') && !FENCED_BY_COUNT.has(name))
  for (const table of tables) {
    for (const write of ['INSERT', 'UPDATE', 'DELETE']) {
      connection.exec(
        `CREATE TEMP TRIGGER "fence_${write}_${table}" BEFORE ${write} ON main."${table}"
         WHEN (SELECT owner FROM main.LogMeta WHERE id = 1) IS NOT '${owner}'
         BEGIN SELECT RAISE(ABORT, 'fenced: another process owns the database'); END`,
      )
    }
  }
}

function inodeOf(file: string): string | null {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stats ? `${stats.dev}:${stats.ino}` : null
}

const takenOver = (file: string) =>
  new DatabaseTakenOver(
    `Another process has opened ${file}: this one stops, so that the log stays single. Run one process for each DATABASE_URL.`,
  )

const movedAway = (file: string) =>
  new DatabaseTakenOver(
    `${file} was removed or replaced while it was open: this process stops, because nothing that it writes would be kept.`,
  )
