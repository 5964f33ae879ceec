import { openReader } from '@biplane/db/reader'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { completed, type Place, refusalCodeOf, StoreBench, started, token } from '../store.test-support.ts'

let bench: StoreBench
let place: Place

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  place = await bench.place()
})

const wanted = (sessionId: string) => ({
  id: uuid(),
  sessionId,
  tenant: 'local',
  agentType: 'guide' as const,
  pillar: null,
  title: '',
})
const current = () => bench.store.reader.currentConversation(place.sessionId, 'guide')?.id

describe('[D2.8] the current conversation of an agent type', () => {
  test('is made once, however many ask for it at once', async () => {
    const sessionId = uuid()
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => bench.store.command('ensureConversation', wanted(sessionId))),
    )
    expect(new Set(ids).size).toBe(1)
  })

  test('is the newest one that was made, and the earlier ones can still be read by id', async () => {
    const id = await bench.store.command('createConversation', wanted(place.sessionId))
    expect(current()).toBe(id)
    expect(bench.store.reader.conversation(place.sessionId, place.conversationId)).toMatchObject({ current: 0 })
  })

  test('is one for each type', async () => {
    const liaison = await bench.place(place.sessionId, 'content_liaison')
    expect(current()).toBe(place.conversationId)
    expect(bench.store.reader.currentConversation(place.sessionId, 'content_liaison')?.id).toBe(liaison.conversationId)
  })

  test('is nobody’s after it was deleted, and a new one is made when it is asked for', async () => {
    await bench.store.command('eraseConversation', place)
    expect(current()).toBeUndefined()
    const id = await bench.store.command('ensureConversation', wanted(place.sessionId))
    expect(id).not.toBe(place.conversationId)
    expect(current()).toBe(id)
  })
})

describe('renaming', () => {
  test('is an event, and the title', async () => {
    await bench.store.command('renameConversation', { ...place, title: 'Mine' })
    expect(bench.events(place)).toMatchObject([
      { type: 'conversation.renamed', event_id: 1, payload: { title: 'Mine' } },
    ])
    expect(bench.store.reader.conversation(place.sessionId, place.conversationId)?.title).toBe('Mine')
  })

  test('[L10] another session’s is NOT_FOUND', async () => {
    const foreign = { ...place, sessionId: uuid(), title: 'Theirs' }
    expect(await refusalCodeOf(bench.store.command('renameConversation', foreign))).toBe('NOT_FOUND')
    expect(bench.events(place)).toEqual([])
  })
})

describe('[V5, L14] compacting', () => {
  const compact = (keep: number) => bench.store.command('compact', { conversationId: place.conversationId, keep })
  const compactedTo = () => bench.store.reader.conversationById(place.conversationId)?.compactedTo

  /** One ended answer of `pieces` pieces: 4 + `pieces` events. */
  async function ended(pieces: number): Promise<{ text: string; answerMessageId: string }> {
    const { invocation } = await bench.begun(place)
    const texts = Array.from({ length: pieces }, (_, i) => `${i} `)
    const entries = texts.map((text, i) => token(i + 2, text))
    await bench.append(invocation.id, [started(), ...entries, completed(pieces + 2)])
    return { text: texts.join(''), answerMessageId: invocation.answerMessageId }
  }

  test('drops the pieces of ended answers before the last `keep` events, and only those', async () => {
    await ended(10)
    await ended(10)
    expect(bench.events(place)).toHaveLength(28)
    // Events 1 to 18 may go: all ten pieces of the first answer (4 to 13) and one of the second (18).
    expect(await compact(10)).toBe(11)
    expect(compactedTo()).toBe(18)
    const left = bench.events(place)
    expect(left.filter(({ event_id }) => event_id <= 18).map(({ type }) => type)).not.toContain('agent.token')
    expect(left.filter(({ event_id }) => event_id > 18)).toHaveLength(10)
  })

  test('the texts stay: in the messages, and in the ends', async () => {
    const { text, answerMessageId } = await ended(20)
    await ended(1)
    await compact(3)
    expect(bench.store.reader.message(place.sessionId, answerMessageId)?.content).toBe(text)
    const [end] = bench.events(place).filter(({ type }) => type === 'agent.completed')
    expect(end).toMatchObject({ payload: { text } })
  })

  test('an answer that has not ended keeps every piece, and so does everything after its beginning', async () => {
    await ended(5)
    const { invocation } = await bench.begun(place)
    await bench.append(invocation.id, [started(), token(2, 'a'), token(3, 'b')])
    expect(await compact(0)).toBe(5)
    // Its beginning is event 11; the place before it is the last that may have holes.
    expect(compactedTo()).toBe(10)
    expect(bench.events(place, 10).map(({ event_id }) => event_id)).toEqual([11, 12, 13, 14])
    await bench.append(invocation.id, [token(4, 'c'), completed(5)])
    expect(bench.store.reader.message(place.sessionId, invocation.answerMessageId)?.content).toBe('abc')
  })

  test('what waits counts as not ended', async () => {
    await ended(5)
    const { invocation } = await bench.begun(place)
    await bench.send(place)
    await bench.append(invocation.id, [started(), token(2, 'a'), completed(3)])
    await compact(0)
    expect(compactedTo()).toBeLessThan(bench.store.reader.lastSeq(place.conversationId) - 3)
  })

  test('never goes back, and does nothing where there is nothing to drop', async () => {
    await ended(5)
    await ended(5)
    await compact(2)
    const before = compactedTo()
    expect(await compact(15)).toBe(0)
    expect(await compact(100)).toBe(0)
    expect(compactedTo()).toBe(before)
  })

  test('numbers go on where they were: nobody gets a number that was used before', async () => {
    await ended(5)
    await compact(0)
    await bench.send(place)
    expect(bench.events(place).at(-1)?.event_id).toBe(11)
    expect(bench.store.reader.lastSeq(place.conversationId)).toBe(11)
  })

  test('leaves no hole after the place that it names: whoever stands there or later misses nothing', async () => {
    for (let i = 0; i < 6; i += 1) await ended(7)
    for (const keep of [50, 33, 20, 7, 1, 0]) {
      await compact(keep)
      const from = compactedTo() ?? 0
      const rest = bench.events(place, from).map(({ event_id }) => event_id)
      expect(rest).toEqual(rest.map((_, i) => from + 1 + i))
    }
    const reader = openReader(bench.file)
    const tokens = reader
      .prepare("SELECT count(*) AS n FROM Event WHERE conversationId = ? AND type = 'agent.token'")
      .get(place.conversationId)
    reader.close()
    expect(tokens).toEqual({ n: 0 })
  })
})
