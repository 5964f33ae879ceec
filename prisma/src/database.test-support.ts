// Databases for tests: real files in their own folders, closed and removed after the test.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach } from 'vitest'
import { type OpenDatabase, openDatabase } from './open.ts'

export const MIGRATIONS = path.join(import.meta.dirname, '../migrations')

const undo: (() => void)[] = []
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step()
})

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'database-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A copy of the committed migrations that a test may change. */
export function ownMigrations(): string {
  const folder = path.join(temporaryFolder(), 'migrations')
  mkdirSync(folder)
  cpSync(MIGRATIONS, folder, { recursive: true })
  return folder
}

/** Opens a database; what is still open after the test is closed then. */
export async function opened(file: string, migrations = MIGRATIONS): Promise<OpenDatabase> {
  const database = await openDatabase({ file, migrations })
  undo.push(() => {
    if (database.connection.open) database.close()
  })
  return database
}
