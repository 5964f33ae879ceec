// Converts client frames of `/realtime` to commands and back. [D8, L11]
import { assertNever } from '../vocabulary/assert-never.ts'
import type { SendInput } from '../wire/commands.ts'
import { type EnvelopeClientFrame, envelopeClientFrame, envelopeServerFrame } from '../wire/envelope-frames.ts'
import { cancelledBy } from './cancelled-by.ts'
import type { EnvelopeCommand } from './door-command.ts'
import { contextOfInput, cursorText, inputOfContext } from './message-context.ts'
import { readFrame, typesOf } from './read-frame.ts'

const CLIENT_TYPES = typesOf(envelopeClientFrame)
const SERVER_TYPES = new Set(typesOf(envelopeServerFrame))

/**
 * What the client asks. Its `sessionId` comes as a claim, which the door compares with the socket's own.
 * @throws BAD_MESSAGE with the path of the offending field
 */
export function decodeEnvelopeCommand(value: unknown): EnvelopeCommand {
  const frame = readFrame(envelopeClientFrame, CLIENT_TYPES, SERVER_TYPES, value)
  const asked = {
    ...(isSet(frame.requestId) && { request_id: frame.requestId }),
    // A client that has no session yet says so with an empty one.
    ...(isSet(frame.sessionId) && frame.sessionId !== '' && { claims: { session_id: frame.sessionId } }),
  }
  switch (frame.type) {
    case 'ping':
      return { kind: 'ping', ...asked }
    case 'chat.send': {
      const { stream } = frame.payload
      return { kind: 'send', input: inputOf(frame.payload), ...(stream !== undefined && { stream }), ...asked }
    }
    case 'chat.cancel':
      return { kind: 'cancel', by: cancelledBy(frame.payload.invocationId, frame.payload.messageId), ...asked }
    case 'chat.history': {
      const { conversationId: conversation_id = null, before, limit } = frame.payload ?? {}
      const page = { ...(before !== undefined && { before }), ...(limit !== undefined && { limit }) }
      return { kind: 'history', conversation_id, ...page, ...asked }
    }
    case 'chat.resume': {
      const { conversationId: conversation_id = null, lastEventId } = frame.payload
      return { kind: 'resume', conversation_id, last_event_id: cursorText(lastEventId), ...asked }
    }
    default:
      return assertNever(frame, 'frame')
  }
}

/** The frame that says it; decoding it gives the command again. */
export function encodeEnvelopeCommand(command: EnvelopeCommand): EnvelopeClientFrame {
  const sessionId = command.claims?.session_id
  const asked = {
    ...(sessionId !== undefined && { sessionId }),
    ...(command.request_id !== undefined && { requestId: command.request_id }),
  }
  switch (command.kind) {
    case 'ping':
      return { type: 'ping', ...asked }
    case 'send':
      return { type: 'chat.send', ...asked, payload: sendPayload(command.input, command.stream) }
    case 'cancel': {
      const { by } = command
      const payload = 'message_id' in by ? { messageId: by.message_id } : { invocationId: by.invocation_id }
      return { type: 'chat.cancel', ...asked, payload }
    }
    case 'history': {
      const { conversation_id, before, limit } = command
      const payload = {
        ...(conversation_id !== null && { conversationId: conversation_id }),
        ...(before !== undefined && { before }),
        ...(limit !== undefined && { limit }),
      }
      return { type: 'chat.history', ...asked, payload }
    }
    case 'resume': {
      const { conversation_id, last_event_id: lastEventId } = command
      const payload = { ...(conversation_id !== null && { conversationId: conversation_id }), lastEventId }
      return { type: 'chat.resume', ...asked, payload }
    }
    default:
      return assertNever(command, 'command')
  }
}

type SendPayload = Extract<EnvelopeClientFrame, { type: 'chat.send' }>['payload']

const inputOf = ({ text, message, conversationId, messageId, context }: SendPayload): SendInput => ({
  // The schema has asked for exactly one of them.
  message: text ?? message ?? '',
  ...(conversationId !== undefined && { conversation_id: conversationId }),
  ...(messageId !== undefined && { message_id: messageId }),
  ...inputOfContext(context),
})

const sendPayload = (input: SendInput, stream: boolean | undefined): SendPayload => ({
  text: input.message,
  ...(input.conversation_id !== undefined && { conversationId: input.conversation_id }),
  ...(input.message_id !== undefined && { messageId: input.message_id }),
  ...contextOfInput(input),
  ...(stream !== undefined && { stream }),
})

const isSet = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined
