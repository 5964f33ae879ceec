import { openReader } from '@biplane/db/reader'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { InvocationRow } from '../rows.ts'
import { artifact, completed, type Place, refusalCodeOf, StoreBench, started, token } from '../store.test-support.ts'
import type { AcceptSend } from './accept-send.ts'
import type { RecordHandoff } from './record-handoff.ts'

let bench: StoreBench
let guide: Place
let liaison: Place
let work: InvocationRow

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  const sessionId = uuid()
  await bench.store.query('openSession', {
    id: sessionId,
    tenant: 'local',
    principalKind: 'guest',
    principalId: `guest:${sessionId}`,
    roles: [],
    tokenHash: uuid(),
    now: 't',
    expiresAt: 't',
  })
  guide = await bench.place(sessionId)
  liaison = await bench.place(sessionId, 'content_liaison')
  work = (await bench.begun(guide)).invocation
  await bench.append(work.id, [started(1), token(2, 'I am handing this over. ')])
})

const ROUTING = { source: 'router', reason: 'a file', confidence: 0.9, candidates: [] } as const

const handoff = (send: Partial<AcceptSend> = {}, change: Partial<RecordHandoff> = {}): RecordHandoff => ({
  invocationId: work.id,
  attempt: 1,
  n: 3,
  pillar: 'content',
  reason: 'a file',
  confidence: 0.9,
  workflowId: uuid(),
  send: bench.sendOf(liaison, {
    messageId: `handoff.${work.id}`,
    routing: { ...ROUTING, candidates: [], agent_id: 'liaison.content' },
    via: { agent_id: 'guide.global', conversation_id: guide.conversationId },
    ...send,
  }),
  ...change,
})
const record = (input: RecordHandoff) => bench.store.command('recordHandoff', input)
const heldBy = () => bench.store.reader.heldBy(guide.sessionId)
const workflows = () => {
  const reader = openReader(bench.file)
  const rows = reader.prepare('SELECT kind, status, step FROM Workflow WHERE sessionId = ?').all(guide.sessionId)
  reader.close()
  return rows
}

describe('[G5] a handoff', () => {
  test('is said in the one conversation and asked in the other, and the liaison holds the routing doors', async () => {
    const input = handoff()
    const recorded = await record(input)
    expect(recorded).toMatchObject({ outcome: 'recorded', send: { repeated: false } })
    expect(bench.events(guide).at(-1)).toMatchObject({
      type: 'agent.handoff',
      invocation_id: work.id,
      payload: {
        to_agent: 'liaison.content',
        pillar: 'content',
        conversation_id: liaison.conversationId,
        invocation_id: input.send.invocationId,
        reason: 'a file',
        confidence: 0.9,
      },
    })
    expect(bench.events(liaison)).toMatchObject([
      { type: 'user.message', payload: { via: { agent_id: 'guide.global', conversation_id: guide.conversationId } } },
      { type: 'agent.routed', agent_id: 'liaison.content', payload: { reason: 'a file', confidence: 0.9 } },
    ])
    expect(heldBy()).toBe('liaison.content')
    expect(workflows()).toEqual([{ kind: 'liaison_routing', status: 'running', step: 1 }])
  })

  test('counts as said: who takes the work over goes on behind it', async () => {
    await record(handoff())
    const [orphan] = (await bench.store.command('adoptOrphans', { owner: 'new run', live: [], take: 1_000 })).filter(
      ({ invocation }) => invocation.id === work.id,
    )
    expect(orphan?.lastN).toBe(3)
  })

  test('to a guide releases the routing doors', async () => {
    await record(handoff())
    await record(
      handoff({ messageId: uuid(), routing: { ...ROUTING, candidates: [], agent_id: 'guide.content' } }, { n: 4 }),
    )
    expect(heldBy()).toBeNull()
  })

  test('the doors are released by the message that asks for the guide, and not by one that is refused', async () => {
    await record(handoff())
    const busy = bench.send(guide, { releases: true, mostQueued: 0 })
    expect(await refusalCodeOf(busy)).toBe('BUSY')
    expect(heldBy()).not.toBeNull()
    await bench.send(guide, { releases: true })
    expect(heldBy()).toBeNull()
  })
})

describe('[G5] the workflow liaison_routing', () => {
  const asked = async () => {
    const { send } = handoff()
    const recorded = await record(handoff({ invocationId: send.invocationId }))
    if (recorded.outcome !== 'recorded' || !recorded.send.claimed) throw new Error('the liaison does not begin')
    return recorded.send.claimed.invocation
  }

  test('waits for the answer, then for somebody to take the doors back, and is done', async () => {
    const { id } = await asked()
    expect(workflows()).toMatchObject([{ status: 'running', step: 1 }])
    await bench.append(id, [started(1), token(2, 'there you are'), completed(3)])
    expect(workflows()).toMatchObject([{ status: 'waiting', step: 2 }])
    await bench.send(guide, { releases: true })
    expect(workflows()).toMatchObject([{ status: 'done', step: 3 }])
  })

  test('is done with its answer where the doors were taken back before', async () => {
    const { id } = await asked()
    await bench.send(guide, { releases: true })
    expect(workflows()).toMatchObject([{ status: 'running', step: 1 }])
    await bench.append(id, [started(1), completed(2)])
    expect(workflows()).toMatchObject([{ status: 'done', step: 3 }])
  })

  test('goes on where it stood when another run of the process takes the work up', async () => {
    const { id } = await asked()
    await bench.store.command('adoptOrphans', { owner: 'the next run', live: [], take: 1_000 })
    expect(workflows()).toMatchObject([{ status: 'running', step: 1 }])
    await bench.append(id, [started(1), completed(2)])
    expect(workflows()).toMatchObject([{ status: 'waiting', step: 2 }])
  })

  test('is handed back by a liaison that hands over to the guide', async () => {
    const { id } = await asked()
    await bench.append(id, [started(1)])
    const back = handoff({ ...bench.sendOf(guide), routing: { ...ROUTING, candidates: [], agent_id: 'guide.global' } })
    await record({ ...back, invocationId: id, n: 2 })
    expect(heldBy()).toBeNull()
    await bench.append(id, [completed(3)])
    expect(workflows()).toMatchObject([{ status: 'done', step: 3 }])
  })

  test('shows everybody what goes along, and nothing else does', async () => {
    await bench.append(work.id, [artifact(3, 'overview')])
    await record(
      handoff({ text: 'and now?', files: [{ file_uuid: 'f', name: 'a.csv', mime: 'text/csv', size: 3 }] }, { n: 4 }),
    )
    const event = bench.events(guide).at(-1)
    expect(event?.type === 'agent.handoff' && event.payload.context).toEqual({
      summary: 'a file',
      open_question: 'and now?',
      files: [{ file_uuid: 'f', name: 'a.csv', mime: 'text/csv', size: 3 }],
      artifacts: [{ artifact_id: `${work.id}.overview`, version: 1, kind: 'outline', title: 'overview' }],
    })
  })
})

describe('[G5] a handoff that cannot be', () => {
  const nothingHappened = () => {
    expect(bench.typesOf(guide)).not.toContain('agent.handoff')
    expect(bench.events(liaison)).toEqual([])
    expect(heldBy()).toBeNull()
    expect(workflows()).toEqual([])
  }

  test('because too much waits there is BUSY, and not a trace of it is kept', async () => {
    const before = bench.events(guide)
    expect(await refusalCodeOf(record(handoff({ mostQueued: 0 })))).toBe('BUSY')
    nothingHappened()
    expect(bench.events(guide)).toEqual(before)
    // And the numbers go on as if nobody had tried.
    await bench.append(work.id, [token(3, 'more')])
    expect(bench.events(guide).at(-1)?.event_id).toBe(before.length + 1)
  })

  test('because the conversation is gone is NOT_FOUND, and not a trace of it is kept', async () => {
    expect(await refusalCodeOf(record(handoff({ conversationId: uuid() })))).toBe('NOT_FOUND')
    nothingHappened()
  })

  test.each([0, 2])('[L8] because attempt %i is not the current one is fenced off', async (attempt) => {
    expect(await record(handoff({}, { attempt }))).toEqual({ outcome: 'fenced' })
    nothingHappened()
  })

  test('[L7] because the answer has ended is fenced off', async () => {
    await bench.append(work.id, [completed(3)])
    expect(await record(handoff())).toEqual({ outcome: 'fenced' })
    nothingHappened()
  })
})

describe('[L6, L8] an attempt that begins again and hands over again', () => {
  beforeEach(async () => {
    await record(handoff())
    await bench.store.command('supersede', { invocationId: work.id, attempt: 1, reason: 'interrupted' })
    await bench.append(work.id, [started(1)], 2)
  })

  test('asks nobody a second time, and names the work that was begun the first time', async () => {
    const [first] = bench.events(liaison).flatMap((e) => (e.type === 'agent.routed' ? [e.invocation_id] : []))
    const again = await record(handoff({}, { attempt: 2, n: 2 }))
    expect(again).toMatchObject({ outcome: 'recorded', send: { repeated: true, claimed: null } })
    expect(bench.events(liaison)).toHaveLength(2)
    expect(bench.events(guide).at(-1)).toMatchObject({
      type: 'agent.handoff',
      attempt: 2,
      payload: { invocation_id: first, conversation_id: liaison.conversationId },
    })
  })

  test('with other words is CONFLICT, and what was begun the first time goes on', async () => {
    const other = handoff({ text: 'other', contentHash: 'other' }, { attempt: 2, n: 2 })
    expect(await refusalCodeOf(record(other))).toBe('CONFLICT')
    expect(bench.events(liaison)).toHaveLength(2)
    expect(heldBy()).toBe('liaison.content')
  })
})
