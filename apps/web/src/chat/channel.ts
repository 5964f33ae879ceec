// One thread in this tab: its state, its unsent messages, and its commands. A feed delivers what arrives; closing it
// cancels nothing on the server. [H2, L4]
import type { Accepted, CancelOutcome } from '@biplane/contracts/wire/commands'
import type { MessageFile } from '@biplane/contracts/wire/events'
import type { ThreadHistoryPage, ThreadMessage } from '@biplane/contracts/wire/threads'
import type { RefusalView } from '../transport/refusal-in.ts'
import { openBackoff } from './backoff.ts'
import { CancelRequests } from './cancel-requests.ts'
import type { TrackedItem } from './chat-state.ts'
import { viewOf } from './chat-view.ts'
import type { OutboxMove } from './outbox.ts'
import { OutboxSender } from './outbox-sender.ts'
import type { KeyValueStore } from './outbox-storage.ts'
import type { SendOptions, SendWords } from './send-words.ts'
import { ThreadFeed } from './thread-feed.ts'
import { ThreadOutbox } from './thread-outbox.ts'
import { openViewPublisher } from './view-publisher.ts'

/** The commands of a thread. Each rejects with a refusal, or with anything else when the answer was lost. */
export interface ChannelApi {
  send(words: SendWords): Promise<Accepted>
  cancel(invocation_id: string): Promise<CancelOutcome>
  history(page: { thread_id: string; before: number }): Promise<ThreadHistoryPage>
}

export interface ChannelDeps {
  api: ChannelApi
  storage: KeyValueStore
  /** The thread that is read; the current one where there is none, until it has answered. [H4] */
  thread?: string | null
  /** Runs something soon, at most once for many calls: one drawing for all tokens of a frame. */
  schedule: (run: () => void) => void
  wait: (ms: number) => Promise<void>
  newId: () => string
  random: () => number
}

export type Channel = ReturnType<typeof openChannel>

export function openChannel(deps: ChannelDeps) {
  const parts = openParts(deps)
  const { cancels, sender, backoff, publisher } = parts
  return {
    getView: publisher.getView,
    subscribe: publisher.subscribe,
    ...feedOf(parts),
    ...messagesOf(parts, deps.newId),
    stop: (invocation_id: string) => cancels.request(invocation_id),
    /** The browser is online again: retries that wait start now. */
    wake(): void {
      backoff.end()
      void sender.run()
    },
    open: publisher.open,
    /** Stops sending and publishing; `open` goes on. */
    close(): void {
      publisher.close()
      backoff.end()
    },
  }
}

type Parts = ReturnType<typeof openParts>

function openParts({ api, storage, thread = null, schedule, wait, random }: ChannelDeps) {
  const backoff = openBackoff({ wait, random })
  const outbox = new ThreadOutbox(storage, thread)
  const settle = () => {
    if (feed.thread) outbox.move({ move: 'settle', log: feed.thread })
  }
  const onChange = () => publisher.publish()
  const isClosed = () => publisher.isClosed()
  const feed = new ThreadFeed({
    history: (page) => api.history(page),
    onThread({ thread_id }) {
      outbox.adopt(thread_id)
      settle()
    },
    onChange,
    onToken: () => schedule(onChange),
  })
  const cancels = new CancelRequests({ cancel: (id) => api.cancel(id), backoff, isClosed, onChange })
  const sender = new OutboxSender({ outbox, send: (words) => api.send(words), backoff, isClosed, settle, onChange })
  const publisher = openViewPublisher(() =>
    viewOf({ thread_id: outbox.thread_id, outbox: outbox.items, stopping: cancels.requested, ...feed.facts() }),
  )
  return { backoff, outbox, feed, cancels, sender, publisher }
}

function feedOf({ feed, outbox, cancels, publisher }: Parts) {
  return {
    /** Where a feed that is opened now continues; without a cursor it asks for the whole thread. */
    place: (): { cursor: string | null; thread_id: string | null } => ({
      cursor: feed.cursor(),
      thread_id: outbox.thread_id,
    }),
    generation: () => feed.generation,
    receive(tracked: TrackedItem, of: number): void {
      if (!publisher.isClosed()) feed.receive(tracked, of)
    },
    reopen: (of: number) => feed.reopen(of),
    /** Reads the thread from its beginning. */
    restart(): void {
      cancels.clear()
      feed.restart()
    },
    fail: (refusal: RefusalView, of: number) => feed.fail(refusal, of),
    loadOlder: () => feed.loadOlder(),
  }
}

function messagesOf({ outbox, sender, publisher }: Parts, newId: () => string) {
  const move = (change: OutboxMove) => {
    outbox.move(change)
    publisher.publish()
  }
  const send = (text: string, files: readonly MessageFile[], options: SendOptions = {}): string => {
    const message_id = newId()
    const { thread_id } = outbox
    move({ move: 'add', item: { message_id, text, files: [...files], thread_id, options } })
    void sender.run()
    return message_id
  }
  return {
    send,
    /** The same words and files once more: a new message in the place of the one that was answered. */
    retry(answer: ThreadMessage): void {
      const asked = questionOf(publisher.getView().messages, answer)
      if (!asked) return
      const { content, files, conversation_id, message_id } = asked
      send(content, files, { conversation_id, replaces: message_id })
    },
    resend(message_id: string): void {
      move({ move: 'again', message_id, fresh_id: newId(), thread_id: outbox.thread_id })
      void sender.run()
    },
    discard: (message_id: string) => move({ move: 'discard', message_id }),
  }
}

/** What an answer answers: the message before it in its conversation. A handoff said it in the person's place, or they did. */
export const questionOf = (messages: readonly ThreadMessage[], answer: ThreadMessage): ThreadMessage | null =>
  messages
    .slice(0, messages.indexOf(answer))
    .findLast((m) => m.role === 'user' && m.conversation_id === answer.conversation_id) ?? null
