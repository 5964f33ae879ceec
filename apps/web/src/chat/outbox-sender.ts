// Sends the messages of an outbox in order, one at a time. A lost answer repeats the send with the same id. [L6]
import type { Accepted } from '@biplane/contracts/wire/commands'
import { refusalIn } from '../transport/refusal-in.ts'
import type { Backoff } from './backoff.ts'
import { nextToSend, type OutboxItem } from './outbox.ts'
import type { SendWords } from './send-words.ts'
import type { ThreadOutbox } from './thread-outbox.ts'

export interface OutboxSenderDeps {
  outbox: ThreadOutbox
  send: (words: SendWords) => Promise<Accepted>
  backoff: Backoff
  isClosed: () => boolean
  /** The event may have come before the answer: removes what the log shows already. */
  settle: () => void
  onChange: () => void
}

export class OutboxSender {
  readonly #deps: OutboxSenderDeps
  #running = false

  constructor(deps: OutboxSenderDeps) {
    this.#deps = deps
  }

  /** Sends until nothing waits. A second call while it runs does nothing. */
  async run(): Promise<void> {
    if (this.#running) return
    this.#running = true
    const { outbox, isClosed } = this.#deps
    try {
      for (let item = nextToSend(outbox.items); item && !isClosed(); item = nextToSend(outbox.items)) {
        await this.#send(item)
      }
    } finally {
      this.#running = false
    }
  }

  async #send(item: OutboxItem): Promise<void> {
    const { outbox, send, backoff, settle, onChange } = this.#deps
    const { message_id, delivery } = item
    outbox.move({ move: 'begin', message_id })
    onChange()
    try {
      const accepted = await send(wordsOf(item, outbox.thread_id))
      outbox.move({ move: 'accept', message_id, accepted })
      settle()
      onChange()
    } catch (error) {
      const refusal = refusalIn(error)
      outbox.move(refusal ? { move: 'refuse', message_id, refusal } : { move: 'lose', message_id })
      onChange()
      if (!refusal) await backoff.pause(delivery.kind === 'waiting' ? delivery.tries : 0)
    }
  }
}

function wordsOf({ message_id, text, files, options, thread_id }: OutboxItem, shown: string | null): SendWords {
  const to = thread_id ?? shown
  const file_uuids = files.map((file) => file.file_uuid)
  return { message: text, message_id, file_uuids, ...(to !== null && { thread_id: to }), ...options }
}
