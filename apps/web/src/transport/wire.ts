// Type of a value after JSON: it has no `undefined`, so a field of unknown type may be missing.
import type { ArtifactView } from '@biplane/contracts/wire/artifacts'
import type { ConversationEvent, EventOf } from '@biplane/contracts/wire/events'
import type { ThreadItem } from '@biplane/contracts/wire/threads'

export type FetchedArtifact = Omit<ArtifactView, 'data'> & { data?: unknown }

type ArtifactEvent = EventOf<'agent.artifact'>
type FetchedArtifactEvent = Omit<ArtifactEvent, 'payload'> & {
  payload: Omit<ArtifactEvent['payload'], 'data'> & { data?: unknown }
}
type FetchedEvent = Exclude<ConversationEvent, ArtifactEvent> | FetchedArtifactEvent

type EventItem = Extract<ThreadItem, { type: 'thread.event' }>
export type FetchedItem = Exclude<ThreadItem, EventItem> | (Omit<EventItem, 'event'> & { event: FetchedEvent })

export const threadItem = (item: FetchedItem): ThreadItem =>
  item.type === 'thread.event' ? { ...item, event: eventOf(item.event) } : item

const eventOf = (event: FetchedEvent): ConversationEvent =>
  event.type === 'agent.artifact' ? { ...event, payload: { ...event.payload, data: event.payload.data } } : event
