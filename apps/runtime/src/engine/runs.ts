// Executions of this Runtime: running ones, and recent ones so that a reader can re-attach. Knows invocations and
// attempts, no person, session or socket. [P1, R1]
import { Refusal } from '@biplane/contracts/refusal'
import type { RuntimePort } from '@biplane/contracts/runtime-router'
import { opened } from '@biplane/contracts/vocabulary/iterables'
import { isAgentId } from '@biplane/contracts/vocabulary/pillars'
import type {
  AgentEvent,
  AgentInfo,
  Invocation,
  InvocationResult,
  RuntimeHealth,
  StreamRequest,
} from '@biplane/contracts/wire/agent-events'
import type { Agent } from './define-agent.ts'
import { type KeptBounds, KnownRuns } from './known-runs.ts'
import { Run, type RunDeps, type RunRequest } from './run.ts'
import { TickTimer } from './tick-timer.ts'
import { holdMsOf, tickMsOf } from './token-coalescer.ts'

export interface RunsDeps extends KeptBounds {
  agents: readonly Agent[]
  run: RunDeps
  /** How a file is read as a table. */
  describeFile: RuntimePort['describeFile']
  /** Removes copies of files that a deleted invocation was given. */
  forgetFiles?: (hashes: readonly string[]) => Promise<void>
  /** Wall-clock milliseconds, for the deadline of a caller who does not say how much time is left. */
  now(): number
}

type Room = () => Promise<void> | null

const NO_LIMIT: Room = () => null

export class Runs {
  readonly #agents: ReadonlyMap<string, Agent>
  readonly #deps: RunsDeps
  readonly #known: KnownRuns
  readonly #coalesce = {
    holdMs: () => holdMsOf(this.#known.running),
    tickTimer: new TickTimer({ tickMs: () => tickMsOf(this.#known.running), now: () => performance.now() }),
  }

  constructor(deps: RunsDeps) {
    this.#deps = deps
    this.#known = new KnownRuns(deps)
    this.#agents = new Map(deps.agents.map((agent) => [agent.id, agent]))
  }

  /** What the router calls, with the room that this caller's connection has. */
  port(room: Room = NO_LIMIT): RuntimePort {
    return {
      invokeAgent: (invocation, signal) => this.#invoke(invocation, signal),
      streamAgent: (request, signal) => this.#stream(request, signal, room),
      cancelAgent: (invocationId) => this.#cancel(invocationId),
      forgetInvocations: (invocationIds) => this.#forget(invocationIds),
      describeFile: (request, signal) => this.#deps.describeFile(request, signal),
      listAgents: () => this.#list(),
      health: () => this.#health(),
    }
  }

  /** Lets go of everything that runs, without an end of its own: Experience takes it up at the next Runtime. */
  async close(): Promise<void> {
    const running = this.#known.atWork()
    for (const run of running) run.leave()
    await Promise.all(running.map((run) => run.done))
  }

  #stream(request: StreamRequest, signal: AbortSignal, room: Room): AsyncIterable<AgentEvent> {
    return opened(async () => {
      const { run, after } = this.#attach(request)
      return run.read({ after, coalesce: request.coalesce ? this.#coalesce : null, signal, room })
    })
  }

  /** The run of this attempt: the known one, or a new one where that is right. */
  #attach({ invocation, attempt, after, prefixHash, timeLeftMs, lastEventId, traceparent }: StreamRequest): {
    run: Run
    after: number
  } {
    const known = this.#known.get(invocation.invocation_id)
    if (known && attempt < known.attempt) throw new Refusal('CONFLICT', `Attempt ${known.attempt} has taken over.`)
    const last = readLastEventId(lastEventId)
    if (known?.attempt === attempt) {
      const from = Math.max(after, last ?? 0)
      if (from > known.length && !known.running) throw new Refusal('CONFLICT', 'This attempt never came so far.')
      // Whoever rejoins what has ended gets its end, also again. [L7]
      return { run: known, after: known.running ? from : Math.min(from, known.length - 1) }
    }
    // A client that re-attached by itself cannot say what its reader has made of it: it must ask again.
    if (last !== null && last !== after) throw new Refusal('NOT_FOUND', 'This attempt is not known here.')
    const agent = this.#agent(invocation)
    if (after > 0 && agent.recovery === 'restart') throw new Refusal('NOT_FOUND', 'This attempt is not known here.')
    if (after > 0 && prefixHash === undefined) {
      throw new Refusal('BAD_MESSAGE', 'prefixHash: is needed with `after`', { path: 'prefixHash' })
    }
    known?.cancel()
    const shown = after > 0 && prefixHash !== undefined ? { after, prefixHash } : null
    return { run: this.#start(agent, { invocation, attempt, shown, timeLeftMs, traceparent }), after }
  }

  #start(agent: Agent, request: Omit<RunRequest, 'agent' | 'timeLeftMs'> & Pick<StreamRequest, 'timeLeftMs'>): Run {
    const { deadline } = request.invocation
    const timeLeftMs = request.timeLeftMs ?? Date.parse(deadline) - this.#deps.now()
    if (timeLeftMs <= 0) throw new Refusal('BAD_MESSAGE', 'deadline: has passed', { path: 'deadline' })
    const run = new Run({ agent, ...request, timeLeftMs }, this.#deps.run)
    this.#known.add(run)
    return run
  }

  async #invoke(invocation: Invocation, signal: AbortSignal): Promise<InvocationResult> {
    const known = this.#known.get(invocation.invocation_id)
    const run = known ?? this.#start(this.#agent(invocation), { invocation, attempt: 1, shown: null })
    for await (const event of run.read({ after: 0, coalesce: null, signal, room: NO_LIMIT })) {
      const result = resultOf(run, event)
      if (result) return result
    }
    throw new Refusal('CANCELLED', 'The caller went away.')
  }

  #cancel(invocationId: string): ReturnType<RuntimePort['cancelAgent']> {
    const run = this.#known.get(invocationId)
    if (!run?.running) return { outcome: 'already_finished' }
    run.cancel()
    return { outcome: 'cancelling' }
  }

  /** What was deleted is not kept here either: a run that still works is stopped, and nobody can read it again. */
  #forget(invocationIds: readonly string[]): ReturnType<RuntimePort['forgetInvocations']> {
    let forgotten = 0
    const hashes = new Set<string>()
    for (const id of invocationIds) {
      const run = this.#known.get(id)
      if (!run) continue
      run.cancel()
      this.#known.forget(run)
      for (const hash of run.fileHashes) hashes.add(hash)
      forgotten += 1
    }
    void this.#deps.forgetFiles?.([...hashes])
    return { forgotten }
  }

  #agent({ agent_id }: Invocation): Agent {
    const agent = isAgentId(agent_id) ? this.#agents.get(agent_id) : undefined
    if (!agent) throw new Refusal('AGENT_UNAVAILABLE', `There is no agent ${agent_id} here.`)
    return agent
  }

  #list(): AgentInfo[] {
    return [...this.#agents.values()].map(({ id, title, recovery, skills }) => ({
      agent_id: id,
      title,
      recovery,
      skills,
    }))
  }

  #health(): RuntimeHealth {
    const { running, kept } = this.#known
    return { status: 'ok', agents: this.#agents.size, running, kept }
  }
}

function readLastEventId(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null
  if (!/^\d{1,9}$/.test(text)) throw new Refusal('BAD_MESSAGE', 'lastEventId: is a number', { path: 'lastEventId' })
  return Number(text)
}

/** The whole answer, when this event ends it. */
function resultOf(run: Run, event: AgentEvent): InvocationResult | null {
  switch (event.type) {
    case 'agent.completed':
      return { status: 'completed', ...event.payload, ...madeBy(run), error: null }
    case 'agent.cancelled':
      return { status: 'cancelled', text: run.text, usage: event.payload.usage, ...madeBy(run), error: null }
    case 'agent.failed': {
      const { code, message, retryable, usage } = event.payload
      return { status: 'failed', text: run.text, usage, ...madeBy(run), error: { code, message, retryable } }
    }
    default:
      return null
  }
}

function madeBy(run: Run): Pick<InvocationResult, 'artifacts' | 'ui'> {
  const events = run.events()
  return {
    artifacts: events.flatMap((e) => (e.type === 'agent.artifact' ? [e.payload] : [])),
    ui: events.flatMap((e) => (e.type === 'agent.ui' ? [e.payload.message] : [])),
  }
}
