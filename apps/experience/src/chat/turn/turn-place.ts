// The position of one protocol event in a turn. It names the log event that the protocol event was made of, so that it
// stays the same in every replay; a running index would move when token pieces are compacted.
import { Refusal } from '@biplane/contracts/refusal'

/** Which hop (0 is the agent that was asked), which event of that hop's conversation, which part of its encoding. */
export interface TurnPlace {
  hop: number
  eventId: number
  part: number
}

/** A part behind every part of an event: a cursor has room for no greater one. */
export const LAST_PART = 9_999

/** Negative where `one` comes first. */
export const comparePlaces = (one: TurnPlace, other: TurnPlace): number =>
  one.hop - other.hop || one.eventId - other.eventId || one.part - other.part

/** Opaque to clients; the epoch tells a restored log from this one. [L14] */
export const formatTurnCursor = (epoch: string, { hop, eventId, part }: TurnPlace): string =>
  `${epoch}.${hop}.${eventId}.${part}`

const TURN_CURSOR = /^([A-Za-z0-9_-]{1,64})\.(\d{1,2})\.(\d{1,15})\.(\d{1,4})$/

/** @throws BAD_MESSAGE for other text, CURSOR_AHEAD for a cursor of another epoch */
export function parseTurnCursor(epoch: string, text: string): TurnPlace {
  const match = TURN_CURSOR.exec(text.trim())
  if (!match) throw new Refusal('BAD_MESSAGE', 'Invalid cursor.', { path: 'cursor' })
  if (match[1] !== epoch) {
    throw new Refusal('CURSOR_AHEAD', 'This cursor belongs to another log: it was restored since.', { path: 'cursor' })
  }
  return { hop: Number(match[2]), eventId: Number(match[3]), part: Number(match[4]) }
}

/** Event numbers of one hop that one number has room for. */
const HOP = 1_000_000_000
/** Parts of one event that one number has room for. */
const PARTS = 8

/**
 * A place as one rising whole number, for protocols whose cursor is a number. `first` is the number of the first event of
 * the place's hop. @throws RangeError where it does not fit
 */
export function sequenceOf({ hop, eventId, part }: TurnPlace, first: number): number {
  const within = (eventId - first) * PARTS + part
  if (part >= PARTS || within < 0 || within >= HOP)
    throw new RangeError(`place ${hop}.${eventId}.${part} has no number`)
  return hop * HOP + within
}

/** The place of a number; `null` where `firstOf` knows no first event of its hop. */
export function placeOfSequence(sequence: number, firstOf: (hop: number) => number | null): TurnPlace | null {
  const hop = Math.floor(sequence / HOP)
  const first = firstOf(hop)
  if (first === null) return null
  const within = sequence % HOP
  return { hop, eventId: first + Math.floor(within / PARTS), part: within % PARTS }
}
