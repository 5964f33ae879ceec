import { foldEvent } from '@biplane/contracts/vocabulary/transcript'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ClaimedInvocation } from '../rows.ts'
import { artifact, completed, type Place, refusalCodeOf, StoreBench, started, token } from '../store.test-support.ts'

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
  await bench.append(work.id, [started(), token(2, 'Here it is.'), artifact(3, 'plan')])
})

const idOf = (key: string) => `${work.id}.${key}`
const say = (move: 'review' | 'approve', key = 'plan', version = 1, sessionId = place.sessionId) =>
  bench.store.command('setArtifactStatus', { sessionId, id: idOf(key), version, move })
const stored = () =>
  bench.store.query('getArtifact', { sessionId: place.sessionId, id: idOf('plan') }).then((row) => row?.status)
const view = () => JSON.parse(bench.store.reader.message(place.sessionId, work.answerMessageId)?.view ?? 'null')
const statusEvents = () => bench.events(place).filter(({ type }) => type === 'agent.artifact_status')

describe('[A1] an artifact goes draft → review → approved', () => {
  test('each step is an event that every reader sees, of the answer that made it', async () => {
    expect(await stored()).toBe('draft')
    expect(await say('review')).toEqual({ status: 'review' })
    expect(await say('approve')).toEqual({ status: 'approved' })
    expect(await stored()).toBe('approved')
    expect(statusEvents()).toMatchObject(
      ['review', 'approved'].map((status) => ({
        message_id: work.answerMessageId,
        invocation_id: work.id,
        payload: { artifact_id: idOf('plan'), version: 1, status },
      })),
    )
  })

  test('a draft may be approved at once, saying it twice is saying it once, and nothing leads back', async () => {
    await say('approve')
    expect(await say('approve')).toEqual({ status: 'approved' })
    expect(statusEvents()).toHaveLength(1)
    expect(await refusalCodeOf(say('review'))).toBe('CONFLICT')
  })

  test('the next version begins as a draft, and the approved one stays approved', async () => {
    await say('approve')
    await bench.append(work.id, [artifact(4, 'plan', 2)])
    const second = await bench.store.query('getArtifact', { sessionId: place.sessionId, id: idOf('plan') })
    expect(second).toMatchObject({ version: 2, status: 'draft' })
    const first = await bench.store.query('getArtifact', { sessionId: place.sessionId, id: idOf('plan'), version: 1 })
    expect(first).toMatchObject({ version: 1, status: 'approved' })
  })

  test('[L10] what is another session’s, deleted, or of no such version is not there', async () => {
    expect(await refusalCodeOf(say('approve', 'plan', 1, uuid()))).toBe('NOT_FOUND')
    expect(await refusalCodeOf(say('approve', 'other'))).toBe('NOT_FOUND')
    expect(await refusalCodeOf(say('approve', 'plan', 2))).toBe('NOT_FOUND')
    await bench.store.command('eraseConversation', {
      sessionId: place.sessionId,
      conversationId: place.conversationId,
    })
    expect(await refusalCodeOf(say('approve'))).toBe('NOT_FOUND')
  })
})

describe('[L14] it is restored with the conversation', () => {
  test('the answer that is kept is what its events make of it, when it was approved after its end', async () => {
    await bench.append(work.id, [completed(4)])
    await say('approve')
    expect(view().artifacts).toMatchObject([{ artifact_id: idOf('plan'), version: 1, status: 'approved' }])
    expect(view()).toMatchObject({ content: 'Here it is.', status: 'complete' })
  })

  test('and when it was approved while the answer was still being given', async () => {
    await say('approve')
    await bench.append(work.id, [token(4, ' And more.'), completed(5)])
    expect(view().artifacts).toMatchObject([{ status: 'approved' }])
    expect(view().content).toBe('Here it is. And more.')
  })

  test('snapshot + later events = a fresh snapshot: the fold of the log is what is kept', async () => {
    await bench.append(work.id, [completed(4)])
    await say('review')
    await say('approve')
    const empty = { conversation_id: place.conversationId, title: '', messages: [], last_event_id: 0, running: null }
    const folded = bench.events(place).reduce(
      (transcript, event) => {
        const next = foldEvent(transcript, event)
        return next.kind === 'applied' ? next.transcript : transcript
      },
      empty as Parameters<typeof foldEvent>[0],
    )
    expect(folded.messages.at(-1)).toEqual(view())
  })
})
