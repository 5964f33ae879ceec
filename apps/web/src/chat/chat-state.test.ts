import type { ConversationEvent } from '@biplane/contracts/wire/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anyLog,
  EPOCH,
  emptySnapshot,
  openScript,
  routed,
  started,
  token,
  whole,
} from '../testing/scripted-conversation.ts'
import { type ChatState, cursorOf, prepend, receive, WAITING } from './chat-state.ts'

const held = (state: ChatState) => {
  if (state.kind !== 'held') throw new Error('nothing is held')
  return state.snapshot
}

/** What a person sees; how it came here (`reason`) is not part of it. */
const seen = (state: ChatState) => ({ ...held(state), reason: 'no_cursor' })

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
            const upTo = state.kind === 'waiting' ? Math.min(brings, log.length) : held(state).last_event_id
            state = receive(state, { ...whole(log, upTo), reason: 'cursor_expired' }).state
          }
          const from = Math.max(0, held(state).last_event_id - back)
          const items = log.slice(from, from + brings)
          for (const [at, event] of items.entries()) {
            if (at === skip) continue
            const before: number = held(state).last_event_id
            const receipt = receive(state, event)
            if (receipt.outcome === 'gap') gaps += 1
            if (receipt.outcome === 'known') repeats += 1
            expect(receipt.outcome).toBe(expected(event, before))
            state = receipt.state
          }
        }
        expect(seen(state)).toEqual(whole(log))
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
    const state: ChatState = { kind: 'held', snapshot: whole(script.events, 3) }
    const later = script.events[4]
    if (!later) throw new Error('no event')
    const receipt = receive(state, later)
    expect(receipt.outcome).toBe('gap')
    expect(receipt.state).toBe(state)
    expect(cursorOf(receipt.state)).toBe(`${EPOCH}:3`)
  })

  test('[L14] replaces everything by a snapshot', () => {
    const script = openScript()
    script.user('m', 'hello')
    const before: ChatState = { kind: 'held', snapshot: whole(script.events) }
    const fresh = emptySnapshot({ epoch: 'epoch-2', reason: 'other_epoch' })
    expect(receive(before, fresh)).toEqual({ outcome: 'restored', state: { kind: 'held', snapshot: fresh } })
  })

  test('[L14] snapshot + later events = a fresh snapshot, at every point of the log', () => {
    for (const events of fc.sample(anyLog, { numRuns: 20, seed: 7 })) {
      for (let at = 0; at <= events.length; at++) {
        let state: ChatState = { kind: 'held', snapshot: whole(events, at) }
        for (const event of events.slice(at)) state = receive(state, event).state
        expect(seen(state)).toEqual(whole(events))
      }
    }
  })

  test('an event of another conversation is never drawn into this one', () => {
    const script = openScript()
    script.user('m', 'hello')
    const state: ChatState = { kind: 'held', snapshot: emptySnapshot() }
    const [event] = script.events
    if (!event) throw new Error('no event')
    expect(receive(state, { ...event, conversation_id: 'another' })).toEqual({ outcome: 'foreign', state })
    expect(receive(WAITING, event).outcome).toBe('foreign')
  })

  test('rows that did not change keep their identity through a fresh picture', () => {
    const script = openScript()
    script.user('m1', 'one')
    script.user('m2', 'two')
    const first = receive(WAITING, whole(script.events)).state
    script.user('m3', 'three')
    const second = receive(first, structuredClone(whole(script.events))).state
    expect(held(second).messages[0]).toBe(held(first).messages[0])
    expect(held(second).messages[1]).toBe(held(first).messages[1])
    expect(held(second).messages).toHaveLength(3)
  })

  test('an earlier page stands before what is held, once', () => {
    const script = openScript()
    for (const n of [1, 2, 3, 4]) script.user(`m${n}`, `${n}`)
    const all = whole(script.events).messages
    const state: ChatState = {
      kind: 'held',
      snapshot: { ...whole(script.events), messages: all.slice(2), has_more: true, before: 3 },
    }
    const page = { conversation_id: 'conversation-1', messages: all.slice(0, 2), has_more: false, before: null }
    const more = prepend(state, page)
    expect(held(more).messages.map((m) => m.message_id)).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(held(more).has_more).toBe(false)
    expect(prepend(more, page)).toBe(more)
    expect(prepend(state, { ...page, conversation_id: 'another' })).toBe(state)
  })
})
