// Lists the agents that Runtime has now. Concurrent callers share one request. Where Runtime cannot be asked, nothing
// is assumed about an agent.
import type { RuntimeLink } from '../runtime-link/runtime-link.ts'

export class AgentDirectory {
  readonly #link: Pick<RuntimeLink, 'agents' | 'connected'>
  #asking: Promise<ReadonlySet<string> | null> | null = null

  constructor(link: Pick<RuntimeLink, 'agents' | 'connected'>) {
    this.#link = link
  }

  /** The agents that Runtime has, or `null` where it cannot be asked: then nobody may say that one is missing. */
  async known(): Promise<ReadonlySet<string> | null> {
    if (!this.#link.connected) return null
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  async #ask(): Promise<ReadonlySet<string> | null> {
    try {
      return new Set((await this.#link.agents()).map(({ agent_id }) => agent_id))
    } catch {
      return null
    }
  }
}
