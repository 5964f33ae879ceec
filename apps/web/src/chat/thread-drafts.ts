// What is being written for each thread of this tab. The text survives a reload; attachments live as long as the page.
import { type AttachmentMove, type Attachments, moveAttachments } from '../files/attachments.ts'
import { openListeners } from '../listeners.ts'
import type { KeyValueStore } from './outbox-storage.ts'
import type { SendOptions } from './send-words.ts'

export interface DraftView {
  text: string
  attachments: Attachments
  /** Asked to send while files were on their way: it goes when they have arrived. */
  sendWhenReady: boolean
  /** The own earlier message that this one will take the place of. */
  replaces: string | null
  /** The conversation of that message. */
  conversation_id?: string | undefined
}

/** The draft of one thread. */
interface ThreadDraft {
  view: DraftView
  whenBusy: SendOptions
  /** The text that an earlier message pushed aside when it was opened for editing; restored afterwards. */
  aside: string
}

const EMPTY: DraftView = { text: '', attachments: [], sendWhenReady: false, replaces: null }

export class ThreadDrafts {
  readonly #storage: KeyValueStore
  readonly #key: string
  readonly #listeners = openListeners()
  /** By thread; `null` is the draft written before any thread was shown. */
  readonly #drafts = new Map<string | null, ThreadDraft>()
  #shown: string | null = null
  readonly subscribe = this.#listeners.subscribe

  constructor(storage: KeyValueStore, key: string) {
    this.#storage = storage
    this.#key = key
  }

  get shown(): string | null {
    return this.#shown
  }

  of(thread: string | null): ThreadDraft {
    const known = this.#drafts.get(thread)
    if (known) return known
    const text = this.#storage.read(this.#keyOf(thread)) ?? ''
    const fresh: ThreadDraft = { view: { ...EMPTY, text }, whenBusy: {}, aside: '' }
    this.#drafts.set(thread, fresh)
    return fresh
  }

  view(): DraftView {
    return this.of(this.#shown).view
  }

  change(next: Partial<DraftView>, thread = this.#shown): void {
    const draft = this.of(thread)
    draft.view = { ...draft.view, ...next }
    if (thread === this.#shown) this.#listeners.notify()
  }

  moveAttachments(move: AttachmentMove, thread = this.#shown): void {
    this.change({ attachments: moveAttachments(this.of(thread).view.attachments, move) }, thread)
  }

  /** Replaces the text of the shown draft. */
  write(text: string): void {
    this.change({ text })
    this.#store(this.#shown, text)
  }

  /** Empties a draft, except for `attachments`, and restores the text that was pushed aside. */
  reset(thread: string | null, attachments: Attachments = []): void {
    const draft = this.of(thread)
    const text = draft.aside
    draft.aside = ''
    this.#store(thread, text)
    this.change({ text, attachments, sendWhenReady: false, replaces: null, conversation_id: undefined }, thread)
  }

  /** Shows the draft of another thread. Returns whether the early draft became the draft of that thread. */
  show(thread: string | null): boolean {
    if (thread === this.#shown) return false
    const before = this.of(this.#shown)
    const isEarly = this.#shown === null
    this.#shown = thread
    this.#storage.write(`${this.#key}.at`, thread)
    // Written before any thread was shown: it is meant for the first one.
    const isAdopted = isEarly && isWritten(before.view) && !isWritten(this.view())
    if (isAdopted) {
      this.#drafts.set(thread, before)
      this.#drafts.delete(null)
      this.#store(null, '')
      this.#store(thread, before.view.text)
    }
    this.#listeners.notify()
    return isAdopted
  }

  #keyOf(thread: string | null): string {
    return thread === null ? this.#key : `${this.#key}.${thread}`
  }

  #store(thread: string | null, text: string): void {
    this.#storage.write(this.#keyOf(thread), text === '' ? null : text)
  }
}

export const isWritten = ({ text, attachments }: DraftView): boolean => text !== '' || attachments.length > 0
