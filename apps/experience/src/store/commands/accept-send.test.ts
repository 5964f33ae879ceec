import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shownMessage } from '../message-text.ts'
import { cancelled, completed, type Place, refusalCodeOf, StoreBench, started, token } from '../store.test-support.ts'

let bench: StoreBench
let place: Place

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  place = await bench.place()
})

describe('[L1, L2] a send', () => {
  test('is two events, numbered from 1: what was said, and who answers', async () => {
    const send = bench.sendOf(place, { text: 'What is overdue?', surface: 'home' })
    const { accepted, repeated, claimed, interrupted } = await bench.store.command('acceptSend', send)
    expect(accepted).toEqual({
      message_id: send.messageId,
      invocation_id: send.invocationId,
      conversation_id: place.conversationId,
      event_id: 1,
    })
    expect({ repeated, interrupted }).toEqual({ repeated: false, interrupted: null })
    expect(claimed?.invocation).toMatchObject({
      id: send.invocationId,
      status: 'running',
      owner: bench.owner,
      attempt: 1,
    })
    expect(claimed).toMatchObject({ lastN: 0, text: '', pieces: 0 })
    expect(bench.events(place)).toMatchObject([
      {
        type: 'user.message',
        event_id: 1,
        message_id: send.messageId,
        payload: { text: 'What is overdue?', files: [], surface: 'home', via: null },
      },
      {
        type: 'agent.routed',
        event_id: 2,
        invocation_id: send.invocationId,
        message_id: send.answerMessageId,
        attempt: 1,
        payload: send.routing,
      },
    ])
  })

  test('[L9] is kept as a message with its text, before any answer', async () => {
    const text = 'Ünïcode 👩‍👩‍👧 \u0000 and a "quote"'
    const { accepted } = await bench.send(place, { text })
    const kept = bench.store.reader.message(place.sessionId, accepted.message_id)
    expect(kept && shownMessage(kept)).toMatchObject({ content: text, event_id: 1 })
    expect(bench.events(place)[0]).toMatchObject({ payload: { text } })
    const most = { messages: 9, chars: 9_999 }
    expect(bench.store.reader.wordsBefore(place.conversationId, 2, most)).toMatchObject([
      { role: 'user', content: text },
    ])
  })

  test('numbers go on 1, 2, 3 … without gaps over any number of sends at once', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, i) => bench.send(place, { text: `${i}` })))
    const ids = bench.events(place).map(({ event_id }) => event_id)
    expect(ids).toEqual(ids.map((_, i) => i + 1))
    expect(ids.length).toBe(29)
  })

  test('conversations do not share their numbers', async () => {
    const other = await bench.place()
    await Promise.all([bench.send(place), bench.send(other)])
    expect(bench.events(place).map(({ event_id }) => event_id)).toEqual([1, 2])
    expect(bench.events(other).map(({ event_id }) => event_id)).toEqual([1, 2])
  })

  test('without anybody to begin it, it waits', async () => {
    const { claimed } = await bench.send(place, { owner: null })
    expect(claimed).toBeNull()
    expect(bench.events(place).at(-1)).toMatchObject({ type: 'agent.queued', payload: { position: 1 } })
  })
})

describe('[L6] twice is once', () => {
  test('the same id with the same content gives the first result, and nothing is done', async () => {
    const send = bench.sendOf(place)
    const first = await bench.store.command('acceptSend', send)
    const again = await bench.store.command('acceptSend', { ...send, invocationId: uuid(), answerMessageId: uuid() })
    expect(again).toEqual({ accepted: first.accepted, repeated: true, claimed: null, interrupted: null })
    expect(bench.events(place)).toHaveLength(2)
  })

  test('also when both arrive in the same group', async () => {
    const send = bench.sendOf(place)
    const results = await Promise.all(
      Array.from({ length: 5 }, () =>
        bench.store.command('acceptSend', { ...send, invocationId: uuid(), answerMessageId: uuid() }),
      ),
    )
    expect(new Set(results.map(({ accepted }) => accepted.invocation_id)).size).toBe(1)
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(bench.events(place)).toHaveLength(2)
  })

  test('also after the answer has ended; deleted with its conversation it is unknown', async () => {
    const send = bench.sendOf(place)
    const first = await bench.store.command('acceptSend', send)
    await bench.append(send.invocationId, [completed(null)])
    expect(await bench.store.command('acceptSend', send)).toMatchObject({ accepted: first.accepted, repeated: true })
    await bench.store.command('eraseConversation', place)
    expect(await refusalCodeOf(bench.store.command('acceptSend', send))).toBe('NOT_FOUND')
  })

  test('an interrupting send that is repeated interrupts nobody the second time', async () => {
    await bench.begun(place)
    const send = bench.sendOf(place, { whenBusy: 'interrupt' })
    expect((await bench.store.command('acceptSend', send)).interrupted).not.toBeNull()
    expect((await bench.store.command('acceptSend', send)).interrupted).toBeNull()
  })

  test('the same id with other content is CONFLICT, and harms nothing', async () => {
    const send = bench.sendOf(place)
    await bench.store.command('acceptSend', send)
    const other = bench.store.command('acceptSend', { ...send, text: 'other', contentHash: 'other' })
    await expect(other).rejects.toMatchObject({ refusal: 'CONFLICT', path: 'message_id' })
    expect(bench.events(place)).toHaveLength(2)
  })

  test('the same id to another conversation is CONFLICT where the door named it, and the first result where routing chose it', async () => {
    const send = bench.sendOf(place)
    const { accepted } = await bench.store.command('acceptSend', send)
    const liaison = await bench.place(place.sessionId, 'content_liaison')
    const there = { ...send, conversationId: liaison.conversationId, invocationId: uuid(), answerMessageId: uuid() }
    expect(await refusalCodeOf(bench.store.command('acceptSend', there))).toBe('CONFLICT')
    const routed = await bench.store.command('acceptSend', { ...there, pinned: false })
    expect(routed).toMatchObject({ accepted, repeated: true })
    expect(bench.events(liaison)).toEqual([])
  })

  test('the id of an answer is nobody’s to send', async () => {
    const send = bench.sendOf(place)
    await bench.store.command('acceptSend', send)
    expect(await refusalCodeOf(bench.send(place, { messageId: send.answerMessageId }))).toBe('CONFLICT')
  })

  test('[L10] two sessions may choose the same id', async () => {
    const other = await bench.place()
    await bench.send(place, { messageId: 'mine' })
    const { repeated } = await bench.send(other, { messageId: 'mine', text: 'something else' })
    expect(repeated).toBe(false)
  })
})

describe('[L12] busy is a choice', () => {
  test('enqueue: it waits behind the others, and is told its place', async () => {
    await bench.begun(place)
    const waiting = [await bench.send(place), await bench.send(place)]
    expect(waiting.map(({ claimed }) => claimed)).toEqual([null, null])
    const queued = bench.events(place).filter(({ type }) => type === 'agent.queued')
    expect(queued).toMatchObject([{ payload: { position: 1 } }, { payload: { position: 2 } }])
  })

  test('reject: refused while something is at work, and nothing of it is kept', async () => {
    await bench.begun(place)
    const before = bench.events(place).length
    const send = bench.sendOf(place, { whenBusy: 'reject' })
    expect(await refusalCodeOf(bench.store.command('acceptSend', send))).toBe('BUSY')
    expect(bench.events(place)).toHaveLength(before)
    expect(bench.store.reader.message(place.sessionId, send.messageId)).toBeNull()
  })

  test('reject: taken when nothing is', async () => {
    await expect(bench.begun(place, { whenBusy: 'reject' })).resolves.toBeDefined()
  })

  test('interrupt: what runs is asked to end, and this one is next, before those who waited longer', async () => {
    const running = await bench.begun(place, { text: 'first' })
    const { accepted: patient } = await bench.send(place, { text: 'patient' })
    const {
      accepted: urgent,
      interrupted,
      claimed,
    } = await bench.send(place, { text: 'urgent', whenBusy: 'interrupt' })
    expect(interrupted).toBe(running.invocation.id)
    expect(claimed).toBeNull()
    expect((await bench.invocation(place, running.invocation.id)).status).toBe('cancelling')
    await bench.append(running.invocation.id, [cancelled(null)])
    expect((await bench.claim(place))?.invocation.id).toBe(urgent.invocation_id)
    await bench.append(urgent.invocation_id, [completed(null)])
    expect((await bench.claim(place))?.invocation.id).toBe(patient.invocation_id)
  })

  test('interrupt: those who interrupt keep the order in which they came, and are told their true place', async () => {
    const running = await bench.begun(place)
    const sent = []
    for (const whenBusy of ['enqueue', 'interrupt', 'enqueue', 'interrupt'] as const) {
      sent.push((await bench.send(place, { whenBusy })).accepted.invocation_id)
    }
    const positions = bench.events(place).flatMap((e) => (e.type === 'agent.queued' ? [e.payload.position] : []))
    expect(positions).toEqual([1, 1, 3, 2])
    const order = []
    let last = running.invocation.id
    for (let i = 0; i < 4; i += 1) {
      await bench.append(last, [cancelled(null)])
      last = (await bench.claim(place))?.invocation.id ?? ''
      order.push(sent.indexOf(last))
    }
    expect(order).toEqual([1, 3, 0, 2])
  })

  test('interrupt: asking the end of what is ending already is said once', async () => {
    await bench.begun(place)
    await bench.send(place, { whenBusy: 'interrupt' })
    await bench.send(place, { whenBusy: 'interrupt' })
    expect(bench.typesOf(place).filter((type) => type === 'agent.cancelling')).toHaveLength(1)
  })

  test('interrupt with nothing at work is an ordinary send', async () => {
    const { claimed, interrupted } = await bench.send(place, { whenBusy: 'interrupt' })
    expect(claimed).not.toBeNull()
    expect(interrupted).toBeNull()
  })

  test('[L9] what is interrupted keeps its partial text', async () => {
    const { invocation } = await bench.begun(place)
    await bench.append(invocation.id, [started(), token(2, 'half an ans')])
    await bench.send(place, { whenBusy: 'interrupt' })
    await bench.append(invocation.id, [cancelled(3)])
    const answer = bench.store.reader.message(place.sessionId, invocation.answerMessageId)
    expect(answer).toMatchObject({ content: 'half an ans', status: 'cancelled' })
  })

  test('more than so many waiting are refused, and the ones that wait are not harmed', async () => {
    await bench.begun(place)
    for (let i = 0; i < 3; i += 1) await bench.send(place, { mostQueued: 3 })
    const before = bench.events(place).length
    expect(await refusalCodeOf(bench.send(place, { mostQueued: 3 }))).toBe('BUSY')
    expect(await refusalCodeOf(bench.send(place, { mostQueued: 3, whenBusy: 'interrupt' }))).toBe('BUSY')
    expect(bench.events(place)).toHaveLength(before)
    expect(bench.store.reader.openInvocations(place.conversationId)).toHaveLength(4)
  })

  test('when the one at work has ended and nobody has begun the next, the next begins and this one waits', async () => {
    const running = await bench.begun(place)
    const { accepted: waiting } = await bench.send(place)
    await bench.append(running.invocation.id, [completed(null)])
    const { accepted, claimed } = await bench.send(place)
    expect(claimed?.invocation.id).toBe(waiting.invocation_id)
    expect(bench.events(place).at(-1)).toMatchObject({
      type: 'agent.queued',
      invocation_id: accepted.invocation_id,
      payload: { position: 1 },
    })
  })
})

describe('[L10] where a send may go', () => {
  test('another session’s conversation is answered exactly like one that does not exist', async () => {
    const stranger = await bench.place()
    const foreign = bench.send({ ...stranger, sessionId: place.sessionId })
    const nowhere = bench.send({ ...place, conversationId: uuid() })
    const answers = await Promise.allSettled([foreign, nowhere])
    const said = answers.map((answer) => (answer.status === 'rejected' ? String(answer.reason) : 'taken'))
    expect(said[0]).toBe(said[1])
    expect(await refusalCodeOf(bench.send({ ...place, conversationId: uuid() }))).toBe('NOT_FOUND')
    expect(bench.events(stranger)).toEqual([])
  })

  test('a conversation that was deleted takes nothing more', async () => {
    await bench.store.command('eraseConversation', place)
    expect(await refusalCodeOf(bench.send(place))).toBe('NOT_FOUND')
  })
})

describe('[L14] what names a conversation', () => {
  const titleOf = () => bench.store.reader.conversation(place.sessionId, place.conversationId)?.title

  test('its first words, in one line and not too long', async () => {
    await bench.send(place, { text: `  Which\n\tinvoices ${'x'.repeat(100)}` })
    expect(titleOf()).toBe(`Which invoices ${'x'.repeat(44)}…`)
    await bench.send(place, { text: 'something else' })
    expect(titleOf()).toMatch(/^Which/)
  })

  test('a person, from then on', async () => {
    await bench.store.command('renameConversation', { ...place, title: 'Mine' })
    await bench.send(place, { text: 'something else' })
    expect(titleOf()).toBe('Mine')
  })
})
