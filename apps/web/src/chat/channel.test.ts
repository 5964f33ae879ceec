import type { Accepted } from '@biplane/contracts/wire/commands'
import { describe, expect, test } from 'vitest'
import {
  CONVERSATION,
  cancelled,
  completed,
  cursorAt,
  itemOf,
  openScript,
  pictureOf,
  routed,
  started,
  THREAD,
  token,
} from '../testing/scripted-conversation.ts'
import { RefusedError, refuseHere } from '../transport/refusal-in.ts'
import { type ChannelApi, openChannel } from './channel.ts'
import type { SendWords } from './send-words.ts'
import { outboxKey } from './tab-owner.ts'

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
  const open = (thread: string | null = null) =>
    openChannel({
      api,
      storage: {
        read: (key) => storage.get(key) ?? null,
        write: (key, text) => void (text === null ? storage.delete(key) : storage.set(key, text)),
      },
      thread,
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

const stored = (message_id: string) => ({
  message_id,
  text: message_id,
  files: [],
  thread_id: THREAD,
  options: {},
  delivery: { kind: 'waiting', tries: 0 },
})

describe('a thread in a tab', () => {
  test('[L9] shows a message until the log shows it', async () => {
    const b = bench()
    const channel = b.open()
    channel.receive(pictureOf([]), 0)
    channel.send('hello', [])
    expect(channel.getView().pending).toMatchObject([{ message_id: 'id-1', delivery: { kind: 'sending' } }])
    b.sends[0]?.settle(acceptedAs('id-1'))
    await settled()
    expect(channel.getView().pending).toMatchObject([{ delivery: { kind: 'accepted' } }])
    const script = openScript()
    script.user('id-1', 'hello')
    for (const event of script.events) channel.receive(itemOf(event), 0)
    b.draw()
    expect(channel.getView().pending).toEqual([])
    expect(channel.getView().messages).toHaveLength(1)
    expect(b.storage.size).toBe(0)
  })

  test('[L6] repeats a send with the same id until it is answered', async () => {
    const b = bench()
    const channel = b.open()
    channel.send('hello', [])
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
    channel.send('hello', [])
    b.sends[0]?.settle(new Error('fetch failed'))
    await settled()
    expect(b.sends).toHaveLength(1)
    channel.wake()
    await settled()
    expect(b.sends).toHaveLength(2)
  })

  test('[L9] repeats an interrupted send after a reload', async () => {
    const b = bench()
    b.open().send('hello', [])
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
    channel.receive(pictureOf([]), 0)
    channel.receive(itemOf(first), 0)
    channel.receive(itemOf(third), 0)
    channel.receive(itemOf(fourth), 0)
    expect(channel.generation()).toBe(1)
    expect(channel.place().cursor).toBe(cursorAt(1))
    expect(channel.getView().health.kind).toBe('resuming')
    for (const event of script.events.slice(1)) channel.receive(itemOf(event), 1)
    b.draw()
    expect(channel.getView().messages).toHaveLength(4)
    expect(channel.getView().health.kind).toBe('live')
  })

  test('[H4] stays with the thread that has answered', () => {
    const b = bench()
    const channel = b.open()
    expect(channel.place()).toEqual({ cursor: null, thread_id: null })
    channel.receive(pictureOf([]), 0)
    expect(channel.place()).toEqual({ cursor: cursorAt(0), thread_id: THREAD })
    channel.receive(pictureOf([], 0, 'another'), 0)
    expect(channel.getView()).toMatchObject({ thread_id: THREAD, generation: 1 })
  })

  test('[H4] keeps early words under the name of the thread', async () => {
    const b = bench({ [outboxKey(THREAD)]: JSON.stringify([stored('old')]) })
    const channel = b.open()
    channel.send('early', [])
    expect([...b.storage.keys()].sort()).toEqual([outboxKey(null), outboxKey(THREAD)])
    channel.receive(pictureOf([]), 0)
    expect([...b.storage.keys()]).toEqual([outboxKey(THREAD)])
    expect(channel.getView().pending.map(({ message_id }) => message_id)).toEqual(['old', 'id-1'])
  })

  test('[H1] names the thread that the send was made in', async () => {
    const b = bench()
    const channel = b.open(THREAD)
    channel.send('one', [])
    expect(b.sends.map(({ words }) => words.thread_id)).toEqual([THREAD])
  })

  test('[H4] a deleted thread looks like an unknown one', () => {
    const b = bench()
    const channel = b.open()
    channel.receive(pictureOf([]), 0)
    channel.receive({ id: '', item: { type: 'thread.deleted', thread_id: THREAD } }, 0)
    expect(channel.getView()).toMatchObject({
      thread_id: THREAD,
      messages: [],
      health: { kind: 'failed', refusal: { code: 'NOT_FOUND' } },
    })
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
    channel.receive(pictureOf(script.events), 0)
    expect(drawn).toBe(1)
    for (let n = 0; n < 2000; n++) say(token('x', n))
    for (const event of script.events.slice(3)) channel.receive(itemOf(event), 0)
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
    channel.receive(pictureOf(script.events), 0)
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
    for (const event of script.events.slice(3)) channel.receive(itemOf(event), 0)
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
    channel.receive(pictureOf(script.events), 0)
    expect(channel.getView().stoppable).toBe('invocation-a')
    first(completed('done'))
    for (const event of script.events.slice(6)) channel.receive(itemOf(event), 0)
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
    channel.receive(pictureOf(script.events), 0)
    const answer = channel.getView().messages[1]
    if (!answer) throw new Error('no answer')
    channel.retry(answer)
    expect(b.sends[0]?.words).toEqual({
      thread_id: THREAD,
      conversation_id: CONVERSATION,
      message: 'who is late?',
      message_id: 'id-1',
      file_uuids: [],
      replaces: 'm1',
    })
  })

  test('reads from the beginning after a restart', () => {
    const b = bench()
    const channel = b.open()
    const script = openScript()
    script.user('m1', 'hello')
    channel.receive(pictureOf(script.events), 0)
    channel.restart()
    expect(channel.getView()).toMatchObject({ thread_id: THREAD, messages: [], health: { kind: 'restarting' } })
    expect(channel.place().cursor).toBeNull()
    channel.receive(pictureOf(script.events), 0)
    expect(channel.getView().messages).toEqual([])
    channel.receive(pictureOf(script.events), 1)
    expect(channel.getView().messages).toHaveLength(1)
  })

  test('[L12, E5] keeps the options of a message over a reload', () => {
    const b = bench()
    const channel = b.open()
    channel.send('again', [], { replaces: 'm1', when_busy: 'interrupt' })
    channel.close()
    const next = bench(Object.fromEntries(b.storage))
    next.open().wake()
    expect(next.sends[0]?.words).toMatchObject({ message: 'again', replaces: 'm1', when_busy: 'interrupt' })
  })

  test('a closed channel sends nothing more, and goes on when it is opened again', async () => {
    const b = bench()
    const channel = b.open()
    channel.send('one', [])
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
