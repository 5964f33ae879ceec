// Owns the conversations of this tab: one channel and one draft for each, made when first asked for and kept while the
// page lives, so that going from one area to another loses and repeats nothing.
import type { Upload } from '../files/upload.ts'
import type { ExperienceClient } from '../transport/trpc.ts'
import { type Channel, type ChannelApi, openChannel } from './channel.ts'
import { CONVERSATION_TARGETS, type ConversationTarget, surfaceOf } from './conversation-target.ts'
import { type Draft, openDraft } from './draft.ts'
import { openFrameScheduler } from './frame-scheduler.ts'
import type { TextShelf } from './outbox-shelf.ts'

export interface ConversationParts {
  client: ExperienceClient
  upload: Upload
  shelf: TextShelf
  wait: (ms: number) => Promise<void>
  newId: () => string
  random: () => number
}

export interface Conversation {
  target: ConversationTarget
  channel: Channel
  draft: Draft
}

export type Conversations = ReturnType<typeof openConversations>

export function openConversations({ client, upload, shelf, wait, newId, random }: ConversationParts) {
  const schedule = openFrameScheduler()
  const made = new Map<ConversationTarget, Conversation>()
  const listeners = new Set<() => void>()
  let followed: readonly ConversationTarget[] = ['guide']
  let place: ConversationTarget = 'guide'

  function of(target: ConversationTarget): Conversation {
    const known = made.get(target)
    if (known) return known
    const key = `biplane.outbox.${target}`
    const channel = openChannel({ api: apiOf(client, target), shelf, key, schedule, wait, newId, random })
    const draft = openDraft({
      shelf,
      key: `biplane.draft.${target}`,
      upload,
      newId,
      submit: (text, files) => channel.send(text, files, surfaceOf(place)),
    })
    const conversation = { target, channel, draft }
    made.set(target, conversation)
    return conversation
  }

  return {
    of,
    /** The conversations that are read now; the guide's always is. */
    followed: () => followed,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Starts reading a conversation, and keeps on. */
    follow(target: ConversationTarget): void {
      if (followed.includes(target)) return
      followed = CONVERSATION_TARGETS.filter((t) => t === target || followed.includes(t))
      for (const listener of listeners) listener()
    },
    /** Where the person is: the surface that the next message is sent from. */
    moveTo(next: ConversationTarget): void {
      place = next
    },
    place: () => place,
    open(): void {
      for (const { channel } of made.values()) channel.open()
    },
    close(): void {
      for (const { channel } of made.values()) channel.close()
    },
  }
}

function apiOf(client: ExperienceClient, target: ConversationTarget): ChannelApi {
  const cancel: ChannelApi['cancel'] = (invocation_id) => client.invocation.cancel.mutate({ invocation_id })
  if (target === 'guide') {
    return {
      cancel,
      send: ({ message, message_id, file_uuids, surface }) =>
        client.guide.send.mutate({ message, message_id, file_uuids, context: { surface } }),
      history: (page) => client.guide.history.query(page),
    }
  }
  return {
    cancel,
    send: ({ message, message_id, file_uuids, surface }) =>
      client.liaison.send.mutate({ pillar: target, message, message_id, file_uuids, context: { surface } }),
    history: (page) => client.liaison.history.query({ pillar: target, ...page }),
  }
}
