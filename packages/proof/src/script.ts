// Scripts of agents in tests, and gates that hold an agent back. A gate knows no time: the test opens it, or it ends
// with its run.
import type { StreamRequest } from '@biplane/contracts/wire/agent-events'
import { Facts } from './facts.ts'
import type { ScriptSays } from './scripted-run.ts'

export interface ScriptControl {
  attempt: number
  /** Fires on cancel, on a newer attempt, at the deadline, and when the run is lost. */
  signal: AbortSignal
  /** Waits until the test calls `runtime.open(name)`. Rejects when the signal fires. */
  gate(name: string): Promise<void>
}

/** What an agent says to a request, event by event. What it throws is its failure: typed when it is a Refusal. */
export type Script = (request: StreamRequest, control: ScriptControl) => AsyncIterable<ScriptSays>

export class Gates {
  readonly #open = new Set<string>()
  readonly #reached = new Map<string, number>()
  readonly #facts = new Facts()

  open(name: string): void {
    this.#open.add(name)
    this.#facts.changed()
  }

  /** Resolves when a script has come to this gate so many times, open or not. */
  reached(name: string, times: number): Promise<void> {
    return this.#facts.until(() => (this.#reached.get(name) ?? 0) >= times)
  }

  async pass(name: string, signal: AbortSignal): Promise<void> {
    this.#reached.set(name, (this.#reached.get(name) ?? 0) + 1)
    this.#facts.changed()
    const wake = () => this.#facts.changed()
    signal.addEventListener('abort', wake, { once: true })
    await this.#facts.until(() => this.#open.has(name) || signal.aborted)
    signal.removeEventListener('abort', wake)
    signal.throwIfAborted()
  }
}

/** What an agent without a script answers: so many tokens, each a word of the text and its number. */
export function defaultAnswer(text: string, tokens: number): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  return Array.from({ length: tokens }, (_, index) => `${words[index % words.length] ?? 'nothing'}${index + 1} `)
}

export const defaultScript = (tokens: number): Script =>
  async function* answer(request) {
    for (const text of defaultAnswer(request.invocation.input.text, tokens)) {
      yield { type: 'agent.token', payload: { text } }
    }
  }
