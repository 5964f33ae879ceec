// Requests the end of answers until the server has answered; idempotent. [L4, L6]
import { type RefusalView, refusalIn } from '../transport/refusal-in.ts'
import type { Backoff } from './backoff.ts'

export interface CancelRequestsDeps {
  cancel: (invocation_id: string) => Promise<unknown>
  backoff: Backoff
  isClosed: () => boolean
  onChange: () => void
}

export class CancelRequests {
  readonly #deps: CancelRequestsDeps
  #requested: ReadonlySet<string> = new Set()

  constructor(deps: CancelRequestsDeps) {
    this.#deps = deps
  }

  /** Invocations whose end this tab has asked for. */
  get requested(): ReadonlySet<string> {
    return this.#requested
  }

  clear(): void {
    this.#requested = new Set()
  }

  async request(invocation_id: string): Promise<RefusalView | null> {
    const { cancel, backoff, isClosed, onChange } = this.#deps
    this.#requested = new Set([...this.#requested, invocation_id])
    onChange()
    for (let tries = 0; !isClosed(); tries++) {
      try {
        await cancel(invocation_id)
        return null
      } catch (error) {
        const refusal = refusalIn(error)
        if (refusal) {
          this.#requested = new Set([...this.#requested].filter((id) => id !== invocation_id))
          onChange()
          return refusal
        }
        await backoff.pause(tries)
      }
    }
    return null
  }
}
