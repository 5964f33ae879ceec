import type { ConversationEvent } from '@biplane/contracts/wire/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anyLog,
  CONVERSATION,
  cursorAt,
  itemOf,
  openScript,
  pictureOf,
  routed,
  started,
  THREAD,
  threadOf,
  token,
} from '../testing/scripted-conversation.ts'
import { type ChatState, cursorOf, prepend, receive, WAITING } from './chat-state.ts'

const held = (state: ChatState) => {
  if (state.kind !== 'held') throw new Error('nothing is held')
  return state.thread
}

const holding = (events: readonly ConversationEvent[], upTo?: number): ChatState =>
  receive(WAITING, pictureOf(events, upTo)).state
const lastOf = (state: ChatState): number => held(state).heads[0]?.last_event_id ?? 0

/** What a person sees. */
const seen = (state: ChatState) => [held(state).title, held(state).messages]
const wholeThread = (events: readonly ConversationEvent[]) => {
  const { thread, messages } = threadOf(events)
  return [thread.title, messages]
}

/** One connection: where it begins reading, how much it brings, and what it skips before it is cut. */
const connection = fc.record({
  fresh: fc.boolean(),
  back: fc.nat(5),
  brings: fc.nat(12),
  skip: fc.option(fc.nat(11), { nil: null }),
})

describe('what a page shows of a conversation', () => {
  test('[L3] shows every event once despite cuts, repeats and gaps', () => {
    let gaps = 0
    let repeats = 0
    fc.assert(
      fc.property(anyLog, fc.array(connection, { maxLength: 12 }), (log, connections) => {
        let state: ChatState = WAITING
        const last = { fresh: false, back: 0, brings: log.length, skip: null }
        for (const { fresh, back, brings, skip } of [...connections, last]) {
          if (fresh || state.kind === 'waiting') {
            const upTo = state.kind === 'waiting' ? Math.min(brings, log.length) : lastOf(state)
            state = receive(state, pictureOf(log, upTo)).state
          }
          const from = Math.max(0, lastOf(state) - back)
          const items = log.slice(from, from + brings)
          for (const [at, event] of items.entries()) {
            if (at === skip) continue
            const before: number = lastOf(state)
            const receipt = receive(state, itemOf(event))
            if (receipt.outcome === 'gap') gaps += 1
            if (receipt.outcome === 'known') repeats += 1
            expect(receipt.outcome).toBe(expected(event, before))
            state = receipt.state
          }
        }
        expect(seen(state)).toEqual(wholeThread(log))
      }),
      { numRuns: 400 },
    )
    // The property means something only if gaps and repeats really happened.
    expect(gaps).toBeGreaterThan(50)
    expect(repeats).toBeGreaterThan(50)
  })

  const expected = (event: ConversationEvent, last: number) => {
    if (event.event_id <= last) return 'known'
    return event.event_id === last + 1 ? 'applied' : 'gap'
  }

  test('[L3] changes nothing on a gap', () => {
    const script = openScript()
    script.user('m', 'hello')
    const say = script.answer('a')
    say(routed)
    say(started)
    say(token('one ', 0))
    say(token('two', 1))
    const state = holding(script.events, 3)
    const later = script.events[4]
    if (!later) throw new Error('no event')
    const receipt = receive(state, itemOf(later))
    expect(receipt.outcome).toBe('gap')
    expect(receipt.state).toBe(state)
    expect(cursorOf(receipt.state)).toBe(cursorAt(3))
  })

  test('[L14] replaces everything by a snapshot', () => {
    const script = openScript()
    script.user('m', 'hello')
    const before = holding(script.events)
    const { outcome, state } = receive(before, pictureOf([]))
    expect(outcome).toBe('restored')
    expect(held(state).messages).toEqual([])
  })

  test('[L14] snapshot + later events = a fresh snapshot, at every point of the log', () => {
    for (const events of fc.sample(anyLog, { numRuns: 20, seed: 7 })) {
      for (let at = 0; at <= events.length; at++) {
        let state = holding(events, at)
        for (const event of events.slice(at)) state = receive(state, itemOf(event)).state
        expect(seen(state)).toEqual(wholeThread(events))
      }
    }
  })

  test('an event of another thread is never drawn into this one', () => {
    const script = openScript()
    script.user('m', 'hello')
    const state = holding([])
    const [event] = script.events
    if (!event) throw new Error('no event')
    expect(receive(state, itemOf(event, 'another'))).toEqual({ outcome: 'foreign', state })
    expect(receive(WAITING, itemOf(event)).outcome).toBe('foreign')
  })

  test('[H2] orders messages of two conversations by place', () => {
    const script = openScript()
    for (const n of [1, 2]) script.user(`m${n}`, `${n}`)
    const [first, second] = script.events
    if (!first || !second) throw new Error('no events')
    const other = { ...first, conversation_id: 'conversation-2', message_id: 'between' }
    const at = (event: ConversationEvent, place: number) => ({
      id: '',
      item: { type: 'thread.event' as const, thread_id: THREAD, place, event },
    })
    let state = holding([])
    for (const item of [at(first, 10), at(second, 30), at(other, 20)]) state = receive(state, item).state
    expect(held(state).messages.map(({ message_id }) => message_id)).toEqual(['m1', 'between', 'm2'])
    expect(held(state).heads.map(({ conversation_id }) => conversation_id)).toEqual([CONVERSATION, 'conversation-2'])
  })

  test('[H2] a deleted conversation leaves the column', () => {
    const script = openScript()
    script.user('m1', 'hello')
    const state = holding(script.events)
    const [event] = script.events
    if (!event) throw new Error('no event')
    const { timestamp, conversation_id } = event
    const deleted = { type: 'conversation.deleted' as const, event_id: 2, conversation_id, timestamp, payload: {} }
    expect(held(receive(state, itemOf(deleted)).state).messages).toEqual([])
  })

  test('rows that did not change keep their identity through a fresh picture', () => {
    const script = openScript()
    script.user('m1', 'one')
    script.user('m2', 'two')
    const first = holding(script.events)
    script.user('m3', 'three')
    const second = receive(first, structuredClone(pictureOf(script.events))).state
    expect(held(second).messages[0]).toBe(held(first).messages[0])
    expect(held(second).messages[1]).toBe(held(first).messages[1])
    expect(held(second).messages).toHaveLength(3)
  })

  test('an earlier page stands before what is held, once', () => {
    const script = openScript()
    for (const n of [1, 2, 3, 4]) script.user(`m${n}`, `${n}`)
    const all = threadOf(script.events).messages
    const state: ChatState = {
      kind: 'held',
      thread: { ...held(holding(script.events)), messages: all.slice(2), has_more: true, before: 3 },
    }
    const page = { thread_id: THREAD, messages: all.slice(0, 2), has_more: false, before: null }
    const more = prepend(state, page)
    expect(held(more).messages.map((m) => m.message_id)).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(held(more).has_more).toBe(false)
    expect(prepend(more, page)).toBe(more)
    expect(prepend(state, { ...page, thread_id: 'another' })).toBe(state)
  })
})
