// One conversation in this tab: its state, its unsent messages, and its commands. A feed delivers what arrives; closing
// it cancels nothing on the server. [L4]
import type { Surface } from '@biplane/contracts/vocabulary/pillars'
import type { Accepted, CancelOutcome, HistoryPage } from '@biplane/contracts/wire/commands'
import type { MessageFile, MessageView, StreamItem } from '@biplane/contracts/wire/events'
import { type RefusalView, refusalIn } from '../transport/refusal-in.ts'
import { openBackoff } from './backoff.ts'
import { type ChatState, cursorOf, prepend, receive, WAITING } from './chat-state.ts'
import { type ChatView, type FeedHealth, NOTHING_KNOWN, viewOf } from './chat-view.ts'
import { moveOutbox, nextToSend, type OutboxMove, wake } from './outbox.ts'
import { type KeyValueStore, readOutbox, writeOutbox } from './outbox-storage.ts'
import { openOwnHandoffs } from './own-handoffs.ts'
import type { SendOptions, SendWords } from './send-words.ts'

/** The commands of one conversation. Each rejects with a refusal, or with anything else when the answer was lost. */
export interface ChannelApi {
  send(words: SendWords): Promise<Accepted>
  cancel(invocation_id: string): Promise<CancelOutcome>
  history(page: { conversation_id: string; before: number }): Promise<HistoryPage>
}

export interface ChannelParts {
  api: ChannelApi
  storage: KeyValueStore
  /** Where this conversation's outbox is kept. */
  key: string
  /** The conversation to begin with; the current one where there is none. [H4] */
  named?: string | null
  /** Runs something soon, at most once for many calls: one drawing for all tokens of a frame. */
  schedule: (run: () => void) => void
  wait: (ms: number) => Promise<void>
  newId: () => string
  random: () => number
}

export type Channel = ReturnType<typeof openChannel>

export function openChannel({ api, storage, key, named = null, schedule, wait, newId, random }: ChannelParts) {
  let state: ChatState = WAITING
  let outbox = wake(readOutbox(storage.read(key)))
  let health: FeedHealth = { kind: 'opening' }
  let older: ChatView['older'] = 'idle'
  let stopping: ReadonlySet<string> = new Set()
  let generation = 0
  /** Whether the feed of this generation names its conversation. */
  let pinned = false
  let pumping = false
  let closed = false
  let view = viewOf({ ...NOTHING_KNOWN, outbox })
  const backoff = openBackoff({ wait, random })
  const handoffs = openOwnHandoffs()
  const listeners = new Set<() => void>()

  function commit(): void {
    if (closed) return
    view = viewOf({ state, outbox, health, older, stopping, generation })
    for (const listener of listeners) listener()
    handoffs.look(view.messages)
  }

  function move(change: OutboxMove): void {
    const next = moveOutbox(outbox, change)
    if (next === outbox) return
    outbox = next
    storage.write(key, writeOutbox(outbox))
  }

  /** Sends what waits, one after the other, until nothing waits. */
  async function pump(): Promise<void> {
    if (pumping) return
    pumping = true
    try {
      for (let item = nextToSend(outbox); item && !closed; item = nextToSend(outbox)) {
        const { message_id, text, files, surface, conversation_id, delivery, options } = item
        move({ move: 'begin', message_id })
        commit()
        try {
          const file_uuids = files.map((f) => f.file_uuid)
          const place = conversation_id === null ? {} : { conversation_id }
          const accepted = await api.send({ message: text, message_id, file_uuids, surface, ...place, ...options })
          handoffs.adopt(accepted.invocation_id)
          move({ move: 'accept', message_id, accepted })
          // It is not where it was meant to be, because it named no conversation: the message is stored there.
          const elsewhere = accepted.conversation_id !== (conversation_id ?? heldId())
          if (state.kind === 'held' && elsewhere) restart()
          else if (state.kind === 'held') move({ move: 'settle', log: state.snapshot })
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

  const heldId = (): string | null => (state.kind === 'held' ? state.snapshot.conversation_id : null)

  /** `conversation_id`: where it was written, which may not be shown any more. */
  function add(
    text: string,
    files: MessageFile[],
    surface: Surface,
    { conversation_id = heldId(), ...options }: SendOptions & { conversation_id?: string | null } = {},
  ): string {
    const message_id = newId()
    move({ move: 'add', item: { message_id, text, files, surface, conversation_id, options } })
    commit()
    void pump()
    return message_id
  }

  /** Nothing of the conversation that was held is shown on, and nothing of it is heard any more. */
  function restart(): void {
    generation += 1
    state = WAITING
    stopping = new Set()
    older = 'idle'
    health = { kind: 'restarting' }
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

  return {
    getView: () => view,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** This tab brought that work here, so what becomes of it is followed too. */
    adopt: handoffs.adopt,
    /** A live handoff of a message of this tab: the listener may navigate. Never on a replay. */
    onHandoff: handoffs.listen,
    /** Where a feed that is opened now goes on reading; without a cursor it asks for all of the current conversation. */
    place(): { cursor: string | null; conversation_id: string | null } {
      const restarting = health.kind === 'restarting'
      pinned = !restarting && state.kind === 'held'
      return { cursor: restarting ? null : cursorOf(state), conversation_id: restarting ? null : (heldId() ?? named) }
    },
    generation: () => generation,

    /** What a feed of this generation brought; an earlier generation's is not heard any more. */
    receive(item: StreamItem, of: number): void {
      if (of !== generation || closed) return
      const receipt = receive(state, item)
      if (receipt.outcome === 'known') return
      // This tab stays with the conversation that it shows; one that cannot be read by its id is gone.
      if (receipt.outcome === 'foreign' && (pinned || state.kind === 'waiting')) {
        restart()
        return
      }
      if (receipt.outcome === 'gap' || receipt.outcome === 'foreign') {
        generation += 1
        health = { kind: 'resuming' }
        commit()
        return
      }
      state = receipt.state
      health = { kind: 'live' }
      if (state.kind === 'held') move({ move: 'settle', log: state.snapshot })
      if (receipt.outcome === 'restored') commit()
      else schedule(commit)
    },
    /** The feed ended without being asked to: it is opened again from what is held. */
    reopen(of: number): void {
      if (of !== generation) return
      generation += 1
      health = { kind: 'resuming' }
      commit()
    },
    /** Another conversation is the current one: it is read from its beginning. */
    restart,
    /** The feed was refused. What is shown stays. */
    fail(refusal: RefusalView, of: number): void {
      if (of !== generation) return
      health = { kind: 'failed', refusal }
      commit()
    },

    send: add,
    /** The same words and files once more: a new message in the place of the one that was answered. */
    retry(answer: MessageView, surface: Surface): void {
      const asked = questionOf(view.messages, answer)
      if (asked) add(asked.content, asked.files, surface, { replaces: asked.message_id })
    },
    resend(message_id: string): void {
      move({ move: 'again', message_id, fresh_id: newId(), conversation_id: heldId() })
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
      const { conversation_id, before } = state.snapshot
      if (before === null) return
      older = 'loading'
      commit()
      const page = await api.history({ conversation_id, before }).catch(() => null)
      // A page of a conversation that is not held any more changes nothing.
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

/** What an answer answers: the person's message before it. */
export const questionOf = (messages: readonly MessageView[], answer: MessageView): MessageView | null =>
  messages.slice(0, messages.indexOf(answer)).findLast((m) => m.role === 'user') ?? null
