// Stores the outbox in this tab's session storage across a reload. Validates what it reads.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { MessageFile } from '@biplane/contracts/wire/events'
import { readPlan } from '../tables/plan-check.ts'
import { readRefusal } from '../transport/refusal-in.ts'
import type { Outbox, OutboxItem } from './outbox.ts'

export interface KeyValueStore {
  read(key: string): string | null
  /** `null` removes. */
  write(key: string, text: string | null): void
}

/** One whose keys can be listed. */
export interface ListedStore extends KeyValueStore {
  keys(): string[]
}

/** This tab's storage; where it is closed, nothing outlives the page. */
export const tabStorage: ListedStore = {
  keys() {
    try {
      return Object.keys(sessionStorage)
    } catch {
      return []
    }
  },
  read(key) {
    try {
      return sessionStorage.getItem(key)
    } catch {
      return null
    }
  },
  write(key, text) {
    try {
      if (text === null) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, text)
    } catch {
      // Full or closed: what is typed lives as long as the page.
    }
  },
}

export const writeOutbox = (outbox: Outbox): string | null => (outbox.length === 0 ? null : JSON.stringify(outbox))

/** What can be read of a written outbox; an item that cannot is dropped alone. */
export function readOutbox(text: string | null): Outbox {
  if (text === null) return []
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return []
  }
  return Array.isArray(parsed) ? parsed.flatMap((value) => readItem(value) ?? []) : []
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function readItem(value: unknown): OutboxItem | null {
  if (!isObject(value) || !isObject(value.delivery) || !Array.isArray(value.files)) return null
  const { message_id, text } = value
  if (typeof message_id !== 'string' || typeof text !== 'string') return null
  const thread_id = typeof value.thread_id === 'string' ? value.thread_id : null
  if (text.length > LIMITS.textChars) return null
  const files = value.files.flatMap((file) => readFile(file) ?? [])
  const delivery = readDelivery(value.delivery)
  const options = readOptions(value.options)
  return delivery && files.length === value.files.length
    ? { message_id, text, thread_id, files, delivery, options }
    : null
}

function readOptions(value: unknown): OutboxItem['options'] {
  if (!isObject(value)) return {}
  const plan = readPlan(value.plan)
  return {
    ...(plan && { plan }),
    ...(typeof value.replaces === 'string' && { replaces: value.replaces }),
    ...(typeof value.conversation_id === 'string' && { conversation_id: value.conversation_id }),
    ...(typeof value.agent === 'string' && { agent: value.agent }),
    ...(value.when_busy === 'interrupt' && { when_busy: value.when_busy }),
  }
}

function readFile(value: unknown): MessageFile | null {
  if (!isObject(value)) return null
  const { file_uuid, name, mime, size } = value
  return typeof file_uuid === 'string' &&
    typeof name === 'string' &&
    typeof mime === 'string' &&
    typeof size === 'number'
    ? { file_uuid, name, mime, size }
    : null
}

function readDelivery(value: Record<string, unknown>): OutboxItem['delivery'] | null {
  const tries = typeof value.tries === 'number' ? value.tries : 0
  if (value.kind === 'waiting' || value.kind === 'sending') return { kind: value.kind, tries }
  const { conversation_id, event_id } = value
  if (value.kind === 'accepted' && typeof conversation_id === 'string' && typeof event_id === 'number') {
    return { kind: 'accepted', conversation_id, event_id }
  }
  const refusal = value.kind === 'refused' ? readRefusal(value.refusal) : null
  return refusal && { kind: 'refused', refusal }
}
