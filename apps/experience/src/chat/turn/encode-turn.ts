// Runs a protocol's encoder over a turn and gives each protocol event its place. Live, replay and resume are the same
// function: it starts at the turn's first event and drops what the reader has. No state of a connection enters an event.

import type { TurnFact } from './turn-fact.ts'
import { comparePlaces, type TurnPlace } from './turn-place.ts'

/** A protocol's translation of one turn. Holds state of the turn alone, so each reading makes a new one. */
export interface TurnEncoder<T> {
  /** The protocol events of the next fact, in order; the same facts always give the same events. */
  encode(fact: TurnFact): readonly T[]
}

export interface Placed<T> {
  place: TurnPlace
  value: T
}

/** One fact's protocol events after a place; all of them without one. */
export function encodeFact<T>(encoder: TurnEncoder<T>, fact: TurnFact, after: TurnPlace | null): Placed<T>[] {
  const values = encoder.encode(fact)
  const { hop } = fact
  const eventId = fact.event.event_id
  const placed: Placed<T>[] = []
  for (const [part, value] of values.entries()) {
    const place = { hop, eventId, part }
    if (after === null || comparePlaces(place, after) > 0) placed.push({ place, value })
  }
  return placed
}

/** The same for a whole reading; facts without a new protocol event yield nothing. */
export async function* encodeTurn<T>(
  facts: AsyncIterable<TurnFact>,
  encoder: TurnEncoder<T>,
  after: TurnPlace | null,
): AsyncGenerator<Placed<T>[]> {
  for await (const fact of facts) {
    const placed = encodeFact(encoder, fact, after)
    if (placed.length > 0) yield placed
  }
}
