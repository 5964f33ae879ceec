// A Runtime for tests of Experience: the whole contract with scripted agents. Passes the same conformance suite as the
// real one, and misbehaves only on command. [P1]
import { Refusal } from '@biplane/contracts/refusal'
import type { RuntimePort } from '@biplane/contracts/runtime-router'
import { BUILT_IN_AGENTS } from '@biplane/contracts/vocabulary/pillars'
import type {
  AgentEvent,
  AgentInfo,
  DescribeFileRequest,
  Invocation,
  InvocationResult,
  RuntimeHealth,
  StreamRequest,
} from '@biplane/contracts/wire/agent-events'
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import { resultOf } from './attempt-events.ts'
import { Facts } from './facts.ts'
import { type Misdeeds, misdone } from './misdeeds.ts'
import { defaultScript, Gates, type Script } from './script.ts'
import { ScriptedRun, timeLeftOf } from './scripted-run.ts'
import { type RuntimeDoor, serveRuntime } from './serve-runtime.ts'

export interface ScriptedRuntimeOptions {
  key?: string
  /** 0, the default, takes a free one. */
  port?: number
  /** Tokens of the default answer. */
  tokens?: number
}

/** Opens a scripted Runtime that has every built-in agent, each `exact` and with the default script. */
export async function openScriptedRuntime(options: ScriptedRuntimeOptions = {}): Promise<ScriptedRuntime> {
  const key = options.key ?? 'key-of-the-scripted-runtime'
  const runtime = new ScriptedRuntime(key, options.tokens ?? 5)
  await runtime.listen(options.port ?? 0)
  return runtime
}

interface ScriptedAgent {
  info: AgentInfo
  script: Script
}

const EMPTY_READING: FileReading = {
  format: 'csv',
  encoding: null,
  delimiter: null,
  part: null,
  header: { value: [1], confidence: 'certain', evidence: 'scripted', alternatives: [] },
  left_out: [],
  rows: 0,
  columns: [],
  row_noun: { one: 'row', many: 'rows' },
}

export class ScriptedRuntime implements RuntimePort, AsyncDisposable {
  readonly key: string
  /** Every `streamAgent` that arrived, in order, refused ones included. */
  readonly requests: StreamRequest[] = []
  /** Every `invokeAgent` that arrived. */
  readonly invocations: Invocation[] = []
  /** Every `cancelAgent` that arrived. */
  readonly cancels: string[] = []
  /** Every file of which it was asked how it is read. */
  readonly described: DescribeFileRequest[] = []
  /** Every forgotten invocation. */
  readonly forgotten: string[] = []
  /** Every execution that was started, in order. */
  readonly executions: { invocationId: string; agentId: string; attempt: number }[] = []
  /** Every reader that came to an execution which was already there, and after which event. */
  readonly attachments: { invocationId: string; attempt: number; after: number }[] = []
  readonly #agents = new Map<string, ScriptedAgent>()
  readonly #runs = new Map<string, ScriptedRun>()
  readonly #gates = new Gates()
  readonly #facts = new Facts()
  #misdeeds: Misdeeds = {}
  #door: RuntimeDoor | null = null

  constructor(key: string, tokens: number) {
    this.key = key
    for (const id of BUILT_IN_AGENTS) this.script(id, defaultScript(tokens))
  }

  async listen(port: number): Promise<void> {
    this.#door = await serveRuntime(this, this.key, port)
  }

  /** `http://127.0.0.1:port`, as `RUNTIME_URL` wants it. */
  get url(): string {
    return this.#opened().url
  }

  // What a test does with it.

  /** From now on this agent answers so; an agent that was not there is there. */
  script(agentId: string, script: Script, { recovery = 'exact' }: { recovery?: AgentInfo['recovery'] } = {}): void {
    const info = { agent_id: agentId, title: `Scripted ${agentId}`, recovery, skills: ['Says what the test wrote.'] }
    this.#agents.set(agentId, { info, script })
  }

  /** This agent is not here any more; its runs go on. */
  remove(agentId: string): void {
    this.#agents.delete(agentId)
  }

  open(gate: string): void {
    this.#gates.open(gate)
  }

  /** Resolves when a script has come to this gate so many times. */
  reached(gate: string, times = 1): Promise<void> {
    return this.#gates.reached(gate, times)
  }

  /** The current attempt at an invocation, as it was recorded here. */
  run(invocationId: string): ScriptedRun | undefined {
    return this.#runs.get(invocationId)
  }

  /** Resolves when a fact about this Runtime is true, for example `() => runtime.cancels.length === 1`. */
  until(holds: () => boolean): Promise<void> {
    return this.#facts.until(holds)
  }

  /** From now on it commits these misdeeds and no others; `{}` makes it honest again. */
  misbehave(misdeeds: Misdeeds): void {
    this.#misdeeds = misdeeds
  }

  /** Loses every run and every connection, as a killed process does; address, key and scripts stay. */
  forget(): void {
    for (const run of this.#runs.values()) run.lose()
    this.#runs.clear()
    this.#opened().dropSockets()
  }

  /** Loses every connection and no run. */
  dropSockets(): void {
    this.#opened().dropSockets()
  }

  async close(): Promise<void> {
    this.forget()
    await this.#opened().close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  // What Experience does with it.

  async invokeAgent(invocation: Invocation, signal: AbortSignal): Promise<InvocationResult> {
    this.#record(this.invocations, invocation)
    const known = this.#runs.get(invocation.invocation_id)
    const run = known ?? this.#start({ invocation, attempt: 1, after: 0, coalesce: false })
    return resultOf(await run.ended(signal), run.events)
  }

  async *streamAgent(request: StreamRequest, signal: AbortSignal): AsyncGenerator<AgentEvent> {
    this.#record(this.requests, request)
    const position = positionOf(request)
    if (this.#misdeeds.disowns && position > 0) throw new Refusal('NOT_FOUND', 'There never was such an attempt.')
    const known = this.#known(request)
    const run = known ?? this.#startAfter(request, position)
    if (known) this.#record(this.attachments, { ...labelOf(request), after: position })
    if (request.after > 0 && request.prefixHash) {
      try {
        await run.verifyPrefix(request.after, request.prefixHash, signal)
      } catch (error) {
        if (!known) this.#drop(run)
        throw error
      }
    }
    yield* misdone(run.follow(position, request.coalesce, signal), () => this.#misdeeds, signal)
  }

  cancelAgent(invocationId: string): { outcome: 'cancelling' | 'already_finished' } {
    const run = this.#runs.get(invocationId)
    const outcome = run?.running ? 'cancelling' : 'already_finished'
    if (run?.running) run.cancel({ deaf: this.#misdeeds.deafToCancel ?? false })
    this.#record(this.cancels, invocationId)
    return { outcome }
  }

  forgetInvocations(invocationIds: string[]): { forgotten: number } {
    const known = invocationIds.filter((id) => this.#runs.delete(id))
    for (const id of invocationIds) this.#record(this.forgotten, id)
    return { forgotten: known.length }
  }

  /** It reads no file: every one has no rows. */
  async describeFile(request: DescribeFileRequest): Promise<FileReading> {
    this.described.push(request)
    return EMPTY_READING
  }

  listAgents(): AgentInfo[] {
    return [...this.#agents.values()].map((agent) => agent.info)
  }

  health(): RuntimeHealth {
    const running = [...this.#runs.values()].filter((run) => run.running).length
    return { status: 'ok', agents: this.#agents.size, running, kept: this.#runs.size - running }
  }

  /** The execution that a request means, when it is here. @throws CONFLICT for an attempt that was overtaken */
  #known(request: StreamRequest): ScriptedRun | undefined {
    const run = this.#runs.get(request.invocation.invocation_id)
    if (!run || run.attempt === request.attempt) return run
    if (request.attempt > run.attempt) return this.#misdeeds.wrongAttempt ? run : undefined
    throw new Refusal('CONFLICT', `Attempt ${run.attempt} of this invocation is already known.`)
  }

  /** Executes for a reader that may have a part already: only what is deterministic, and can be compared, is repeated. */
  #startAfter(request: StreamRequest, position: number): ScriptedRun {
    const agent = this.#agentOf(request.invocation)
    const repeatable = agent.info.recovery === 'exact' && request.prefixHash !== undefined
    if (position !== request.after || (position > 0 && !repeatable)) {
      throw new Refusal('NOT_FOUND', 'This attempt is not here any more, and may not be repeated.')
    }
    return this.#start(request)
  }

  #start(request: StreamRequest): ScriptedRun {
    const { invocation, attempt } = request
    const agent = this.#agentOf(invocation)
    if (timeLeftOf(request) <= 0) {
      throw new Refusal('BAD_MESSAGE', 'invocation.deadline: has passed', { path: 'invocation.deadline' })
    }
    this.#runs.get(invocation.invocation_id)?.cancel()
    const run = new ScriptedRun(request, () => this.#facts.changed())
    this.#runs.set(invocation.invocation_id, run)
    const { signal } = run
    const gate = (name: string) => this.#gates.pass(name, signal)
    void run.execute(agent.info, agent.script(request, { attempt, signal, gate }))
    this.#record(this.executions, { ...labelOf(request), agentId: invocation.agent_id })
    return run
  }

  #drop(run: ScriptedRun): void {
    run.lose()
    if (this.#runs.get(run.invocationId) === run) this.#runs.delete(run.invocationId)
  }

  #agentOf(invocation: Invocation): ScriptedAgent {
    const agent = this.#agents.get(invocation.agent_id)
    if (!agent) throw new Refusal('AGENT_UNAVAILABLE', `${invocation.agent_id} is not here.`)
    return agent
  }

  #record<T>(records: T[], record: T): void {
    records.push(record)
    this.#facts.changed()
  }

  #opened(): RuntimeDoor {
    if (!this.#door) throw new Error('the scripted Runtime is not open')
    return this.#door
  }
}

const labelOf = ({ invocation, attempt }: StreamRequest) => ({ invocationId: invocation.invocation_id, attempt })

/** The last event that the reader has: what its client says when it re-attached by itself, else what was asked. */
function positionOf({ after, lastEventId }: StreamRequest): number {
  if (lastEventId === null || lastEventId === undefined) return after
  if (/^\d{1,9}$/.test(lastEventId)) return Number(lastEventId)
  throw new Refusal('BAD_MESSAGE', 'lastEventId: is not the number of an event', { path: 'lastEventId' })
}
