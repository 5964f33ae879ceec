// Converts client frames of `/api/runtime/agent` to commands and back. [D7, L11]
import { assertNever } from '../vocabulary/assert-never.ts'
import type { SendInput } from '../wire/commands.ts'
import {
  type RuntimeAgentClientFrame,
  runtimeAgentClientFrame,
  runtimeAgentServerFrame,
} from '../wire/runtime-agent-frames.ts'
import { cancelledBy } from './cancelled-by.ts'
import type { RuntimeAgentCommand } from './door-command.ts'
import { contextOfInput, cursorText, inputOfContext } from './message-context.ts'
import { readFrame, typesOf } from './read-frame.ts'

const CLIENT_TYPES = typesOf(runtimeAgentClientFrame)
const SERVER_TYPES = new Set(typesOf(runtimeAgentServerFrame))

/** @throws BAD_MESSAGE with the path of the offending field */
export function decodeRuntimeAgentCommand(value: unknown): RuntimeAgentCommand {
  const frame = readFrame(runtimeAgentClientFrame, CLIENT_TYPES, SERVER_TYPES, value)
  switch (frame.type) {
    case 'agent.message':
      return { kind: 'send', input: inputOf(frame.payload) }
    case 'agent.cancel':
      return { kind: 'cancel', by: cancelledBy(frame.payload.invocation_id, frame.payload.message_id) }
    case 'agent.resume': {
      const { conversation_id, last_event_id } = frame.payload
      return { kind: 'resume', conversation_id, last_event_id: cursorText(last_event_id) }
    }
    case 'ping':
      return { kind: 'ping' }
    default:
      return assertNever(frame, 'frame')
  }
}

/** The frame that says it; decoding it gives the command again. */
export function encodeRuntimeAgentCommand(command: RuntimeAgentCommand): RuntimeAgentClientFrame {
  switch (command.kind) {
    case 'send': {
      const { message: text, message_id, conversation_id } = command.input
      return {
        type: 'agent.message',
        payload: {
          text,
          ...(conversation_id !== undefined && { conversation_id }),
          ...(message_id !== undefined && { message_id }),
          ...contextOfInput(command.input),
        },
      }
    }
    case 'cancel':
      return { type: 'agent.cancel', payload: command.by }
    case 'resume': {
      const { conversation_id, last_event_id } = command
      return { type: 'agent.resume', payload: { conversation_id, last_event_id } }
    }
    case 'ping':
      return { type: 'ping' }
    default:
      return assertNever(command, 'command')
  }
}

type Message = Extract<RuntimeAgentClientFrame, { type: 'agent.message' }>['payload']

const inputOf = ({ text, conversation_id, message_id, context }: Message): SendInput => ({
  message: text,
  ...(conversation_id !== undefined && { conversation_id }),
  ...(message_id !== undefined && { message_id }),
  ...inputOfContext(context),
})
