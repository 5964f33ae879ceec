// Parses frames of the standard-message sockets in a client. Checks the fields that the client counts by and trusts the
// server for the rest; the strict shapes are in `wire/standard-message.ts`. No library. [D6]
import type { z } from 'zod'
import type { StandardServerFrame, StandardServerType, standardClientFrame } from '../wire/standard-message.ts'

export type ServerFrame = StandardServerFrame
export type ServerFrameType = StandardServerType
/** The frames of a type; the first of every connection is `conversation_restored`. */
export type FrameOf<T extends ServerFrameType> = Extract<ServerFrame, { type: T }>
export type RestoredFrame = FrameOf<'conversation_restored'>
/** What a client may say. `message_id` is its own; one is given to a message that has none. [L6] */
export type ClientFrame = z.input<typeof standardClientFrame>
export type SendFrame = Extract<ClientFrame, { type: 'user_message' }>

/** Reads one frame; `null` for anything else. A type that this client does not know is still a frame. */
export function readFrame(text: string): ServerFrame | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return isServerFrame(value) ? value : null
}

type JsonObject = Record<string, unknown>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isServerFrame = (value: unknown): value is ServerFrame =>
  isObject(value) &&
  typeof value.type === 'string' &&
  (value.event_id === undefined || Number.isSafeInteger(value.event_id)) &&
  ['conversation_id', 'message_id', 'message', 'error_code'].every((field) => isText(value[field])) &&
  (value.type !== 'conversation_restored' || isRestored(value)) &&
  (value.type !== 'error_message' || value.event_id !== undefined || isObject(value.error_details))

const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string'

const isRestored = (value: JsonObject): boolean =>
  typeof value.conversation_id === 'string' &&
  typeof value.epoch === 'string' &&
  Number.isSafeInteger(value.last_event_id) &&
  typeof value.resumed === 'boolean' &&
  Array.isArray(value.messages) &&
  value.messages.every(isRestoredMessage)

const isRestoredMessage = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.message_id === 'string' &&
  typeof value.role === 'string' &&
  typeof value.content === 'string' &&
  Number.isSafeInteger(value.event_id)
