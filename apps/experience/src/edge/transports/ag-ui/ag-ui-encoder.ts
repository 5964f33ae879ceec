// Translates a turn into AG-UI events, for clients of protocol 1.0 and for those before it. Pure: the same facts and the
// same run always give the same events, which is what makes a resumed stream exact. [D12.3]
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { TurnEncoder } from '../../../chat/turn/encode-turn.ts'
import type { TurnEvent, TurnFact } from '../../../chat/turn/turn-fact.ts'
import type { HistoryMessage } from './ag-ui-input.ts'

/** `legacy` clients (0.0.x) throw on subagents, on the outcome `cancelled`, and on any type that they do not know. */
export type Dialect = '1.0' | 'legacy'

export const dialectOf = (protocolVersion: string | undefined): Dialect =>
  protocolVersion !== undefined && /^[1-9]/.test(protocolVersion) ? '1.0' : 'legacy'

export interface AgUiRun {
  threadId: string
  runId: string
  dialect: Dialect
  /** The client's own list: a snapshot replaces it, so it has to hold everything that the client has. */
  history: readonly HistoryMessage[]
}

export type AgUiEvent = { type: string } & Record<string, unknown>

export function agUiEncoder(run: AgUiRun): TurnEncoder<AgUiEvent> {
  const encoder = new AgUiEncoder(run)
  return { encode: (fact) => encoder.encode(fact) }
}

class AgUiEncoder {
  readonly #run: AgUiRun
  /** Messages of hops that have ended. */
  readonly #settled: HistoryMessage[] = []
  /** Messages of the hop at work, in the order of their beginning. */
  #told: HistoryMessage[] = []
  readonly #openTools = new Set<string>()
  #messageId = ''
  #text: { id: string; content: string } | null = null
  #subagent: string | null = null

  constructor(run: AgUiRun) {
    this.#run = run
  }

  encode({ event, step, hop }: TurnFact): AgUiEvent[] {
    const made: AgUiEvent[] = []
    if (step === 'start') made.push(...this.#begin(event, hop))
    made.push(...this.#of(event))
    if (step === 'handoff') made.push(...this.#endHop(event))
    if (step === 'end') made.push(...this.#endHop(event), ...this.#endRun(event))
    return made
  }

  #begin({ invocation_id, agent_id, message_id, conversation_id }: TurnEvent, hop: number): AgUiEvent[] {
    const { threadId, runId, dialect } = this.#run
    this.#messageId = message_id
    if (hop > 0) {
      this.#subagent = dialect === '1.0' ? invocation_id : null
      return dialect === '1.0'
        ? [{ type: 'SUBAGENT_STARTED', subagentRunId: invocation_id, name: agent_id }]
        : [{ type: 'STEP_STARTED', stepName: agent_id }]
    }
    const version = dialect === '1.0' ? { protocolVersion: '1.0' } : {}
    return [
      { type: 'RUN_STARTED', threadId, runId, ...version },
      { type: 'CUSTOM', name: 'conversation', value: { conversation_id, invocation_id, agent_id } },
    ]
  }

  #of(event: TurnEvent): AgUiEvent[] {
    switch (event.type) {
      case 'agent.token':
        return this.#token(event.payload.text)
      case 'agent.tool':
        return this.#tool(event.payload)
      case 'agent.progress': {
        const { label, progress } = event.payload
        return [this.#activity(`${this.#messageId}.progress`, 'progress', { label, progress })]
      }
      case 'agent.artifact': {
        const { artifact_id, version } = event.payload
        return [this.#activity(`${artifact_id}.${version}`, 'artifact', event.payload)]
      }
      case 'agent.ui':
        return [
          this.#activity(`${this.#messageId}.ui.${event.event_id}`, 'a2ui', { operations: [event.payload.message] }),
        ]
      case 'agent.superseded':
        return this.#supersede(event.payload.attempt)
      case 'agent.routed':
      case 'agent.queued':
      case 'agent.started':
      case 'agent.recovering':
      case 'agent.artifact_status':
      case 'agent.handoff':
      case 'agent.cancelling':
      case 'agent.completed':
      case 'agent.failed':
      case 'agent.cancelled':
        return []
      default:
        return assertNever(event, 'event')
    }
  }

  #token(delta: string): AgUiEvent[] {
    // Older clients refuse an empty piece.
    if (delta === '') return []
    const made: AgUiEvent[] = []
    if (this.#text === null) {
      this.#text = { id: this.#messageId, content: '' }
      made.push(this.#own({ type: 'TEXT_MESSAGE_START', messageId: this.#messageId, role: 'assistant' }))
    }
    this.#text.content += delta
    made.push(this.#own({ type: 'TEXT_MESSAGE_CONTENT', messageId: this.#text.id, delta }))
    return made
  }

  #tool({ call_id, tool, status, summary }: Extract<TurnEvent, { type: 'agent.tool' }>['payload']): AgUiEvent[] {
    // Another attempt may use the same call id again.
    const toolCallId = `${this.#messageId}.${call_id}`
    if (status !== 'started') return this.#openTools.has(toolCallId) ? this.#endTool(toolCallId, summary) : []
    if (this.#openTools.has(toolCallId)) return []
    this.#openTools.add(toolCallId)
    const toolCalls = [{ id: toolCallId, type: 'function', function: { name: tool, arguments: '' } }]
    this.#told.push({ id: toolCallId, role: 'assistant', toolCalls })
    return [this.#own({ type: 'TOOL_CALL_START', toolCallId, toolCallName: tool })]
  }

  #endTool(toolCallId: string, content: string): AgUiEvent[] {
    this.#openTools.delete(toolCallId)
    const messageId = `${toolCallId}.result`
    this.#told.push({ id: messageId, role: 'tool', content, toolCallId })
    return [
      this.#own({ type: 'TOOL_CALL_END', toolCallId }),
      this.#own({ type: 'TOOL_CALL_RESULT', messageId, toolCallId, content, role: 'tool' }),
    ]
  }

  /** A message that is open cannot be taken back, so it ends, and a list without it takes its place. */
  #supersede(attempt: number): AgUiEvent[] {
    const shown = this.#text !== null || this.#told.length > 0
    const made = this.#close('interrupted')
    this.#told = []
    const [first = ''] = this.#messageId.split('~', 1)
    this.#messageId = `${first}~${attempt}`
    if (shown) made.push({ type: 'MESSAGES_SNAPSHOT', messages: [...this.#run.history, ...this.#settled] })
    return made
  }

  #close(why: string): AgUiEvent[] {
    const made = [...this.#openTools].flatMap((id) => this.#endTool(id, why))
    if (this.#text !== null) {
      const { id, content } = this.#text
      this.#told.push({ id, role: 'assistant', content, ...this.#whose() })
      made.push(this.#own({ type: 'TEXT_MESSAGE_END', messageId: id }))
      this.#text = null
    }
    return made
  }

  #endHop({ agent_id }: TurnEvent): AgUiEvent[] {
    const made = this.#close('ended')
    this.#settled.push(...this.#told)
    this.#told = []
    if (this.#subagent !== null) made.push({ type: 'SUBAGENT_FINISHED', subagentRunId: this.#subagent })
    else if (this.#hops > 0) made.push({ type: 'STEP_FINISHED', stepName: agent_id })
    this.#subagent = null
    this.#hops += 1
    return made
  }
  #hops = 0

  #endRun(event: TurnEvent): AgUiEvent[] {
    const { threadId, runId, dialect } = this.#run
    const finished = { type: 'RUN_FINISHED', threadId, runId }
    const outcome = (type: string) => (dialect === '1.0' ? { outcome: { type } } : {})
    switch (event.type) {
      case 'agent.failed':
        return [runError(event.payload.message, event.payload.code)]
      case 'agent.cancelled':
        return dialect === '1.0' ? [{ ...finished, ...outcome('cancelled') }] : [runError('Cancelled.', 'cancelled')]
      default:
        return [{ ...finished, ...outcome('success') }]
    }
  }

  #activity(messageId: string, activityType: string, content: object): AgUiEvent {
    return this.#own({ type: 'ACTIVITY_SNAPSHOT', messageId, activityType, content, replace: true })
  }

  #own(event: AgUiEvent): AgUiEvent {
    return { ...event, ...this.#whose() }
  }

  #whose(): { subagentRunId?: string } {
    return this.#subagent === null ? {} : { subagentRunId: this.#subagent }
  }
}

export const runError = (message: string, code: string): AgUiEvent => ({ type: 'RUN_ERROR', message, code })
