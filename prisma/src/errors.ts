// Owns what a database may say no to: to being opened, and to keeping something.
import Database from 'better-sqlite3'

/** Another process has the file. */
export class DatabaseInUse extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DatabaseInUse'
  }
}

export const databaseInUse = (file: string) =>
  new DatabaseInUse(
    `${file} is already open in another process. Stop that one first, or give this one its own DATABASE_URL.`,
  )

/** The disk's no, not ours: full, read-only, broken, or locked by a stranger. */
export const isStorageFault = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|BUSY|CANTOPEN|NOTADB)/.test(error.code)
