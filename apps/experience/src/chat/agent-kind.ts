// Reads which kind of agent a client names: by agent type, by pillar, or by `agent_type: "liaison"` with a pillar.
// The same in every call.
import { Refusal } from '@biplane/contracts/refusal'
import { type AgentType, isAgentType, PILLARS, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import { pillarNamed } from './conversation-target.ts'

export interface AgentKind {
  agentType?: AgentType
  pillar?: Pillar
}

interface Spelling {
  agent_type?: string | null | undefined
  pillar?: string | null | undefined
}

/** @throws BAD_MESSAGE, INVALID_PILLAR */
export function readAgentKind({ agent_type, pillar }: Spelling): AgentKind {
  const named = pillar === undefined || pillar === null ? undefined : pillarNamed(pillar)
  const ofPillar = named && PILLARS[named].agentType
  if (agent_type === undefined || agent_type === null) return named === undefined ? {} : { pillar: named }
  if (agent_type === 'liaison') {
    if (ofPillar) return { agentType: ofPillar }
    throw new Refusal('BAD_MESSAGE', 'agent_type: a liaison needs its pillar', { path: 'agent_type' })
  }
  if (!isAgentType(agent_type) || (ofPillar !== undefined && agent_type !== ofPillar)) {
    throw new Refusal('BAD_MESSAGE', 'agent_type: unknown agent type, or not that of the pillar', {
      path: 'agent_type',
    })
  }
  return { agentType: agent_type }
}

export const agentTypeIn = ({ agentType, pillar }: AgentKind): AgentType | undefined =>
  agentType ?? (pillar && PILLARS[pillar].agentType)

/** @throws BAD_MESSAGE where neither says it, INVALID_PILLAR */
export function requireAgentType(spelling: Spelling): AgentType {
  const agentType = agentTypeIn(readAgentKind(spelling))
  if (agentType !== undefined) return agentType
  throw new Refusal('BAD_MESSAGE', 'agent_type: is missing', { path: 'agent_type' })
}
