import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { MIGRATIONS, opened, ownMigrations, temporaryFolder } from './database.test-support.ts'
import { applyMigrations } from './migrate.ts'

const COMMITTED = readdirSync(MIGRATIONS)
  .filter((name) => /^\d/.test(name))
  .sort()
const [FIRST = ''] = COMMITTED

const addMigration = (folder: string, name: string, sql: string) => {
  mkdirSync(path.join(folder, name))
  writeFileSync(path.join(folder, name, 'migration.sql'), sql)
}

const tablesOf = (connection: Database.Database) =>
  connection
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .all()
    .map(({ name }) => name)

describe('committed migrations', () => {
  test('are applied once, in order, and not again', () => {
    const folder = ownMigrations()
    addMigration(folder, '20270101000000_second', 'CREATE TABLE Second (id INTEGER); INSERT INTO Second VALUES (7);')
    const connection = new Database(':memory:')
    expect(applyMigrations(connection, folder)).toEqual([...COMMITTED, '20270101000000_second'])
    expect(applyMigrations(connection, folder)).toEqual([])
    expect(connection.prepare('SELECT * FROM Second').all()).toEqual([{ id: 7 }])
    expect(tablesOf(connection)).toEqual(expect.arrayContaining(['Conversation', 'Event', 'Message', 'Second']))
  })

  test('applies a new one without losing data', () => {
    const folder = ownMigrations()
    const connection = new Database(':memory:')
    applyMigrations(connection, folder)
    connection.exec("INSERT INTO LogMeta (id, epoch, commits) VALUES (1, 'e', 3)")
    addMigration(folder, '20270101000000_second', 'ALTER TABLE LogMeta ADD COLUMN note TEXT;')
    expect(applyMigrations(connection, folder)).toEqual(['20270101000000_second'])
    expect(connection.prepare('SELECT id, epoch, commits, note FROM LogMeta').all()).toEqual([
      { id: 1, epoch: 'e', commits: 3, note: null },
    ])
  })

  test('[L14] an older log counts as restored: whether it was is not known', () => {
    const folder = ownMigrations()
    const later = COMMITTED.filter((name) => name >= '20261130150510')
    for (const name of later) rmSync(path.join(folder, name), { recursive: true })
    const connection = new Database(':memory:')
    applyMigrations(connection, folder)
    connection.exec("INSERT INTO LogMeta VALUES (1, 'e', 3)")
    expect(applyMigrations(connection, MIGRATIONS)).toEqual(later)
    expect(connection.prepare('SELECT restored FROM LogMeta').get()).toEqual({ restored: 1 })
  })

  test('one that was edited after it had been applied is refused by name', () => {
    const folder = ownMigrations()
    const connection = new Database(':memory:')
    applyMigrations(connection, folder)
    appendFileSync(path.join(folder, FIRST, 'migration.sql'), '\n-- a comment is an edit too\n')
    expect(() => applyMigrations(connection, folder)).toThrow(
      `migration ${FIRST} was changed after it had been applied`,
    )
  })

  test('rejects a database newer than the product', () => {
    const folder = ownMigrations()
    const connection = new Database(':memory:')
    addMigration(folder, '20990101000000_future', 'CREATE TABLE Future (id INTEGER);')
    applyMigrations(connection, folder)
    const older = ownMigrations()
    addMigration(older, '20270101000000_second', 'CREATE TABLE Second (id INTEGER);')
    expect(() => applyMigrations(connection, older)).toThrow('20990101000000_future')
    expect(tablesOf(connection)).not.toContain('Second')
  })

  test('one that fails leaves nothing of itself, and is applied when it was put right', () => {
    const folder = ownMigrations()
    const connection = new Database(':memory:')
    addMigration(folder, '20270101000000_second', 'CREATE TABLE Second (id INTEGER); INSERT INTO Nowhere VALUES (1);')
    expect(() => applyMigrations(connection, folder)).toThrow('Nowhere')
    expect(tablesOf(connection)).not.toContain('Second')
    writeFileSync(path.join(folder, '20270101000000_second', 'migration.sql'), 'CREATE TABLE Second (id INTEGER);')
    expect(applyMigrations(connection, folder)).toEqual(['20270101000000_second'])
  })

  test('ignores files beside the folders', () => {
    expect(readdirSync(MIGRATIONS)).toContain('migration_lock.toml')
    expect(applyMigrations(new Database(':memory:'), MIGRATIONS)).toEqual(COMMITTED)
  })
})

describe("the record of what was applied is Prisma's own", () => {
  const prisma = async (file: string) => {
    const folder = path.join(import.meta.dirname, '..')
    const { stdout } = await promisify(execFile)(
      path.join(folder, 'node_modules/.bin/prisma'),
      ['migrate', 'deploy', '--config', 'prisma.config.ts'],
      { cwd: folder, env: { ...process.env, DATABASE_URL: `file:${file}` } },
    )
    return stdout
  }

  test('one row for each, with the SHA-256 of its SQL', async () => {
    const { connection } = await opened(path.join(temporaryFolder(), 'a.db'))
    const rows = connection.prepare('SELECT * FROM _prisma_migrations').safeIntegers(false).all()
    const hashOf = (name: string) =>
      createHash('sha256')
        .update(readFileSync(path.join(MIGRATIONS, name, 'migration.sql')))
        .digest('hex')
    expect(rows).toEqual(
      COMMITTED.map((name) => ({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        checksum: hashOf(name),
        finished_at: expect.any(String),
        migration_name: name,
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(String),
        applied_steps_count: 1,
      })),
    )
  })

  test("Prisma's CLI finds nothing to apply in a database that the product made", async () => {
    const file = path.join(temporaryFolder(), 'a.db')
    const database = await opened(file)
    database.close()
    expect(await prisma(file)).toContain('No pending migrations to apply')
  })

  test("the product finds nothing to apply in a database that Prisma's CLI made", async () => {
    const file = path.join(temporaryFolder(), 'a.db')
    expect(await prisma(file)).toContain('successfully applied')
    expect((await opened(file)).applied).toEqual([])
  })
})
