// One thread in this tab: its state, its unsent messages, and its commands. A feed delivers what arrives; closing it
// cancels nothing on the server. [H2, L4]
import type { Accepted, CancelOutcome } from '@biplane/contracts/wire/commands'
import type { MessageFile } from '@biplane/contracts/wire/events'
import type { ThreadHistoryPage, ThreadMessage } from '@biplane/contracts/wire/threads'
import { STRINGS } from '../strings.ts'
import { type RefusalView, refusalIn, refuseHere } from '../transport/refusal-in.ts'
import { openBackoff } from './backoff.ts'
import { type ChatState, cursorOf, prepend, receive, type TrackedItem, WAITING } from './chat-state.ts'
import { type ChatView, type FeedHealth, NOTHING_KNOWN, viewOf } from './chat-view.ts'
import { moveOutbox, nextToSend, type OutboxMove, wake } from './outbox.ts'
import { type KeyValueStore, readOutbox, writeOutbox } from './outbox-storage.ts'
import type { SendOptions, SendWords } from './send-words.ts'
import { outboxKey } from './tab-owner.ts'

/** The commands of a thread. Each rejects with a refusal, or with anything else when the answer was lost. */
export interface ChannelApi {
  send(words: SendWords): Promise<Accepted>
  cancel(invocation_id: string): Promise<CancelOutcome>
  history(page: { thread_id: string; before: number }): Promise<ThreadHistoryPage>
}

export interface ChannelParts {
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

export function openChannel({ api, storage, thread = null, schedule, wait, newId, random }: ChannelParts) {
  /** `null` until the current thread has answered; then this channel stays with it. */
  let thread_id = thread
  let state: ChatState = WAITING
  let outbox = wake(readOutbox(storage.read(outboxKey(thread_id))))
  let health: FeedHealth = { kind: 'opening' }
  let older: ChatView['older'] = 'idle'
  let stopping: ReadonlySet<string> = new Set()
  let generation = 0
  let pumping = false
  let closed = false
  let view = viewOf({ ...NOTHING_KNOWN, thread_id, outbox })
  const backoff = openBackoff({ wait, random })
  const listeners = new Set<() => void>()

  function commit(): void {
    if (closed) return
    view = viewOf({ thread_id, state, outbox, health, older, stopping, generation })
    for (const listener of listeners) listener()
  }

  function move(change: OutboxMove): void {
    const next = moveOutbox(outbox, change)
    if (next === outbox) return
    outbox = next
    storage.write(outboxKey(thread_id), writeOutbox(outbox))
  }

  /** The current thread has answered: unsent messages for it are kept under its name from now on. */
  function adopt(id: string): void {
    if (thread_id !== null) return
    storage.write(outboxKey(null), null)
    thread_id = id
    const waiting = wake(readOutbox(storage.read(outboxKey(id))))
    outbox = [...waiting, ...outbox]
    storage.write(outboxKey(id), writeOutbox(outbox))
  }

  /** Sends what waits, one after the other, until nothing waits. */
  async function pump(): Promise<void> {
    if (pumping) return
    pumping = true
    try {
      for (let item = nextToSend(outbox); item && !closed; item = nextToSend(outbox)) {
        const { message_id, text, files, delivery, options } = item
        move({ move: 'begin', message_id })
        commit()
        try {
          const file_uuids = files.map((f) => f.file_uuid)
          const to = item.thread_id ?? thread_id
          const place = to === null ? {} : { thread_id: to }
          const accepted = await api.send({ message: text, message_id, file_uuids, ...place, ...options })
          move({ move: 'accept', message_id, accepted })
          settle()
          commit()
        } catch (error) {
          const refusal = refusalIn(error)
          move(refusal ? { move: 'refuse', message_id, refusal } : { move: 'lose', message_id })
          commit()
          if (!refusal) await backoff.pause(delivery.kind === 'waiting' ? delivery.tries : 0)
        }
      }
    } finally {
      pumping = false
    }
  }

  const settle = () => {
    if (state.kind === 'held') move({ move: 'settle', log: state.thread })
  }

  function add(text: string, files: readonly MessageFile[], options: SendOptions = {}): string {
    const message_id = newId()
    move({ move: 'add', item: { message_id, text, files: [...files], thread_id, options } })
    commit()
    void pump()
    return message_id
  }

  function fail(refusal: RefusalView, of: number): void {
    if (of !== generation) return
    health = { kind: 'failed', refusal }
    commit()
  }

  /** Requests a cancel until it is answered; idempotent. [L4, L6] */
  async function cancel(invocation_id: string): Promise<RefusalView | null> {
    stopping = new Set([...stopping, invocation_id])
    commit()
    for (let tries = 0; !closed; tries++) {
      try {
        await api.cancel(invocation_id)
        return null
      } catch (error) {
        const refusal = refusalIn(error)
        if (refusal) {
          stopping = new Set([...stopping].filter((id) => id !== invocation_id))
          commit()
          return refusal
        }
        await backoff.pause(tries)
      }
    }
    return null
  }

  function apply({ id, item }: TrackedItem): void {
    const receipt = receive(state, { id, item })
    switch (receipt.outcome) {
      case 'known':
        return
      case 'deleted':
        state = WAITING
        fail(refuseHere('NOT_FOUND', STRINGS.notFound.threadText), generation)
        return
      case 'gap':
      case 'foreign':
        generation += 1
        health = { kind: 'resuming' }
        commit()
        return
      case 'restored':
      case 'applied':
        state = receipt.state
        health = { kind: 'live' }
        if (state.kind === 'held') adopt(state.thread.thread_id)
        settle()
        if (receipt.outcome === 'restored') commit()
        else schedule(commit)
    }
  }

  return {
    getView: () => view,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Where a feed that is opened now goes on reading; without a cursor it asks for the whole thread. */
    place(): { cursor: string | null; thread_id: string | null } {
      return { cursor: health.kind === 'restarting' ? null : cursorOf(state), thread_id }
    },
    generation: () => generation,

    /** What a feed of this generation brought; an earlier generation's is not heard any more. */
    receive(tracked: TrackedItem, of: number): void {
      if (of === generation && !closed) apply(tracked)
    },
    /** The feed ended without being asked to: it is opened again from what is held. */
    reopen(of: number): void {
      if (of !== generation) return
      generation += 1
      health = { kind: 'resuming' }
      commit()
    },
    /** It is read from its beginning. */
    restart(): void {
      generation += 1
      state = WAITING
      stopping = new Set()
      older = 'idle'
      health = { kind: 'restarting' }
      commit()
    },
    /** The feed was refused. What is shown stays. */
    fail,

    send: add,
    /** The same words and files once more: a new message in the place of the one that was answered. */
    retry(answer: ThreadMessage): void {
      const asked = questionOf(view.messages, answer)
      if (!asked) return
      const { content, files, conversation_id, message_id } = asked
      add(content, files, { conversation_id, replaces: message_id })
    },
    resend(message_id: string): void {
      move({ move: 'again', message_id, fresh_id: newId(), thread_id })
      commit()
      void pump()
    },
    discard(message_id: string): void {
      move({ move: 'discard', message_id })
      commit()
    },
    stop: cancel,
    async loadOlder(): Promise<void> {
      if (state.kind === 'waiting' || older === 'loading') return
      const { thread_id: id, before } = state.thread
      if (before === null) return
      older = 'loading'
      commit()
      const page = await api.history({ thread_id: id, before }).catch(() => null)
      if (page) state = prepend(state, page)
      older = page ? 'idle' : 'failed'
      commit()
    },
    /** The line is back: what waits for another try does not wait longer. */
    wake(): void {
      backoff.end()
      void pump()
    },
    open(): void {
      closed = false
    },
    /** Stops sending and telling; `open` goes on. */
    close(): void {
      closed = true
      backoff.end()
    },
  }
}

/** What an answer answers: the message before it in its conversation. A handoff said it in the person's place, or they did. */
export const questionOf = (messages: readonly ThreadMessage[], answer: ThreadMessage): ThreadMessage | null =>
  messages
    .slice(0, messages.indexOf(answer))
    .findLast((m) => m.role === 'user' && m.conversation_id === answer.conversation_id) ?? null
