import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { opened, temporaryFolder } from './database.test-support.ts'
import type { OpenDatabase } from './open.ts'
import { openReader } from './reader.ts'

let file: string
let database: OpenDatabase

beforeEach(async () => {
  file = path.join(temporaryFolder(), 'a.db')
  database = await opened(file)
})

const OWNERS = 12
const word = (owner: number) => `PLANTED-${owner}-`

/** Rows of many owners side by side, of every size, some grown later: pages are balanced in every way. */
function fill(): void {
  const { connection } = database
  connection.exec('CREATE TABLE Said (id INTEGER PRIMARY KEY, owner INTEGER, text TEXT, view TEXT)')
  const insert = connection.prepare('INSERT INTO Said (owner, text) VALUES (?, ?)')
  const grow = connection.prepare('UPDATE Said SET view = ? WHERE id = ?')
  for (let i = 0; i < 4_000; i += 1) {
    if (i % 100 === 0) connection.exec(i === 0 ? 'BEGIN' : 'COMMIT; BEGIN')
    const owner = (i * 7) % OWNERS
    const length = 20 + ((i * 131) % 900) + (i % 61 === 0 ? 9_000 : 0)
    insert.run(owner, word(owner).repeat(4 + ((i * 17) % 30)))
    const older = 1 + ((i * 1_009) % (i + 1))
    const of = ((older - 1) * 7) % OWNERS
    grow.run(word(of).repeat(Math.ceil(length / 12)), older)
  }
  connection.exec('COMMIT')
}

const erase = (owner: number) => database.connection.prepare('DELETE FROM Said WHERE owner = ?').run(owner)
const holds = (owner: number) => ['', '-wal'].some((end) => readFileSync(file + end).includes(word(owner)))

function scrub(): void {
  database.scrubber.begin()
  while (database.scrubber.pending) database.scrubber.slice()
}

describe('[L16] scrubbing', () => {
  test('leaves no byte of deleted rows in the file or in the write-ahead log', () => {
    fill()
    for (let owner = 0; owner < OWNERS / 2; owner += 1) erase(owner)
    database.connection.pragma('wal_checkpoint(TRUNCATE)')
    // This is what `secure_delete` alone leaves.
    expect([0, 1, 2, 3, 4, 5].some(holds)).toBe(true)
    scrub()
    expect([0, 1, 2, 3, 4, 5].map(holds)).toEqual(Array(6).fill(false))
  })

  test('changes nothing that is there, also with writes between the slices', () => {
    fill()
    for (let owner = 0; owner < OWNERS / 2; owner += 1) erase(owner)
    const all = () => database.connection.prepare('SELECT * FROM Said ORDER BY id').all()
    const before = all()
    database.scrubber.begin()
    while (database.scrubber.pending) {
      database.scrubber.slice()
      database.connection.prepare('INSERT INTO Said (owner, text) VALUES (99, ?)').run('between'.repeat(200))
      database.connection.prepare('DELETE FROM Said WHERE owner = 99').run()
    }
    expect(all()).toEqual(before)
    expect(database.connection.pragma('integrity_check', { simple: true })).toBe('ok')
    const reader = openReader(file)
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok')
    reader.close()
  })

  test('waits for a reader that needs the write-ahead log, without blocking the writer', () => {
    fill()
    const reader = openReader(file)
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM Said').get()
    erase(0)
    database.scrubber.begin()
    database.scrubber.slice()
    expect(database.scrubber.pending).toBe(true)
    reader.exec('COMMIT')
    while (database.scrubber.pending) database.scrubber.slice()
    expect(holds(0)).toBe(false)
    reader.close()
  })

  test('a database of an earlier release is rebuilt once, with its free pages', async () => {
    fill()
    const { connection } = database
    connection.pragma('secure_delete = OFF')
    connection.exec('DROP TABLE Said')
    connection.pragma('user_version = 0')
    database.close()
    expect(holdsAfterClose()).toBe(true)
    database = await opened(file)
    expect(holdsAfterClose()).toBe(false)
    expect(Number(database.connection.pragma('user_version', { simple: true }))).toBe(1)
  })
})

const holdsAfterClose = () => readFileSync(file).includes('PLANTED-3-')
