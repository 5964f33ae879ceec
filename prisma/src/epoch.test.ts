import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { opened, temporaryFolder } from './database.test-support.ts'
import type { OpenDatabase } from './open.ts'

let file: string
let backup: string

beforeEach(() => {
  const folder = temporaryFolder()
  file = path.join(folder, 'a.db')
  backup = path.join(folder, 'backup.db')
})

/** What a group commit does to the count. */
const commit = ({ connection }: OpenDatabase) => connection.exec('UPDATE LogMeta SET commits = commits + 1')

/** Lets go of the files as a killed process does: nothing is written on the way out. */
function killed(database: OpenDatabase): void {
  const witness = readFileSync(`${file}.epoch`)
  database.close()
  writeFileSync(`${file}.epoch`, witness)
}

function putBack(): void {
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
  cpSync(backup, file)
}

async function withBackup(): Promise<OpenDatabase> {
  const database = await opened(file)
  commit(database)
  database.witness()
  database.connection.exec(`VACUUM INTO '${backup}'`)
  return database
}

describe('[L14] the log goes on under its epoch', () => {
  test('when it is opened again', async () => {
    const first = await opened(file)
    commit(first)
    first.close()
    expect(await opened(file)).toMatchObject({ epoch: first.epoch, restored: false })
  })

  test('when the process was killed: the witness then only knows a little less', async () => {
    const first = await opened(file)
    for (let i = 0; i < 50; i += 1) commit(first)
    killed(first)
    expect(await opened(file)).toMatchObject({ epoch: first.epoch, restored: false })
  })

  test('however often it is opened without a write', async () => {
    const { epoch, close } = await opened(file)
    close()
    for (let i = 0; i < 5; i += 1) {
      const again = await opened(file)
      expect(again).toMatchObject({ epoch, restored: false })
      again.close()
    }
  })

  test('when it was moved together with its witness', async () => {
    const first = await opened(file)
    commit(first)
    first.close()
    const moved = `${file}.moved`
    cpSync(file, moved)
    cpSync(`${file}.epoch`, `${moved}.epoch`)
    expect(await opened(moved)).toMatchObject({ epoch: first.epoch, restored: false })
  })
})

describe('[L14] the log gets a new epoch', () => {
  test('when it is new; that restores nothing', async () => {
    const a = await opened(file)
    const b = await opened(`${file}2`)
    expect(a.epoch).toMatch(/^[0-9a-f]{18}$/)
    expect(b.epoch).not.toBe(a.epoch)
    expect([a.restored, b.restored]).toEqual([false, false])
  })

  test('when an older copy was put in its place', async () => {
    const first = await withBackup()
    commit(first)
    first.close()
    putBack()
    const second = await opened(file)
    expect(second.epoch).not.toBe(first.epoch)
    expect(second.restored).toBe(true)
  })

  test('detects it after the newer one was killed', async () => {
    const first = await withBackup()
    commit(first)
    first.witness()
    killed(first)
    putBack()
    expect(await opened(file)).toMatchObject({ restored: true })
  })

  test('when the database was deleted and made anew beside its old witness', async () => {
    const first = await opened(file)
    first.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    const second = await opened(file)
    expect(second.epoch).not.toBe(first.epoch)
    expect(second.restored).toBe(false)
  })

  test("when another database's file was put in its place", async () => {
    const other = await opened(`${file}2`)
    for (let i = 0; i < 9; i += 1) commit(other)
    other.close()
    const first = await opened(file)
    first.close()
    cpSync(`${file}2`, file)
    const second = await opened(file)
    expect([first.epoch, other.epoch]).not.toContain(second.epoch)
    expect(second.restored).toBe(true)
  })

  test.each<[string, (witness: string) => void]>([
    ['is missing', (witness) => rmSync(witness)],
    ['is empty', (witness) => writeFileSync(witness, '')],
    ['is half written', (witness) => writeFileSync(witness, '{"epoch":"')],
    ['says something else', (witness) => writeFileSync(witness, '{"epoch":7,"commits":"many"}')],
    ['is null', (witness) => writeFileSync(witness, 'null')],
  ])('when its witness %s', async (_, harm) => {
    const first = await opened(file)
    commit(first)
    first.close()
    harm(`${file}.epoch`)
    const second = await opened(file)
    expect(second.epoch).not.toBe(first.epoch)
    expect(second.restored).toBe(true)
    second.close()
    // And it keeps the new one from then on.
    expect(await opened(file)).toMatchObject({ epoch: second.epoch, restored: false })
  })

  test('and remembers for good that it was restored', async () => {
    const first = await withBackup()
    expect(first.everRestored).toBe(false)
    commit(first)
    first.close()
    putBack()
    const second = await opened(file)
    expect(second.everRestored).toBe(true)
    second.close()
    expect(await opened(file)).toMatchObject({ restored: false, everRestored: true })
  })

  test('never returns the old epoch to a copy put back', async () => {
    const first = await withBackup()
    commit(first)
    first.close()
    putBack()
    const second = await opened(file)
    second.close()
    putBack()
    const third = await opened(file)
    expect(new Set([first.epoch, second.epoch, third.epoch]).size).toBe(3)
  })
})

test('never lowers the commit count of the log', async () => {
  const first = await withBackup()
  const commits = () => {
    const reader = new Database(file, { readonly: true })
    const row = reader.prepare<[], { commits: number }>('SELECT commits FROM LogMeta').get()
    reader.close()
    return row?.commits ?? 0
  }
  const before = commits()
  first.close()
  rmSync(`${file}.epoch`)
  await opened(file)
  expect(commits()).toBeGreaterThan(before)
})
