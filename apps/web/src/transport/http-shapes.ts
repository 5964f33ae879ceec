// Validates HTTP responses: checks the fields that the page depends on and trusts Experience for the rest.
import type { Accepted, CancelOutcome, HistoryPage } from '@biplane/contracts/wire/commands'
import type { StreamItem } from '@biplane/contracts/wire/events'

type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isAccepted = (body: unknown): body is Accepted =>
  isObject(body) &&
  typeof body.message_id === 'string' &&
  typeof body.invocation_id === 'string' &&
  typeof body.conversation_id === 'string' &&
  typeof body.event_id === 'number'

export const isCancelOutcome = (body: unknown): body is CancelOutcome =>
  isObject(body) && typeof body.invocation_id === 'string' && typeof body.outcome === 'string'

export const isHistoryPage = (body: unknown): body is HistoryPage =>
  isObject(body) &&
  typeof body.conversation_id === 'string' &&
  Array.isArray(body.messages) &&
  body.messages.every(isMessage) &&
  typeof body.has_more === 'boolean'

const isMessage = (value: unknown): boolean =>
  isObject(value) && typeof value.message_id === 'string' && typeof value.event_id === 'number'

export const isStreamItem = (value: unknown): value is StreamItem =>
  isObject(value) &&
  typeof value.type === 'string' &&
  typeof value.conversation_id === 'string' &&
  (value.type === 'snapshot'
    ? typeof value.last_event_id === 'number' && typeof value.epoch === 'string' && isHistoryPage(value)
    : typeof value.event_id === 'number' && isObject(value.payload))

/** JSON, or `null` for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
