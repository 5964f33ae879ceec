// Runs one invocation: attaches to Runtime, writes its events, and ends it after any failure. Holds no socket and knows no
// reader; losing every reader changes nothing here. [L4, L7, L8]
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { isAgentId, pillarOfAgent } from '@biplane/contracts/vocabulary/pillars'
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'
import type { FailPoint } from '@biplane/process/fail-points'
import { jsonBytes } from '@biplane/process/json-bytes'
import type { Log } from '@biplane/process/log'
import { currentTraceparent, noteOnSpan } from '@biplane/process/trace'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { RuntimeLink } from '../runtime-link/runtime-link.ts'
import type { Conductor } from '../smart-city/conductor.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { AcceptedSend } from '../store/commands/accept-send.ts'
import type { AgentEnd, AppendedEnd } from '../store/commands/agent-events.ts'
import type { ClaimedInvocation, InvocationRow } from '../store/rows.ts'
import { CANCELLED, failure, kindOf, refused } from './agent-ends.ts'
import { AnswerBuffer } from './answer-buffer.ts'
import { AnswerSizeLimit } from './answer-size-limit.ts'
import type { AgentRequest } from './build-agent-request.ts'

export interface RunDeps {
  postOffice: PostOffice
  conductor: Conductor
  link: Pick<RuntimeLink, 'stream' | 'cancel' | 'connected'>
  /** What Runtime is told, and what the person said. */
  brief(invocation: InvocationRow): Promise<AgentRequest>
  /** A handoff made new work. */
  onAccepted(sent: AcceptedSend): void
  owner: string
  limits: Limits
  failPoint: FailPoint
  audit: AuditNotes
  log: Log
  /** Monotonic milliseconds. */
  now(): number
}

/** What became of one attachment to Runtime. */
type Attached =
  | 'ended' // the invocation has its terminal event, or somebody else owns it
  | 'left' // the process closes; the next run of it goes on
  | 'again' // attach once more where the log stands
  | 'lost' // Runtime cannot continue this attempt

export const AWAY = 'Waiting for the assistant service'
const MOST_REATTACHMENTS = 20
const STORE_PAUSE_MS = 250
/** One for all runs: each of them is left in the end, and an error for each would cost more than the leaving. */
const LEFT = new Refusal('CANCELLED', 'Nobody follows this answer here any more.')

export class InvocationRun {
  readonly id: string
  readonly conversationId: string
  readonly #deps: RunDeps
  readonly #leave = new AbortController()
  #invocation: InvocationRow
  #lastN: number
  #text: string
  #weight: AnswerSizeLimit
  #ending = false
  /** What its end was kept as; `null` where it has none, or another run of the process wrote it. */
  #ended: AppendedEnd | null = null
  #cancelling: boolean
  #buffer: AnswerBuffer

  constructor(deps: RunDeps, claimed: ClaimedInvocation) {
    this.#deps = deps
    this.#invocation = claimed.invocation
    this.id = claimed.invocation.id
    this.conversationId = claimed.invocation.conversationId
    this.#lastN = claimed.lastN
    this.#text = claimed.text
    this.#weight = new AnswerSizeLimit(deps.limits.answerBytes, claimed.text)
    this.#cancelling = claimed.invocation.status === 'cancelling'
    this.#buffer = this.#openBuffer()
  }

  get ended(): AppendedEnd | null {
    return this.#ended
  }

  /** Brings the invocation to its end. Never throws: a bug ends it as failed. */
  async run(): Promise<void> {
    const tooLong = setTimeout(
      () => void this.#giveUp(failure('AGENT_FAILED', 'The agent took too long.', true, 'deadline')),
      this.#deps.limits.invocationMs + this.#deps.limits.cancelGraceMs,
    )
    try {
      await this.#work()
    } catch (error) {
      await this.#fail(error)
    } finally {
      clearTimeout(tooLong)
      this.#buffer.close()
      // Nothing that waits for it to end is left: the grace of a cancel would else ask Runtime to stop it once more.
      this.leave()
    }
  }

  /** The end was asked for and written down; tells the agent, and does not wait for ever. [L4] */
  cancel(): void {
    if (this.#cancelling) return
    this.#cancelling = true
    void this.#stopAgent()
  }

  /** The process closes: stops reading, keeps the invocation for the next run, writes what was read. */
  leave(): void {
    this.#leave.abort(LEFT)
  }

  async #work(): Promise<void> {
    if (this.#cancelling && !(await this.#stopAgent())) {
      return this.#end(CANCELLED)
    }
    const { invocation, asked } = await this.#deps.brief(this.#invocation)
    const endsAt = this.#deps.now() + this.#deps.limits.invocationMs
    for (let attachments = 0; ; attachments += 1) {
      // Cancelled before it was begun: it is not begun.
      if (this.#cancelling && attachments === 0 && this.#lastN === 0) return this.#end(CANCELLED)
      const attached = await this.#attach({ invocation, asked }, endsAt)
      if (attached === 'ended' || attached === 'left') return
      if (this.#cancelling) return this.#end(CANCELLED)
      if (attachments >= MOST_REATTACHMENTS) {
        return this.#end(
          failure('AGENT_FAILED', 'The agent could not be followed to the end of its answer.', true, 'limit'),
        )
      }
      if (attached === 'lost' && !(await this.#nextAttempt())) return
    }
  }

  /** Reads one stream of Runtime to whatever end it has. */
  async #attach({ invocation, asked }: AgentRequest, endsAt: number): Promise<Attached> {
    const after = this.#lastN
    const prefixHash = after === 0 ? undefined : createHash('sha256').update(this.#text).digest('hex')
    const { attempt } = this.#invocation
    const timeLeftMs = Math.max(0, Math.round(endsAt - this.#deps.now()))
    const traceparent = currentTraceparent()
    const request = { invocation, attempt, after, prefixHash, timeLeftMs, coalesce: true, traceparent }
    try {
      for await (const event of this.#deps.link.stream(request, this.#leave.signal, () => this.#tellAway())) {
        const first = event.from ?? event.n
        if (event.n <= this.#lastN) continue
        // Something is missing, or overlaps what was written: only the place in the log says how to go on.
        if (first !== this.#lastN + 1) return await this.#settled('again')
        this.#lastN = event.n
        if (await this.#take(event, asked)) return 'ended'
      }
    } catch (error) {
      return await this.#refused(error, after)
    }
    return await this.#settled(this.#leave.signal.aborted ? 'left' : 'again')
  }

  /** Everybody whose answer waits behind this one learns at once what it waits for. [V3] */
  #tellAway(): void {
    if (this.#ending) return
    this.#deps.postOffice.write('tellWaiting', { conversationId: this.conversationId, label: AWAY }).catch(() => {
      // The status is a courtesy; the answer goes on without it.
    })
  }

  /** Writes what was read, so that the next attachment starts from the truth. */
  async #settled(then: Attached): Promise<Attached> {
    await this.#buffer.flush()
    return this.#buffer.fenced ? 'ended' : then
  }

  async #refused(error: unknown, after: number): Promise<Attached> {
    const settled = await this.#settled('again')
    if (settled === 'ended') return 'ended'
    const refusal = refusalOf(error)
    if (!refusal) throw error
    if (refusal.refusal === 'NOT_FOUND' || refusal.refusal === 'CONFLICT') {
      // It re-attached by itself to a Runtime that had been restarted: ask again from here before giving up the attempt.
      return this.#lastN > after ? 'again' : 'lost'
    }
    if (this.#cancelling) return 'again'
    await this.#stopWith(refused(refusal))
    return 'ended'
  }

  /** Takes one event; `true` when the invocation has ended. */
  async #take(event: AgentEvent, asked: AgentRequest['asked']): Promise<boolean> {
    if (event.type === 'agent.token') return this.#takeText(event.n, event.payload.text)
    // The text of an end is what was taken of it before.
    const size = event.type === 'agent.completed' ? 0 : jsonBytes(event.payload)
    if (size > this.#deps.limits.artifactBytes) {
      return this.#stopWith(failure('TOO_LARGE', `The agent said ${size} bytes at once.`, false))
    }
    switch (event.type) {
      case 'agent.artifact': {
        const pillar = isAgentId(this.#invocation.agentId) ? pillarOfAgent(this.#invocation.agentId) : null
        this.#buffer.push({ type: event.type, n: event.n, draft: event.payload, tenant: asked.tenant, pillar })
        break
      }
      case 'agent.handoff_proposed':
        if (await this.#handOver(event, asked)) return true
        break
      case 'agent.started':
        this.#buffer.push({ type: event.type, n: event.n, payload: { recovery: event.payload.recovery } })
        break
      case 'agent.progress':
        this.#buffer.push({ type: event.type, n: event.n, payload: event.payload })
        break
      case 'agent.tool':
        this.#buffer.push({ type: event.type, n: event.n, payload: event.payload })
        break
      case 'agent.ui':
        this.#buffer.push({ type: event.type, n: event.n, payload: event.payload })
        break
      case 'agent.completed':
      case 'agent.cancelled':
        await this.#end({ type: event.type, n: event.n, usage: event.payload.usage })
        return true
      case 'agent.failed': {
        const { code, message, retryable, usage, cause = kindOf(event.payload.code) } = event.payload
        // An agent that breaks off when it is told to stop has stopped.
        if (this.#cancelling) await this.#end({ type: 'agent.cancelled', n: event.n, usage })
        else await this.#end({ type: event.type, n: event.n, code, message, retryable, usage, cause: { by: cause } })
        return true
      }
    }
    await this.#buffer.room()
    return this.#buffer.fenced
  }

  async #takeText(n: number, text: string): Promise<boolean> {
    const grown = this.#text + text
    if (this.#weight.isTooLargeWith(text, grown)) {
      return this.#stopWith(failure('TOO_LARGE', 'The answer became too long.', false))
    }
    this.#text = grown
    this.#buffer.push({ type: 'agent.token', n, text })
    this.#deps.failPoint('answer.token')
    const room = this.#buffer.room()
    if (room) await room
    return this.#buffer.fenced
  }

  /** `true` when the handoff was refused and the answer therefore ends: what it said would not be true. */
  async #handOver(
    event: Extract<AgentEvent, { type: 'agent.handoff_proposed' }>,
    asked: AgentRequest['asked'],
  ): Promise<boolean> {
    await this.#buffer.flush()
    const { conductor, onAccepted, log, owner } = this.#deps
    const handOver = {
      invocation: this.#invocation,
      tenant: asked.tenant,
      n: event.n,
      proposal: event.payload,
      asked,
      owner,
    }
    try {
      const outcome = await conductor.handOver(handOver)
      if (outcome.outcome === 'recorded') onAccepted(outcome.send)
      else if (outcome.outcome === 'declined')
        log.warn({ invocation_id: this.id, why: outcome.why }, 'handoff declined')
      if (outcome.outcome !== 'fenced') {
        const to = outcome.outcome === 'recorded' ? outcome.send.accepted.invocation_id : null
        const detail = { invocation_id: this.id, to, why: outcome.outcome === 'declined' ? outcome.why : null }
        this.#deps.audit.note({ action: `handoff.${outcome.outcome}`, sessionId: this.#invocation.sessionId, detail })
      }
      // What the agent has said of the handoff is not true then: the answer ends, and says why.
      return outcome.outcome === 'declined' ? this.#stopWith(failure(outcome.code, outcome.told, false)) : false
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      return this.#stopWith(refused(refusal))
    }
  }

  /** Ends the invocation from our side and stops the agent that does not end by itself. */
  async #stopWith(end: AgentEnd): Promise<boolean> {
    await this.#end(end)
    this.#deps.link.cancel(this.id).catch(() => {})
    return true
  }

  /** The next attempt, unless there were too many. The readers drop what the earlier one had said. */
  async #nextAttempt(): Promise<boolean> {
    const { attempt } = this.#invocation
    if (attempt >= this.#deps.limits.attempts) {
      await this.#end(failure('AGENT_FAILED', `The agent was interrupted ${attempt} times.`, true, 'limit'))
      return false
    }
    const next = await this.#deps.postOffice.write('supersede', {
      invocationId: this.id,
      attempt,
      reason: 'The agent was interrupted and starts again',
    })
    if (next === null) return false
    this.#invocation = { ...this.#invocation, attempt: next }
    this.#lastN = 0
    this.#text = ''
    this.#weight = new AnswerSizeLimit(this.#deps.limits.answerBytes)
    this.#buffer.close()
    this.#buffer = this.#openBuffer()
    return true
  }

  /** Tells the agent to stop; `false` when it is not at work. After a grace the end is written without it. */
  async #stopAgent(): Promise<boolean> {
    this.#unlessLeft(this.#deps.limits.cancelGraceMs).then((waited) => (waited ? this.#giveUp(CANCELLED) : undefined))
    try {
      return (await this.#deps.link.cancel(this.id)) === 'cancelling'
    } catch {
      // Not reachable: the grace ends it, and a Runtime that comes back finds nobody asking for this attempt.
      return true
    }
  }

  /** Waits so long, or until this run has ended or is left: then it is `false`. */
  #unlessLeft(ms: number): Promise<boolean> {
    const { signal } = this.#leave
    return delay(ms, true, { signal }).catch(() => false)
  }

  async #giveUp(end: AgentEnd): Promise<void> {
    await this.#stopWith(end).catch(() => {})
    this.leave()
  }

  /** Writes the end, once, after everything that was said before it. */
  async #end(end: AgentEnd): Promise<void> {
    if (this.#ending) return
    this.#ending = true
    this.#deps.failPoint('answer.end')
    this.#buffer.push(end)
    await this.#buffer.flush()
    const { sessionId, agentId, attempt } = this.#invocation
    noteOnSpan({ end: end.type, attempt, characters: this.#text.length })
    this.#deps.audit.note({
      action: 'invocation.ended',
      outcome: end.type === 'agent.failed' ? end.code : 'ok',
      sessionId,
      detail: {
        session_id: sessionId,
        conversation_id: this.conversationId,
        invocation_id: this.id,
        agent_id: agentId,
        attempt,
        end: end.type,
        cause: this.#ended?.cause?.by ?? null,
        caused_by: this.#ended?.cause?.message_id ?? this.#ended?.cause?.session_id ?? null,
        characters: this.#text.length,
      },
    })
  }

  async #fail(error: unknown): Promise<void> {
    const refusal = refusalOf(error)
    if (!refusal) this.#deps.log.error({ err: error, invocation_id: this.id }, 'unexpected error in an invocation')
    const end = refusal ? refused(refusal) : failure('INTERNAL', 'Something went wrong on our side.', true)
    try {
      this.#buffer.close()
      this.#buffer = this.#openBuffer()
      this.#ending = false
      await this.#stopWith(end)
    } catch (again) {
      // Not even that could be written. The sweep finds it without an owner and takes it up again.
      this.#deps.log.error({ err: again, invocation_id: this.id }, 'an invocation could not be ended')
    }
  }

  #openBuffer(): AnswerBuffer {
    const { postOffice, limits, now, owner } = this.#deps
    const { attempt } = this.#invocation
    return new AnswerBuffer({
      write: async (entries, mayWait) => {
        const input = { invocationId: this.id, attempt, entries, claims: owner }
        const written = await postOffice.write('appendAgentEvents', input, mayWait)
        if (written.outcome === 'appended' && written.ended) this.#ended = written
        return written
      },
      // Runtime has held the pieces for the whole time. Here only what comes faster waits: else each piece that comes a
      // little early would be held once more, and every later one after it.
      coalesceMs: limits.coalesceMs / 2,
      coalesceBytes: limits.coalesceBytes,
      highBytes: limits.unsentHighBytes,
      now,
      pause: async () => ((await this.#unlessLeft(STORE_PAUSE_MS)) ? 'again' : 'leave'),
    })
  }
}
