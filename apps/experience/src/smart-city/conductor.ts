// Workflows across agents. `liaison_routing`: an agent proposes, Experience decides, records why, and asks the next
// agent. An agent never runs another agent. [G5]
import { refusalOf } from '@biplane/contracts/refusal'
import {
  type AgentId,
  agentTypeOf,
  classOf,
  nameOf,
  pillarOfAgent,
  pillarOfAgentType,
  resolveAgent,
} from '@biplane/contracts/vocabulary/pillars'
import { REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'
import type { MessageFile } from '@biplane/contracts/wire/events'
import { v7 as uuid } from 'uuid'
import type { HandoffRecorded } from '../store/commands/record-handoff.ts'
import type { InvocationRow } from '../store/rows.ts'
import { contentHash } from './content-hash.ts'
import type { PostOffice } from './post-office.ts'
import { THREAD_FILES, workFiles } from './work-files.ts'
import { readWorkInput, writeWorkInput } from './work-input.ts'

type Proposal = Extract<AgentEvent, { type: 'agent.handoff_proposed' }>['payload']

export interface HandOver {
  invocation: InvocationRow
  tenant: string
  n: number
  proposal: Proposal
  /** The person's own words and files. */
  asked: { text: string; files: MessageFile[] }
  /** The process run that may begin the next work at once. */
  owner: string
}

/** `why` is for operators, `told` for the person. */
export type HandOverOutcome =
  | HandoffRecorded
  | { outcome: 'declined'; why: string; code: 'FORBIDDEN' | 'AGENT_UNAVAILABLE'; told: string }

const declined = (why: string, to: AgentId | undefined): HandOverOutcome => ({
  outcome: 'declined',
  why,
  code: 'AGENT_UNAVAILABLE',
  told: `This could not be handed over${to ? ` to the ${nameOf(to)}` : ''}: ${why}.`,
})

const MOST_HOPS = 3

export interface ConductorDeps {
  mostQueued: number
  /** Whether the person behind this session may use this agent. */
  mayUse(sessionId: string, agent: AgentId, project: string | null): Promise<boolean>
  /** Waits before the step is tried again, `tried` times so far. */
  pause(tried: number): Promise<void>
}

/** A step that is refused for the moment is tried so often. */
const MOST_TRIES = 4

export class Conductor {
  readonly #postOffice: PostOffice
  readonly #deps: ConductorDeps

  constructor(postOffice: PostOffice, deps: ConductorDeps) {
    this.#postOffice = postOffice
    this.#deps = deps
  }

  /**
   * Asks the next agent, and again when it cannot be asked at this moment: asking twice is asking once. A crash between
   * two tries leaves nothing behind, and the agent that proposed it proposes it again when its work is taken up. [L6, L7]
   * @throws BUSY when too much waits there already, STORE_UNAVAILABLE
   */
  async handOver(request: HandOver): Promise<HandOverOutcome> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#ask(request)
      } catch (error) {
        const refusal = refusalOf(error)
        if (!refusal || !REFUSALS[refusal.refusal].retryable || tried >= MOST_TRIES) throw error
        await this.#deps.pause(tried)
      }
    }
  }

  async #ask({ invocation, tenant, n, proposal, asked, owner }: HandOver): Promise<HandOverOutcome> {
    const to = resolveAgent(proposal.to_agent)
    const refusal = this.#judge(invocation, to)
    if (refusal !== null || to === undefined) return declined(refusal ?? 'unknown agent', to)
    const work = readWorkInput(invocation.input)
    if (!(await this.#deps.mayUse(invocation.sessionId, to, work.project_id))) {
      return {
        outcome: 'declined',
        why: 'this person may not use that agent',
        code: 'FORBIDDEN',
        told: `You do not have access to the ${nameOf(to)}, so this was not handed over. Ask an operator for access.`,
      }
    }
    const agentType = agentTypeOf(to)
    if (agentType === null) return declined('no conversation exists for that agent', to)
    const text = proposal.text ?? asked.text
    const { threadId } = this.#postOffice.reader.conversationById(invocation.conversationId) ?? { threadId: undefined }
    const ofThread = () => (threadId === undefined ? [] : this.#postOffice.reader.fileIds(threadId, THREAD_FILES))
    const file_uuids = workFiles({ agent: to, attached: work.attached, ofThread })
    const conversationId = await this.#postOffice.write('ensureConversation', {
      id: uuid(),
      sessionId: invocation.sessionId,
      tenant,
      agentType,
      pillar: pillarOfAgentType(agentType),
      title: '',
      threadId,
    })
    return this.#postOffice.write('recordHandoff', {
      invocationId: invocation.id,
      attempt: invocation.attempt,
      n,
      pillar: pillarOfAgent(to),
      reason: proposal.reason,
      confidence: proposal.confidence,
      workflowId: `liaison_routing.${invocation.id}`,
      send: {
        sessionId: invocation.sessionId,
        conversationId,
        pinned: true,
        messageId: `handoff.${invocation.id}`,
        contentHash: contentHash({ text, files: asked.files.map(({ file_uuid }) => file_uuid), agent: to }),
        text,
        files: asked.files,
        surface: work.surface,
        routing: {
          agent_id: to,
          source: 'router',
          reason: proposal.reason,
          confidence: proposal.confidence,
          candidates: [],
        },
        invocationId: uuid(),
        answerMessageId: uuid(),
        input: writeWorkInput({ ...work, file_uuids, hops: work.hops + 1 }),
        whenBusy: 'enqueue',
        mostQueued: this.#deps.mostQueued,
        owner,
        releases: false,
        via: { agent_id: invocation.agentId, conversation_id: invocation.conversationId },
      },
    })
  }

  /** Why not, or `null`. */
  #judge(invocation: InvocationRow, to: AgentId | undefined): string | null {
    if (to === undefined) return 'unknown agent'
    if (to === invocation.agentId) return 'an agent cannot hand over to itself'
    if (classOf(to) === 'guide' && invocation.agentId.startsWith('guide.')) return 'a guide hands over to liaisons'
    if (readWorkInput(invocation.input).hops >= MOST_HOPS) return 'the question was handed over too often'
    return null
  }
}
