// Translates a turn into updates of an A2A task. Pure: the same facts always give the same updates, which is what makes a
// resumed stream exact. [AT2]
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { TurnEncoder } from '../../../chat/turn/encode-turn.ts'
import type { TurnEvent, TurnFact } from '../../../chat/turn/turn-fact.ts'
import type { A2aArtifact, A2aMessage, A2aPart, A2aState, A2aUpdate } from './a2a-task.ts'
import { type AgentChoice, agentChoicesIn } from './agent-choice.ts'

export interface TaskTurn {
  taskId: string
  contextId: string
  /** The person's message that the turn answers. */
  said: A2aMessage
}

export class A2aEncoder implements TurnEncoder<A2aUpdate> {
  readonly #turn: TaskTurn
  /** Artifacts of the attempt at work: it takes them with it when it is given up. [E3] */
  #made: string[] = []
  #choices: AgentChoice[] = []
  #text = ''

  constructor(turn: TaskTurn) {
    this.#turn = turn
  }

  encode({ event, step, hop }: TurnFact): A2aUpdate[] {
    const updates: A2aUpdate[] = []
    if (step === 'start') {
      this.#begin()
      if (hop === 0) updates.push({ said: this.#turn.said }, this.#status(event, 'TASK_STATE_SUBMITTED'))
    }
    updates.push(...this.#of(event))
    if (step === 'handoff' || step === 'end') updates.push(...this.#endText(event))
    if (step === 'end') updates.push(this.#end(event))
    return updates
  }

  #begin(): void {
    this.#made = []
    this.#choices = []
    this.#text = ''
  }

  #of(event: TurnEvent): A2aUpdate[] {
    switch (event.type) {
      case 'agent.started':
        return [this.#status(event, 'TASK_STATE_WORKING')]
      case 'agent.token':
        return this.#token(event, event.payload.text)
      case 'agent.progress':
        return [this.#status(event, 'TASK_STATE_WORKING', [{ text: event.payload.label }])]
      case 'agent.artifact':
        return [this.#result(event)]
      case 'agent.ui':
        this.#choices.push(...agentChoicesIn(event.payload.message))
        return []
      case 'agent.superseded':
        return this.#supersede(event)
      case 'agent.routed':
      case 'agent.queued':
      case 'agent.recovering':
      case 'agent.tool':
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

  #token(event: TurnEvent, text: string): A2aUpdate[] {
    if (text === '') return []
    const isFirst = this.#text === ''
    this.#text += text
    return [this.#artifact(textArtifact(event, text), isFirst ? {} : { append: true })]
  }

  #result(event: Extract<TurnEvent, { type: 'agent.artifact' }>): A2aUpdate {
    const { artifact_id, title, summary, data, ...head } = event.payload
    this.#made.push(artifact_id)
    const parts = [{ data: data ?? null, mediaType: 'application/json' }]
    return this.#artifact(
      { artifactId: artifact_id, name: title, description: summary, parts, metadata: head },
      { lastChunk: true },
    )
  }

  /** Nothing can be removed from a task, so what is taken back is replaced by nothing. */
  #supersede(event: TurnEvent): A2aUpdate[] {
    const taken = [
      ...(this.#text === '' ? [] : [textArtifact(event, '')]),
      ...this.#made.map((artifactId) => ({ artifactId, parts: [{ text: '' }], metadata: { withdrawn: true } })),
    ]
    this.#begin()
    return taken.map((artifact) => this.#artifact(artifact))
  }

  #endText(event: TurnEvent): A2aUpdate[] {
    if (this.#text === '') return []
    return [this.#artifact(textArtifact(event, ''), { append: true, lastChunk: true })]
  }

  #end(event: TurnEvent): A2aUpdate {
    switch (event.type) {
      case 'agent.failed': {
        const { message, code } = event.payload
        return this.#status(event, 'TASK_STATE_FAILED', [{ text: message }], { code })
      }
      case 'agent.cancelled':
        return this.#status(event, 'TASK_STATE_CANCELED')
      default:
        return this.#choices.length === 0
          ? this.#status(event, 'TASK_STATE_COMPLETED')
          : this.#status(event, 'TASK_STATE_INPUT_REQUIRED', questionParts(this.#text, this.#choices))
    }
  }

  #status(event: TurnEvent, state: A2aState, parts?: A2aPart[], metadata?: Record<string, unknown>): A2aUpdate {
    const { taskId, contextId } = this.#turn
    const message: A2aMessage | undefined = parts && {
      messageId: `${event.message_id}.${event.event_id}`,
      contextId,
      taskId,
      role: 'ROLE_AGENT',
      parts,
      ...(metadata && { metadata }),
    }
    return {
      statusUpdate: { taskId, contextId, status: { state, timestamp: event.timestamp, ...(message && { message }) } },
    }
  }

  #artifact(artifact: A2aArtifact, how: { append?: true; lastChunk?: true } = {}): A2aUpdate {
    const { taskId, contextId } = this.#turn
    return { artifactUpdate: { taskId, contextId, artifact, ...how } }
  }
}

const textArtifact = ({ message_id, agent_id }: TurnEvent, text: string): A2aArtifact => ({
  artifactId: message_id,
  name: agent_id,
  parts: [{ text }],
})

/** The question in words, and what may be answered as a schema for programs. */
export function questionParts(question: string, choices: readonly AgentChoice[]): A2aPart[] {
  const schema = { type: 'string', enum: choices.map(({ message }) => message) }
  return [{ text: question }, { data: { schema, choices }, mediaType: 'application/json' }]
}
