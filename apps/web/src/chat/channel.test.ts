import type { Accepted } from '@biplane/contracts/wire/commands'
import { describe, expect, test } from 'vitest'
import {
  CONVERSATION,
  cancelled,
  completed,
  emptySnapshot,
  handedTo,
  openScript,
  routed,
  started,
  token,
  whole,
} from '../testing/scripted-conversation.ts'
import { RefusedError, refuseHere } from '../transport/refusal-in.ts'
import { type ChannelApi, openChannel } from './channel.ts'
import type { SendWords } from './send-words.ts'

/** A server that answers when the test says so, a clock that never runs by itself, and a storage. */
function bench(stored: Record<string, string> = {}) {
  const storage = new Map(Object.entries(stored))
  const sends: { words: SendWords; settle: (outcome: Accepted | Error) => void }[] = []
  const cancels: { id: string; settle: (outcome: Error | null) => void }[] = []
  const waits: (() => void)[] = []
  const drawings: (() => void)[] = []
  const api: ChannelApi = {
    send: (words) =>
      new Promise((resolve, reject) => {
        sends.push({ words, settle: (o) => (o instanceof Error ? reject(o) : resolve(o)) })
      }),
    cancel: (id) =>
      new Promise((resolve, reject) => {
        cancels.push({
          id,
          settle: (o) => (o ? reject(o) : resolve({ invocation_id: id, outcome: 'cancelling', status: 'cancelling' })),
        })
      }),
    history: () => Promise.reject(new Error('not scripted')),
  }
  let ids = 0
  const open = () =>
    openChannel({
      api,
      storage: {
        read: (key) => storage.get(key) ?? null,
        write: (key, text) => void (text === null ? storage.delete(key) : storage.set(key, text)),
      },
      key: 'outbox',
      schedule: (run) => void drawings.push(run),
      wait: () => new Promise((resolve) => void waits.push(resolve)),
      newId: () => `id-${++ids}`,
      random: () => 0.5,
    })
  return { storage, sends, cancels, waits, drawings, open, draw: drawAll(drawings) }
}

const drawAll = (drawings: (() => void)[]) => () => {
  for (const run of drawings.splice(0)) run()
}

/** Resolves when every settled promise has run its callbacks. */
const settled = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

const acceptedAs = (message_id: string, invocation_id = 'invocation-a'): Accepted => ({
  message_id,
  invocation_id,
  conversation_id: CONVERSATION,
  event_id: 1,
})

describe('a conversation in a tab', () => {
  test('[L9] shows a message until the log shows it', async () => {
    const b = bench()
    const channel = b.open()
    channel.receive(emptySnapshot(), 0)
    channel.send('hello', [], 'home')
    expect(channel.getView().pending).toMatchObject([{ message_id: 'id-1', delivery: { kind: 'sending' } }])
    b.sends[0]?.settle(acceptedAs('id-1'))
    await settled()
    expect(channel.getView().pending).toMatchObject([{ delivery: { kind: 'accepted' } }])
    const script = openScript()
    script.user('id-1', 'hello')
    for (const event of script.events) channel.receive(event, 0)
    b.draw()
    expect(channel.getView().pending).toEqual([])
    expect(channel.getView().messages).toHaveLength(1)
    expect(b.storage.size).toBe(0)
  })

  test('[L6] repeats a send with the same id until it is answered', async () => {
    const b = bench()
    const channel = b.open()
    channel.send('hello', [], 'content_pillar')
    for (let n = 0; n < 3; n++) {
      b.sends[n]?.settle(new Error('fetch failed'))
      await settled()
      b.waits[n]?.()
      await settled()
    }
    expect(b.sends).toHaveLength(4)
    expect(new Set(b.sends.map((s) => JSON.stringify(s.words))).size).toBe(1)
    b.sends[3]?.settle(new RefusedError(refuseHere('BUSY', 'too many wait')))
    await settled()
    expect(b.sends).toHaveLength(4)
    expect(channel.getView().pending).toMatchObject([{ delivery: { kind: 'refused', refusal: { code: 'BUSY' } } }])
  })

  test('[L6] a line that comes back does not let what waits wait longer', async () => {
    const b = bench()
    const channel = b.open()
    channel.send('hello', [], 'home')
    b.sends[0]?.settle(new Error('fetch failed'))
    await settled()
    expect(b.sends).toHaveLength(1)
    channel.wake()
    await settled()
    expect(b.sends).toHaveLength(2)
  })

  test('[L9] repeats an interrupted send after a reload', async () => {
    const b = bench()
    b.open().send('hello', [], 'home')
    const reloaded = b.open()
    expect(reloaded.getView().pending).toMatchObject([{ message_id: 'id-1', delivery: { kind: 'waiting' } }])
    reloaded.wake()
    expect(b.sends.map((s) => s.words.message_id)).toEqual(['id-1', 'id-1'])
  })

  test('[L3] a gap asks for one new feed, and what the old one still brings is not heard', () => {
    const b = bench()
    const channel = b.open()
    const script = openScript()
    for (const n of [1, 2, 3, 4]) script.user(`m${n}`, `${n}`)
    const [first, , third, fourth] = script.events
    if (!first || !third || !fourth) throw new Error('no events')
    channel.receive(emptySnapshot(), 0)
    channel.receive(first, 0)
    channel.receive(third, 0)
    channel.receive(fourth, 0)
    expect(channel.generation()).toBe(1)
    expect(channel.place().cursor).toBe('epoch-1:1')
    expect(channel.getView().health.kind).toBe('resuming')
    for (const event of script.events.slice(1)) channel.receive(event, 1)
    b.draw()
    expect(channel.getView().messages).toHaveLength(4)
    expect(channel.getView().health.kind).toBe('live')
  })

  test('[D9.8] leaves its conversation only when it is deleted', () => {
    const b = bench()
    const channel = b.open()
    const script = openScript()
    script.user('m1', 'old')
    channel.place()
    channel.receive(whole(script.events), 0)
    const [event] = script.events
    if (!event) throw new Error('no event')
    // Another tab opened another conversation, and a feed that names none is moved there.
    channel.receive({ ...event, event_id: 9, conversation_id: 'another' }, 0)
    expect(channel.place()).toEqual({ cursor: 'epoch-1:1', conversation_id: 'conversation-1' })
    expect(channel.getView().messages).toHaveLength(1)
    channel.receive(emptySnapshot({ conversation_id: 'another' }), 1)
    expect(channel.place()).toEqual({ cursor: null, conversation_id: null })
    channel.receive(emptySnapshot({ conversation_id: 'another' }), 2)
    expect(channel.getView()).toMatchObject({ conversation_id: 'another', messages: [] })
  })

  test('[D9.8] a snapshot of another conversation does not replace the one that is shown', () => {
    const b = bench()
    const channel = b.open()
    channel.receive(emptySnapshot(), 0)
    channel.receive(emptySnapshot({ conversation_id: 'another' }), 0)
    expect(channel.getView()).toMatchObject({ conversation_id: 'conversation-1', generation: 1 })
  })

  test('[D2.3] names the conversation that the send was made in', async () => {
    const b = bench()
    const channel = b.open()
    channel.receive(emptySnapshot(), 0)
    channel.send('one', [], 'home')
    channel.send('two', [], 'home')
    channel.restart()
    channel.receive(emptySnapshot({ conversation_id: 'another' }), 1)
    b.sends[0]?.settle({ message_id: 'id-1', invocation_id: 'i', conversation_id: 'conversation-1', event_id: 1 })
    await settled()
    expect(b.sends.map(({ words }) => words.conversation_id)).toEqual(['conversation-1', 'conversation-1'])
    expect(channel.getView()).toMatchObject({ generation: 1, conversation_id: 'another', pending: [] })
  })

  test('all tokens of a frame are one drawing', () => {
    const b = bench()
    const channel = b.open()
    let drawn = 0
    channel.subscribe(() => drawn++)
    const script = openScript()
    script.user('m', 'hello')
    const say = script.answer('a')
    say(routed)
    say(started)
    channel.receive(whole(script.events), 0)
    expect(drawn).toBe(1)
    for (let n = 0; n < 2000; n++) say(token('x', n))
    for (const event of script.events.slice(3)) channel.receive(event, 0)
    expect(drawn).toBe(1)
    const [draw, ...same] = new Set(b.drawings)
    expect(same).toEqual([])
    draw?.()
    expect(drawn).toBe(2)
    expect(channel.getView().messages[1]?.content).toHaveLength(2000)
  })

  test('[L4] repeats Stop until it is answered', async () => {
    const b = bench()
    const channel = b.open()
    const script = openScript()
    script.user('m', 'hello')
    const say = script.answer('a')
    say(routed)
    say(started)
    channel.receive(whole(script.events), 0)
    expect(channel.getView().stoppable).toBe('invocation-a')
    const stopping = channel.stop('invocation-a')
    expect(channel.getView().stopping.has('invocation-a')).toBe(true)
    b.cancels[0]?.settle(new Error('fetch failed'))
    await settled()
    b.waits[0]?.()
    await settled()
    b.cancels[1]?.settle(null)
    expect(await stopping).toBeNull()
    expect(b.cancels.map((c) => c.id)).toEqual(['invocation-a', 'invocation-a'])
    say(cancelled('part'))
    for (const event of script.events.slice(3)) channel.receive(event, 0)
    b.draw()
    expect(channel.getView().messages[1]).toMatchObject({ status: 'cancelled', content: 'part' })
    expect(channel.getView().stoppable).toBeNull()
  })

  test('[L12] what waits in the queue is stoppable only after what runs', () => {
    const b = bench()
    const channel = b.open()
    const script = openScript()
    script.user('m1', 'one')
    const first = script.answer('a')
    first(routed)
    first(started)
    script.user('m2', 'two')
    const second = script.answer('b')
    second(routed)
    second({ type: 'agent.queued', payload: { position: 1 } })
    channel.receive(whole(script.events), 0)
    expect(channel.getView().stoppable).toBe('invocation-a')
    first(completed('done'))
    for (const event of script.events.slice(6)) channel.receive(event, 0)
    b.draw()
    expect(channel.getView().stoppable).toBe('invocation-b')
  })

  test('[E5] asks again with the same content under a new id', () => {
    const b = bench()
    const channel = b.open()
    const script = openScript()
    script.user('m1', 'who is late?')
    const say = script.answer('a')
    say(routed)
    say(started)
    say(cancelled(''))
    channel.receive(whole(script.events), 0)
    const answer = channel.getView().messages[1]
    if (!answer) throw new Error('no answer')
    channel.retry(answer, 'insights_pillar')
    expect(b.sends[0]?.words).toEqual({
      conversation_id: 'conversation-1',
      message: 'who is late?',
      message_id: 'id-1',
      file_uuids: [],
      surface: 'insights_pillar',
      replaces: 'm1',
    })
  })

  test('[D2.8] ignores the previous conversation after a switch', () => {
    const b = bench()
    const channel = b.open()
    const script = openScript()
    script.user('m1', 'secret')
    channel.receive(whole(script.events), 0)
    channel.restart()
    expect(channel.getView()).toMatchObject({ conversation_id: null, messages: [], health: { kind: 'restarting' } })
    expect(channel.place().cursor).toBeNull()
    channel.receive(whole(script.events), 0)
    expect(channel.getView().messages).toEqual([])
    channel.receive(emptySnapshot({ conversation_id: 'conversation-2' }), 1)
    expect(channel.getView()).toMatchObject({ conversation_id: 'conversation-2', health: { kind: 'live' } })
  })

  test('[D2.8] what another tab’s conversation accepted is looked for there', async () => {
    const b = bench()
    const channel = b.open()
    channel.receive(emptySnapshot(), 0)
    channel.send('hello', [], 'home')
    b.sends[0]?.settle({ message_id: 'id-1', invocation_id: 'i', conversation_id: 'conversation-2', event_id: 1 })
    await settled()
    expect(channel.getView()).toMatchObject({ generation: 1, conversation_id: null })
    channel.receive(emptySnapshot({ conversation_id: 'conversation-2', last_event_id: 1 }), 1)
    expect(channel.getView().pending).toEqual([])
  })

  test('[L12, E5] keeps the options of a message over a reload', () => {
    const b = bench()
    const channel = b.open()
    channel.send('again', [], 'home', { replaces: 'm1', when_busy: 'interrupt' })
    channel.close()
    const next = bench(Object.fromEntries(b.storage))
    next.open().wake()
    expect(next.sends[0]?.words).toMatchObject({ message: 'again', replaces: 'm1', when_busy: 'interrupt' })
  })

  test.each(['before', 'after'])('reports its own handoff once when it comes %s the acceptance', async (order) => {
    const b = bench()
    const channel = b.open()
    const told: string[] = []
    channel.onHandoff((handoff) => told.push(handoff.invocation_id))
    channel.receive(emptySnapshot(), 0)
    channel.send('here is a file', [], 'home')
    const script = openScript()
    script.user('id-1', 'here is a file')
    const say = script.answer('a')
    say(routed)
    say(started)
    say(handedTo('content', 'next'))
    say(completed(''))
    const log = () => {
      for (const event of script.events) channel.receive(event, 0)
      b.draw()
    }
    if (order === 'before') log()
    b.sends[0]?.settle(acceptedAs('id-1'))
    await settled()
    if (order === 'after') log()
    channel.receive(whole(script.events), 0)
    expect(told).toEqual(['next'])
  })

  test('does not navigate for a replayed or foreign handoff', () => {
    const b = bench()
    const channel = b.open()
    const told: string[] = []
    channel.onHandoff((handoff) => told.push(handoff.invocation_id))
    const script = openScript()
    script.user('from another tab', 'here is a file')
    const say = script.answer('a')
    say(routed)
    say(handedTo('content', 'next'))
    channel.receive(whole(script.events, 1), 0)
    for (const event of script.events.slice(1)) channel.receive(event, 0)
    channel.receive(whole(script.events), 0)
    b.draw()
    expect(told).toEqual([])
  })

  test('a closed channel sends nothing more, and goes on when it is opened again', async () => {
    const b = bench()
    const channel = b.open()
    channel.send('one', [], 'home')
    channel.close()
    b.sends[0]?.settle(new Error('fetch failed'))
    await settled()
    b.waits[0]?.()
    await settled()
    expect(b.sends).toHaveLength(1)
    channel.open()
    channel.wake()
    await settled()
    expect(b.sends).toHaveLength(2)
  })
})
