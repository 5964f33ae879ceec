// Counts the cost of one answer at a model; known only when every request reported its usage. [E1]
import type { Usage } from '@biplane/contracts/wire/agent-events'

/** Of one request; `null` where the provider did not say. */
export interface StepUsage {
  input: number | null
  output: number | null
}

const plus = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b)

export class Spending {
  readonly #model: string
  readonly #tell: (usage: Usage) => void
  #input: number | null = 0
  #output: number | null = 0
  #toolCalls = 0
  #asked = false
  #waiting = false

  constructor(model: string, tell: (usage: Usage) => void) {
    this.#model = model
    this.#tell = tell
  }

  /** A request goes out. Until it says what it took, nobody knows what this answer has cost. */
  begin(): void {
    this.#asked = true
    this.#waiting = true
    this.#tell(this.view())
  }

  /** It ended; `null` when it broke off without a word. */
  end(usage: StepUsage | null): void {
    this.#waiting = false
    this.#input = plus(this.#input, usage?.input ?? null)
    this.#output = plus(this.#output, usage?.output ?? null)
    this.#tell(this.view())
  }

  tool(): void {
    this.#toolCalls += 1
    this.#tell(this.view())
  }

  /** Output tokens so far, as far as they are known. */
  get output(): number {
    return this.#output ?? 0
  }

  view(): Usage {
    return {
      input_tokens: this.#waiting ? null : this.#input,
      output_tokens: this.#waiting ? null : this.#output,
      tool_calls: this.#toolCalls,
      model: this.#asked ? this.#model : null,
    }
  }
}
