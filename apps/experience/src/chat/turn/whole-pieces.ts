// Checks that the log still has every piece of an answer. Compaction [V5] and the erasing of a file [L16] remove pieces;
// a turn that lost some cannot be told as it was, so it is refused and never approximated.
import { Refusal } from '@biplane/contracts/refusal'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { TurnEvent } from './turn-fact.ts'

export class WholePieces {
  #pieces = 0
  #chars = 0
  readonly #compacted: () => boolean

  /** `compacted` says whether the log lost events behind the answer's first one. */
  constructor(compacted: () => boolean) {
    this.#compacted = compacted
  }

  /** Takes the next event of the answer. @throws CURSOR_EXPIRED where pieces before it are missing */
  take(event: TurnEvent): void {
    switch (event.type) {
      case 'agent.token':
        if (event.payload.index !== this.#pieces) throw expired()
        this.#pieces += 1
        this.#chars += event.payload.text.length
        return
      case 'agent.superseded':
        // Nothing of this attempt was seen: it said nothing, or all of it is gone.
        if (this.#pieces === 0 && this.#compacted()) throw expired()
        this.#pieces = 0
        this.#chars = 0
        return
      case 'agent.completed':
      case 'agent.failed':
      case 'agent.cancelled':
        if (event.payload.text.length !== this.#chars && this.#compacted()) throw expired()
        return
      case 'agent.routed':
      case 'agent.queued':
      case 'agent.started':
      case 'agent.recovering':
      case 'agent.progress':
      case 'agent.tool':
      case 'agent.artifact':
      case 'agent.artifact_status':
      case 'agent.ui':
      case 'agent.handoff':
      case 'agent.cancelling':
        return
      default:
        assertNever(event, 'event')
    }
  }
}

const expired = () =>
  new Refusal('CURSOR_EXPIRED', 'The log no longer has every piece of this answer: read its text instead.')
