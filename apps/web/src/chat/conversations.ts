// Keeps the threads of this tab: one channel for each, from its first use on, and one draft with a text for each thread.
// Sends the unsent messages of every thread. [H4]
import type { Upload } from '../files/upload.ts'
import { openListeners } from '../listeners.ts'
import { type Channel, type ChannelApi, openChannel } from './channel.ts'
import { type Draft, openDraft } from './draft.ts'
import { openFrameScheduler } from './frame-scheduler.ts'
import type { ListedStore } from './outbox-storage.ts'
import { DRAFT_KEY, outboxThreads } from './tab-owner.ts'

export interface ConversationsDeps {
  /** The commands of a thread, over the transport of that moment. */
  commands: () => ChannelApi
  upload: Upload
  storage: ListedStore
  wait: (ms: number) => Promise<void>
  newId: () => string
  random: () => number
}

/** A message to show. */
export interface WantedMessage {
  thread_id: string
  message_id: string
}

export type Conversations = ReturnType<typeof openConversations>

export function openConversations({ commands, upload, storage, wait, newId, random }: ConversationsDeps) {
  const schedule = openFrameScheduler()
  const channels = new Map<string, Channel>()
  /** Of the thread that was current when it answered first. */
  let early: Channel | null = null
  const listeners = openListeners()
  let wanted: WantedMessage | null = null
  const api: ChannelApi = {
    send: (words) => commands().send(words),
    cancel: (invocation_id) => commands().cancel(invocation_id),
    history: (page) => commands().history(page),
  }
  const make = (thread: string | null) => openChannel({ api, storage, thread, schedule, wait, newId, random })

  function ofCurrent(): Channel {
    if (early) return early
    const channel = make(null)
    early = channel
    const leave = channel.subscribe(() => {
      const { thread_id } = channel.getView()
      if (thread_id === null) return
      leave()
      channels.set(thread_id, channel)
    })
    return channel
  }

  /** `null`: of the current thread, which is not known yet. */
  function of(thread: string | null): Channel {
    if (thread === null) return ofCurrent()
    const known = channels.get(thread)
    if (known) return known
    const channel = make(thread)
    channels.set(thread, channel)
    return channel
  }

  const all = (): readonly Channel[] => [...new Set([...channels.values(), ...(early ? [early] : [])])]

  const draft: Draft = openDraft({
    storage,
    key: DRAFT_KEY,
    upload,
    newId,
    submit: (text, files, options, thread) => of(thread).send(text, files, options),
  })
  for (const thread of outboxThreads(storage)) of(thread)

  return {
    of,
    draft,
    /** Every thread that was read here, or has something to send. */
    all,
    subscribe: listeners.subscribe,
    /** The message to show, until it is visible or unavailable. */
    wanted: () => wanted,
    want(next: WantedMessage | null): void {
      wanted = next
      listeners.notify()
    },
    open(): void {
      for (const channel of all()) channel.open()
    },
    close(): void {
      for (const channel of all()) channel.close()
    },
  }
}
