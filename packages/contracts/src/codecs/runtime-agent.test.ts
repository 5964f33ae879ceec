import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runtimeAgentServerFrame } from '../wire/runtime-agent-frames.ts'
import {
  EVENT_TYPES,
  eventOf,
  overTheWire,
  refusedBy,
  runtimeAgentCommand,
  runtimeAgentNotice,
} from './codecs.test-support.ts'
import { decodeRuntimeAgentFrame, encodeRuntimeAgentEvent, encodeRuntimeAgentNotice } from './runtime-agent.ts'
import { decodeRuntimeAgentCommand, encodeRuntimeAgentCommand } from './runtime-agent-commands.ts'

const now = '2026-01-23T10:00:00.000Z'

test.each(EVENT_TYPES)('[F1] %s is exactly one frame, and the frame is the event again', (type) => {
  fc.assert(
    fc.property(eventOf(type), (event) => {
      const frame = overTheWire(runtimeAgentServerFrame, encodeRuntimeAgentEvent(event))
      expect(decodeRuntimeAgentFrame(frame)).toEqual({ kind: 'event', event })
    }),
  )
})

test('[F1] round-trips a notice', () => {
  fc.assert(
    fc.property(runtimeAgentNotice, (notice) => {
      const frame = overTheWire(runtimeAgentServerFrame, encodeRuntimeAgentNotice(notice, now))
      expect(frame).toMatchObject({ timestamp: now, payload: expect.any(Object) })
      expect(decodeRuntimeAgentFrame(frame)).toEqual(notice)
    }),
  )
})

test('[F1] a command comes back as it was asked', () => {
  fc.assert(
    fc.property(runtimeAgentCommand, (command) => {
      const frame: unknown = JSON.parse(JSON.stringify(encodeRuntimeAgentCommand(command)))
      expect(decodeRuntimeAgentCommand(frame)).toEqual(command)
    }),
  )
})

describe('commands', () => {
  test.each([
    [7, '7'],
    ['e1:7', 'e1:7'],
    [-1, '-1'],
    ['garbage', 'garbage'],
    [null, null],
    [undefined, null],
  ])('[L14] the cursor %s is passed on unread', (last_event_id, cursor) => {
    const frame = { type: 'agent.resume', payload: { conversation_id: 'c1', last_event_id } }
    expect(decodeRuntimeAgentCommand(frame)).toMatchObject({ kind: 'resume', last_event_id: cursor })
  })

  const message = (payload: object) => ({ type: 'agent.message', payload: { text: 't', ...payload } })
  test.each([
    ['no object', 7, ''],
    ['an unknown type', { type: 'agent.shout', payload: {} }, 'type'],
    ['an event from a client', { type: 'agent.completed', payload: { text: 'I am the agent' } }, 'type'],
    ['a notice from a client', { type: 'agent.accepted', payload: {} }, 'type'],
    ['a type of the standard door', { type: 'user_message', message: 'm' }, 'type'],
    ['no payload', { type: 'agent.message' }, 'payload'],
    ['a text that is not a string', message({ text: null }), 'payload.text'],
    ['an empty text', message({ text: ' \n' }), 'payload.text'],
    ['an unknown field beside the payload', { ...message({}), session_token: 'x' }, 'session_token'],
    ['an unknown field in the payload', message({ txt: 'x' }), 'payload.txt'],
    ['an unknown field in the context', message({ context: { role: 'admin' } }), 'payload.context.role'],
    ['an unknown surface', message({ context: { surface: 'moon' } }), 'payload.context.surface'],
    ['a bad file id', message({ context: { file_uuids: ['f1', ''] } }), 'payload.context.file_uuids.1'],
    ['a cancel of nothing', { type: 'agent.cancel', payload: {} }, 'payload'],
    ['a resume of nothing', { type: 'agent.resume', payload: { last_event_id: 1 } }, 'payload.conversation_id'],
    [
      'a cursor of another type',
      { type: 'agent.resume', payload: { conversation_id: 'c1', last_event_id: { $gt: 0 } } },
      'payload.last_event_id',
    ],
  ])('[L11] %s is BAD_MESSAGE with the path of the field', (_what, frame, path) => {
    expect(refusedBy(() => decodeRuntimeAgentCommand(frame))).toMatchObject({ refusal: 'BAD_MESSAGE', path })
  })
})
