// Dispatches invocations of this process: starts them, recovers those of an earlier run, finds orphans, and detaches from
// all of them in order on shutdown. [L7]
import type { FailPoint } from '@biplane/process/fail-points'
import type { Log } from '@biplane/process/log'
import { currentTraceparent, inSpan } from '@biplane/process/trace'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { AcceptedSend } from '../store/commands/accept-send.ts'
import type { ClaimedInvocation } from '../store/rows.ts'
import { AWAY, InvocationRun, type RunDeps } from './run-invocation.ts'
import { StartQueue } from './start-queue.ts'

export interface DispatcherDeps extends Omit<RunDeps, 'onAccepted'> {
  postOffice: PostOffice
  failPoint: FailPoint
  log: Log
  sweepMs: number
  /** Events that are kept in whole; a log twice as long is compacted. */
  keptEvents: number
}

/** Traces of what waits in queues; there are none where nobody collects them. */
const MOST_TRACES = 10_000
/** Invocations that one transaction takes over: sends wait for it. */
const ADOPTED_AT_ONCE = 200

export class Dispatcher {
  readonly #deps: DispatcherDeps
  readonly #runDeps: RunDeps
  readonly #runs = new Map<string, { run: InvocationRun; ended: Promise<void> }>()
  readonly #traces = new Map<string, string>()
  readonly #startQueue: StartQueue
  #accepting = 0
  #sweep: NodeJS.Timeout | null = null
  #draining = false

  constructor(deps: DispatcherDeps) {
    this.#deps = deps
    this.#runDeps = { ...deps, onAccepted: (sent) => this.onAccepted(sent) }
    this.#startQueue = new StartQueue({ busy: () => this.#accepting > 0, now: deps.now })
  }

  /** Who owns what is begun here. */
  get owner(): string {
    return this.#deps.owner
  }

  get running(): number {
    return this.#runs.size
  }

  /** While a message is being kept its sender waits: no more work than must is begun meanwhile. */
  async accepting<T>(kept: Promise<T>): Promise<T> {
    this.#accepting += 1
    try {
      return await kept
    } finally {
      this.#accepting -= 1
    }
  }

  /** What a send made: work that begins now, and work that gives way to it. */
  onAccepted({ accepted, claimed, interrupted, repeated }: AcceptedSend): void {
    const trace = repeated ? undefined : currentTraceparent()
    if (trace !== undefined && this.#traces.size < MOST_TRACES) this.#traces.set(accepted.invocation_id, trace)
    if (interrupted !== null) this.cancel(interrupted)
    if (claimed) this.begin(claimed)
    else if (!repeated && !this.#deps.link.connected) {
      const { conversation_id: conversationId, invocation_id: invocationId } = accepted
      // The status is a courtesy: where it cannot be kept the message waits all the same.
      this.#deps.postOffice.write('tellWaiting', { conversationId, invocationId, label: AWAY }).catch(() => {})
    }
  }

  begin(claimed: ClaimedInvocation): void {
    const { id } = claimed.invocation
    if (this.#draining || this.#runs.has(id)) return
    const run = new InvocationRun(this.#runDeps, claimed)
    const worked = new Promise<void>((resolve) => {
      this.#startQueue.schedule(claimed.invocation.sessionId, () => resolve(this.#traced(claimed, () => run.run())))
    })
    const ended = worked.then(() => this.#ended(run))
    this.#runs.set(id, { run, ended })
  }

  /** An invocation belongs to the trace of its send, however long it waited; one of an earlier process begins a new one. */
  #traced(
    { invocation: { id, sessionId, conversationId, agentId, attempt } }: ClaimedInvocation,
    run: () => Promise<void>,
  ) {
    const parent = this.#traces.get(id) ?? null
    this.#traces.delete(id)
    const ids = { session_id: sessionId, conversation_id: conversationId, invocation_id: id, agent_id: agentId }
    return inSpan('invocation', { parent, attributes: { ...ids, attempt } }, run)
  }

  /** Tells the agent of an end that was asked for. Nothing at work under this id: nothing to do. */
  cancel(invocationId: string): void {
    this.#runs.get(invocationId)?.run.cancel()
  }

  /** Takes up everything that an earlier run of the process left, and then keeps looking for what has no owner. */
  async recover(): Promise<number> {
    const taken = await this.#takeUp()
    this.#sweep = setInterval(() => {
      this.#takeUp().catch((error: unknown) => this.#deps.log.error({ err: error }, 'the sweep failed'))
    }, this.#deps.sweepMs)
    return taken
  }

  /** Lets go of everything: what runs stays running in Runtime, and the next run of the process goes on reading it. */
  async drain(): Promise<void> {
    this.#draining = true
    if (this.#sweep) clearInterval(this.#sweep)
    for (const { run } of this.#runs.values()) run.leave()
    await Promise.all([...this.#runs.values()].map(({ ended }) => ended))
  }

  async #takeUp(): Promise<number> {
    const { postOffice, owner, failPoint, log } = this.#deps
    const orphans = await postOffice.write('adoptOrphans', {
      owner,
      live: [...this.#runs.keys()],
      take: ADOPTED_AT_ONCE,
    })
    failPoint('recovery.adopted')
    const strangers = orphans.filter(({ invocation }) => !this.#runs.has(invocation.id))
    for (const claimed of strangers) {
      log.info({ invocation_id: claimed.invocation.id, after: claimed.lastN }, 'taking up an invocation')
      this.begin(claimed)
    }
    // More may be left: each look takes a bounded number.
    if (strangers.length >= ADOPTED_AT_ONCE && !this.#draining) return strangers.length + (await this.#takeUp())
    for (const conversationId of await postOffice.write('idleQueues', {})) await this.#beginNext(conversationId)
    return strangers.length
  }

  async #ended(run: InvocationRun): Promise<void> {
    this.#runs.delete(run.id)
    // What was taken with the end stays taken: the next run of the process goes on with it.
    if (this.#draining) return
    try {
      if (run.ended?.next) this.begin(run.ended.next)
      else if (!run.ended) await this.#beginNext(run.conversationId)
      await this.#compact(run)
    } catch (error) {
      // The sweep finds the queue again.
      this.#deps.log.error({ err: error, conversation_id: run.conversationId }, 'the next in the queue was not begun')
    }
  }

  async #beginNext(conversationId: string): Promise<void> {
    if (this.#draining) return
    const claimed = await this.#deps.postOffice.write('claimNext', { conversationId, owner: this.#deps.owner })
    if (claimed) this.begin(claimed)
  }

  async #compact({ conversationId, ended }: InvocationRun): Promise<void> {
    const { postOffice, keptEvents } = this.#deps
    const last = ended?.seq ?? postOffice.reader.lastSeq(conversationId)
    if (last < 2 * keptEvents) return
    const row = postOffice.reader.conversationById(conversationId)
    if (row && last - row.compactedTo >= 2 * keptEvents)
      await postOffice.write('compact', { conversationId, keep: keptEvents })
  }
}
