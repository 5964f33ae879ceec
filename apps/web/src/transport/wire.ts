// Owns the one difference between what Experience says and what arrives: JSON has no `undefined`, so a field that may be
// anything may also be missing.
import type { ArtifactView } from '@biplane/contracts/wire/artifacts'
import type { EventOf, StreamItem } from '@biplane/contracts/wire/events'

export type FetchedArtifact = Omit<ArtifactView, 'data'> & { data?: unknown }

type ArtifactEvent = EventOf<'agent.artifact'>
type FetchedArtifactEvent = Omit<ArtifactEvent, 'payload'> & {
  payload: Omit<ArtifactEvent['payload'], 'data'> & { data?: unknown }
}

export type FetchedItem = Exclude<StreamItem, ArtifactEvent> | FetchedArtifactEvent

export const streamItem = (item: FetchedItem): StreamItem =>
  item.type === 'agent.artifact' ? { ...item, payload: { ...item.payload, data: item.payload.data } } : item
