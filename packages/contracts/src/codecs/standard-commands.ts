// Converts client frames of the standard sockets to commands and back. [F4, F5, L11]
import { z } from 'zod'
import { refuseInput } from '../refusal.ts'
import { assertNever } from '../vocabulary/assert-never.ts'
import { STANDARD_CLIENT_TYPES, STANDARD_SERVER_ADDITIONS, STANDARD_TYPES } from '../vocabulary/standard-types.ts'
import type { SendInput } from '../wire/commands.ts'
import { messageId } from '../wire/ids.ts'
import { type StandardClientFrame, sendData, standardClientFrame } from '../wire/standard-message.ts'
import { cancelledBy } from './cancelled-by.ts'
import type { Claims, StandardCommand } from './door-command.ts'
import { readFrame } from './read-frame.ts'

const KNOWN = new Set<string>([...STANDARD_TYPES, ...STANDARD_SERVER_ADDITIONS])

/**
 * What the client asks. `session_token`, `session_id`, `timestamp`, `agent` and `role` are taken and not believed;
 * `pillar` and `agent_type` come as claims, which the door compares with its path.
 * @throws BAD_MESSAGE with the path of the offending field
 */
export function decodeStandardCommand(value: unknown): StandardCommand {
  const frame = readFrame(standardClientFrame, STANDARD_CLIENT_TYPES, KNOWN, withType(value))
  const claims = claimsOf(frame)
  switch (frame.type) {
    case 'user_message':
      return { kind: 'send', input: inputOf(frame), ...claims }
    case 'chat_message':
      return { kind: 'send', input: inputOf(frame), single: true, ...claims }
    case 'cancel':
      return { kind: 'cancel', by: cancelledBy(frame.data?.invocation_id, frame.message_id), ...claims }
    case 'ping':
      return { kind: 'ping', ...(isSet(frame.message_id) && { request_id: frame.message_id }), ...claims }
    default:
      return assertNever(frame, 'frame')
  }
}

/** A frame without a type that has a `message` is a `chat_message`. [F5] */
function withType(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('message' in value)) return value
  return 'type' in value && isSet(value.type) ? value : { ...value, type: 'chat_message' }
}

const dataField = z.object({ data: sendData })

/**
 * What the product reads of `data`. Anything else in it belongs to the client and is left alone. [F5]
 * @throws BAD_MESSAGE with a path below `data`
 */
function readData(data: unknown): z.infer<typeof sendData> | null {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null
  const read = dataField.safeParse({ data })
  if (read.success) return read.data.data
  throw refuseInput(read.error)
}

/** The frame that says it; decoding it gives the command again. */
export function encodeStandardCommand(command: StandardCommand): StandardClientFrame {
  const pillar = command.claims?.pillar
  const claimed = {
    ...(pillar !== undefined && { pillar }),
    ...(command.claims?.shows_session && { session_token: '' }),
  }
  switch (command.kind) {
    case 'send': {
      const fields = { ...sendFields(command.input), ...claimed }
      const agent_type = command.claims?.agent_type
      return command.single
        ? { type: 'chat_message', ...fields, ...(agent_type !== undefined && { agent_type }) }
        : { type: 'user_message', ...fields }
    }
    case 'cancel':
      return 'message_id' in command.by
        ? { type: 'cancel', message_id: command.by.message_id, ...claimed }
        : { type: 'cancel', data: { invocation_id: command.by.invocation_id }, ...claimed }
    case 'ping': {
      const { request_id } = command
      return { type: 'ping', ...(request_id !== undefined && { message_id: messageId.parse(request_id) }), ...claimed }
    }
    default:
      return assertNever(command, 'command')
  }
}

type SendFrame = Extract<StandardClientFrame, { type: 'user_message' | 'chat_message' }>

function inputOf({ message, message_id, conversation_id, file_uuid, metadata, data: given }: SendFrame): SendInput {
  const data = readData(given)
  const context = {
    ...(isSet(metadata?.surface) && { surface: metadata.surface }),
    ...(isSet(metadata?.project_id) && { project_id: metadata.project_id }),
    ...(isSet(data?.agent) && { agent: data.agent }),
  }
  const more = data?.file_uuids ?? null
  const file_uuids = isSet(file_uuid) ? [file_uuid, ...(more ?? []).filter((id) => id !== file_uuid)] : more
  return {
    message,
    ...(isSet(conversation_id) && { conversation_id }),
    ...(isSet(message_id) && { message_id }),
    ...(file_uuids && { file_uuids }),
    ...(isSet(data?.when_busy) && { when_busy: data.when_busy }),
    ...(Object.keys(context).length > 0 && { context }),
  }
}

function sendFields({ message, message_id, conversation_id, file_uuids, when_busy, context }: SendInput) {
  const { surface, project_id, agent } = context ?? {}
  const [file_uuid, ...others] = file_uuids ?? []
  const one = file_uuid !== undefined && others.length === 0
  const data = {
    ...(file_uuids && !one && { file_uuids }),
    ...(when_busy && { when_busy }),
    ...(agent !== undefined && { agent }),
  }
  const metadata = { ...(surface && { surface }), ...(project_id !== undefined && { project_id }) }
  return {
    message,
    ...(conversation_id !== undefined && { conversation_id }),
    ...(message_id && { message_id }),
    ...(one && { file_uuid }),
    ...(Object.keys(data).length > 0 && { data }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  }
}

function claimsOf(frame: StandardClientFrame): { claims?: Claims } {
  const claims: Claims = {
    ...(frame.type === 'chat_message' && isSet(frame.agent_type) && { agent_type: frame.agent_type }),
    ...(isSet(frame.pillar) && { pillar: frame.pillar }),
    ...(frame.type === 'user_message' && isSet(frame.session_token) && { shows_session: true as const }),
  }
  return Object.keys(claims).length > 0 ? { claims } : {}
}

const isSet = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined
