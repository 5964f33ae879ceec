import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { artifactFrameType, STANDARD_TYPES } from '../vocabulary/standard-types.ts'
import { emptyTranscript, legalHistory } from '../vocabulary/transcript.test-support.ts'
import { foldEvent } from '../vocabulary/transcript.ts'
import type { ConversationEvent, ConversationSnapshot } from '../wire/events.ts'
import {
  type StandardServerFrame,
  standardChatResponse,
  standardServerFrame,
  websocketMessage,
} from '../wire/standard-message.ts'
import {
  anyAbout,
  anyEvent,
  anySnapshot,
  EVENT_TYPES,
  eventOf,
  overTheWire,
  refusedBy,
  standardCommand,
  standardNotice,
} from './codecs.test-support.ts'
import { decodeStandardCommand, encodeStandardCommand } from './standard-commands.ts'
import { encodeChatResponse, encodeStandardEvent, isAnswerEnd } from './standard-events.ts'
import { decodeStandardFrame } from './standard-frames.ts'
import * as guards from './standard-guards.ts'
import { encodeStandardNotice } from './standard-notices.ts'

const about = { session_id: 's1', agent_type: 'content_liaison', pillar: 'content' }
const at = { session_id: 's1', timestamp: '2026-01-23T10:00:00.000Z' }

describe('events', () => {
  test.each(EVENT_TYPES)('[F1] %s is exactly one frame, and the frame is the event again', (type) => {
    fc.assert(
      fc.property(eventOf(type), anyAbout, (event, of) => {
        const frame = overTheWire(standardServerFrame, encodeStandardEvent(event, of))
        expect(decodeStandardFrame(frame)).toEqual({ kind: 'event', event })
      }),
    )
  })

  test('[F2] puts the common fields on every frame', () => {
    fc.assert(
      fc.property(anyEvent, anyAbout, (event, of) => {
        const frame = encodeStandardEvent(event, of)
        expect(frame).toMatchObject({
          timestamp: event.timestamp,
          session_id: of.session_id,
          event_id: event.event_id,
          conversation_id: event.conversation_id,
          message_id: 'message_id' in event ? event.message_id : null,
          agent: expect.any(String),
          role: expect.stringMatching(/^(user|assistant|system)$/),
          pillar: of.pillar,
        })
      }),
    )
  })

  test('[F3] an event becomes a valid standard message', () => {
    fc.assert(
      fc.property(anyEvent, anyAbout, (event, of) => {
        const frame = encodeStandardEvent(event, of)
        if (guards.isWebSocketMessage(frame)) expect(websocketMessage.safeParse(frame).error).toBeUndefined()
        else expect(frame.type).toBe('handoff')
      }),
    )
  })

  test('[F4] answers chat_message once, with its end', () => {
    fc.assert(
      fc.property(anyEvent.filter(isAnswerEnd), anyAbout, (event, of) => {
        const frame = overTheWire(standardChatResponse, encodeChatResponse(event, of))
        expect(frame).toMatchObject({ type: 'chat_response', agent_type: of.pillar === null ? 'guide' : 'liaison' })
        expect(decodeStandardFrame(frame)).toEqual({ kind: 'event', event })
      }),
    )
  })

  const of = { invocation_id: 'i1', message_id: 'a1', agent_id: 'liaison.content', attempt: 2 }
  const where = { event_id: 7, conversation_id: 'c1', timestamp: '2026-01-23T10:00:00.000Z' }

  test('[F7] a piece is agent_streaming with its place within the answer', () => {
    const event: ConversationEvent = { type: 'agent.token', ...where, ...of, payload: { text: 'Hel', index: 0 } }
    expect(encodeStandardEvent(event, about)).toEqual({
      type: 'agent_streaming',
      timestamp: where.timestamp,
      session_id: 's1',
      event_id: 7,
      conversation_id: 'c1',
      message_id: 'a1',
      agent: 'liaison.content',
      role: 'assistant',
      pillar: 'content',
      metadata: { invocation_id: 'i1', attempt: 2 },
      message: 'Hel',
      is_streaming: true,
      stream_index: 0,
    })
  })

  test('[L9] keeps text and usage of a cancelled answer', () => {
    const usage = { input_tokens: 1, output_tokens: null, tool_calls: 0, model: null }
    const event: ConversationEvent = { type: 'agent.cancelled', ...where, ...of, payload: { text: 'half', usage } }
    expect(encodeStandardEvent(event, about)).toMatchObject({
      type: 'error_message',
      status: 'cancelled',
      error_code: 'CANCELLED',
      data: { text: 'half', usage },
    })
  })

  test('[L8] a superseded attempt is named in data.attempt', () => {
    const payload = { attempt: 1, reason: 'interrupted' }
    const event: ConversationEvent = { type: 'agent.superseded', ...where, ...of, payload }
    expect(encodeStandardEvent(event, about)).toMatchObject({
      type: 'status_update',
      status: 'superseded',
      data: { attempt: 1 },
    })
  })

  test.each([
    ['chart', 'visualization_data'],
    ['schema', 'analysis_result'],
    ['quality_report', 'analysis_result'],
    ['table', 'analysis_result'],
    ['outline', 'analysis_result'],
    ['workflow', 'workflow_generated'],
    ['sop', 'sop_generated'],
    ['question_answer', 'question_answer'],
    ['a kind of later', 'analysis_result'],
    ['toString', 'analysis_result'],
  ])('[F8] an artifact of kind %s is %s', (kind, type) => {
    expect(artifactFrameType(kind)).toBe(type)
  })

  test("[F2] the agent of a person's message is the one whose conversation it is", () => {
    const payload = { text: 'hi', files: [], surface: null, via: null }
    const event: ConversationEvent = { type: 'user.message', ...where, message_id: 'm1', payload }
    expect(encodeStandardEvent(event, about)).toMatchObject({ agent: 'liaison.content', role: 'user' })
    const guide = { session_id: 's1', agent_type: 'guide', pillar: null }
    expect(encodeStandardEvent(event, guide)).toMatchObject({ agent: 'guide.global', pillar: null })
  })
})

describe('notices', () => {
  test('[L14] restores to what a reader of the whole log sees', () => {
    const from = { type: 'snapshot', epoch: 'e1', agent_type: 'content_liaison', pillar: 'content' } as const
    const empty = { ...from, ...emptyTranscript(), has_more: false, before: null, reason: 'no_cursor' as const }
    const fold = (snapshot: ConversationSnapshot, event: ConversationEvent): ConversationSnapshot => {
      const folded = foldEvent(snapshot, event)
      if (folded.kind !== 'applied') throw new Error(`event ${event.event_id} was ${folded.kind}`)
      return folded.transcript
    }
    const told = (frame: StandardServerFrame) => decodeStandardFrame(overTheWire(standardServerFrame, frame))
    fc.assert(
      fc.property(legalHistory(), fc.nat(60), (history, place) => {
        const snapshot = history.slice(0, place).reduce(fold, empty)
        const restored = told(encodeStandardNotice({ kind: 'restored', snapshot }, at))
        if (restored.kind !== 'restored') throw new Error(`unexpected ${restored.kind}`)
        const seen = history.slice(place).reduce((before, event) => {
          const reading = told(encodeStandardEvent(event, about))
          if (reading.kind !== 'event') throw new Error(`unexpected ${reading.kind}`)
          return fold(before, reading.event)
        }, restored.snapshot)
        expect(seen).toEqual(history.reduce(fold, empty))
      }),
    )
  })

  test('[F1] round-trips a notice', () => {
    fc.assert(
      fc.property(standardNotice, (notice) => {
        const frame = overTheWire(standardServerFrame, encodeStandardNotice(notice, at))
        expect(frame).toMatchObject(at)
        expect(decodeStandardFrame(frame)).toEqual(notice)
      }),
    )
  })

  test('[D6.1] a restored message has one of four statuses; a queued one streams', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const frame = standardServerFrame.parse(encodeStandardNotice({ kind: 'restored', snapshot }, at))
        if (frame.type !== 'conversation_restored') throw new Error(`unexpected ${frame.type}`)
        expect(frame.message_count).toBe(snapshot.messages.length)
        expect(frame.messages.map(({ status }) => status)).toEqual(
          snapshot.messages.map(({ status }) => (status === 'queued' ? 'streaming' : status)),
        )
        expect('reason' in frame).toBe(snapshot.reason !== 'no_cursor')
      }),
    )
  })

  test('a pong repeats the message_id of its ping', () => {
    expect(encodeStandardNotice({ kind: 'pong' }, { ...at, request_id: 'p1' })).toMatchObject({ message_id: 'p1' })
  })
})

describe('commands', () => {
  test('[F1] a command comes back as it was asked', () => {
    fc.assert(
      fc.property(standardCommand, (command) => {
        expect(decodeStandardCommand(JSON.parse(JSON.stringify(encodeStandardCommand(command))))).toEqual(command)
      }),
    )
  })

  test('[F5] ignores what a client claims about itself', () => {
    const command = decodeStandardCommand({
      type: 'user_message',
      message: 'hello',
      session_token: 'secret',
      session_id: 'of somebody else',
      timestamp: 'yesterday',
      agent: 'guide_agent',
      role: 'admin',
      pillar: 'insights',
    })
    expect(command).toEqual({
      kind: 'send',
      input: { message: 'hello' },
      claims: { shows_session: true, pillar: 'insights' },
    })
  })

  test('[F5] a field that is null is absent, as a Python client sends it', () => {
    const nothing = Object.fromEntries(Object.keys(websocketMessage.shape).map((field) => [field, null]))
    const frame = { ...nothing, type: 'user_message', message: 'hello', is_streaming: false }
    expect(decodeStandardCommand(frame)).toEqual({ kind: 'send', input: { message: 'hello' } })
    expect(decodeStandardCommand({ ...nothing, type: 'ping' })).toEqual({ kind: 'ping' })
  })

  test('[D6.4] reads file_uuid and data.file_uuids once each', () => {
    const frame = { type: 'user_message', message: 'm', file_uuid: 'f1', data: { file_uuids: ['f2', 'f1'] } }
    expect(decodeStandardCommand(frame)).toMatchObject({ input: { file_uuids: ['f1', 'f2'] } })
  })

  test.each([
    ['no object', null, ''],
    ['a list', [{ type: 'ping' }], ''],
    ['text', 'ping', ''],
    ['no type and no message', { data: 'hello' }, 'type'],
    ['an unknown type', { type: 'shout' }, 'type'],
    ['a type that is not text', { type: 1 }, 'type'],
    ['a name of every object', { type: 'toString' }, 'type'],
    ['a type of the server', { type: 'agent_complete', message: 'I am the agent' }, 'type'],
    ['a type that only the server sends', { type: 'conversation_restored' }, 'type'],
    ['no message', { type: 'user_message' }, 'message'],
    ['an empty message', { type: 'user_message', message: '  ' }, 'message'],
    ['a message that is not text', { type: 'user_message', message: { $gt: '' } }, 'message'],
    ['an unknown field', { type: 'user_message', message: 'm', mesage_id: '1' }, 'mesage_id'],
    ['a choice in data that is not text', { type: 'user_message', message: 'm', data: { agent: 5 } }, 'data.agent'],
    ['an unknown choice', { type: 'user_message', message: 'm', data: { when_busy: 'now' } }, 'data.when_busy'],
    ['an unknown surface', { type: 'user_message', message: 'm', metadata: { surface: 'moon' } }, 'metadata.surface'],
    ['an empty id', { type: 'user_message', message: 'm', message_id: '' }, 'message_id'],
    ['a bad file id', { type: 'user_message', message: 'm', file_uuid: 'a b' }, 'file_uuid'],
    ['a progress beyond its end', { type: 'user_message', message: 'm', progress: 2 }, 'progress'],
    ['a cancel of nothing', { type: 'cancel' }, 'message_id'],
    ['a cancel of two', { type: 'cancel', message_id: 'm1', data: { invocation_id: 'i1' } }, 'message_id'],
    ['a cancel with more', { type: 'cancel', data: { invocation_id: 'i1', force: true } }, 'data.force'],
    ['an unknown field of a ping', { type: 'ping', payload: {} }, 'payload'],
  ])('[L11] %s is BAD_MESSAGE with the path of the field', (_what, frame, path) => {
    expect(refusedBy(() => decodeStandardCommand(frame))).toMatchObject({ refusal: 'BAD_MESSAGE', path })
  })

  test('[F5] treats a message without a type as chat_message', () => {
    for (const frame of [{ message: 'hi' }, { type: null, message: 'hi', session_token: 't', agent_type: 'guide' }]) {
      expect(decodeStandardCommand(frame)).toMatchObject({ kind: 'send', input: { message: 'hi' }, single: true })
    }
  })

  test('[F5] data may be any JSON; only known names of an object are read', () => {
    const send = (data: unknown) => decodeStandardCommand({ type: 'user_message', message: 'm', data })
    for (const data of [
      { anything: 1 },
      [1, 2],
      'text',
      5,
      true,
      null,
      { agents: ['x'], nested: { when_busy: 'x' } },
    ]) {
      expect(send(data)).toEqual({ kind: 'send', input: { message: 'm' } })
    }
    expect(send({ anything: 1, agent: 'guide.content', when_busy: 'reject' })).toEqual({
      kind: 'send',
      input: { message: 'm', when_busy: 'reject', context: { agent: 'guide.content' } },
    })
  })

  test('[F12] reads the version; clients ignore unknown fields', () => {
    for (const frame of [
      { type: 'user_message', message: 'm', protocol_version: 2 },
      { type: 'chat_message', message: 'm', protocol_version: 1 },
      { type: 'ping', protocol_version: 2 },
      { type: 'cancel', message_id: 'm', protocol_version: null },
    ]) {
      expect(refusedBy(() => decodeStandardCommand(frame))).toBeNull()
    }
    expect(refusedBy(() => decodeStandardCommand({ type: 'ping', protocol_version: 'two' }))).toMatchObject({
      path: 'protocol_version',
    })
  })

  test('metadata is a free record: a name of it that means nothing here harms nothing', () => {
    const frame = { type: 'user_message', message: 'm', metadata: { source: 'script', surface: 'home' } }
    expect(decodeStandardCommand(frame)).toEqual({
      kind: 'send',
      input: { message: 'm', context: { surface: 'home' } },
    })
  })

  test('[L11] nothing that is JSON makes the decoder fail in any other way', () => {
    fc.assert(
      fc.property(fc.jsonValue(), standardCommand, (junk, command) => {
        const frame = { ...encodeStandardCommand(command), ...(typeof junk === 'object' ? junk : { data: junk }) }
        const refusal = refusedBy(() => decodeStandardCommand(frame))
        if (refusal) expect(refusal.refusal).toBe('BAD_MESSAGE')
      }),
    )
  })
})

describe('guards', () => {
  test('[F3] has one exact guard for each of the 21 types', () => {
    expect(STANDARD_TYPES).toHaveLength(21)
    expect(Object.keys(websocketMessage.shape)).toHaveLength(21)
    const { isWebSocketMessage, ...each } = guards
    const known = STANDARD_TYPES.map((type) => {
      expect(isWebSocketMessage({ type })).toBe(true)
      return Object.entries(each).flatMap(([name, guard]) => (guard({ type }) ? [name] : []))
    })
    expect(known.flat().sort()).toEqual(Object.keys(each).sort())
    expect(known.every((names) => names.length === 1)).toBe(true)
    for (const other of [null, 'user_message', { type: 'pong' }, {}]) expect(isWebSocketMessage(other)).toBe(false)
  })
})
