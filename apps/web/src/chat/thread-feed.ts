// What a thread's feed has delivered: its state, its health, and its generation. A feed is opened again for each
// generation; items of an earlier one are ignored. Opens no connection. [H2, L3]
import type { ThreadHistoryPage } from '@biplane/contracts/wire/threads'
import { STRINGS } from '../strings.ts'
import { type RefusalView, refuseHere } from '../transport/refusal-in.ts'
import { type ChatState, cursorOf, type HeldThread, prepend, receive, type TrackedItem, WAITING } from './chat-state.ts'
import type { ChatView, FeedHealth } from './chat-view.ts'

export interface ThreadFeedDeps {
  history(page: { thread_id: string; before: number }): Promise<ThreadHistoryPage>
  /** The log of the thread moved on. Called before `onChange`. */
  onThread: (thread: HeldThread) => void
  onChange: () => void
  /** As `onChange`, but soon: one call for all tokens of a frame. */
  onToken: () => void
}

export class ThreadFeed {
  readonly #deps: ThreadFeedDeps
  #state: ChatState = WAITING
  #health: FeedHealth = { kind: 'opening' }
  #older: ChatView['older'] = 'idle'
  #generation = 0

  constructor(deps: ThreadFeedDeps) {
    this.#deps = deps
  }

  get generation(): number {
    return this.#generation
  }

  get thread(): HeldThread | null {
    return this.#state.kind === 'held' ? this.#state.thread : null
  }

  /** What the page shows of it. */
  facts(): { state: ChatState; health: FeedHealth; older: ChatView['older']; generation: number } {
    return { state: this.#state, health: this.#health, older: this.#older, generation: this.#generation }
  }

  /** Where a feed that is opened now continues; `null` asks for the whole thread. */
  cursor(): string | null {
    return this.#health.kind === 'restarting' ? null : cursorOf(this.#state)
  }

  receive(tracked: TrackedItem, of: number): void {
    if (of !== this.#generation) return
    const receipt = receive(this.#state, tracked)
    switch (receipt.outcome) {
      case 'known':
        return
      case 'deleted':
        this.#state = WAITING
        this.fail(refuseHere('NOT_FOUND', STRINGS.notFound.threadText), of)
        return
      case 'gap':
      case 'foreign':
        this.reopen(of)
        return
      case 'restored':
      case 'applied':
        this.#state = receipt.state
        this.#health = { kind: 'live' }
        if (this.thread) this.#deps.onThread(this.thread)
        if (receipt.outcome === 'restored') this.#deps.onChange()
        else this.#deps.onToken()
    }
  }

  /** The feed ended unexpectedly, or an item was missed: it is opened again after what is held. */
  reopen(of: number): void {
    if (of !== this.#generation) return
    this.#generation += 1
    this.#health = { kind: 'resuming' }
    this.#deps.onChange()
  }

  /** Reads the thread from its beginning. */
  restart(): void {
    this.#generation += 1
    this.#state = WAITING
    this.#older = 'idle'
    this.#health = { kind: 'restarting' }
    this.#deps.onChange()
  }

  /** The feed was refused. What is shown stays. */
  fail(refusal: RefusalView, of: number): void {
    if (of !== this.#generation) return
    this.#health = { kind: 'failed', refusal }
    this.#deps.onChange()
  }

  async loadOlder(): Promise<void> {
    const { thread } = this
    if (thread === null || thread.before === null || this.#older === 'loading') return
    this.#older = 'loading'
    this.#deps.onChange()
    const page = await this.#deps.history({ thread_id: thread.thread_id, before: thread.before }).catch(() => null)
    if (page) this.#state = prepend(this.#state, page)
    this.#older = page ? 'idle' : 'failed'
    this.#deps.onChange()
  }
}
