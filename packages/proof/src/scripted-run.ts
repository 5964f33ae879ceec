// One attempt in the scripted Runtime: numbered events, single end, followers. Never chooses an agent and never sees a
// socket; losing a follower changes nothing here.
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import {
  type AgentEvent,
  type AgentEventBody,
  type AgentInfo,
  type StreamRequest,
  UNKNOWN_USAGE,
} from '@biplane/contracts/wire/agent-events'
import { hashOfPrefix, isTerminalEvent, type TerminalEvent, textOf } from './attempt-events.ts'
import { Facts } from './facts.ts'

/** What a script may say; that it started is said for it, and that it completed too unless it ends by itself. */
export type ScriptSays = Exclude<AgentEventBody, { type: 'agent.started' }>

export class ScriptedRun {
  readonly attempt: number
  readonly invocationId: string
  readonly events: AgentEvent[] = []
  /** The one terminal event, when there is one. */
  end: TerminalEvent | null = null
  /** Who follows now. */
  followers = 0
  readonly #abort = new AbortController()
  readonly #changed: () => void
  readonly #facts = new Facts()
  readonly #timeout: NodeJS.Timeout
  #lost = false

  constructor(request: StreamRequest, changed: () => void) {
    this.attempt = request.attempt
    this.invocationId = request.invocation.invocation_id
    this.#changed = changed
    this.#timeout = setTimeout(() => this.#passDeadline(), Math.min(timeLeftOf(request), 2 ** 31 - 1))
  }

  /** Fires on cancel, on a newer attempt, at the deadline, and when the run is lost. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get running(): boolean {
    return this.end === null && !this.#lost
  }

  /** Emits the script's events until it ends; later ones are dropped. */
  async execute(agent: AgentInfo, script: AsyncIterable<ScriptSays>): Promise<void> {
    this.#append({ type: 'agent.started', payload: { agent_id: agent.agent_id, recovery: agent.recovery } })
    try {
      for await (const body of script) {
        if (!this.running) return
        this.#append(body)
        if (!this.running) return
      }
      this.#append({ type: 'agent.completed', payload: { text: textOf(this.events), usage: UNKNOWN_USAGE } })
    } catch (error) {
      const refusal = refusalOf(error)
      const failure = {
        code: refusal?.refusal ?? 'INTERNAL',
        message: refusal?.message ?? 'The script broke.',
      } as const
      this.#append({ type: 'agent.failed', payload: { ...failure, retryable: false, usage: UNKNOWN_USAGE } })
    }
  }

  /** Ends it as cancelled; `deaf` only fires the signal, and leaves the end to a script that may not listen. */
  cancel({ deaf = false } = {}): void {
    this.#abort.abort()
    if (!deaf) this.#append({ type: 'agent.cancelled', payload: { usage: UNKNOWN_USAGE } })
  }

  /** Is gone, as with its process: no end, and no followers. */
  lose(): void {
    this.#lost = true
    clearTimeout(this.#timeout)
    this.#abort.abort()
    this.#tell()
  }

  /**
   * Every event after `position`, up to and with the end; of an ended run always the end. [L7]
   * @throws CONFLICT when the run ended before `position`, NOT_FOUND when it is lost meanwhile
   */
  async *follow(position: number, coalesce: boolean, signal: AbortSignal): AsyncGenerator<AgentEvent> {
    const wake = () => this.#facts.changed()
    signal.addEventListener('abort', wake, { once: true })
    this.followers += 1
    try {
      if (this.end?.n === position) yield this.end
      for (let last = position; this.end === null || last < this.end.n; ) {
        await this.#facts.until(() => this.events.length > last || !this.running || signal.aborted)
        if (signal.aborted) return
        if (this.#lost) throw new Refusal('NOT_FOUND', 'This run is lost.')
        this.#mustReach(last)
        for (const event of coalesce ? coalesced(this.events.slice(last)) : this.events.slice(last)) {
          yield event
          last = event.n
        }
      }
      this.#mustReach(position)
    } finally {
      this.followers -= 1
      signal.removeEventListener('abort', wake)
      this.#changed()
    }
  }

  /**
   * Waits until the run has said as much as the reader already has, and compares. [L8]
   * @throws CONFLICT when it says something else, or less
   */
  async verifyPrefix(after: number, prefixHash: string, signal: AbortSignal): Promise<void> {
    const wake = () => this.#facts.changed()
    signal.addEventListener('abort', wake, { once: true })
    await this.#facts.until(() => this.events.length >= after || !this.running || signal.aborted)
    signal.removeEventListener('abort', wake)
    if (signal.aborted) return
    this.#mustReach(after)
    if (hashOfPrefix(this.events, after) !== prefixHash) {
      throw new Refusal('CONFLICT', 'This attempt says something else than what was already shown.')
    }
  }

  /** Its end. @throws CANCELLED when the one who waits has gone */
  async ended(signal: AbortSignal): Promise<TerminalEvent> {
    for await (const event of this.follow(0, true, signal)) if (isTerminalEvent(event)) return event
    throw new Refusal('CANCELLED', 'Nobody waits for this any more.')
  }

  #mustReach(position: number): void {
    if (this.end && this.end.n < position) {
      throw new Refusal('CONFLICT', `This attempt ended with event ${this.end.n}, before ${position}.`)
    }
  }

  #passDeadline(): void {
    this.#abort.abort()
    const failure = { code: 'AGENT_FAILED', message: 'This was not done by its deadline.' } as const
    this.#append({ type: 'agent.failed', payload: { ...failure, retryable: false, usage: UNKNOWN_USAGE } })
  }

  #append(body: AgentEventBody): void {
    if (!this.running) return
    const event: AgentEvent = { n: this.events.length + 1, ...body }
    this.events.push(event)
    if (isTerminalEvent(event)) {
      this.end = event
      clearTimeout(this.#timeout)
    }
    this.#tell()
  }

  #tell(): void {
    this.#facts.changed()
    this.#changed()
  }
}

/** Adjacent tokens as one event that names its span. */
function coalesced(events: AgentEvent[]): AgentEvent[] {
  const merged: AgentEvent[] = []
  for (const event of events) {
    const last = merged.at(-1)
    if (last?.type === 'agent.token' && event.type === 'agent.token') {
      const text = last.payload.text + event.payload.text
      merged[merged.length - 1] = { ...event, from: last.from ?? last.n, payload: { text } }
    } else merged.push(event)
  }
  return merged
}

/** Milliseconds until the deadline. [R10] */
export const timeLeftOf = ({ timeLeftMs, invocation }: StreamRequest): number =>
  timeLeftMs ?? Date.parse(invocation.deadline) - Date.now()
