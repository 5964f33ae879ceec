// Errors of the database: it cannot be opened, or it cannot store something.
import Database from 'better-sqlite3'

/** Another process has the file. */
export class DatabaseInUse extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DatabaseInUse'
  }
}

/** Another process has become the owner of a file that this one still has open. Nothing more may be written here. */
export class DatabaseTakenOver extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DatabaseTakenOver'
  }
}

export const databaseInUse = (file: string) =>
  new DatabaseInUse(
    `${file} is already open in another process. Stop that one first, or give this one its own DATABASE_URL.`,
  )

/** The folder or the file of the database is not writable for this user. */
export class DatabaseNotWritable extends Error {
  constructor(file: string, reason: string, options: ErrorOptions) {
    super(`${file} is not writable: ${reason}. Fix that, or set DATABASE_URL to another place.`, options)
    this.name = 'DatabaseNotWritable'
  }
}

/** The disk's no, not ours: full, read-only, broken, or locked by a stranger. */
export const isStorageFault = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|BUSY|CANTOPEN|NOTADB)/.test(error.code)
