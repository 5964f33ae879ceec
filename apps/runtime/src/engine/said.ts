// Owns what one execution has said so far, kept small: of a token only its text. At thousands of tokens a second an object for
// each was most of what the collector had to carry. [W3]
import type { AgentEvent, AgentEventBody } from '@biplane/contracts/wire/agent-events'

export class Said {
  /** A string is the text of a token. */
  readonly #parts: (string | Exclude<AgentEventBody, { type: 'agent.token' }>)[] = []
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

  get endsWithToken(): boolean {
    return typeof this.#parts.at(-1) === 'string'
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

  /** The event that follows `after`, as it was said. */
  next(after: number): AgentEvent | undefined {
    return this.#from(after, 0)
  }

  /** The same for a reader that is behind: tokens that follow each other are one event, of at most about so many characters. */
  nextMerged(after: number, mostChars: number): AgentEvent | undefined {
    return this.#from(after, mostChars)
  }

  /** All of it, as it was said. */
  events(): AgentEvent[] {
    return this.#parts.map((part, at) => (typeof part === 'string' ? token(at + 1, part) : { n: at + 1, ...part }))
  }

  #from(after: number, mostChars: number): AgentEvent | undefined {
    const first = this.#parts[after]
    if (first === undefined) return undefined
    const from = after + 1
    if (typeof first !== 'string') return { n: from, ...first }
    let text = first
    let n = from
    while (text.length < mostChars) {
      const next = this.#parts[n]
      if (typeof next !== 'string') break
      text += next
      n += 1
    }
    return n === from ? token(n, text) : { n, from, type: 'agent.token', payload: { text } }
  }
}

const token = (n: number, text: string): AgentEvent => ({ n, type: 'agent.token', payload: { text } })
