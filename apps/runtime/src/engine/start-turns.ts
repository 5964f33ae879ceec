// The order in which answers to long texts begin. Their first words are read by grammars without a pause; so each has a turn
// of the loop of its own, one of each session after the other, and a short question of somebody else begins at once.
import { TurnsByKey } from '@biplane/process/turns-by-key'

/** What a longer text takes to read is felt by others. */
const LONG_CHARS = 4_000

export class StartTurns {
  readonly #sessions = new TurnsByKey<() => void>()
  #turning = false

  /** Does the work now if the text is short, else in its turn. */
  begin<T>(session: string, chars: number, work: () => Promise<T>): Promise<T> {
    if (chars <= LONG_CHARS) return work()
    return new Promise((resolve, reject) => {
      this.#sessions.add(session, () => {
        work().then(resolve, reject)
      })
      this.#turn()
    })
  }

  #turn(): void {
    if (this.#turning) return
    this.#turning = true
    setImmediate(() => {
      this.#turning = false
      this.#sessions.take()?.()
      if (this.#sessions.size > 0) this.#turn()
    })
  }
}
