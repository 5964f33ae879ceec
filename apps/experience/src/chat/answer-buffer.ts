// Buffers an answer's events for the log: the first token at once, later ones together, one write at a time. Writes
// everything it accepted, however long the store is unavailable; never drops, never reorders. [L1]
import { refusalOf } from '@biplane/contracts/refusal'
import { endsInHalf, wellFormed, wholeEnd } from '@biplane/contracts/vocabulary/whole-characters'
import type { AgentEntry, Appended } from '../store/commands/agent-events.ts'

export interface AnswerBufferDeps {
  /** `mayWait`: nobody waits for this instant, so it may leave with what other answers say. */
  write(entries: AgentEntry[], mayWait: boolean): Promise<Appended>
  /** Later pieces wait for company at most so long, or until they are so large together. */
  coalesceMs: number
  coalesceBytes: number
  /** Unwritten text above which whoever brings more waits. */
  highBytes: number
  /** Monotonic milliseconds. */
  now(): number
  /** Waits between tries while the store cannot write; resolves early when the process closes. */
  pause(): Promise<'again' | 'leave'>
}

/** One row holds at most so much text, whatever an agent says at once. */
const PIECE = 16 * 1024

export class AnswerBuffer {
  readonly #deps: AnswerBufferDeps
  #pending: AgentEntry[] = []
  #bytes = 0
  /** Whether somebody waits for what is pending: the first piece, and whatever is no text. */
  #urgent = false
  #spoke = false
  #writing: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #wroteAt = Number.NEGATIVE_INFINITY
  #fenced = false
  /** Ends inside a character: it waits for the next piece, and takes that one's number. [E7] */
  #half: { n: number; text: string } | null = null
  #given: unknown = null

  constructor(deps: AnswerBufferDeps) {
    this.#deps = deps
  }

  /** Somebody else has taken over, or the invocation has ended: nothing more is written. */
  get fenced(): boolean {
    return this.#fenced
  }

  push(entry: AgentEntry): void {
    if (entry.type === 'agent.token') {
      const text = (this.#half?.text ?? '') + entry.text
      this.#half = endsInHalf(text) ? { n: entry.n, text } : null
      if (this.#half) return
      this.#pushText(entry.n, wellFormed(text))
      // The first piece does not wait for company.
      if (!this.#spoke) this.#urgent = true
      this.#spoke = true
    } else {
      if (this.#half) this.#pushText(this.#half.n, wellFormed(this.#half.text))
      this.#half = null
      this.#pending.push(entry)
      // That it was begun is kept with its first piece, where that comes soon: one sync less before anybody sees it.
      if (entry.type === 'agent.started') this.#wroteAt = this.#deps.now()
      else this.#urgent = true
    }
    this.#schedule()
  }

  /** `null` while there is room. @throws what made writing impossible for good */
  room(): Promise<void> | null {
    if (this.#given) throw this.#given
    return this.#bytes > this.#deps.highBytes ? this.flush() : null
  }

  /** Resolves when everything that was pushed is synced, or fenced off. @throws what made writing impossible for good */
  async flush(): Promise<void> {
    while (!this.#given && (this.#pending.length > 0 || this.#writing)) {
      if (!this.#writing) this.#start()
      await this.#writing
    }
    if (this.#given) throw this.#given
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #pushText(n: number, text: string): void {
    const last = this.#pending.at(-1)
    if (last?.type === 'agent.token' && last.text.length + text.length <= PIECE) {
      last.text += text
      last.n = n
    } else {
      // Only the last part of a long piece carries its number: the parts are kept together or not at all.
      let at = 0
      do {
        const end = wholeEnd(text, at + PIECE)
        this.#pending.push({ type: 'agent.token', n: end >= text.length ? n : n - 1, text: text.slice(at, end) })
        at = end
      } while (at < text.length)
    }
    this.#bytes += text.length
  }

  #schedule(): void {
    if (this.#writing || this.#fenced || this.#given || this.#pending.length === 0) return
    const { coalesceMs, coalesceBytes, now } = this.#deps
    const wait = this.#wroteAt + coalesceMs - now()
    if (this.#urgent || this.#bytes >= coalesceBytes || wait <= 0) this.#start()
    else this.#timer ??= setTimeout(() => this.#start(), wait)
  }

  #start(): void {
    this.close()
    // A part was lost for good: what came after it is not written without it. [L8]
    if (this.#writing || this.#given || this.#pending.length === 0) return
    const entries = this.#pending
    const mayWait = !this.#urgent
    this.#pending = []
    this.#bytes = 0
    this.#urgent = false
    this.#wroteAt = this.#deps.now()
    this.#writing = this.#write(entries, mayWait)
      .catch((error: unknown) => {
        this.#given = error
      })
      .finally(() => {
        this.#writing = null
        this.#schedule()
      })
  }

  async #write(entries: AgentEntry[], mayWait: boolean): Promise<void> {
    while (!this.#fenced) {
      try {
        const written = await this.#deps.write(entries, mayWait)
        if (written.outcome === 'fenced') {
          this.#fenced = true
          this.#pending = []
        }
        return
      } catch (error) {
        // Nothing of the group was kept, so the same entries can be written again.
        if (refusalOf(error)?.refusal !== 'STORE_UNAVAILABLE') throw error
        // Whoever leaves meanwhile is found by the next run of the process.
        if ((await this.#deps.pause()) === 'leave') throw error
      }
    }
  }
}
