import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONVERSATION, openScript, threadOf } from '../testing/scripted-conversation.ts'
import { refuseHere } from '../transport/refusal-in.ts'
import { moveOutbox, nextToSend, type Outbox, type OutboxMove, outboxOf, wake } from './outbox.ts'
import { readOutbox, writeOutbox } from './outbox-storage.ts'

const item = (message_id: string) => ({
  message_id,
  text: `text of ${message_id}`,
  files: [],
  thread_id: null,
  options: {},
})
const run = (...moves: OutboxMove[]) => moves.reduce<Outbox>(moveOutbox, [])
const add = (id: string): OutboxMove => ({ move: 'add', item: item(id) })
const accepted = (message_id: string, event_id = 1) => ({
  message_id,
  invocation_id: 'i',
  conversation_id: CONVERSATION,
  event_id,
})
const log = (messages: readonly ThreadMessage[], last_event_id: number, conversation_id = CONVERSATION) => ({
  messages,
  heads: [{ conversation_id, last_event_id, running: null }],
})

describe('the outbox', () => {
  test('[L6] a send whose answer was lost is sent again with the same id', () => {
    const lost = run(add('a'), { move: 'begin', message_id: 'a' }, { move: 'lose', message_id: 'a' })
    expect(nextToSend(lost)).toMatchObject({ message_id: 'a', delivery: { kind: 'waiting', tries: 1 } })
  })

  test('sends one message at a time, in order', () => {
    const two = run(add('a'), add('b'))
    expect(nextToSend(two)?.message_id).toBe('a')
    const sending = moveOutbox(two, { move: 'begin', message_id: 'a' })
    expect(nextToSend(sending)).toBeNull()
    const done = moveOutbox(sending, { move: 'accept', message_id: 'a', accepted: accepted('a') })
    expect(nextToSend(done)?.message_id).toBe('b')
  })

  test('a refused message does not hold up the next one, and keeps its words', () => {
    const refusal = refuseHere('RATE_LIMITED', 'slowly')
    const box = run(
      add('a'),
      add('b'),
      { move: 'begin', message_id: 'a' },
      { move: 'refuse', message_id: 'a', refusal },
    )
    expect(box[0]).toMatchObject({ text: 'text of a', delivery: { kind: 'refused', refusal } })
    expect(nextToSend(box)?.message_id).toBe('b')
  })

  test('another try after a refusal keeps the id, except where the id is taken', () => {
    const again = (code: 'BUSY' | 'CONFLICT') =>
      run(
        add('a'),
        { move: 'refuse', message_id: 'a', refusal: refuseHere(code, '') },
        { move: 'again', message_id: 'a', fresh_id: 'z', thread_id: null },
      )
    expect(again('BUSY')[0]?.message_id).toBe('a')
    expect(again('CONFLICT')[0]?.message_id).toBe('z')
  })

  test('a message leaves when the log shows it, before or after its acceptance is known', () => {
    const script = openScript()
    script.user('a', 'text of a')
    const { messages } = threadOf(script.events)
    const settle: OutboxMove = { move: 'settle', log: log(messages, 1) }
    expect(run(add('a'), { move: 'begin', message_id: 'a' }, settle)).toEqual([])
    expect(run(add('a'), { move: 'accept', message_id: 'a', accepted: accepted('a') }, settle)).toEqual([])
    expect(run(add('b'), settle)).toHaveLength(1)
  })

  test('drops an accepted message outside the loaded window', () => {
    const box = run(add('a'), { move: 'accept', message_id: 'a', accepted: accepted('a', 3) })
    expect(moveOutbox(box, { move: 'settle', log: log([], 2) })).toHaveLength(1)
    expect(moveOutbox(box, { move: 'settle', log: log([], 3) })).toEqual([])
    // A conversation that begins with it is not known before its event comes.
    expect(moveOutbox(box, { move: 'settle', log: log([], 0, 'another') })).toHaveLength(1)
  })

  test('[L9] loses no message in any sequence of losses and reloads', () => {
    const moves = fc.array(
      fc.oneof(
        fc.record({
          move: fc.constantFrom('begin' as const, 'lose' as const),
          message_id: fc.constantFrom('a', 'b', 'c'),
        }),
        fc.record({ move: fc.constant('reload' as const), message_id: fc.constant('') }),
      ),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(moves, (steps) => {
        let box = run(add('a'), add('b'), add('c'))
        for (const step of steps) {
          box =
            step.move === 'reload'
              ? wake(readOutbox(writeOutbox(box)))
              : moveOutbox(box, { move: step.move, message_id: step.message_id })
        }
        expect(box.map((i) => i.message_id)).toEqual(['a', 'b', 'c'])
        expect(nextToSend(wake(box))?.message_id).toBe('a')
      }),
    )
  })
})

describe('outbox storage', () => {
  test('round-trips through storage in every state', () => {
    const refusal = refuseHere('TOO_LARGE', 'too long')
    const file = { file_uuid: 'f', name: 'a.csv', mime: 'text/csv', size: 3 }
    const box: Outbox = [
      { ...item('a'), files: [file], delivery: { kind: 'waiting', tries: 2 } },
      { ...item('b'), delivery: { kind: 'sending', tries: 0 } },
      { ...item('c'), delivery: { kind: 'accepted', conversation_id: 'x', event_id: 4 } },
      { ...item('d'), delivery: { kind: 'refused', refusal } },
    ]
    expect(readOutbox(writeOutbox(box))).toEqual(box)
    expect(writeOutbox([])).toBeNull()
  })

  test.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['no list', '{"a":1}'],
    ['an item without a delivery', '[{"message_id":"a","text":"t","files":[]}]'],
    ['a broken file', '[{"message_id":"a","text":"t","files":[{}],"delivery":{"kind":"waiting"}}]'],
    ['a delivery of no kind', '[{"message_id":"a","text":"t","files":[],"delivery":{"kind":"flown"}}]'],
  ])('reads %s as an empty outbox', (_, text) => {
    expect(readOutbox(text)).toEqual([])
  })
})

describe('[H1] thread of a message', () => {
  const gone = { code: 'NOT_FOUND', message: 'There is no such conversation.', retryable: false } as const
  const of = (id: string, thread_id: string): OutboxMove => ({ move: 'add', item: { ...item(id), thread_id } })

  test('only the thread that is shown shows it', () => {
    const outbox = run(of('a', 'alpha'), of('b', 'beta'), add('c'))
    const ids = (shown: string | null) => outboxOf(outbox, shown).map(({ message_id }) => message_id)
    expect([ids('alpha'), ids('beta'), ids(null)]).toEqual([
      ['a', 'c'],
      ['b', 'c'],
      ['a', 'b', 'c'],
    ])
  })

  test('resends a message whose thread was deleted', () => {
    const refused = run(of('a', 'alpha'), { move: 'refuse', message_id: 'a', refusal: gone })
    expect(outboxOf(refused, 'beta')).toHaveLength(1)
    const again = moveOutbox(refused, { move: 'again', message_id: 'a', fresh_id: 'f', thread_id: 'beta' })
    expect(again).toMatchObject([{ message_id: 'a', thread_id: 'beta', delivery: { kind: 'waiting' } }])
  })

  test('one whose file is gone stays where it was written', () => {
    const refusal = { ...gone, path: 'file_uuids.0' }
    const [kept] = run(of('a', 'alpha'), { move: 'refuse', message_id: 'a', refusal })
    expect(kept?.thread_id).toBe('alpha')
  })
})
