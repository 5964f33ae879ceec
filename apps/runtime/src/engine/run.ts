// One execution of one attempt: its numbered events, to which a reader can attach at any point, and its end. Runs with
// or without readers; only abort, deadline and its own end stop it. [L4]
import { createHash, type Hash } from 'node:crypto'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import { WholeCharacters } from '@biplane/contracts/vocabulary/whole-characters'
import type { AgentEvent, AgentEventBody, Invocation, Usage } from '@biplane/contracts/wire/agent-events'
import type { Log } from '@biplane/process/log'
import { inSpan } from '@biplane/process/trace'
import type { RunEnd, RunTold } from '../instruments/measures.ts'
import { abortable, Interruptible } from './abortable.ts'
import type { Agent, AgentContext, AgentSays } from './define-agent.ts'
import { readableInput } from './readable-input.ts'
import { Said } from './said.ts'
import { Sleep } from './sleep.ts'
import type { StartTurns } from './start-turns.ts'
import type { TickTimer } from './tick-timer.ts'
import { TokenCoalescer } from './token-coalescer.ts'

export interface RunDeps {
  log: Log
  told?: RunTold
  /** What every agent may use, bound to the signal of one run. */
  services(signal: AbortSignal, invocation: Invocation): Omit<AgentContext, 'invocation' | 'signal' | 'pace' | 'spent'>
  /** Milliseconds between two pieces; 0 for none. */
  paceMs: number
  /** Shared by all runs. */
  turns: StartTurns
  failPoint(name: string): void
}

export interface RunRequest {
  agent: Agent
  invocation: Invocation
  attempt: number
  /** How long the work may take. */
  timeLeftMs: number
  /** What readers already have of an earlier execution of this attempt; `null` for a first one. */
  shown: { after: number; prefixHash: string } | null
  /** The trace that this execution belongs to. */
  traceparent?: string | undefined
}

export interface ReadRequest {
  /** The last `n` that the reader has. */
  after: number
  /** Whether token events may be merged, and how long later ones wait for company; `null` for each as it was said. */
  coalesce: Coalescing | null
  signal: AbortSignal
  /** `null` while the reader has room. */
  room(): Promise<void> | null
}

export interface Coalescing {
  holdMs(): number
  /** Shared by all runs: what is due at the same time leaves together. */
  tickTimer: TickTimer
}

type Ending = 'running' | 'ended' | 'diverged'

const ENDS = new Map<AgentEvent['type'] | undefined, RunEnd>([
  ['agent.completed', 'completed'],
  ['agent.failed', 'failed'],
  ['agent.cancelled', 'cancelled'],
])

/** One for all runs: to make an error for each costs more than anything else in a short one. */
const OVER = new Refusal('CANCELLED', 'It has ended.')

/** A timer cannot wait longer, and would not wait at all. */
const LONGEST_MS = 2 ** 31 - 1
/** So much of a delay is made up for; after a longer pause the usual pace goes on. */
const MOST_LATE_MS = 250
/** Let timers and sockets have a turn at least so often, however fast an agent talks. */
const TURN_MS = 4

export class Run {
  readonly invocationId: string
  readonly attempt: number
  /** Of the files that it was given. */
  readonly fileHashes: readonly string[]
  /** When `done` resolves, everything has been said. */
  readonly done: Promise<void>
  readonly #said = new Said()
  readonly #whole = new WholeCharacters()
  readonly #readers = new Set<() => void>()
  readonly #abort = new AbortController()
  readonly #deps: RunDeps
  readonly #shown: RunRequest['shown']
  /** Of the text so far, where there is something to reproduce. */
  readonly #hash: Hash | null
  #ending: Ending = 'running'
  #toolCalls = 0
  /** When the last piece was due, by the steady clock. */
  #dueMs = 0
  #spent: Usage | null = null

  constructor(request: RunRequest, deps: RunDeps) {
    this.invocationId = request.invocation.invocation_id
    this.attempt = request.attempt
    this.fileHashes = (request.invocation.input.files ?? []).map(({ sha256 }) => sha256)
    this.#shown = request.shown
    this.#hash = request.shown && createHash('sha256')
    this.#deps = deps
    const { agent, attempt, traceparent = null } = request
    const ids = { invocation_id: this.invocationId, agent_id: agent.id, attempt }
    this.done = inSpan('agent.run', { parent: traceparent, attributes: ids }, () => this.#execute(request))
  }

  get running(): boolean {
    return this.#ending === 'running'
  }

  /** What it weighs in memory. */
  get bytes(): number {
    return this.#said.bytes
  }

  /** The text of all token events so far. */
  get text(): string {
    return this.#said.text
  }

  /** How many events it has said. */
  get length(): number {
    return this.#said.length
  }

  events(): AgentEvent[] {
    return this.#said.events()
  }

  /** Fires the abort signal; the end follows at once, whatever the agent is doing. */
  cancel(): void {
    this.#abort.abort(new Refusal('CANCELLED', 'It was cancelled.'))
  }

  /** The process ends: stops without a word. Who read it takes it up at the next Runtime. */
  leave(): void {
    if (this.#ending === 'running') this.#ending = 'ended'
    this.#abort.abort(new Refusal('CANCELLED', 'This Runtime is closing.'))
    this.#wakeReaders()
  }

  /**
   * Yields the events after `after` until the terminal one. Any number of readers, each at its own pace.
   * @throws CONFLICT when executing again did not reproduce what readers have
   */
  async *read({ after, coalesce, signal, room }: ReadRequest): AsyncGenerator<AgentEvent> {
    const sleep = new Sleep()
    const hold = coalesce ? new TokenCoalescer(coalesce.holdMs, () => performance.now()) : null
    // A reader that waits for company is woken by what ends the waiting, not by every token.
    const onGrown = () => {
      const token = this.#said.lastType === 'agent.token'
      if (token) hold?.came()
      if (!sleep.timed || this.#ending !== 'running' || !token) sleep.wake()
      else if (coalesce && hold?.full) sleep.sooner(coalesce.tickTimer)
    }
    const onAbort = () => sleep.wake()
    this.#readers.add(onGrown)
    signal.addEventListener('abort', onAbort)
    let cursor = after
    let atBeat = false
    try {
      while (!signal.aborted) {
        const wait = room()
        if (wait) await wait
        const event = this.#said.next(cursor, hold ? LIMITS.coalesceBytes : 0)
        if (event && this.#reproduced) {
          const more = this.#ending === 'running' && event.n === this.#said.length
          const heldMs = more && hold ? hold.waits(event) : null
          if (coalesce && heldMs !== null && !(heldMs === 0 && atBeat)) {
            await sleep.forMs(heldMs, coalesce.tickTimer)
            atBeat = true
            continue
          }
          atBeat = false
          cursor = event.n
          hold?.told(event)
          yield event
        } else if (this.#ending === 'diverged') {
          throw new Refusal('CONFLICT', 'Executed again, the agent said something else.')
        } else if (this.#ending === 'ended') return
        else await sleep.untilWoken()
      }
    } finally {
      this.#readers.delete(onGrown)
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Is everything that readers had shown to be the same? Nothing is told before. [L8] */
  get #reproduced(): boolean {
    return this.#shown === null || this.#said.length > this.#shown.after || this.#ending === 'ended'
  }

  async #execute({ agent, invocation, timeLeftMs }: RunRequest): Promise<void> {
    // The one who asked gets its reader before the first event.
    await null
    const began = performance.now()
    const tooLong = () => this.#abort.abort(new TookTooLong())
    const deadline = setTimeout(tooLong, Math.min(timeLeftMs, LONGEST_MS))
    try {
      this.#deps.failPoint('run.start')
      this.#say({ type: 'agent.started', payload: { agent_id: agent.id, recovery: agent.recovery } })
      await this.#speak(agent, invocation)
    } catch (error) {
      if (!(error instanceof Diverged)) this.#end(this.#endOf(error))
    } finally {
      clearTimeout(deadline)
      // Whatever the agent still does after its end, it is told to stop.
      this.#abort.abort(OVER)
      this.#tell(agent.id, performance.now() - began)
    }
  }

  async #speak(agent: Agent, invocation: Invocation): Promise<void> {
    const { signal } = this.#abort
    const interruptible = new Interruptible(signal)
    const said = agent.run(readableInput(invocation.input), {
      ...this.#deps.services(signal, invocation),
      invocation,
      signal,
      spent: (usage) => {
        this.#spent = usage
      },
      pace: () => this.#pace(),
    })
    const { session_id: session = this.invocationId } = invocation
    const first = this.#deps.turns.begin(session, invocation.input.text.length, async () => {
      signal.throwIfAborted()
      return said.next()
    })
    let turn = performance.now()
    for (let step: typeof first | null = first; ; step = null) {
      const next = await interruptible.wait(step ?? said.next())
      if (next.done) {
        this.#takeText(this.#whole.end())
        this.#deps.failPoint('run.end')
        return this.#end({
          type: 'agent.completed',
          payload: { text: this.text, usage: next.value ?? this.#usage() },
        })
      }
      this.#take(next.value)
      if (performance.now() - turn > TURN_MS) {
        await new Promise((resolve) => setImmediate(resolve))
        turn = performance.now()
      }
    }
  }

  /** Whatever an agent's pieces are, no event ends inside a character. [E7] */
  #take(said: AgentSays): void {
    if (said.type === 'agent.token') {
      this.#takeText(this.#whole.push(said.payload.text))
      return
    }
    if (said.type === 'agent.tool' && said.payload.status === 'finished') this.#toolCalls += 1
    this.#emit(said)
  }

  #takeText(text: string): void {
    if (text === '') return
    const chars = this.#said.chars + text.length
    this.#hash?.update(text)
    if (chars > LIMITS.answerBytes) throw new Refusal('TOO_LARGE', 'The answer became too long.')
    this.#deps.told?.token()
    this.#deps.failPoint('run.token')
    this.#emit({ type: 'agent.token', payload: { text } })
  }

  #emit(said: AgentSays): void {
    this.#say(said)
    if (this.#shown && this.#said.length === this.#shown.after) this.#compare(this.#shown.prefixHash)
  }

  /** Says to the log and the figures how it ended; one that was left, or diverged, has no end of its own. */
  #tell(agentId: string, ms: number): void {
    const end = ENDS.get(this.#said.lastType)
    const ids = { invocation_id: this.invocationId, agent_id: agentId, attempt: this.attempt }
    this.#deps.log.info(
      { ...ids, end: end ?? this.#ending, ms: Math.round(ms), tool_calls: this.#toolCalls },
      'run.ended',
    )
    if (end) this.#deps.told?.ended(agentId, end, ms)
  }

  #compare(prefixHash: string): void {
    if (this.#hash?.copy().digest('hex') === prefixHash) return
    this.#ending = 'diverged'
    this.#wakeReaders()
    throw new Diverged()
  }

  #say(body: AgentEventBody): void {
    this.#said.push(body)
    this.#wakeReaders()
  }

  #end(body: AgentEventBody): void {
    if (this.#ending !== 'running') return
    const short = this.#shown !== null && this.#said.length + 1 <= this.#shown.after
    this.#ending = short ? 'diverged' : 'ended'
    this.#say(body)
  }

  #endOf(error: unknown): AgentEventBody {
    const usage = this.#usage()
    const refusal = refusalOf(error)
    if (refusal?.refusal === 'CANCELLED') return { type: 'agent.cancelled', payload: { usage } }
    if (refusal) {
      const retryable = REFUSALS[refusal.refusal].retryable
      const late = error instanceof TookTooLong ? { cause: 'deadline' as const } : {}
      const payload = { code: refusal.refusal, message: refusal.message, retryable, usage, ...late }
      return { type: 'agent.failed', payload }
    }
    this.#deps.log.error({ err: error, invocation_id: this.invocationId }, 'unexpected error in an agent')
    const message = 'The agent failed.'
    return { type: 'agent.failed', payload: { code: 'AGENT_FAILED', message, retryable: true, usage } }
  }

  /** What is known of the cost: what the agent said of it, or that nobody knows. [E1] */
  #usage(): Usage {
    return this.#spent ?? { input_tokens: null, output_tokens: null, tool_calls: this.#toolCalls, model: null }
  }

  /**
   * The first piece comes at once, and what readers have already needs no pace. The others have a time each: one
   * that was late on a busy loop does not delay those after it.
   */
  #pace(): Promise<void> {
    const known = this.#shown !== null && this.#said.length < this.#shown.after
    const now = performance.now()
    if (known || this.#said.chars === 0) this.#dueMs = now
    if (this.#dueMs === now || this.#deps.paceMs === 0) return Promise.resolve()
    this.#dueMs = Math.max(this.#dueMs, now - MOST_LATE_MS) + this.#deps.paceMs
    const waitMs = this.#dueMs - now
    if (waitMs <= 0) return Promise.resolve()
    return abortable(new Promise((resolve) => setTimeout(resolve, waitMs)), this.#abort.signal)
  }

  #wakeReaders(): void {
    for (const wake of this.#readers) wake()
  }
}

/** The time that Experience gave for the work is over. */
class TookTooLong extends Refusal {
  constructor() {
    super('AGENT_FAILED', 'The agent took too long.')
  }
}

/** The run stops here; its readers are told by `read`. */
class Diverged extends Error {}
