import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import path from 'node:path'
import { openReader } from '@biplane/db/reader'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ended, Live, type Person } from './live.test-support.ts'

const KIB = 1024
const stored = z.object({ file_uuid: z.string() })

function upload(person: Person, bytes: number): Promise<Response> {
  const form = new FormData()
  form.set('file', new Blob(['a,b\n'.padEnd(bytes, '1')]), 'a.csv')
  return person.fetch('/api/files', { method: 'POST', body: form })
}

const codeOf = async (response: Response) => [
  response.status,
  z.object({ code: z.string() }).parse(await response.json()).code,
]
async function statusOf(asked: ClientRequest): Promise<number | undefined> {
  const [response]: IncomingMessage[] = await once(asked, 'response')
  response?.resume()
  return response?.statusCode
}
const FULL = { data: { refusal: { code: 'QUOTA_EXCEEDED' } } }

/** Bytes counted by triggers, and the same counted from the rows. */
function counted(live: Live, { sessionId }: Person): { kept: unknown; rows: unknown } {
  const db = openReader(path.join(live.directory, 'biplane.db'))
  const kept = db.prepare<[string], { bytes: number }>('SELECT bytes FROM Session WHERE id = ?').get(sessionId)?.bytes
  const rows = db
    .prepare<[string, string, string], { bytes: number }>(
      `SELECT (SELECT coalesce(sum(bytes), 0) FROM Message WHERE sessionId = ?)
        + (SELECT coalesce(sum(size), 0) FROM File WHERE sessionId = ? AND deletedAt IS NULL)
        + (SELECT coalesce(sum(octet_length(data)), 0) FROM Artifact WHERE sessionId = ?) AS bytes`,
    )
    .get(sessionId, sessionId, sessionId)?.bytes
  db.close()
  return { kept, rows }
}

describe('[Q1] what a guest may keep', () => {
  test('uploads at the same time never exceed the bytes, and deleting frees them', async () => {
    await using live = await Live.open({ env: { LIMIT_GUEST_BYTES: String(100 * KIB) } })
    const anna = await live.guest()
    const answers = await Promise.all(Array.from({ length: 12 }, () => upload(anna, 30 * KIB)))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(3).fill(201), ...Array(9).fill(413)])
    const refused = answers.find(({ status }) => status === 413)
    expect(refused && (await codeOf(refused))).toEqual([413, 'QUOTA_EXCEEDED'])
    expect(readdirSync(path.join(live.directory, 'files'))).toHaveLength(3)
    const kept = answers.find(({ status }) => status === 201)
    const { file_uuid } = stored.parse(await kept?.json())
    expect((await anna.fetch(`/api/files/${file_uuid}`, { method: 'DELETE' })).status).toBe(204)
    expect((await upload(anna, 30 * KIB)).status).toBe(201)
    expect(counted(live, anna)).toEqual({ kept: 90 * KIB, rows: 90 * KIB })
  })

  test('a refused upload leaves its connection free', async () => {
    await using live = await Live.open({ env: { LIMIT_GUEST_BYTES: String(100 * KIB) } })
    const { token } = await live.guest()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const headers = { authorization: `Bearer ${token}` }
    const refused = request(`${live.url}/api/files`, {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
    })
    refused.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\n')
    refused.write('1'.repeat(4_000 * KIB))
    refused.end('\r\n--b--\r\n')
    expect(await statusOf(refused)).toBe(413)
    expect(await statusOf(request(`${live.url}/api/files`, { agent, headers }).end())).toBe(200)
    agent.destroy()
  })

  test('a message that does not fit is refused on tRPC and REST, and leaves nothing', async () => {
    await using live = await Live.open({ env: { LIMIT_GUEST_BYTES: '1000' } })
    const anna = await live.guest()
    // 400 characters of three bytes each.
    await expect(anna.trpc.guide.send.mutate({ message: '猫'.repeat(400) })).rejects.toMatchObject(FULL)
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ message: 'x'.repeat(1_001) })
    expect(await codeOf(await anna.fetch('/api/chat/guide', { method: 'POST', headers, body }))).toEqual([
      413,
      'QUOTA_EXCEEDED',
    ])
    expect(counted(live, anna)).toEqual({ kept: 0, rows: 0 })
    await anna.trpc.guide.send.mutate({ message: 'x'.repeat(900) })
  })

  test('deleting a conversation frees the bytes of its messages', async () => {
    await using live = await Live.open()
    const anna = await live.guest()
    const { conversation_id } = await anna.trpc.guide.send.mutate({ message: 'x'.repeat(5_000) })
    expect(counted(live, anna).kept).toBeGreaterThanOrEqual(5_000)
    await anna.trpc.conversation.delete.mutate({ conversation_id })
    expect(counted(live, anna)).toEqual({ kept: 0, rows: 0 })
  })

  test('a new session of the same guest has no storage of its own', async () => {
    await using live = await Live.open({ env: { LIMIT_GUEST_BYTES: String(50 * KIB) } })
    const anna = await live.guest()
    expect((await upload(anna, 40 * KIB)).status).toBe(201)
    const opened = await anna.fetch('/api/sessions', { method: 'POST' })
    const { session_token } = z.object({ session_token: z.string() }).parse(await opened.json())
    const response = await fetch(`${live.url}/api/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session_token}` },
      body: (() => {
        const form = new FormData()
        form.set('file', new Blob(['a,b\n'.padEnd(40 * KIB, '1')]), 'a.csv')
        return form
      })(),
    })
    expect(response.status).toBe(413)
  })

  test('all guests of one address share a storage', async () => {
    await using live = await Live.open({ env: { LIMIT_GUEST_ADDRESS_BYTES: String(100 * KIB) } })
    const guests = await Promise.all(Array.from({ length: 5 }, () => live.guest()))
    const answers = await Promise.all(guests.map((guest) => upload(guest, 30 * KIB)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 413, 413])
  })

  test('conversations and files are counted as well', async () => {
    await using live = await Live.open({ env: { LIMIT_GUEST_CONVERSATIONS: '3', LIMIT_GUEST_FILES: '2' } })
    const anna = await live.guest()
    for (let i = 0; i < 3; i += 1) await anna.trpc.conversation.create.mutate({ agent_type: 'guide' })
    await expect(anna.trpc.conversation.create.mutate({ agent_type: 'guide' })).rejects.toMatchObject(FULL)
    const statuses = [await upload(anna, 10), await upload(anna, 10), await upload(anna, 10)].map(
      ({ status }) => status,
    )
    expect(statuses).toEqual([201, 201, 413])
  })

  test('sessions are counted as well', async () => {
    await using live = await Live.open({ env: { LIMIT_SESSIONS_PER_PRINCIPAL: '2' } })
    const anna = await live.guest()
    const open = async () => (await anna.fetch('/api/sessions', { method: 'POST' })).status
    expect([await open(), await open()]).toEqual([201, 413])
  })
})

/** Bytes of everything that is kept of a conversation's messages, events and invocations. */
function storedOf(live: Live, conversationId: string): number {
  const db = openReader(path.join(live.directory, 'biplane.db'))
  const bytes = ['Message', 'Event', 'Invocation'].map((table) => {
    const rows = db.prepare<[string], object>(`SELECT * FROM ${table} WHERE conversationId = ?`).all(conversationId)
    return rows.reduce((all, row) => all + Buffer.byteLength(JSON.stringify(row)), 0)
  })
  db.close()
  return bytes.reduce((all, some) => all + some, 0)
}

test('[L9] a message of 32 000 characters is kept once', async () => {
  await using live = await Live.open()
  const anna = await live.guest()
  live.runtime.script('guide.global', async function* () {
    yield { type: 'agent.token', payload: { text: 'yes' } }
  })
  const reader = await anna.listen()
  const send = async (message: string) => {
    const { invocation_id, conversation_id } = await anna.trpc.guide.send.mutate({ message })
    await reader.until((items) => ended(items, invocation_id))
    return storedOf(live, conversation_id)
  }
  const before = await send('short')
  const short = (await send('short')) - before
  const long = (await send('x'.repeat(32_000))) - before - short
  expect(long - short).toBeGreaterThan(31_900)
  expect(long - short).toBeLessThan(32_400)
  expect(live.runtime.requests.at(-1)?.invocation.input.text).toHaveLength(32_000)
  reader.stop()
})

describe('[Q2] a disk that is nearly full', () => {
  const HUGE = String(2 ** 52)

  test('refuses uploads while messages are still taken', async () => {
    await using live = await Live.open({ env: { LIMIT_DISK_FREE_FOR_UPLOADS_BYTES: HUGE } })
    const anna = await live.guest()
    expect(await codeOf(await upload(anna, 10))).toEqual([503, 'STORE_UNAVAILABLE'])
    await anna.trpc.guide.send.mutate({ message: 'hello' })
  })

  test('refuses messages below the lower mark, and reading goes on', async () => {
    await using live = await Live.open({ env: { LIMIT_DISK_FREE_FOR_SENDS_BYTES: HUGE } })
    const anna = await live.guest()
    await expect(anna.trpc.guide.send.mutate({ message: 'hello' })).rejects.toMatchObject({
      data: { refusal: { code: 'STORE_UNAVAILABLE' } },
    })
    expect((await anna.trpc.guide.history.query({})).messages).toEqual([])
  })
})
