// Resolves a transport's target into an agent type, a routing path and a conversation row.
import type { Caller, Target } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import {
  type AgentType,
  isAgentType,
  isPillar,
  PILLARS,
  type Pillar,
  pillarOfAgentType,
} from '@biplane/contracts/vocabulary/pillars'
import type { ConversationId, ThreadId } from '@biplane/contracts/wire/ids'
import { v7 as uuid } from 'uuid'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import type { RoutingInput } from './route-agent.ts'

/** A pillar named by a client. @throws INVALID_PILLAR */
export function pillarNamed(name: string): Pillar {
  if (isPillar(name)) return name
  throw new Refusal('INVALID_PILLAR', `There is no such pillar. There are ${Object.keys(PILLARS).join(', ')}.`, {
    path: 'pillar',
  })
}

/** What a door pins. @throws INVALID_PILLAR */
export function readTarget(target: Target): { agentType: AgentType; path: RoutingInput['path'] } {
  if (target.kind === 'guide') return { agentType: 'guide', path: { pins: 'guide' } }
  const { agentType, liaison } = PILLARS[pillarNamed(target.pillar)]
  return { agentType, path: { pins: 'agent', agent: liaison } }
}

/**
 * The conversation of this kind in a thread, in the current one where none is named; made when it is first asked for.
 * @throws NOT_FOUND (the thread) [L10]
 */
export async function currentConversation(
  postOffice: PostOffice,
  caller: Caller,
  agentType: AgentType,
  threadId?: string,
): Promise<ConversationRow> {
  if (threadId !== undefined) postOffice.ownThread(caller, threadId)
  const current = postOffice.reader.currentConversation(caller.session_id, agentType, threadId)
  if (current) return current
  const id = await postOffice.write('ensureConversation', {
    id: uuid(),
    sessionId: caller.session_id,
    tenant: caller.tenant,
    agentType,
    pillar: pillarOfAgentType(agentType),
    title: '',
    threadId,
  })
  return postOffice.own(caller, id)
}

/** What a conversation pins by itself. */
export function pathInto({ agentType }: ConversationRow): RoutingInput['path'] {
  const pillar = isAgentType(agentType) ? pillarOfAgentType(agentType) : null
  return pillar === null ? { pins: 'guide' } : { pins: 'agent', agent: PILLARS[pillar].liaison }
}

/**
 * The conversation that a send names; `null` where it names none.
 * @throws NOT_FOUND for an id that is unknown, deleted, another principal's, or of another kind or thread than is named [L10]
 */
export function namedConversation(
  postOffice: PostOffice,
  caller: Caller,
  target: Target | { kind: 'routed' },
  { conversation_id: id, thread_id }: Named,
): ConversationRow | null {
  if (id === undefined) return null
  const row = postOffice.own(caller, id)
  const isOther = target.kind !== 'routed' && row.agentType !== readTarget(target).agentType
  if (isOther || (thread_id !== undefined && row.threadId !== thread_id)) {
    throw new Refusal('NOT_FOUND', 'There is no such conversation.')
  }
  return row
}

/** Conversation and thread of a command, as far as it names them. */
export interface Named {
  conversation_id?: ConversationId | undefined
  thread_id?: ThreadId | undefined
}

/**
 * The conversation that a reader means: by id when given, else that of the target in the thread that is named or current.
 * @throws NOT_FOUND for an id that is not the caller's, or is of another kind than the door; INVALID_PILLAR
 */
export async function findConversation(
  postOffice: PostOffice,
  caller: Caller,
  target: Target,
  named: Named = {},
): Promise<ConversationRow> {
  const { agentType } = readTarget(target)
  return (
    namedConversation(postOffice, caller, target, named) ??
    currentConversation(postOffice, caller, agentType, named.thread_id)
  )
}
