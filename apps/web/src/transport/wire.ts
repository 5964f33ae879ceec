// Type of a value after JSON: it has no `undefined`, so a field of unknown type may be missing.
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
