import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ClaimedInvocation } from '../rows.ts'
import {
  artifact,
  cancelled,
  completed,
  failed,
  type Place,
  refusalCodeOf,
  StoreBench,
  started,
  token,
} from '../store.test-support.ts'

let bench: StoreBench
let place: Place
let work: ClaimedInvocation['invocation']

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  place = await bench.place()
  work = (await bench.begun(place)).invocation
})

const answer = () => bench.store.reader.message(place.sessionId, work.answerMessageId)
const view = () => JSON.parse(answer()?.view ?? 'null')
const supersede = (attempt: number) =>
  bench.store.command('supersede', { invocationId: work.id, attempt, reason: 'interrupted' })

describe('what an agent says', () => {
  test('becomes events of its invocation, in the order in which it was said', async () => {
    const said = await bench.append(work.id, [
      started(1),
      { type: 'agent.progress', n: 2, payload: { progress: 0.5, label: 'reading' } },
      {
        type: 'agent.tool',
        n: 3,
        payload: { call_id: 't', tool: 'read', version: '1', status: 'started', summary: 's' },
      },
      token(4, 'Hello'),
      { type: 'agent.ui', n: 5, payload: { message: { a: 1 } } },
      { type: 'agent.recovering', n: null, payload: { reason: 'r' } },
    ])
    expect(said).toEqual({ outcome: 'appended', ended: false })
    expect(bench.events(place).slice(2)).toMatchObject(
      ['agent.started', 'agent.progress', 'agent.tool', 'agent.token', 'agent.ui', 'agent.recovering'].map(
        (type, i) => ({ type, event_id: 3 + i, invocation_id: work.id, message_id: work.answerMessageId, attempt: 1 }),
      ),
    )
  })

  test('pieces of text are counted 0, 1, 2 … over any number of writes', async () => {
    await bench.append(work.id, [started(), token(2, 'a'), token(3, 'b')])
    await Promise.all([bench.append(work.id, [token(4, 'c')]), bench.append(work.id, [token(5, 'd'), token(6, 'e')])])
    const pieces = bench.events(place).flatMap((e) => (e.type === 'agent.token' ? [e.payload] : []))
    expect(pieces).toEqual(['a', 'b', 'c', 'd', 'e'].map((text, index) => ({ text, index })))
  })

  test('[E2, L8] the text of the end is what the pieces join to, and the answer that is kept', async () => {
    await bench.append(work.id, [started(), token(2, 'Hel'), token(3, 'lo'), completed(4)])
    expect(bench.events(place).at(-1)).toMatchObject({ type: 'agent.completed', payload: { text: 'Hello' } })
    expect(answer()).toMatchObject({ content: 'Hello', status: 'complete' })
    expect(view()).toMatchObject({ content: 'Hello', status: 'complete', pieces: 2 })
  })

  test('what comes after the end in the same write is not written', async () => {
    const said = await bench.append(work.id, [started(), completed(2), token(3, 'late'), failed(4)])
    expect(said).toMatchObject({ outcome: 'appended', ended: true, next: null })
    expect(bench.typesOf(place).slice(-2)).toEqual(['agent.started', 'agent.completed'])
  })

  test('an answer without a piece ends as an empty one', async () => {
    await bench.append(work.id, [completed(1)])
    expect(answer()).toMatchObject({ content: '', status: 'complete' })
  })

  test.each([
    ['cancelled', cancelled(3)],
    ['failed', failed(3)],
  ] as const)('[L9] a %s answer keeps its partial text', async (status, end) => {
    await bench.append(work.id, [started(), token(2, 'half an ans'), end])
    expect(bench.events(place).at(-1)).toMatchObject({ payload: { text: 'half an ans' } })
    expect(answer()).toMatchObject({ content: 'half an ans', status })
    expect(await bench.invocation(place, work.id)).toMatchObject({
      status,
      owner: null,
      code: status === 'failed' ? 'AGENT_FAILED' : null,
      endedAt: expect.any(String),
    })
  })

  test('[E1] usage that nobody knows is null, never 0', async () => {
    await bench.append(work.id, [completed(1)])
    const unknown = { input_tokens: null, output_tokens: null, tool_calls: null, model: null }
    expect(view().usage).toEqual(unknown)
    expect(JSON.parse((await bench.invocation(place, work.id)).usage ?? '')).toEqual(unknown)
  })

  test('text that is hard to keep is kept: zeros, halves of characters at the cut, long pieces', async () => {
    const pieces = ['a\u0000b', '\ud83d', '\ude00', 'x'.repeat(50_000), '\u2028"\\']
    await bench.append(work.id, [started(), ...pieces.map((text, i) => token(i + 2, text))])
    const shown = bench.events(place).flatMap((e) => (e.type === 'agent.token' ? [e.payload.text] : []))
    expect(shown).toEqual(pieces)
    await bench.append(work.id, [completed(9)])
    expect(view().content).toBe(pieces.join(''))
    expect(answer()?.content).toBe(pieces.join(''))
  })
})

describe('[L7, L8] who is fenced off', () => {
  test.each([0, 2, 7])('attempt %i, when attempt 1 is the current one', async (attempt) => {
    expect(await bench.append(work.id, [token(1, 'ghost')], attempt)).toEqual({ outcome: 'fenced' })
    expect(bench.events(place)).toHaveLength(2)
  })

  test.each([
    ['completed', completed(2)],
    ['cancelled', cancelled(2)],
    ['failed', failed(2)],
  ] as const)('everybody, once it is %s; it never moves again', async (status, end) => {
    await bench.append(work.id, [started(), end])
    const before = bench.events(place)
    for (const entry of [token(3, 'late'), completed(3), cancelled(3), failed(3), artifact(3, 'late')]) {
      expect(await bench.append(work.id, [entry])).toEqual({ outcome: 'fenced' })
    }
    expect(await supersede(1)).toBeNull()
    expect(bench.events(place)).toEqual(before)
    expect((await bench.invocation(place, work.id)).status).toBe(status)
  })

  test('an invocation that does not exist: it was deleted with its conversation', async () => {
    expect(await bench.append(uuid(), [token(1, 'x')])).toEqual({ outcome: 'fenced' })
  })
})

describe('[L8] an attempt that is given up', () => {
  test('is said to every reader, and the next one counts from 0', async () => {
    await bench.append(work.id, [started(), token(2, 'old '), token(3, 'text')])
    expect(await supersede(1)).toBe(2)
    expect(await bench.append(work.id, [token(4, 'ghost')], 1)).toEqual({ outcome: 'fenced' })
    await bench.append(work.id, [started(), token(2, 'new'), completed(3)], 2)
    expect(bench.events(place).slice(5)).toMatchObject([
      { type: 'agent.superseded', attempt: 1, payload: { attempt: 1, reason: 'interrupted' } },
      { type: 'agent.started', attempt: 2 },
      { type: 'agent.token', attempt: 2, payload: { text: 'new', index: 0 } },
      { type: 'agent.completed', attempt: 2, payload: { text: 'new' } },
    ])
    expect(answer()?.content).toBe('new')
  })

  test('can be given up once, by whoever comes first', async () => {
    expect(await Promise.all([supersede(1), supersede(1)])).toEqual([2, null])
    expect(bench.typesOf(place).filter((type) => type === 'agent.superseded')).toHaveLength(1)
  })

  test('is not given up when its end was asked for: a cancelled answer is not begun again', async () => {
    await bench.store.command('requestCancel', {
      sessionId: place.sessionId,
      invocationId: work.id,
      cause: { by: 'person' },
    })
    expect(await supersede(1)).toBeNull()
  })

  test('[E3] takes its artifacts with it, and those of others stay', async () => {
    await bench.append(work.id, [started(), artifact(2, 'shared'), artifact(3, 'mine'), completed(4)])
    work = (await bench.begun(place)).invocation
    await bench.append(work.id, [started(), artifact(2, 'shared', 1), artifact(3, 'other')])
    await supersede(1)
    const rows = await bench.store.query('listArtifacts', { sessionId: place.sessionId, take: 100 })
    expect(rows.map(({ key, version }) => [key, version]).sort()).toEqual([
      ['mine', 1],
      ['shared', 1],
    ])
    await bench.append(work.id, [started(), artifact(2, 'shared', 2)], 2)
    expect(bench.events(place).at(-1)).toMatchObject({ payload: { key: 'shared', version: 2, data: { words: 2 } } })
  })
})

describe('[E3] an artifact', () => {
  const stored = () => bench.store.query('listArtifacts', { sessionId: place.sessionId, take: 100 })

  test('with the key of an earlier one in the conversation is its next version; no version changes', async () => {
    await bench.append(work.id, [started(), artifact(2, 'overdue', 1), artifact(3, 'other', 9), completed(4)])
    work = (await bench.begun(place)).invocation
    await bench.append(work.id, [started(), artifact(2, 'overdue', 2), artifact(3, 'overdue', 3)])
    const shown = bench.events(place).flatMap((e) => (e.type === 'agent.artifact' ? [e.payload] : []))
    expect(shown.map(({ key, version }) => [key, version])).toEqual([
      ['overdue', 1],
      ['other', 1],
      ['overdue', 2],
      ['overdue', 3],
    ])
    const id = shown[0]?.artifact_id ?? ''
    expect(shown.filter(({ artifact_id }) => artifact_id === id)).toHaveLength(3)
    const { sessionId } = place
    const first = await bench.store.query('getArtifact', { sessionId, id, version: 1 })
    const newest = await bench.store.query('getArtifact', { sessionId, id })
    expect([first?.data, newest?.data].map((data) => JSON.parse(data ?? '').words)).toEqual([1, 3])
    expect(await stored()).toHaveLength(4)
  })

  test('with the same key in another conversation is another one', async () => {
    const liaison = await bench.place(place.sessionId, 'content_liaison')
    const { invocation } = await bench.begun(liaison)
    await bench.append(work.id, [started(), artifact(2, 'overdue')])
    await bench.append(invocation.id, [started(), artifact(2, 'overdue')])
    const rows = await stored()
    expect(rows.map(({ version }) => version)).toEqual([1, 1])
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2)
  })

  test('[L10] is found by its own session only', async () => {
    await bench.append(work.id, [started(), artifact(2, 'overdue')])
    const [row] = await stored()
    const other = { sessionId: uuid(), id: row?.id ?? '' }
    expect(await bench.store.query('getArtifact', other)).toBeNull()
    const approved = bench.store.command('setArtifactStatus', { ...other, version: 1, move: 'approve' })
    expect(await refusalCodeOf(approved)).toBe('NOT_FOUND')
  })

  test('of an answer that failed stays: it was shown', async () => {
    await bench.append(work.id, [started(), artifact(2, 'overdue'), failed(3)])
    expect(await stored()).toHaveLength(1)
  })
})

test('[L15] the parts of a piece that is too long for one row are kept, and only once', async () => {
  await bench.append(work.id, [started(1), token(2, 'a')])
  // The parts carry the number before their piece, but for the last one.
  const parts = [token(2, 'b'), token(2, 'c'), token(3, 'd')]
  expect(await bench.append(work.id, parts)).toMatchObject({ outcome: 'appended' })
  expect(await bench.append(work.id, parts)).toEqual({ outcome: 'fenced' })
  expect(await bench.append(work.id, [token(3, 'e')])).toEqual({ outcome: 'fenced' })
  await bench.append(work.id, [completed(4)])
  expect(answer()?.content).toBe('abcd')
})

test('[L15] what an attempt said once is in the log once, whoever writes it', async () => {
  await bench.append(work.id, [started(), token(2, 'once')])
  expect(await bench.append(work.id, [token(2, 'once')])).toEqual({ outcome: 'fenced' })
  expect(await bench.append(work.id, [token(3, 'new'), token(3, 'twice')])).toEqual({ outcome: 'fenced' })
  await bench.append(work.id, [token(3, ' and on')])
  expect(bench.events(place).filter(({ type }) => type === 'agent.token')).toHaveLength(2)
})

describe('[L4] asking for the end', () => {
  const cancel = (which: { invocationId?: string; messageId?: string }, sessionId = place.sessionId) =>
    bench.store.command('requestCancel', { sessionId, cause: { by: 'person', session_id: sessionId }, ...which })

  test('of what runs: it is said, and the agent is to be told', async () => {
    expect(await cancel({ invocationId: work.id })).toEqual({
      invocationId: work.id,
      conversationId: place.conversationId,
      outcome: 'cancelling',
      status: 'cancelling',
    })
    expect(bench.events(place).at(-1)).toMatchObject({ type: 'agent.cancelling', invocation_id: work.id })
  })

  test('[E6] the end says by whom: in the log, in the message and in the invocation', async () => {
    const by = { by: 'person', session_id: place.sessionId }
    await cancel({ invocationId: work.id })
    expect(bench.events(place).at(-1)).toMatchObject({ type: 'agent.cancelling', payload: { cause: by } })
    await bench.append(work.id, [cancelled(1)])
    expect(bench.events(place).at(-1)).toMatchObject({ type: 'agent.cancelled', payload: { cause: by } })
    expect(JSON.parse(answer()?.view ?? '{}')).toMatchObject({ cause: by })
    expect(JSON.parse((await bench.invocation(place, work.id)).cause ?? 'null')).toEqual(by)
  })

  test('[E6] the first one who asks is named, and a withdrawn message names who withdrew it', async () => {
    const { accepted } = await bench.send(place, { whenBusy: 'interrupt' })
    await cancel({ invocationId: work.id })
    await cancel({ invocationId: accepted.invocation_id })
    expect(bench.events(place).at(-1)).toMatchObject({ type: 'agent.cancelled', payload: { cause: { by: 'person' } } })
    await bench.append(work.id, [cancelled(1)])
    expect(bench.events(place).at(-1)).toMatchObject({
      payload: { cause: { by: 'newer_message', message_id: accepted.message_id } },
    })
  })

  test('[E6] deletion is named, and so is an agent that stops or fails by itself', async () => {
    const other = await bench.place()
    const { invocation } = await bench.begun(other)
    await bench.append(invocation.id, [cancelled(1)])
    expect(bench.events(other).at(-1)).toMatchObject({ payload: { cause: { by: 'agent' } } })
    const third = await bench.begun(other)
    await bench.append(third.invocation.id, [failed(1)])
    expect(bench.events(other).at(-1)).toMatchObject({ payload: { cause: { by: 'agent' } } })
    await bench.store.command('eraseConversation', place)
    const end = bench.told.find((row) => row.conversationId === place.conversationId && row.type === 'agent.cancelled')
    expect(JSON.parse(end?.payload ?? '{}')).toMatchObject({ cause: { by: 'deletion', session_id: place.sessionId } })
  })

  test('[E6] an answer that was complete all the same has no cause', async () => {
    await cancel({ invocationId: work.id })
    await bench.append(work.id, [token(1, 'done'), completed(2)])
    expect(JSON.parse(answer()?.view ?? '{}')).not.toHaveProperty('cause')
    expect((await bench.invocation(place, work.id)).cause).toBeNull()
  })

  test('twice is once', async () => {
    await cancel({ invocationId: work.id })
    expect(await cancel({ invocationId: work.id })).toMatchObject({ outcome: 'cancelling' })
    expect(bench.typesOf(place).filter((type) => type === 'agent.cancelling')).toHaveLength(1)
  })

  test('[L12] of what waits: it is withdrawn at once, with its own end, and what runs goes on', async () => {
    const { accepted } = await bench.send(place)
    expect(await cancel({ invocationId: accepted.invocation_id })).toMatchObject({
      outcome: 'withdrawn',
      status: 'cancelled',
    })
    expect(bench.events(place).at(-1)).toMatchObject({
      type: 'agent.cancelled',
      invocation_id: accepted.invocation_id,
      payload: { text: '' },
    })
    expect((await bench.invocation(place, work.id)).status).toBe('running')
    await bench.append(work.id, [completed(1)])
    expect(await bench.claim(place)).toBeNull()
  })

  test.each([
    ['completed', completed(1)],
    ['failed', failed(1)],
    ['cancelled', cancelled(1)],
  ] as const)('of what is %s: already finished, and nothing is written', async (status, end) => {
    await bench.append(work.id, [end])
    const before = bench.events(place).length
    expect(await cancel({ invocationId: work.id })).toMatchObject({ outcome: 'already_finished', status })
    expect(bench.events(place)).toHaveLength(before)
  })

  test('[D2.7] by the person’s message and by the answer too', async () => {
    expect(await cancel({ messageId: work.messageId })).toMatchObject({ invocationId: work.id })
    expect(await cancel({ messageId: work.answerMessageId })).toMatchObject({ invocationId: work.id })
  })

  test('[L10] of another session’s work is answered exactly as of what does not exist', async () => {
    const stranger = uuid()
    const asked = [
      cancel({ invocationId: work.id }, stranger),
      cancel({ messageId: work.messageId }, stranger),
      cancel({ messageId: work.answerMessageId }, stranger),
      cancel({ invocationId: uuid() }),
      cancel({ messageId: uuid() }),
      cancel({}),
    ]
    const said = (await Promise.allSettled(asked)).map((a) => (a.status === 'rejected' ? String(a.reason) : 'taken'))
    expect(new Set(said).size).toBe(1)
    expect(await refusalCodeOf(cancel({ invocationId: work.id }, stranger))).toBe('NOT_FOUND')
    expect((await bench.invocation(place, work.id)).status).toBe('running')
  })

  test('an answer that was finished before the agent heard of it is finished', async () => {
    await cancel({ invocationId: work.id })
    await bench.append(work.id, [token(1, 'done'), completed(2)])
    expect(answer()).toMatchObject({ status: 'complete', content: 'done' })
  })
})
