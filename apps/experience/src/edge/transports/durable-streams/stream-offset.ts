// Offsets of a durable stream. They rise as texts, so the number has a fixed width; no comma and no slash may be in them.
// A reader that goes through a compacted log from its beginning carries what it was compacted to, because a bare number
// below that would be one whose pieces are gone. [DS2, L14]
import { Refusal } from '@biplane/contracts/refusal'

export interface LogState {
  epoch: string
  lastSeq: number
  compactedTo: number
}

export type Offset = { kind: 'beginning' } | { kind: 'now' } | { kind: 'after'; seq: number }

const OFFSET = /^([A-Za-z0-9_-]{1,64})_(\d{16})(?:c(\d{16}))?$/

/**
 * @throws BAD_MESSAGE for what is no offset or lies beyond the tail, CURSOR_EXPIRED for one of another epoch and one
 * behind which pieces were removed
 */
export function readOffset(text: string | undefined, log: LogState): Offset {
  if (text === undefined || text === '-1') return { kind: 'beginning' }
  if (text === 'now') return { kind: 'now' }
  const match = OFFSET.exec(text)
  if (!match) throw new Refusal('BAD_MESSAGE', 'offset: is no offset', { path: 'offset' })
  const seq = Number(match[2])
  if (match[1] !== log.epoch) throw expired('The log was restored since: begin again.')
  if (seq > log.lastSeq) throw new Refusal('BAD_MESSAGE', 'offset: is beyond the tail', { path: 'offset' })
  if (seq < log.compactedTo && Number(match[3] ?? 0) < log.compactedTo) {
    throw expired('The log no longer has what follows this offset: begin again.')
  }
  return { kind: 'after', seq }
}

/** The offset after an event, for a reader that has everything that the log kept up to it. */
export function formatOffset(seq: number, { epoch, compactedTo }: LogState): string {
  const kept = seq < compactedTo ? `c${digits(compactedTo)}` : ''
  return `${epoch}_${digits(seq)}${kept}`
}

const digits = (seq: number): string => String(seq).padStart(16, '0')

const expired = (message: string) => new Refusal('CURSOR_EXPIRED', message, { path: 'offset' })
