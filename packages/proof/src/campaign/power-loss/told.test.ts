import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../../../prisma/src/open.ts'
import { readShown, type Shown } from './shown.ts'
import { SurvivorCheck } from './survivor-check.test-support.ts'
import type { Step } from './trace.ts'

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../../prisma/migrations')

const frame = (value: object) => {
  const text = Buffer.from(JSON.stringify(value))
  return Buffer.concat([Buffer.from([0x81, 126, text.length >> 8, text.length & 255]), text])
}
const answer = (value: object) => {
  const text = JSON.stringify(value)
  return Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  )
}
const UPGRADE = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')
const send = (at: number, bytes: Buffer, socket = 's'): Step => ({ call: 'send', socket, bytes, at })

describe('what a client was shown', () => {
  const event = { event_id: 3, conversation_id: 'c', type: 'agent.token', payload: { text: 'word '.repeat(30) } }

  test('counts from the write that completes it', () => {
    const bytes = frame({ id: 1, result: { type: 'data', data: { id: 'e:3', data: event } } })
    const shown = readShown([
      send(1, Buffer.concat([UPGRADE, bytes.subarray(0, 50)])),
      send(2, bytes.subarray(50)),
      send(3, bytes),
    ])
    expect(shown.events).toEqual([{ at: 2, conversation: 'c', number: 3 }])
    expect(shown.words).toMatchObject([{ at: 2, type: 'agent.token', payload: JSON.stringify(event.payload) }])
  })

  test('includes HTTP answers of the same client only', () => {
    const kept = { message_id: 'm', invocation_id: 'i', conversation_id: 'c', event_id: 1 }
    expect(readShown([send(1, answer(kept))])).toMatchObject({ events: [{ number: 1 }], sends: [{ messageId: 'm' }] })
    const toRuntime = Buffer.concat([Buffer.from('GET /trpc HTTP/1.1\r\n\r\n'), frame(kept)])
    expect(readShown([send(1, toRuntime)])).toMatchObject({ events: [], sends: [] })
  })
})

describe('[L1] sent before synced', () => {
  const NOTHING: Shown = { events: [], words: [], sends: [], sessions: [], files: [] }
  const SOUND = { corrupt: 0, lost: 0, altered: 0, gaps: 0, lost_files: 0, new_epochs: 0 }
  const words = { conversation: 'c', number: 2, type: 't', payload: '{"a":1}' }

  /** A database with two events of which the second is in the log alone, and its files. */
  async function someFiles(): Promise<Map<string, Buffer>> {
    const place = mkdtempSync(path.join(tmpdir(), 'told-'))
    const file = path.join(place, 'data', 'biplane.db')
    const { connection, close } = await openDatabase({
      file,
      migrations: MIGRATIONS,
    })
    const insert = connection.prepare(
      `INSERT INTO Event (conversationId, seq, type, payload, createdAt) VALUES ('c', ?, 't', '{"a":1}', '')`,
    )
    insert.run(1)
    connection.pragma('wal_checkpoint(TRUNCATE)')
    insert.run(2)
    const names = ['biplane.db', 'biplane.db-wal', 'biplane.db.epoch']
    const files = new Map(names.map((name) => [`data/${name}`, readFileSync(path.join(place, 'data', name))]))
    close()
    rmSync(place, { recursive: true })
    return files
  }

  test('is found lost only after it was sent', async () => {
    const files = await someFiles()
    using check = await SurvivorCheck.open({
      ...NOTHING,
      events: [{ at: 5, conversation: 'c', number: 2 }],
      words: [{ at: 5, ...words }],
    })
    expect(await check.check(files, 6)).toEqual(SOUND)
    files.delete('data/biplane.db-wal')
    expect(await check.check(files, 5)).toEqual(SOUND)
    expect(await check.check(files, 6)).toEqual({ ...SOUND, lost: 1 })
  })

  test('is found altered, torn apart, or in another log', async () => {
    const files = await someFiles()
    using check = await SurvivorCheck.open({
      ...NOTHING,
      words: [{ at: 1, ...words, payload: '{"a":2}' }],
      sessions: [{ at: 2, tokenHash: 'h', epoch: 'another' }],
      files: [{ at: 3, id: 'f', sha256: 's' }],
    })
    expect(await check.check(files, 2)).toEqual({ ...SOUND, altered: 1 })
    expect(await check.check(files, 4)).toEqual({ ...SOUND, altered: 1, lost: 1, new_epochs: 1, lost_files: 1 })
    const half = files.get('data/biplane.db')?.subarray(0, 10_000) ?? Buffer.alloc(0)
    expect(await check.check(files.set('data/biplane.db', half), 0)).toEqual({ ...SOUND, corrupt: 1 })
  })
})
