import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseInUse, DatabaseTakenOver } from '@biplane/db/errors'
import { openReader } from '@biplane/db/reader'
import { v7 as uuid } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  completed,
  lockByStranger,
  MIGRATIONS,
  type Place,
  refusalCodeOf,
  StoreBench,
  started,
  token,
} from './store.test-support.ts'
import { Store, type StoreDeps } from './store.ts'

let bench: StoreBench
/** What happened, in the order in which the thread of the sockets saw it. */
const happened: string[] = []

/** Runs beside the other tests: SQLite waits five seconds for a lock before it gives up. */
let lockedOut: ReturnType<typeof whileLocked>

beforeAll(async () => {
  lockedOut = whileLocked()
  // Whoever asks for it is told what went wrong with it.
  lockedOut.catch(() => {})
  bench = await StoreBench.open((rows) => {
    for (const { type, seq } of rows) happened.push(`told ${seq} ${type}`)
  })
})
afterAll(() => bench[Symbol.asyncDispose]())

let place: Place
beforeEach(async () => {
  place = await bench.place()
  happened.length = 0
})

const commits = () => {
  const reader = openReader(bench.file)
  const row = reader.prepare<[], { commits: number }>('SELECT commits FROM LogMeta').get()
  reader.close()
  return row?.commits ?? 0
}

describe('[L1] what was written', () => {
  test('is told before whoever wrote it is answered', async () => {
    await bench.send(place).then(() => happened.push('answered'))
    expect(happened).toEqual(['told 1 user.message', 'told 2 agent.routed', 'answered'])
  })

  test('is in the file before it is told', async () => {
    const seen: number[] = []
    const watched = await StoreBench.open((rows) => {
      for (const { conversationId: id, seq } of rows) {
        const reader = openReader(watched.file)
        const last = reader
          .prepare<[string], { seq: number }>('SELECT max(seq) AS seq FROM Event WHERE conversationId = ?')
          .get(id)
        reader.close()
        seen.push((last?.seq ?? 0) - seq)
      }
    })
    const there = await watched.place()
    await Promise.all(Array.from({ length: 20 }, () => watched.send(there)))
    expect(seen.length).toBeGreaterThan(40)
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(0)
    await watched[Symbol.asyncDispose]()
  })

  test('is not told when it was refused', async () => {
    await Promise.allSettled([bench.send({ ...place, conversationId: uuid() }), bench.append(uuid(), [token(1, 'x')])])
    expect(happened).toEqual([])
  })

  test('is told once, in the order of its numbers, whoever wrote it', async () => {
    const { invocation } = await bench.begun(place)
    happened.length = 0
    bench.told.length = 0
    await Promise.all([
      ...Array.from({ length: 100 }, (_, i) => bench.append(invocation.id, [token(i + 1, `${i} `)])),
      ...Array.from({ length: 10 }, () => bench.send(place)),
    ])
    const seqs = bench.told.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, i) => i + 3))
    expect(seqs).toHaveLength(130)
  })
})

describe('[L1] group commit', () => {
  test('many commands at once share few syncs', async () => {
    const places = await Promise.all(Array.from({ length: 50 }, () => bench.place()))
    const before = commits()
    await Promise.all(places.flatMap((here) => Array.from({ length: 10 }, () => bench.send(here))))
    const used = commits() - before
    expect(used).toBeGreaterThan(0)
    expect(used).toBeLessThan(50)
  })

  test('what may wait leaves with what may not, before it and in one sync', async () => {
    const { invocation } = await bench.begun(place)
    const before = commits()
    const input = (n: number) => ({ invocationId: invocation.id, attempt: 1, entries: [token(n, `${n} `)] })
    const patient = [1, 2, 3].map((n) => bench.store.command('appendAgentEvents', input(n), true))
    const sent = await bench.send(place)
    await Promise.all(patient)
    expect(commits() - before).toBe(1)
    // Two events began it, three pieces came, then the message.
    expect(sent.accepted.event_id).toBe(6)
  })

  test('what may wait, and finds no company, leaves at the end of its turn', async () => {
    const { invocation } = await bench.begun(place)
    const input = { invocationId: invocation.id, attempt: 1, entries: [token(1, 'alone')] }
    expect(await bench.store.command('appendAgentEvents', input, true)).toEqual({ outcome: 'appended', ended: false })
  })

  test('one command alone is not kept waiting for others: it is a commit of its own', async () => {
    const before = commits()
    for (let i = 0; i < 5; i += 1) await bench.send(place)
    expect(commits() - before).toBe(5)
  })
})

describe('commands and queries on one connection', () => {
  test('at the same time: transactions of Prisma and group commits, and nothing is lost', async () => {
    const session = (id: string) =>
      bench.store.query('openSession', {
        id,
        tenant: 'local',
        principalKind: 'guest',
        principalId: id,
        roles: ['member'],
        tokenHash: `hash of ${id}`,
        now: 't',
        expiresAt: 't',
      })
    const ids = Array.from({ length: 40 }, () => uuid())
    await Promise.all(ids.flatMap((id) => [session(id), bench.send(place, { mostQueued: 1_000 })]))
    const found = await Promise.all(ids.map((id) => bench.store.query('findToken', { hash: `hash of ${id}` })))
    expect(found.map((row) => row?.session.id)).toEqual(ids)
    const seqs = bench.events(place).map(({ event_id }) => event_id)
    expect(seqs).toEqual(seqs.map((_, i) => i + 1))
    expect(bench.events(place).filter(({ type }) => type === 'user.message')).toHaveLength(40)
  })
})

describe('[L11] what a command is refused with', () => {
  test('arrives as the refusal that it is, with its path', async () => {
    const send = bench.sendOf(place)
    await bench.store.command('acceptSend', send)
    const again = bench.store.command('acceptSend', { ...send, contentHash: 'other' })
    await expect(again).rejects.toMatchObject({ name: 'Refusal', refusal: 'CONFLICT', path: 'message_id' })
  })

  test('goes on after an unexpected error, which is not a refusal', async () => {
    const { invocation } = await bench.begun(place)
    const twice = bench.send(place, { invocationId: invocation.id })
    await expect(twice).rejects.toThrow(/UNIQUE constraint/)
    await expect(twice).rejects.not.toHaveProperty('refusal')
    await expect(bench.send(place)).resolves.toBeDefined()
  })

  test('a query that fails is answered, and the next one too', async () => {
    await expect(bench.store.query('findToken', JSON.parse('{"hash":{}}'))).rejects.toThrow()
    expect(await bench.store.query('findToken', { hash: 'none' })).toBeNull()
  })
})

describe('reading', () => {
  test('a page ends with the event that makes it too large, and is never empty when there is more', async () => {
    const { invocation } = await bench.begun(place)
    const piece = 'x'.repeat(100 * 1024)
    await bench.append(
      invocation.id,
      Array.from({ length: 9 }, (_, i) => token(i + 1, piece)),
    )
    const pages: number[][] = []
    for (let after = 0; ; ) {
      const page = bench.store.reader.readAfter(place.conversationId, after, 500)
      if (page.length === 0) break
      pages.push(page.map(({ seq }) => seq))
      after = page.at(-1)?.seq ?? 0
    }
    expect(pages).toEqual([
      [1, 2, 3, 4, 5],
      [6, 7, 8],
      [9, 10, 11],
    ])
  })

  test('reads that belong together see one state, though the writer goes on meanwhile', async () => {
    await bench.send(place)
    const other = openReader(bench.file)
    const seenByOther = () =>
      other
        .prepare<[string], { seq: number }>('SELECT max(seq) AS seq FROM Event WHERE conversationId = ?')
        .get(place.conversationId)?.seq
    const sent = bench.send(place)
    // By now it has been posted to the writer, which has a thread of its own.
    await Promise.resolve()
    const [before, after] = bench.store.reader.together(() => {
      const first = bench.store.reader.lastSeq(place.conversationId)
      while (seenByOther() === 2) {}
      return [first, bench.store.reader.lastSeq(place.conversationId)]
    })
    other.close()
    expect([before, after]).toEqual([2, 2])
    await sent
    expect(bench.store.reader.lastSeq(place.conversationId)).toBe(5)
  })

  test('[L10] a conversation is found by its own session only', async () => {
    const { sessionId, conversationId } = place
    expect(bench.store.reader.conversation(sessionId, conversationId)?.id).toBe(conversationId)
    expect(bench.store.reader.conversation(uuid(), conversationId)).toBeNull()
    expect(bench.store.reader.message(uuid(), conversationId)).toBeNull()
  })

  test('messages come newest first, before a place', async () => {
    for (let i = 0; i < 3; i += 1) {
      const { invocation } = await bench.begun(place, { text: `${i}` })
      await bench.append(invocation.id, [started(), completed(2)])
    }
    const seqs = (before: number, limit: number) =>
      bench.store.reader.messagesBefore(place.conversationId, before, limit).map(({ seq }) => seq)
    expect(seqs(100, 100)).toEqual([10, 9, 6, 5, 2, 1])
    expect(seqs(9, 2)).toEqual([6, 5])
    expect(seqs(1, 2)).toEqual([])
  })
})

describe('opening and closing', () => {
  let folder: string
  const open: Store[] = []
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'store-'))
  })
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const options = (change: Partial<StoreDeps> = {}): StoreDeps => ({
    file: path.join(folder, 'a.db'),
    migrations: MIGRATIONS,
    env: {},
    pageBytes: 1,
    onCommitted: () => {},
    onFault: () => {},
    onFatal: (error) => {
      throw error
    },
    ...change,
  })
  const opened = async (change: Partial<StoreDeps> = {}) => {
    const store = await Store.open(options(change))
    open.push(store)
    return store
  }
  const conversation = (store: Store) =>
    store.command('createConversation', {
      id: uuid(),
      sessionId: 's',
      tenant: 'local',
      agentType: 'guide',
      pillar: null,
      title: '',
    })

  test('closing waits for everything that was asked, and it is there at the next opening', async () => {
    const store = await Store.open(options())
    const asked = Array.from({ length: 50 }, () => conversation(store))
    const counted = store.query('countOpenInvocations', {})
    await store.close()
    await Promise.all([...asked, counted])
    const again = await opened()
    expect(await again.query('listConversations', { sessionId: 's', take: 100 })).toHaveLength(50)
    expect(again.epoch).toBe(store.epoch)
    expect(again.restored).toBe(false)
  })

  test('[L14] a copy that was put in its place is known as one', async () => {
    const { file } = options()
    const first = await Store.open(options())
    await first.close()
    cpSync(file, `${file}.copy`)
    const second = await Store.open(options())
    await conversation(second)
    await second.close()
    cpSync(`${file}.copy`, file)
    const third = await opened()
    expect(third.restored).toBe(true)
    expect(third.epoch).not.toBe(first.epoch)
  })

  test('a file that somebody has is refused as that', async () => {
    await opened()
    await expect(Store.open(options())).rejects.toBeInstanceOf(DatabaseInUse)
  })

  test('[L15] stops as soon as another process owns the file: the log stays single', async () => {
    const fatal: Error[] = []
    const store = await opened({ onFatal: (error) => fatal.push(error) })
    await conversation(store)
    await using _ = await secondProcess()
    const refused = conversation(store)
    await expect(refused).rejects.toThrow(/Another process has opened/)
    await expect(conversation(store)).rejects.toMatchObject({ refusal: 'STORE_UNAVAILABLE' })
    expect(fatal).toHaveLength(1)
    expect(fatal[0]).toBeInstanceOf(DatabaseTakenOver)
    const reader = openReader(options().file)
    expect(reader.prepare('SELECT count(*) AS n FROM Conversation').get()).toEqual({ n: 1 })
    reader.close()
  })

  test('[L15] a query that writes is fenced too', async () => {
    const fatal: Error[] = []
    const store = await opened({ onFatal: (error) => fatal.push(error) })
    await using _ = await secondProcess()
    const session = { id: 's', tenant: 'local', principalId: 'g', roles: [], tokenHash: 'h', now: 't' }
    await expect(store.query('openSession', { ...session, principalKind: 'guest', expiresAt: 't' })).rejects.toThrow()
    expect(fatal[0]).toBeInstanceOf(DatabaseTakenOver)
  })

  /** A process that gets past every lock, as from another container: the lock is gone, temporary files are elsewhere. */
  async function secondProcess(): Promise<AsyncDisposable> {
    const { file } = options()
    rmSync(`${file}.lock`)
    const fixture = path.join(MIGRATIONS, '../src/hold-database.fixture.ts')
    const child = spawn(process.execPath, ['--import', 'tsx', fixture, file, MIGRATIONS], {
      cwd: path.dirname(fixture),
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    return {
      async [Symbol.asyncDispose]() {
        child.kill('SIGKILL')
        await once(child, 'exit')
      },
    }
  }

  test('what is wrong with a file is said', async () => {
    writeFileSync(options().file, 'this is no database. '.repeat(100))
    await expect(Store.open(options())).rejects.toThrow(/not a database/)
  })

  test('[SECURITY 39] a fail-point in production stops the start', async () => {
    const env = { NODE_ENV: 'production', FAIL_POINT: 'accept.commit' }
    await expect(Store.open(options({ env }))).rejects.toThrow(/FAIL_POINT/)
  })
})

/** What becomes of sends while a stranger has the write lock, and afterwards. */
async function whileLocked() {
  const told: number[] = []
  await using locked = await StoreBench.open((rows) => told.push(...rows.map(({ seq }) => seq)))
  const there = await locked.place()
  const letGo = await lockByStranger(locked.file)
  const [refused, writable] = await Promise.all([refusalCodeOf(locked.send(there)), locked.store.writable()])
  const meanwhile = { refused, writable, told: [...told], faults: [...locked.faults] }
  await letGo()
  const writableAgain = await locked.store.writable()
  await locked.send(there)
  return { meanwhile, after: { writable: writableAgain, told, events: locked.typesOf(there) } }
}

test('[V4] while the file is locked by a stranger sends are refused STORE_UNAVAILABLE, and then taken again', async () => {
  const { meanwhile, after } = await lockedOut
  expect(meanwhile).toMatchObject({ refused: 'STORE_UNAVAILABLE', writable: false, told: [] })
  expect(meanwhile.faults).toEqual([expect.stringMatching(/locked/)])
  expect(after).toEqual({ writable: true, told: [1, 2], events: ['user.message', 'agent.routed'] })
})
