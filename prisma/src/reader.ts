// Opens the read-only connection for the thread that serves the sockets.
import Database from 'better-sqlite3'

/** The database must be open already: a reader makes no file and applies no migration. */
export function openReader(file: string): Database.Database {
  const reader = new Database(file, { readonly: true, fileMustExist: true })
  reader.pragma('query_only = ON')
  return reader
}
