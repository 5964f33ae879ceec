import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { deletionReceipt, fileView } from '@biplane/contracts/wire/commands'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ended, Live, type Person, typesOf } from './live.test-support.ts'

const PLANTED = 'PLANTED-ACCOUNT-5521'

let live: Live

beforeAll(async () => {
  live = await Live.open()
})
afterAll(() => live[Symbol.asyncDispose]())

async function upload(person: Person, text: string, name = 'mine.csv'): Promise<string> {
  const body = new FormData()
  body.set('file', new File([text], name))
  const response = await person.fetch('/api/files', { method: 'POST', body })
  return fileView.parse(await response.json()).file_uuid
}

/** Whether these words stand anywhere on the disk. */
function onDisk(words: string): boolean {
  const files = readdirSync(live.directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.some((entry) => readFileSync(path.join(entry.parentPath, entry.name)).includes(words))
}

async function answered(person: Person, message: string): Promise<void> {
  const reader = await person.listen()
  const { invocation_id } = await person.trpc.guide.send.mutate({ message })
  await reader.until((items) => ended(items, invocation_id))
}

/** The entries of an archive by its central directory, each checked against its sum. */
function unzip(archive: Buffer): Record<string, string> {
  const entries: Record<string, string> = {}
  const end = archive.lastIndexOf('PK\u0005\u0006')
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [sum, packed] = [archive.readUInt32LE(at + 16), archive.readUInt32LE(at + 20)]
    const name = archive.toString('utf8', at + 46, at + 46 + archive.readUInt16LE(at + 28))
    const local = archive.readUInt32LE(at + 42)
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const bytes = archive.subarray(from, from + packed)
    const content = archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes) : bytes
    if (crc32(content) !== sum) throw new Error(`${name} is damaged`)
    entries[name] = content.toString()
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return entries
}

describe('[D3.21, L16] DELETE /api/me', () => {
  test('erases the person from the disk, closes sockets and reports the counts', async () => {
    const anna = await live.guest()
    const bob = await live.guest()
    await answered(anna, `${PLANTED} said`)
    await answered(bob, 'bob said')
    await upload(anna, `name,sum\n${PLANTED},1\n`)
    await anna.trpc.apiKey.create.mutate({ name: `${PLANTED} key` })
    const timing = { kind: 'cron' as const, cron: '0 8 * * 1' }
    await anna.trpc.schedule.create.mutate({ message: `${PLANTED} again`, timing, time_zone: 'UTC' })
    const reader = await anna.listen()
    expect(onDisk(PLANTED)).toBe(true)
    const response = await anna.fetch('/api/me', { method: 'DELETE' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(deletionReceipt.parse(await response.json()).deleted).toMatchObject({
      sessions: 1,
      conversations: 1,
      messages: 2,
      files: 1,
      schedules: 1,
    })
    await reader.until((items) => typesOf(items).at(-1) === 'conversation.deleted')
    expect((await anna.fetch('/api/files')).status).toBe(401)
    expect((await bob.fetch('/api/chat/conversation/history')).status).toBe(200)
    await expect.poll(() => onDisk(PLANTED), { timeout: 60_000 }).toBe(false)
  })

  test('over tRPC the answer comes before the socket ends, and Runtime forgets what ran', async () => {
    const anna = await live.guest()
    const { invocation_id } = await anna.trpc.guide.send.mutate({ message: PLANTED })
    const { deleted } = await anna.trpc.account.delete.mutate()
    expect(deleted).toMatchObject({ sessions: 1, invocations: 1 })
    await live.runtime.until(() => live.runtime.forgotten.includes(invocation_id))
    await expect.poll(() => onDisk(PLANTED), { timeout: 60_000 }).toBe(false)
  })
})

describe('[D3.11] DELETE /api/sessions/{id}', () => {
  test('deletes what the session held', async () => {
    const anna = await live.guest()
    await answered(anna, `${PLANTED} in a session`)
    expect((await anna.fetch(`/api/sessions/${anna.sessionId}`, { method: 'DELETE' })).status).toBe(204)
    expect((await anna.fetch('/api/files')).status).toBe(401)
    await expect.poll(() => onDisk(PLANTED), { timeout: 60_000 }).toBe(false)
  })
})

describe('[L16] deleting a file over HTTP', () => {
  test('removes the blob and the row', async () => {
    const anna = await live.guest()
    const id = await upload(anna, `name,sum\n${PLANTED},1\n`, `${PLANTED}.csv`)
    expect(onDisk(PLANTED)).toBe(true)
    expect((await anna.fetch(`/api/files/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await anna.fetch(`/api/files/${id}/content`)).status).toBe(404)
    await expect.poll(() => onDisk(PLANTED), { timeout: 60_000 }).toBe(false)
  })
})

describe('[D3.21] GET /api/me/export', () => {
  test('exports all conversations, results and files of this person alone', async () => {
    const anna = await live.guest()
    const bob = await live.guest()
    await answered(bob, 'bob said')
    await answered(anna, 'anna said')
    await upload(anna, 'name,sum\nä,1\n', 'ä ü.csv')
    const { api_key } = await anna.trpc.apiKey.create.mutate({ name: 'my program' })
    const timing = { kind: 'cron' as const, cron: '0 8 * * 1' }
    await anna.trpc.schedule.create.mutate({ message: 'every Monday', timing, time_zone: 'UTC' })
    const response = await anna.fetch('/api/me/export')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/zip')
    expect(response.headers.get('cache-control')).toContain('no-store')
    const entries = unzip(Buffer.from(await response.arrayBuffer()))
    const all = Object.values(entries).join('\n')
    expect(all).toContain('anna said')
    expect(all).toContain('name,sum\nä,1\n')
    expect(all).not.toContain('bob said')
    expect(entries['account.json']).toContain('my program')
    expect(all).not.toContain(api_key)
    expect(all).toContain('every Monday')
    expect(Object.keys(entries).filter((name) => name.endsWith('-ä ü.csv'))).toHaveLength(1)
    const kinds = Object.keys(entries).map((name) => name.replace(/^.*\//, ''))
    for (const kind of ['README.txt', 'account.json', 'about.json', 'messages.jsonl', 'events.jsonl']) {
      expect(kinds).toContain(kind)
    }
  })

  test('closes an export whose reader leaves, and limits exports', async () => {
    const anna = await live.guest()
    for (let i = 0; i < 6; i += 1) {
      const leave = new AbortController()
      const response = await anna.fetch('/api/me/export', { signal: leave.signal })
      expect(response.status).toBe(200)
      leave.abort()
    }
    const refused = await anna.fetch('/api/me/export')
    expect(refused.status).toBe(429)
  })
})
