// Event buffer of one execution: of a token only its text. At thousands of tokens a second, one object per token was
// most of the garbage. [W3]
import type { AgentEvent, AgentEventBody } from '@biplane/contracts/wire/agent-events'

/** A string is the text of a token. */
type Part = string | Exclude<AgentEventBody, { type: 'agent.token' }>

export class Said {
  readonly #parts: Part[] = []
  #chars = 0
  #bytes = 0

  /** How many events; the number of the last one. */
  get length(): number {
    return this.#parts.length
  }

  /** What it weighs in memory. */
  get bytes(): number {
    return this.#bytes
  }

  /** Characters of all tokens. */
  get chars(): number {
    return this.#chars
  }

  /** The text of all tokens. */
  get text(): string {
    return this.#parts.filter((part) => typeof part === 'string').join('')
  }

  /** What the last event is; `undefined` before the first. */
  get lastType(): AgentEvent['type'] | undefined {
    const last = this.#parts.at(-1)
    return typeof last === 'string' ? 'agent.token' : last?.type
  }

  push(body: AgentEventBody): void {
    if (body.type === 'agent.token') {
      const { text } = body.payload
      this.#parts.push(text)
      this.#chars += text.length
      this.#bytes += text.length + 40
    } else {
      this.#parts.push(body)
      this.#bytes += 500
    }
  }

  /** All of it, as it was said. */
  events(): AgentEvent[] {
    return this.#parts.map((part, at) => eventOf(at + 1, part))
  }

  /**
   * The event that follows `after`. For a reader that is behind, tokens that follow each other are one event, until it has
   * `mostChars` characters; without them each is as it was said.
   */
  next(after: number, mostChars = 0): AgentEvent | undefined {
    const first = this.#parts[after]
    if (first === undefined) return undefined
    const from = after + 1
    if (typeof first !== 'string') return eventOf(from, first)
    let text = first
    let n = from
    while (text.length < mostChars) {
      const next = this.#parts[n]
      if (typeof next !== 'string') break
      text += next
      n += 1
    }
    return n === from ? eventOf(n, text) : { n, from, type: 'agent.token', payload: { text } }
  }
}

const eventOf = (n: number, part: Part): AgentEvent =>
  typeof part === 'string' ? { n, type: 'agent.token', payload: { text: part } } : { n, ...part }
