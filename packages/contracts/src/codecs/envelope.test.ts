import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { envelopeServerFrame } from '../wire/envelope-frames.ts'
import type { ConversationEvent } from '../wire/events.ts'
import {
  anyEvent,
  EVENT_TYPES,
  envelopeCommand,
  envelopeNotice,
  eventOf,
  overTheWire,
  refusedBy,
  uiMessages,
} from './codecs.test-support.ts'
import { decodeEnvelopeCommand, encodeEnvelopeCommand } from './envelope-commands.ts'
import { type EnvelopeAbout, encodeEnvelopeEvent } from './envelope-events.ts'
import { decodeEnvelopeFrame } from './envelope-frames.ts'
import { echoOf, encodeEnvelopeNotice } from './envelope-notices.ts'
import { isAnswerEnd } from './standard-events.ts'

const about = (reads: EnvelopeAbout['reads']): EnvelopeAbout => ({ session_id: 's1', request_id: 'r1', reads })
const readings = (event: ConversationEvent, reads: EnvelopeAbout['reads'], ui: Record<string, unknown>[] = []) =>
  encodeEnvelopeEvent(event, about(reads), ui).map((frame) =>
    decodeEnvelopeFrame(overTheWire(envelopeServerFrame, frame)),
  )

describe('events', () => {
  test.each(EVENT_TYPES)('[F1] a reader of the log gets %s exactly once, and it is the event again', (type) => {
    fc.assert(
      fc.property(eventOf(type), (event) => {
        expect(readings(event, 'events')).toEqual([{ kind: 'event', event }])
      }),
    )
  })

  test('[D8] sends one a2ui.action per UI message after the answer', () => {
    fc.assert(
      fc.property(anyEvent.filter(isAnswerEnd), uiMessages, (event, ui) => {
        expect(readings(event, 'answers', ui)).toEqual([
          { kind: 'event', event },
          ...ui.map((message) => ({ kind: 'ui', message })),
        ])
      }),
    )
  })

  test.each([
    ['answers', ['agent.cancelled', 'agent.completed', 'agent.failed', 'agent.handoff']],
    [
      'pieces',
      ['agent.cancelled', 'agent.completed', 'agent.failed', 'agent.handoff', 'agent.superseded', 'agent.token'],
    ],
  ] as const)('[F6] a reader of %s gets exactly these events', (reads, expected) => {
    const told = EVENT_TYPES.filter((type) => {
      const [event] = fc.sample(eventOf(type), { numRuns: 1, seed: 1 })
      return event && readings(event, reads).length > 0
    })
    expect(told.sort()).toEqual(expected)
  })

  test('[D8] every frame of a request carries its requestId', () => {
    fc.assert(
      fc.property(anyEvent, uiMessages, (event, ui) => {
        for (const frame of encodeEnvelopeEvent(event, about('events'), ui)) {
          expect(frame).toMatchObject({ sessionId: 's1', requestId: 'r1' })
        }
      }),
    )
  })
})

test('[F1] round-trips a notice', () => {
  fc.assert(
    fc.property(envelopeNotice, (notice) => {
      const frame = overTheWire(envelopeServerFrame, encodeEnvelopeNotice(notice, { session_id: 's1' }))
      expect(decodeEnvelopeFrame(frame)).toEqual(notice)
    }),
  )
})

test('[D8] the echo is the first 256 characters, and no half character', () => {
  expect(echoOf('x'.repeat(300))).toBe('x'.repeat(256))
  expect(echoOf(`${'x'.repeat(255)}😀`)).toBe('x'.repeat(255))
  expect(echoOf('hello')).toBe('hello')
})

describe('commands', () => {
  test('[F1] a command comes back as it was asked', () => {
    fc.assert(
      fc.property(envelopeCommand, (command) => {
        const frame: unknown = JSON.parse(JSON.stringify(encodeEnvelopeCommand(command)))
        expect(decodeEnvelopeCommand(frame)).toEqual(command)
      }),
    )
  })

  test('[D8] text and message mean the same', () => {
    const send = (payload: object) => decodeEnvelopeCommand({ type: 'chat.send', payload })
    expect(send({ text: 'hello' })).toEqual(send({ message: 'hello' }))
  })

  test('a client without a session says so with none, null or nothing in it', () => {
    for (const sessionId of [undefined, null, '']) {
      expect(decodeEnvelopeCommand({ type: 'ping', sessionId })).toEqual({ kind: 'ping' })
    }
    expect(decodeEnvelopeCommand({ type: 'ping', sessionId: 's9' })).toMatchObject({ claims: { session_id: 's9' } })
  })

  const send = (payload: unknown) => ({ type: 'chat.send', payload })
  test.each([
    ['no object', ['chat.send'], ''],
    ['an unknown type', { type: 'chat.shout' }, 'type'],
    ['a type of the server', { type: 'chat.message', payload: { text: 'I am the agent' } }, 'type'],
    ['another type of the server', { type: 'session.created', payload: {} }, 'type'],
    ['no payload', { type: 'chat.send' }, 'payload'],
    ['a payload that is not an object', send('hello'), 'payload'],
    ['neither text nor message', send({}), 'payload.text'],
    ['both text and message', send({ text: 'a', message: 'b' }), 'payload.text'],
    ['an empty text', send({ text: '' }), 'payload.text'],
    ['an unknown field in the payload', send({ text: 'a', session_token: 'x' }), 'payload.session_token'],
    ['an unknown field in the envelope', { ...send({ text: 'a' }), token: 'x' }, 'token'],
    ['a requestId that is not text', { ...send({ text: 'a' }), requestId: 7 }, 'requestId'],
    ['a stream that is not a boolean', send({ text: 'a', stream: 'yes' }), 'payload.stream'],
    ['an unknown choice', send({ text: 'a', context: { when_busy: 'now' } }), 'payload.context.when_busy'],
    ['a cancel of nothing', { type: 'chat.cancel', payload: {} }, 'payload'],
    ['a cancel of two', { type: 'chat.cancel', payload: { invocationId: 'i', messageId: 'm' } }, 'payload'],
    ['a history of more than there may be', { type: 'chat.history', payload: { limit: 1_000 } }, 'payload.limit'],
    ['a cursor of another type', { type: 'chat.resume', payload: { lastEventId: [1] } }, 'payload.lastEventId'],
  ])('[L11] %s is BAD_MESSAGE with the path of the field', (_what, frame, path) => {
    expect(refusedBy(() => decodeEnvelopeCommand(frame))).toMatchObject({ refusal: 'BAD_MESSAGE', path })
  })
})
