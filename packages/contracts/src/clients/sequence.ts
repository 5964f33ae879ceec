// Tracks the position of one connection in its conversation's log: the next expected number, and the cursor to resume
// from. [L2, L3, L14]
import type { RestoredFrame } from './standard-frame.ts'

export type Verdict =
  | 'next'
  /** Seen before. */
  | 'known'
  /** Something between was missed, or it is of another conversation: the line must be opened again. */
  | 'gap'

export class Sequence {
  #epoch: string | null = null
  #conversationId: string | null = null
  #last: number | null = null
  /** The number after which a gap was seen; a second one there means that the cursor itself is of no use. */
  #gapAfter: number | null = null

  /** `lastEventId`: where the owner stopped, `<epoch>:<seq>` or the bare number. */
  constructor(lastEventId: string | null = null, conversationId: string | null = null) {
    if (lastEventId === null) return
    this.#conversationId = conversationId
    const colon = lastEventId.lastIndexOf(':')
    const last = Number(lastEventId.slice(colon + 1))
    if (!Number.isSafeInteger(last)) return
    this.#last = last
    this.#epoch = colon < 0 ? null : lastEventId.slice(0, colon)
  }

  get conversationId(): string | null {
    return this.#conversationId
  }

  /** Where a line that is opened now goes on; `null` asks for a whole picture. */
  get cursor(): string | null {
    if (this.#last === null) return null
    return this.#epoch === null ? String(this.#last) : `${this.#epoch}:${this.#last}`
  }

  /** The cursor with its conversation, where that is known: another one may be the current one by now. */
  get place(): { cursor: string | null; conversationId: string | null } {
    const { cursor } = this
    return { cursor, conversationId: cursor === null ? null : this.#conversationId }
  }

  /** The first frame of a line. What was asked for decides nothing: the server's answer does. */
  restored({ epoch, conversation_id, last_event_id, resumed }: RestoredFrame): void {
    this.#epoch = epoch
    this.#conversationId = conversation_id
    if (resumed) return
    this.#last = last_event_id
    this.#gapAfter = null
  }

  /** Counts one frame of the log. */
  take({ event_id, conversation_id }: { event_id: number; conversation_id: string }): Verdict {
    if (this.#last === null || conversation_id !== this.#conversationId) {
      this.forget()
      return 'gap'
    }
    if (event_id <= this.#last) return 'known'
    if (event_id === this.#last + 1) {
      this.#last = event_id
      this.#gapAfter = null
      return 'next'
    }
    if (this.#gapAfter === this.#last) this.forget()
    else this.#gapAfter = this.#last
    return 'gap'
  }

  /** From now on only a whole picture is of use. */
  forget(): void {
    this.#last = null
    this.#epoch = null
    this.#gapAfter = null
  }
}
