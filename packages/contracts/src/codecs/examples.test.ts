import { describe, expect, test } from 'vitest'
import { STANDARD_CLIENT_TYPES } from '../vocabulary/standard-types.ts'
import { envelopeClientFrame, envelopeServerFrame } from '../wire/envelope-frames.ts'
import { runtimeAgentClientFrame, runtimeAgentServerFrame } from '../wire/runtime-agent-frames.ts'
import { standardClientFrame, standardServerFrame } from '../wire/standard-message.ts'
import type { StandardNotice } from './door-notice.ts'
import { decodeEnvelopeCommand, encodeEnvelopeCommand } from './envelope-commands.ts'
import { encodeEnvelopeEvent } from './envelope-events.ts'
import { decodeEnvelopeFrame } from './envelope-frames.ts'
import { encodeEnvelopeNotice } from './envelope-notices.ts'
import {
  ENVELOPE_CLIENT_EXAMPLES,
  ENVELOPE_EVENT_EXAMPLES,
  ENVELOPE_NOTICE_EXAMPLES,
  RUNTIME_AGENT_CLIENT_EXAMPLES,
  RUNTIME_AGENT_SERVER_EXAMPLES,
} from './examples-routing-doors.test-support.ts'
import {
  CHAT_RESPONSE_EXAMPLES,
  STANDARD_CLIENT_EXAMPLES,
  STANDARD_SERVER_EXAMPLES,
} from './examples-standard.test-support.ts'
import { typesOf } from './read-frame.ts'
import { decodeRuntimeAgentFrame, encodeRuntimeAgentEvent, encodeRuntimeAgentNotice } from './runtime-agent.ts'
import { decodeRuntimeAgentCommand, encodeRuntimeAgentCommand } from './runtime-agent-commands.ts'
import { decodeStandardCommand, encodeStandardCommand } from './standard-commands.ts'
import { encodeChatResponse, encodeStandardEvent, isAnswerEnd } from './standard-events.ts'
import { decodeStandardFrame } from './standard-frames.ts'
import { encodeStandardNotice } from './standard-notices.ts'

const typesShown = (frames: object[]) => [...new Set(frames.map((frame) => Reflect.get(frame, 'type')))].sort()
const framesOf = (examples: [string, object][]) => examples.map(([, frame]) => frame)

describe('standard doors', () => {
  test.each(STANDARD_CLIENT_EXAMPLES)('a client says, %s', (_shown, frame) => {
    const command = decodeStandardCommand(frame)
    expect(decodeStandardCommand(encodeStandardCommand(command))).toEqual(command)
  })

  test.each(STANDARD_SERVER_EXAMPLES)('the server says, %s', (_shown, example) => {
    const frame = standardServerFrame.parse(example)
    const reading = decodeStandardFrame(frame)
    const { session_id, timestamp } = frame
    if (reading.kind !== 'event') {
      if (reading.kind === 'ui') throw new Error('a standard door has no such frame')
      const notice: StandardNotice = reading
      return expect(encodeStandardNotice(notice, { session_id, timestamp })).toEqual(example)
    }
    const pillar = 'pillar' in frame ? frame.pillar : null
    const agent_type = pillar === null ? 'guide' : `${pillar}_liaison`
    expect(encodeStandardEvent(reading.event, { session_id, pillar, agent_type })).toEqual(example)
  })

  test.each(CHAT_RESPONSE_EXAMPLES)('the server answers chat_message, %s', (_shown, example) => {
    const reading = decodeStandardFrame(standardServerFrame.parse(example))
    if (reading.kind !== 'event' || !isAnswerEnd(reading.event)) throw new Error('is the end of no answer')
    const about = { session_id: 's1', pillar: 'content', agent_type: 'content_liaison' }
    expect(encodeChatResponse(reading.event, about)).toEqual(example)
  })

  test('every type that there is, is shown', () => {
    expect(typesShown(framesOf(STANDARD_CLIENT_EXAMPLES))).toEqual([...STANDARD_CLIENT_TYPES].sort())
    expect(typesOf(standardClientFrame).sort()).toEqual([...STANDARD_CLIENT_TYPES].sort())
    const shown = typesShown(framesOf([...STANDARD_SERVER_EXAMPLES, ...CHAT_RESPONSE_EXAMPLES]))
    expect(shown).toEqual(typesOf(standardServerFrame).sort())
  })
})

describe('/api/runtime/agent', () => {
  test.each(RUNTIME_AGENT_CLIENT_EXAMPLES)('a client says, %s', (_shown, frame) => {
    const command = decodeRuntimeAgentCommand(frame)
    expect(decodeRuntimeAgentCommand(encodeRuntimeAgentCommand(command))).toEqual(command)
  })

  test.each(RUNTIME_AGENT_SERVER_EXAMPLES)('the server says, %s', (_shown, example) => {
    const frame = runtimeAgentServerFrame.parse(example)
    const reading = decodeRuntimeAgentFrame(frame)
    if (reading.kind === 'ui') throw new Error('this door has no such frame')
    const again =
      reading.kind === 'event'
        ? encodeRuntimeAgentEvent(reading.event)
        : encodeRuntimeAgentNotice(reading, frame.timestamp)
    expect(again).toEqual(example)
  })

  test('every type that a client may say is shown, and every one that the protocol names', () => {
    expect(typesShown(framesOf(RUNTIME_AGENT_CLIENT_EXAMPLES))).toEqual(typesOf(runtimeAgentClientFrame).sort())
    expect(typesShown(framesOf(RUNTIME_AGENT_SERVER_EXAMPLES))).toEqual(
      expect.arrayContaining([
        'agent.accepted',
        'agent.artifact',
        'agent.cancelled',
        'agent.completed',
        'agent.failed',
        'agent.handoff',
        'agent.progress',
        'agent.routed',
        'agent.started',
        'agent.superseded',
        'agent.token',
        'agent.tool',
        'agent.ui',
        'error',
        'pong',
      ]),
    )
  })
})

describe('/realtime', () => {
  test.each(ENVELOPE_CLIENT_EXAMPLES)('a client says, %s', (_shown, frame) => {
    const command = decodeEnvelopeCommand(frame)
    expect(decodeEnvelopeCommand(encodeEnvelopeCommand(command))).toEqual(command)
  })

  test.each(ENVELOPE_EVENT_EXAMPLES)('the server tells an event, %s', (_shown, examples) => {
    const readings = examples.map((example) => decodeEnvelopeFrame(envelopeServerFrame.parse(example)))
    const [event, ...others] = readings
    if (event?.kind !== 'event') throw new Error('the first of them is the event')
    const ui = others.map((reading) => {
      if (reading.kind !== 'ui') throw new Error('what follows are UI messages')
      return reading.message
    })
    const about = { session_id: 's1', request_id: 'r1', reads: 'events' } as const
    expect(encodeEnvelopeEvent(event.event, about, ui)).toEqual(examples)
  })

  test.each(ENVELOPE_NOTICE_EXAMPLES)('the server says, %s', (_shown, example) => {
    const frame = envelopeServerFrame.parse(example)
    const reading = decodeEnvelopeFrame(frame)
    if (reading.kind === 'event' || reading.kind === 'ui') throw new Error('not an event')
    const { sessionId: session_id, requestId } = frame
    const at = { session_id, ...(requestId !== undefined && { request_id: requestId }) }
    expect(encodeEnvelopeNotice(reading, at)).toEqual(example)
  })

  test('every type that there is, is shown', () => {
    expect(typesShown(framesOf(ENVELOPE_CLIENT_EXAMPLES))).toEqual(typesOf(envelopeClientFrame).sort())
    const shown = [...ENVELOPE_EVENT_EXAMPLES.flatMap(([, frames]) => frames), ...framesOf(ENVELOPE_NOTICE_EXAMPLES)]
    expect(typesShown(shown)).toEqual(typesOf(envelopeServerFrame).sort())
  })
})
