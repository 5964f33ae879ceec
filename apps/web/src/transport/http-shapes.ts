// Validates HTTP responses: checks the fields that the page depends on and trusts Experience for the rest.
import type { ThreadItem } from '@biplane/contracts/wire/threads'

type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isThread = (body: unknown): body is { thread_id: string } => isObject(body) && typeof body.thread_id === 'string'

const areMessages = (value: unknown): boolean => Array.isArray(value) && value.every(isMessage)

const isMessage = (value: unknown): boolean =>
  isObject(value) && typeof value.message_id === 'string' && typeof value.place === 'number'

export const isThreadItem = (value: unknown): value is ThreadItem => {
  if (!isObject(value)) return false
  switch (value.type) {
    case 'thread.snapshot':
      return isThread(value.thread) && Array.isArray(value.conversations) && areMessages(value.messages)
    case 'thread.event':
      return isThread(value) && 'event' in value && isObject(value.event) && isEvent(value.event)
    case 'thread.deleted':
      return isThread(value)
    default:
      return false
  }
}

const isEvent = (value: JsonObject): boolean =>
  typeof value.type === 'string' &&
  typeof value.conversation_id === 'string' &&
  typeof value.event_id === 'number' &&
  isObject(value.payload)

/** JSON, or `null` for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
