// Applies the committed SQL migrations: in order, once, each in its own transaction, recorded as Prisma records them.
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Database } from 'better-sqlite3'

const HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME,
  "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME,
  "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`

/**
 * Applies what is missing and returns its names.
 * @throws Error when an applied migration was edited afterwards, or the database is newer than this product
 */
export function applyMigrations(connection: Database, directory: string): string[] {
  connection.exec(HISTORY)
  const known = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  const rows = connection
    .prepare<[], { name: string; checksum: string }>(
      'SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL',
    )
    .all()
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]))
  for (const name of applied.keys()) {
    if (!known.includes(name)) throw new Error(`the database has a migration that this product does not know: ${name}`)
  }
  return known.filter((name) => {
    const sql = readFileSync(path.join(directory, name, 'migration.sql'), 'utf8')
    const checksum = createHash('sha256').update(sql).digest('hex')
    const before = applied.get(name)
    if (before === checksum) return false
    if (before !== undefined) throw new Error(`migration ${name} was changed after it had been applied`)
    connection.transaction(() => {
      connection.exec(sql)
      connection
        .prepare(
          `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
           VALUES (?, ?, current_timestamp, ?, 1)`,
        )
        .run(randomUUID(), checksum, name)
    })()
    return true
  })
}
