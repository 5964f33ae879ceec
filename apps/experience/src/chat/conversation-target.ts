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
import type { ConversationId } from '@biplane/contracts/wire/ids'
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

/** The caller's current conversation of this kind; made when it is first asked for. */
export async function currentConversation(
  postOffice: PostOffice,
  caller: Caller,
  agentType: AgentType,
): Promise<ConversationRow> {
  const current = postOffice.reader.currentConversation(caller.session_id, agentType)
  if (current) return current
  const id = await postOffice.write('ensureConversation', {
    id: uuid(),
    sessionId: caller.session_id,
    tenant: caller.tenant,
    agentType,
    pillar: pillarOfAgentType(agentType),
    title: '',
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
 * @throws NOT_FOUND for an id that is unknown, deleted, another principal's, or of another kind than the target [L10]
 */
export function namedConversation(
  postOffice: PostOffice,
  caller: Caller,
  target: Target | { kind: 'routed' },
  id: ConversationId | undefined,
): ConversationRow | null {
  if (id === undefined) return null
  const row = postOffice.own(caller, id)
  if (target.kind !== 'routed' && row.agentType !== readTarget(target).agentType) {
    throw new Refusal('NOT_FOUND', 'There is no such conversation.')
  }
  return row
}

/**
 * The conversation that a reader means: by id when given, else the current one of the target.
 * @throws NOT_FOUND for an id that is not the caller's, or is of another kind than the door; INVALID_PILLAR
 */
export async function findConversation(
  postOffice: PostOffice,
  caller: Caller,
  target: Target,
  id?: ConversationId,
): Promise<ConversationRow> {
  const { agentType } = readTarget(target)
  return namedConversation(postOffice, caller, target, id) ?? currentConversation(postOffice, caller, agentType)
}
