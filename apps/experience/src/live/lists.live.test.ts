import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openDatabase } from '@biplane/db/open'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { MIGRATIONS } from '../store/store.test-support.ts'
import { Live, Person } from './live.test-support.ts'

const MANY = 1_500

let directory: string
let live: Live
let heavy: Person
let eve: Person

/** What a heavy user leaves: rows are written while no Experience has the file, as an import would. */
async function fill(sessionId: string): Promise<void> {
  const file = path.join(directory, 'biplane.db')
  const { connection, close } = await openDatabase({ file, migrations: MIGRATIONS })
  const conversation = connection.prepare(
    `INSERT INTO Conversation (id, sessionId, tenant, agentType, title, current, createdAt, updatedAt)
     VALUES (?, ?, 'local', 'guide', ?, 0, ?, ?)`,
  )
  const stored = connection.prepare(
    `INSERT INTO File (id, sessionId, tenant, name, mime, kind, size, sha256, storedAs, createdAt)
     VALUES (?, ?, 'local', ?, 'text/csv', 'csv', 1, 'x', ?, ?)`,
  )
  const artifact = connection.prepare(
    `INSERT INTO Artifact (id, version, sessionId, tenant, conversationId, invocationId, kind, key, title, summary, status,
       data, createdAt, madeIn) VALUES (?, 1, ?, 'local', 'c0', 'i', 'table', ?, 't', 's', 'draft', '{}', ?, ?)`,
  )
  const invocation = connection.prepare(
    `INSERT INTO Invocation (id, sessionId, conversationId, agentId, messageId, answerMessageId, status, attempt, turn,
       input, createdAt, askedIn) VALUES (?, ?, 'c0', 'guide.global', ?, ?, 'completed', 1, 1, '{}', ?, ?)`,
  )
  connection.transaction(() => {
    for (let i = 0; i < MANY; i += 1) {
      // Ten rows share each time, so that only the id tells them apart; every third has no commit, as old rows have none.
      const at = new Date(1_700_000_000_000 + Math.floor(i / 10) * 1_000).toISOString()
      const commit = i % 3 === 0 ? null : 1 + Math.floor(i / 7)
      conversation.run(`c${i}`, sessionId, `conversation ${i}`, at, at)
      stored.run(`f${i}`, sessionId, `${i}.csv`, `stored-${i}`, at)
      artifact.run(`a${i}`, sessionId, `key-${i}`, at, commit)
      invocation.run(`i${i}`, sessionId, `m${i}`, `n${i}`, at, commit)
    }
  })()
  close()
}

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'lists-'))
  const before = await Live.open({ directory })
  const guest = await before.guest()
  await before[Symbol.asyncDispose]()
  await fill(guest.sessionId)
  live = await Live.open({ directory })
  heavy = new Person(live, guest.token, guest.sessionId)
  eve = await live.guest()
}, 180_000)
afterAll(async () => {
  await live[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
})

type Page = readonly { cursor: string }[]
type Ask = (page: { cursor?: string; limit?: number }) => Promise<Page>

const lists: [name: string, ask: Ask, idOf: string][] = [
  ['conversation.list', (page) => heavy.trpc.conversation.list.query(page), 'conversation_id'],
  ['file.list', (page) => heavy.trpc.file.list.query(page), 'file_uuid'],
  ['artifact.list', (page) => heavy.trpc.artifact.list.query(page), 'artifact_id'],
  ['invocation.list', (page) => heavy.trpc.invocation.list.query(page), 'invocation_id'],
]

async function readAll(ask: Ask, limit: number): Promise<unknown[]> {
  const items: unknown[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await ask({ limit, ...(cursor !== undefined && { cursor }) })
    items.push(...page)
    cursor = page.at(-1)?.cursor
    if (page.length < limit || cursor === undefined) return items
  }
}

describe('[D2.12] a list of 1 500 is read page by page', () => {
  test.each(lists)('%s gives each item once, at every page size', async (_, ask, idOf) => {
    const ids = async (limit: number) => (await readAll(ask, limit)).map((item) => Reflect.get(Object(item), idOf))
    const whole = await ids(200)
    expect(new Set(whole).size).toBe(MANY)
    expect(whole).toHaveLength(MANY)
    expect(await ids(7 * 23)).toEqual(whole)
  })

  test.each(lists)('%s without an input answers a page', async (_, ask) => {
    const page = await ask({})
    expect(page.length).toBeGreaterThanOrEqual(50)
    expect(page.length).toBeLessThanOrEqual(200)
  })

  test.each(lists)('%s refuses a cursor that is not its own', async (_, ask) => {
    const foreign = Buffer.from('a~b~c~d~e~f').toString('base64url')
    for (const cursor of ['', 'x', '%00', foreign, 'é', '~~~', '=='.repeat(100)]) {
      await expect(ask({ cursor })).rejects.toMatchObject({
        data: { refusal: { code: 'BAD_MESSAGE', path: 'cursor' } },
      })
    }
    await expect(ask({ limit: 201 })).rejects.toMatchObject({ data: { refusal: { code: 'BAD_MESSAGE' } } })
    await expect(ask({ limit: 0 })).rejects.toMatchObject({ data: { refusal: { code: 'BAD_MESSAGE' } } })
  })

  test('[L10] a cursor of somebody else shows nothing of theirs', async () => {
    const [first] = await heavy.trpc.conversation.list.query({ limit: 1 })
    expect(await eve.trpc.conversation.list.query({ cursor: first?.cursor })).toEqual([])
  })

  test('the conversation that was active last comes first', async () => {
    await heavy.trpc.conversation.rename.mutate({ conversation_id: 'c700', title: 'renamed' })
    const [first, second] = await heavy.trpc.conversation.list.query({ limit: 2 })
    expect(first).toMatchObject({ conversation_id: 'c700', title: 'renamed' })
    expect(second).toMatchObject({ conversation_id: 'c1499' })
  })
})

describe('[D2.12] over HTTP a page links to the next one', () => {
  const items = z.array(z.looseObject({ cursor: z.string() }))

  test.each(['/api/chat/conversations', '/api/files', '/api/artifacts'])('%s', async (list) => {
    let next: string | undefined = `${list}?limit=200`
    let count = 0
    while (next !== undefined) {
      const response: Response = await heavy.fetch(next)
      expect(response.status).toBe(200)
      count += items.parse(await response.json()).length
      next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1]
    }
    expect(count).toBe(MANY)
  })

  test('the link repeats no credential', async () => {
    const response = await fetch(`${live.url}/api/files?limit=1&session_token=${heavy.token}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('link')).not.toContain(heavy.token)
  })

  test('sessions are listed and ended beyond the hundredth', async () => {
    for (let i = 0; i < 120; i += 1) await eve.fetch('/api/sessions', { method: 'POST' })
    const first = await eve.fetch('/api/sessions?limit=100')
    const link = /^<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1]
    const rest = await eve.fetch(link ?? '')
    const sessions = z.array(z.looseObject({ session_id: z.string() })).parse(await rest.json())
    expect(sessions).toHaveLength(21)
    const response = await eve.fetch(`/api/sessions/${sessions.at(0)?.session_id}`, { method: 'DELETE' })
    expect(response.status).toBe(204)
  })
})
