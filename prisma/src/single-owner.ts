// Owns the rule "one process for one database file". The lock is the kernel's, so a killed process leaves none behind.
import Database from 'better-sqlite3'
import { databaseInUse } from './errors.ts'

/**
 * Takes the file for this process until the returned function is called or the process ends, however it ends.
 * The lock lies on a file beside the database: an exclusive lock on the database itself would shut out our own reader.
 * @throws DatabaseInUse
 */
export function claimFile(file: string): () => void {
  const lock = new Database(`${file}.lock`, { timeout: 0 })
  try {
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) throw databaseInUse(file)
    throw error
  }
  return () => lock.close()
}
