import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { openReader } from '@biplane/db/reader'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shownMessage } from '../message-text.ts'
import {
  artifact,
  completed,
  MIGRATIONS,
  type Place,
  refusalCodeOf,
  StoreBench,
  started,
  token,
} from '../store.test-support.ts'
import { everything, FILE_NAME, file, madeFrom, PLANTED } from './erase.test-support.ts'
import { DELETED_ANSWER } from './erase-answer.ts'
import { DELETED_NAME } from './erase-derived.ts'

let bench: StoreBench
let place: Place

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  place = await bench.place()
})

const erase = (which: Place = place) => bench.store.command('eraseConversation', which)
/** Types of what was told of a conversation since `from`. */
const toldOf = ({ conversationId }: Place, from = 0) =>
  bench.told.filter((row) => row.conversationId === conversationId && row.seq > from).map(({ type }) => type)

describe('[L16] erasing a conversation', () => {
  test('removes every row of it, in every table', async () => {
    const { invocation } = await bench.begun(place, { text: PLANTED, input: JSON.stringify({ text: PLANTED }) })
    await bench.append(invocation.id, [started(), token(2, PLANTED), artifact(3, PLANTED), completed(4)])
    expect(everything(bench)).toContain(PLANTED)
    const { counts } = await erase()
    expect(counts).toMatchObject({ conversations: 1, messages: 2, artifacts: 1, invocations: 1, events: 6 })
    expect(everything(bench)).not.toContain(PLANTED)
    expect(everything(bench)).not.toContain(place.conversationId)
  })

  test('ends what runs and what waits, naming the deletion, and tells the readers last', async () => {
    const { invocation } = await bench.begun(place)
    await bench.append(invocation.id, [started(), token(2, PLANTED)])
    await bench.send(place)
    const last = bench.store.reader.lastSeq(place.conversationId)
    expect((await erase()).running).toEqual([invocation.id])
    expect(toldOf(place, last)).toEqual(['agent.cancelled', 'agent.cancelled', 'conversation.deleted'])
    const told = bench.told.filter(({ conversationId, seq }) => conversationId === place.conversationId && seq > last)
    expect(told.map(({ payload }) => JSON.parse(payload))).toMatchObject([
      { text: '', cause: { by: 'deletion' } },
      { text: '', cause: { by: 'deletion' } },
      {},
    ])
  })

  test('fences off late events, attempts and handoffs, which leave nothing behind', async () => {
    const { invocation } = await bench.begun(place)
    await erase()
    expect(await bench.append(invocation.id, [token(1, PLANTED), completed(2)])).toEqual({ outcome: 'fenced' })
    const late = { invocationId: invocation.id, attempt: 1, reason: PLANTED }
    expect(await bench.store.command('supersede', late)).toBeNull()
    const other = await bench.place(place.sessionId, 'content_liaison')
    const handoff = { pillar: null, reason: PLANTED, confidence: 1, send: bench.sendOf(other), workflowId: uuid() }
    expect(
      await bench.store.command('recordHandoff', { invocationId: invocation.id, attempt: 1, n: 1, ...handoff }),
    ).toEqual({ outcome: 'fenced' })
    expect(bench.events(place)).toEqual([])
    expect(everything(bench)).not.toContain(PLANTED)
  })

  test('leaves other conversations and the files of the session alone', async () => {
    const other = await bench.place(place.sessionId, 'content_liaison')
    await bench.begun(other, { text: 'stays' })
    const kept = await file(bench, place.sessionId, 'stays.csv')
    await erase()
    expect(bench.typesOf(other)).toEqual(['user.message', 'agent.routed'])
    expect(await bench.store.query('findFiles', { sessionId: place.sessionId, ids: [kept.id] })).toHaveLength(1)
  })

  test('[L10] another session’s is NOT_FOUND, and so is one that was erased before', async () => {
    await bench.begun(place)
    expect(await refusalCodeOf(erase({ ...place, sessionId: uuid() }))).toBe('NOT_FOUND')
    expect(bench.typesOf(place)).toHaveLength(2)
    await erase()
    expect(await refusalCodeOf(erase())).toBe('NOT_FOUND')
  })

  test('asked for twice at once, it happens once', async () => {
    await bench.begun(place)
    const both = [erase(), erase()]
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(bench.events(place)).toEqual([])
  })
})

describe('[L16] erasing a file', () => {
  const eraseFile = (id: string) => bench.store.command('eraseFile', { sessionId: place.sessionId, id })

  test('removes its results, the answers made from it and its name, and keeps the person’s words', async () => {
    const of = await file(bench, place.sessionId)
    const shown = [{ file_uuid: of.id, name: of.name, mime: 'text/csv', size: 3 }]
    const input = JSON.stringify({ attached: [of.id], file_uuids: [of.id] })
    const { invocation } = await bench.begun(place, { text: 'my words', files: shown, input })
    await bench.append(invocation.id, [started(), token(2, PLANTED), madeFrom(3, of), completed(4)])
    const { counts } = await eraseFile(of.id)
    expect(counts).toMatchObject({ files: 1, artifacts: 1, answers: 1 })
    expect(everything(bench)).not.toContain(PLANTED)
    expect(everything(bench)).not.toContain(FILE_NAME)
    const [asked, answer] = bench.store.reader.messagesBefore(place.conversationId, 1e9, 9).reverse()
    expect(asked && shownMessage(asked)).toMatchObject({ content: 'my words', files: [{ name: DELETED_NAME }] })
    expect(JSON.parse(answer?.view ?? '{}')).toMatchObject({
      status: 'complete',
      content: DELETED_ANSWER,
      artifacts: [],
    })
  })

  test('ends the answer that is being made from it, and fences it off', async () => {
    const of = await file(bench, place.sessionId)
    const { invocation } = await bench.begun(place, { input: JSON.stringify({ attached: [of.id] }) })
    await bench.append(invocation.id, [started(), token(2, PLANTED)])
    expect((await eraseFile(of.id)).running).toEqual([invocation.id])
    expect(await bench.append(invocation.id, [token(3, PLANTED)])).toEqual({ outcome: 'fenced' })
    expect(await bench.invocation(place, invocation.id)).toMatchObject({ status: 'cancelled', owner: null })
    expect(everything(bench)).not.toContain(PLANTED)
  })

  test('removes an answer that was offered it among others and does not say what it was made from', async () => {
    const [of, other] = [await file(bench, place.sessionId), await file(bench, place.sessionId, 'other.csv')]
    const input = JSON.stringify({ attached: [], file_uuids: [other.id, of.id] })
    const { invocation } = await bench.begun(place, { input })
    await bench.append(invocation.id, [started(), token(2, PLANTED), completed(3)])
    const apart = await bench.begun(place, { input: JSON.stringify({ attached: [], file_uuids: [other.id] }) })
    await bench.append(apart.invocation.id, [started(), token(2, 'stays'), completed(3)])
    expect((await eraseFile(of.id)).counts).toMatchObject({ answers: 1 })
    expect(everything(bench)).not.toContain(PLANTED)
    expect(bench.store.reader.message(place.sessionId, apart.invocation.answerMessageId)?.content).toBe('stays')
    await erase()
  })

  test('leaves answers that were made from other files', async () => {
    const [of, other] = [await file(bench, place.sessionId), await file(bench, place.sessionId, 'other.csv')]
    const input = JSON.stringify({ attached: [], file_uuids: [of.id, other.id] })
    const { invocation } = await bench.begun(place, { input })
    await bench.append(invocation.id, [started(), token(2, 'stays'), madeFrom(3, other), completed(4)])
    expect((await eraseFile(of.id)).counts).toMatchObject({ answers: 0, artifacts: 0 })
    expect(bench.store.reader.message(place.sessionId, invocation.answerMessageId)?.content).toBe('stays')
    await erase()
  })

  test('[L14] every reader needs a snapshot, and the numbers go on', async () => {
    const of = await file(bench, place.sessionId)
    const { invocation } = await bench.begun(place, { input: JSON.stringify({ attached: [of.id] }) })
    await bench.append(invocation.id, [started(), completed(2)])
    const before = bench.store.reader.lastSeq(place.conversationId)
    await eraseFile(of.id)
    expect(bench.store.reader.conversationById(place.conversationId)?.compactedTo).toBe(before + 1)
    expect(bench.store.reader.lastSeq(place.conversationId)).toBe(before + 2)
    await bench.send(place)
    expect(bench.events(place, before).map(({ event_id }) => event_id)).toEqual([before + 2, before + 3, before + 4])
  })

  test('[L10] another session’s is NOT_FOUND', async () => {
    const of = await file(bench, uuid())
    expect(await refusalCodeOf(eraseFile(of.id))).toBe('NOT_FOUND')
  })
})

describe('[L16] erasing sessions', () => {
  async function session(principalId: string): Promise<Place> {
    const id = uuid()
    const times = { now: new Date().toISOString(), expiresAt: new Date(8e12).toISOString() }
    const who = { tenant: 'local', principalKind: 'user' as const, principalId, roles: [] }
    await bench.store.query('openSession', { id, ...who, tokenHash: uuid(), ...times })
    return bench.place(id)
  }

  test('removes every session of a principal with everything in it, and nobody else’s', async () => {
    const [a, b, other] = [await session('mine'), await session('mine'), await session('other')]
    for (const each of [a, b, other]) await bench.begun(each, { text: PLANTED })
    const { id } = await file(bench, a.sessionId)
    const erased = await bench.store.command('erasePrincipal', { tenant: 'local', principalId: 'mine' })
    expect(erased.counts).toMatchObject({ sessions: 2, conversations: 2, files: 1, messages: 4 })
    expect(erased.sessions.sort()).toEqual([a.sessionId, b.sessionId].sort())
    expect(erased.blobs).toHaveLength(1)
    for (const gone of [a.sessionId, b.sessionId, id]) expect(everything(bench)).not.toContain(gone)
    expect(bench.typesOf(other)).toHaveLength(2)
    await erase(other)
  })

  test('a write that was on its way begins nothing for it again', async () => {
    const { sessionId } = await session('late')
    await bench.store.command('eraseSessions', { sessionIds: [sessionId] })
    expect(await refusalCodeOf(bench.place(sessionId))).toBe('SESSION_EXPIRED')
    expect(everything(bench)).not.toContain(sessionId)
  })
})

describe('[L16] the bytes', () => {
  test('are in neither file within seconds, while others go on writing', async () => {
    const others = await bench.place()
    const word = `BYTES-${uuid()}`
    const text = `${word} `.repeat(12)
    const doomed: Place[] = []
    for (let i = 0; i < 12; i += 1) {
      const each = await bench.place()
      doomed.push(each)
      for (let n = 0; n < 8; n += 1) {
        const { invocation } = await bench.begun(each, { text, input: JSON.stringify({ text }) })
        await bench.send(others, { text: 'others', mostQueued: 1_000 })
        await bench.append(invocation.id, [started(), token(2, text), artifact(3, word), completed(4)])
      }
    }
    for (const each of doomed) await erase(each)
    bench.store.scrub()
    const bytes = () => ['', '-wal'].map((end) => readFileSync(bench.file + end).includes(word))
    await expect.poll(bytes, { timeout: 60_000 }).toEqual([false, false])
    const reader = openReader(bench.file)
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok')
    reader.close()
  })
})

describe('[L16] erasing what is large', () => {
  /** Rows as many answers leave them, written past the commands. */
  function grow({ conversationId }: Place, events: number, text = PLANTED): void {
    const sql = `WITH RECURSIVE n(seq) AS (SELECT 1000 UNION ALL SELECT seq + 1 FROM n WHERE seq < CAST(? AS INTEGER))
      INSERT INTO Event (conversationId, seq, type, payload, createdAt)
      SELECT ?, seq, 'agent.token', json_object('text', ?), 't' FROM n`
    const program = `const Database = require('better-sqlite3')
      const [file, sql, ...values] = process.argv.slice(1)
      new Database(file).prepare(sql).run(...values)`
    const values = [String(999 + events), conversationId, text]
    execFileSync(process.execPath, ['--eval', program, bench.file, sql, ...values], { cwd: MIGRATIONS })
  }
  const eraseTheRest = async (): Promise<number> => {
    let slices = 0
    while ((await bench.store.command('eraseRest', {})).left) slices += 1
    return slices
  }
  const countOf = (table: string, column: string, id: string): unknown => {
    const reader = openReader(bench.file)
    try {
      return reader.prepare(`SELECT count(*) AS n FROM "${table}" WHERE "${column}" = ?`).get(id)
    } finally {
      reader.close()
    }
  }

  test('answers at once and leaves a long log to slices', async () => {
    await bench.begun(place)
    grow(place, 11_000)
    const { counts } = await erase()
    expect(counts).toMatchObject({ conversations: 1, messages: 2, events: 11_002 })
    expect(countOf('Conversation', 'id', place.conversationId)).toEqual({ n: 0 })
    expect(await eraseTheRest()).toBeGreaterThan(4)
    expect(everything(bench)).not.toContain(PLANTED)
    expect(everything(bench)).not.toContain(place.conversationId)
  })

  test('bounds a slice by bytes, too', async () => {
    await bench.begun(place)
    grow(place, 4_100, 'x'.repeat(4_000))
    await erase()
    expect(await eraseTheRest()).toBeGreaterThan(4)
    expect(everything(bench)).not.toContain(place.conversationId)
  })

  test('leaves messages and results of a session to slices', async () => {
    const { invocation } = await bench.begun(place)
    await bench.append(invocation.id, [started(), ...Array.from({ length: 250 }, (_, at) => artifact(at + 2, PLANTED))])
    grow(place, 4_100)
    const { counts } = await bench.store.command('eraseSessions', { sessionIds: [place.sessionId] })
    expect(counts).toMatchObject({ conversations: 1, artifacts: 250, messages: 2 })
    await eraseTheRest()
    expect(everything(bench)).not.toContain(PLANTED)
    expect(everything(bench)).not.toContain(place.sessionId)
  })

  test('deletes at most 2 000 rows in a slice', async () => {
    await bench.begun(place)
    grow(place, 9_000)
    await erase()
    const left = () => Number((countOf('Event', 'conversationId', place.conversationId) as { n: number }).n)
    const sizes: number[] = []
    for (let before = left(); before > 0; before = left()) {
      await bench.store.command('eraseRest', {})
      sizes.push(before - left())
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_000)
    await eraseTheRest()
  })

  test('a message id is free at once, and nothing of it is found', async () => {
    const { invocation } = await bench.begun(place, { messageId: 'once' })
    await bench.append(invocation.id, [started(), artifact(2, PLANTED), completed(3)])
    grow(place, 4_100)
    await erase()
    const { reader } = bench.store
    const { sessionId } = place
    expect(reader.message(sessionId, invocation.answerMessageId)).toBeNull()
    expect(reader.artifactsOf(sessionId, 0, 9)).toEqual([])
    expect(await bench.store.query('listArtifacts', { sessionId, take: 9 })).toEqual([])
    expect(await bench.store.query('listInvocations', { sessionId, take: 9 })).toEqual([])
    expect(await bench.store.query('getInvocation', { sessionId, id: invocation.id })).toBeNull()
    const cancel = { sessionId, messageId: 'once', cause: { by: 'person' as const } }
    expect(await refusalCodeOf(bench.store.command('requestCancel', cancel))).toBe('NOT_FOUND')
    const again = await bench.send(await bench.place(sessionId), { messageId: 'once', text: 'other words' })
    expect(again.repeated).toBe(false)
    await eraseTheRest()
    expect(everything(bench)).not.toContain(PLANTED)
  })

  test('lists fill their pages past what is left', async () => {
    const { sessionId } = place
    const kept = await bench.begun(await bench.place(sessionId))
    for (let n = 0; n < 3; n += 1) {
      const { invocation } = await bench.begun(place)
      await bench.append(invocation.id, [started(), completed(2)])
    }
    grow(place, 4_100)
    await erase()
    const listed = await bench.store.query('listInvocations', { sessionId, take: 2 })
    expect(listed.map(({ id }) => id)).toEqual([kept.invocation.id])
    await eraseTheRest()
  })
})
