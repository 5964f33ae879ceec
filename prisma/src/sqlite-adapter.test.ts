import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { openClient, type PrismaClient } from './client.ts'
import { opened, temporaryFolder } from './database.test-support.ts'
import type { OpenDatabase } from './open.ts'

let database: OpenDatabase
let prisma: PrismaClient

beforeEach(async () => {
  database = await opened(path.join(temporaryFolder(), 'a.db'))
  prisma = openClient(database.sqlite)
})

const entry = (action: string) => ({ at: 't', action, outcome: 'ok', detail: '{}' })
const actions = () =>
  database.connection
    .prepare<[], { action: string }>('SELECT action FROM AuditEntry ORDER BY id')
    .all()
    .map(({ action }) => action)

class Undo extends Error {}

/** An interactive transaction that writes, is held open until `end` is called, and then rolls back or commits. */
function heldTransaction(how: 'commit' | 'rollback') {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  let wrote = () => {}
  const begun = new Promise<void>((resolve) => {
    wrote = resolve
  })
  const done = prisma
    .$transaction(
      async (tx) => {
        await tx.auditEntry.create({ data: entry('inside') })
        wrote()
        await ended
        if (how === 'rollback') throw new Undo()
      },
      { timeout: 20_000 },
    )
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error
    })
  return { begun, end, done }
}

/** What the writer thread does before each group. */
async function rawWrite(action: string): Promise<void> {
  const { exclusive } = database.sqlite
  while (exclusive.isLocked()) await exclusive.waitForUnlock()
  database.connection.exec('BEGIN IMMEDIATE')
  database.connection
    .prepare("INSERT INTO AuditEntry (at, action, outcome, detail) VALUES ('t', ?, 'ok', '{}')")
    .run(action)
  database.connection.exec('COMMIT')
}

describe('one connection that many share', () => {
  test('keeps an outside write when a transaction rolls back', async () => {
    const transaction = heldTransaction('rollback')
    await transaction.begun
    const outside = prisma.auditEntry.create({ data: entry('outside') })
    transaction.end()
    await Promise.all([transaction.done, outside])
    expect(actions()).toEqual(['outside'])
  })

  test('hides uncommitted writes from other callers', async () => {
    const transaction = heldTransaction('rollback')
    await transaction.begun
    const seen = prisma.auditEntry.findMany()
    transaction.end()
    await transaction.done
    expect(await seen).toEqual([])
  })

  test('shows a commit to callers that waited', async () => {
    const transaction = heldTransaction('commit')
    await transaction.begun
    const seen = prisma.auditEntry.count()
    transaction.end()
    await transaction.done
    expect(await seen).toBe(1)
  })

  test('makes the raw writer wait for an open transaction', async () => {
    const transaction = heldTransaction('rollback')
    await transaction.begun
    let written = false
    const raw = rawWrite('raw').then(() => {
      written = true
    })
    // Another turn of the loop: a caller that does not wait has written by now.
    await new Promise((resolve) => setImmediate(resolve))
    expect(written).toBe(false)
    transaction.end()
    await Promise.all([transaction.done, raw])
    expect(actions()).toEqual(['raw'])
  })

  test('two transactions run one after the other, never one inside of the other', async () => {
    const first = heldTransaction('rollback')
    await first.begun
    const second = heldTransaction('commit')
    first.end()
    await first.done
    await second.begun
    second.end()
    await second.done
    expect(actions()).toEqual(['inside'])
  })

  test('a transaction that fails at once lets the next one in', async () => {
    await expect(prisma.$transaction([prisma.$executeRawUnsafe('INSERT INTO Nowhere VALUES (1)')])).rejects.toThrow()
    await expect(
      prisma.$transaction(async () => {
        throw new Undo()
      }),
    ).rejects.toThrow(Undo)
    await prisma.auditEntry.create({ data: entry('after') })
    expect(database.sqlite.exclusive.isLocked()).toBe(false)
    expect(actions()).toEqual(['after'])
  })

  test('keeps acknowledged writes only, under mixed load', async () => {
    const names = (kind: string) => Array.from({ length: 40 }, (_, i) => `${kind}${i}`)
    await Promise.all([
      ...names('plain').map((name) => prisma.auditEntry.create({ data: entry(name) })),
      ...names('raw').map((name) => rawWrite(name)),
      ...names('committed').map((name) =>
        prisma.$transaction((tx) => tx.auditEntry.create({ data: entry(name) }), { maxWait: 20_000 }),
      ),
      ...names('undone').map((name) =>
        prisma
          .$transaction(
            async (tx) => {
              await tx.auditEntry.create({ data: entry(name) })
              throw new Undo()
            },
            { maxWait: 20_000 },
          )
          .catch((error: unknown) => {
            if (!(error instanceof Undo)) throw error
          }),
      ),
    ])
    expect(actions().sort()).toEqual([...names('plain'), ...names('raw'), ...names('committed')].sort())
  })
})

test('shares one connection with raw statements', async () => {
  await prisma.auditEntry.create({ data: entry('prisma') })
  await rawWrite('raw')
  expect((await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(({ action }) => action)).toEqual([
    'prisma',
    'raw',
  ])
})
