import { existsSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { backUp, restoreBackup } from './backup.ts'
import { opened, temporaryFolder } from './database.test-support.ts'

const place = () => {
  const folder = temporaryFolder()
  return { file: path.join(folder, 'a.db'), copy: path.join(folder, 'copy.db') }
}

const commits = (connection: Database.Database) =>
  Number(connection.prepare<[], number | bigint>('SELECT commits FROM LogMeta').pluck().get())

test('copies a database in use with its WAL, owner-readable', async () => {
  const { file, copy } = place()
  const { connection } = await opened(file)
  connection.exec('UPDATE LogMeta SET commits = 41')
  backUp(file, copy)
  const taken = new Database(copy, { readonly: true })
  expect(commits(taken)).toBe(41)
  taken.close()
  expect(statSync(copy).mode & 0o777).toBe(0o600)
})

test('a backup replaces nothing', async () => {
  const { file, copy } = place()
  await opened(file)
  writeFileSync(copy, 'mine')
  expect(() => backUp(file, copy)).toThrow('is there already')
})

test('[L14] a copy that is put back goes on under a new epoch, with what it held', async () => {
  const { file, copy } = place()
  const before = await opened(file)
  before.connection.exec('UPDATE LogMeta SET commits = 41')
  backUp(file, copy)
  before.connection.exec('UPDATE LogMeta SET commits = 99')
  before.close()
  restoreBackup(file, copy)
  expect(['-wal', '-shm', '.epoch', '.restoring'].filter((suffix) => existsSync(`${file}${suffix}`))).toEqual([])
  const after = await opened(file)
  expect(after.epoch).not.toBe(before.epoch)
  expect(after.restored).toBe(true)
  expect(commits(after.connection)).toBeLessThan(99)
})

test('nothing is put in the place of a database in use', async () => {
  const { file, copy } = place()
  const { connection } = await opened(file)
  backUp(file, copy)
  connection.exec('UPDATE LogMeta SET commits = 99')
  expect(() => restoreBackup(file, copy)).toThrow()
  expect(commits(connection)).toBe(99)
})

test.each([
  ['no database', (copy: string) => writeFileSync(copy, 'not a database at all, but long enough to be read as one')],
  ['a database of somebody else', (copy: string) => new Database(copy).exec('CREATE TABLE t (a)').close()],
])('%s is refused, and what is there stays', async (_what, make) => {
  const { file, copy } = place()
  const database = await opened(file)
  const { epoch } = database
  database.close()
  make(copy)
  expect(() => restoreBackup(file, copy)).toThrow()
  expect((await opened(file)).epoch).toBe(epoch)
})
