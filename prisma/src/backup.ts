// Backup of a database in use, and restore of one that is not.
import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { claimFile } from './single-owner.ts'
import { syncToDisk } from './sync-to-disk.ts'

/**
 * Copies the database as it stands at this moment, also while a process writes to it. Uploaded files lie beside it and
 * are copied as any files are.
 * @throws Error when there is no database at `file`, or something at `to` already
 */
export function backUp(file: string, to: string): void {
  if (existsSync(to)) throw new Error(`${to} is there already: a backup replaces nothing`)
  const reader = new Database(file, { readonly: true, fileMustExist: true })
  try {
    reader.prepare('VACUUM INTO ?').run(to)
  } finally {
    reader.close()
  }
  chmodSync(to, 0o600)
  syncToDisk(to)
  syncToDisk(path.dirname(to))
}

/**
 * Puts a copy in the place of the database. What readers had seen after it was taken is gone: the log goes on under a
 * new epoch, and every reader is given a fresh snapshot. [L14]
 * @throws DatabaseInUse while a process has the database
 * @throws Error when the copy is damaged or is not a database of this product
 */
export function restoreBackup(file: string, from: string): void {
  assertWhole(from)
  const { real, release } = claimFile(file)
  try {
    const next = `${real}.restoring`
    copyFileSync(from, next)
    chmodSync(next, 0o600)
    // On the disk before the old one is gone.
    syncToDisk(next)
    // What belongs to the old file would be applied to the new one.
    for (const suffix of ['-wal', '-shm', '.epoch']) rmSync(`${real}${suffix}`, { force: true })
    renameSync(next, real)
    syncToDisk(path.dirname(real))
  } finally {
    release()
  }
}

function assertWhole(file: string): void {
  const copy = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const found = String(copy.pragma('integrity_check', { simple: true }))
    if (found !== 'ok') throw new Error(`${file} is damaged: ${found}`)
    if (copy.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'LogMeta'`).get() === undefined) {
      throw new Error(`${file} is not a database of this product`)
    }
  } finally {
    copy.close()
  }
}
