// The conversations of this tab: one channel and one draft each, created on first use and kept while the page lives, so
// that navigation loses and repeats nothing.
import type { Upload } from '../files/upload.ts'
import { type Channel, type ChannelApi, openChannel } from './channel.ts'
import { CONVERSATION_TARGETS, type ConversationTarget, surfaceOf } from './conversation-target.ts'
import { type Draft, openDraft } from './draft.ts'
import { openFrameScheduler } from './frame-scheduler.ts'
import type { KeyValueStore } from './outbox-storage.ts'
import { draftKey, outboxKey } from './tab-owner.ts'

export interface ConversationParts {
  /** The thread of this tab; `null` for the current one. [H4] */
  thread?: string | null
  /** The conversation that the address names; `null` for none. */
  named?: string | null
  /** Whose conversation that is. */
  at?: ConversationTarget
  /** The commands of a conversation, over the transport of that moment. */
  commands: (target: ConversationTarget) => ChannelApi
  upload: Upload
  storage: KeyValueStore
  wait: (ms: number) => Promise<void>
  newId: () => string
  random: () => number
}

export interface Conversation {
  target: ConversationTarget
  channel: Channel
  draft: Draft
  /** Another tab made another conversation the current one. A tab with a draft stays where it was written. */
  followCurrent(): void
}

/** A message to show. */
export interface WantedMessage {
  target: ConversationTarget
  conversation_id: string
  message_id: string
}

export type Conversations = ReturnType<typeof openConversations>

export function openConversations({
  thread = null,
  named = null,
  at = 'guide',
  commands,
  upload,
  storage,
  wait,
  newId,
  random,
}: ConversationParts) {
  const schedule = openFrameScheduler()
  const made = new Map<ConversationTarget, Conversation>()
  const listeners = new Set<() => void>()
  let followed: readonly ConversationTarget[] = ['guide']
  let place: ConversationTarget = 'guide'
  let wanted: WantedMessage | null = null
  const tell = () => {
    for (const listener of listeners) listener()
  }

  function of(target: ConversationTarget): Conversation {
    const known = made.get(target)
    if (known) return known
    const key = outboxKey(target)
    const api: ChannelApi = {
      send: (words) =>
        commands(target).send(
          thread === null || words.conversation_id !== undefined ? words : { ...words, thread_id: thread },
        ),
      cancel: (invocation_id) => commands(target).cancel(invocation_id),
      history: (page) => commands(target).history(page),
    }
    const channel = openChannel({
      api,
      storage,
      key,
      named: target === at ? named : null,
      schedule,
      wait,
      newId,
      random,
    })
    const draft = openDraft({
      storage,
      key: draftKey(target),
      upload,
      newId,
      // Before a conversation is shown the current one is meant.
      submit: (text, files, options, conversation_id) =>
        channel.send(text, files, surfaceOf(place), { ...options, conversation_id }),
    })
    let shown: string | null = null
    channel.subscribe(() => {
      const { conversation_id } = channel.getView()
      if (conversation_id === shown) return
      shown = conversation_id
      draft.show(shown)
    })
    const followCurrent = () => {
      if (!draft.isWritten() && channel.getView().pending.length === 0) channel.restart()
    }
    const conversation = { target, channel, draft, followCurrent }
    made.set(target, conversation)
    return conversation
  }

  return {
    of,
    /** The thread of this tab; `null` for the current one. */
    thread,
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
      tell()
    },
    /** The message to show, until it is visible or unavailable. */
    wanted: () => wanted,
    want(next: WantedMessage | null): void {
      wanted = next
      tell()
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
