// Agents by the names that clients of other protocols use: an id (`liaison.content`), or an agent type (`guide`).
import type { Target } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import {
  type AgentId,
  type AgentType,
  agentTypeOf,
  classOf,
  GUIDE_GLOBAL,
  isAgentType,
  PILLARS,
  pillarOfAgent,
  pillarOfAgentType,
  resolveAgent,
} from '@biplane/contracts/vocabulary/pillars'

export interface NamedAgent {
  agent: AgentId
  agentType: AgentType
  target: Target
}

/** Agents that a client chooses among: the guide and a liaison for each pillar. */
export const OFFERED_AGENTS: readonly AgentId[] = [
  GUIDE_GLOBAL,
  ...Object.values(PILLARS).map(({ liaison }) => liaison),
]

/** @throws NOT_FOUND */
export function agentNamed(spelling: string): NamedAgent {
  const agent = isAgentType(spelling) ? agentOfType(spelling) : resolveAgent(spelling)
  const agentType = agent && agentTypeOf(agent)
  if (!agent || !agentType) throw new Refusal('NOT_FOUND', 'Unknown agent.', { path: 'agent' })
  const pillar = pillarOfAgent(agent)
  if (classOf(agent) === 'guide') {
    if (agent !== GUIDE_GLOBAL) throw new Refusal('NOT_FOUND', 'Unknown agent.', { path: 'agent' })
    return { agent, agentType, target: { kind: 'guide' } }
  }
  if (pillar === null) throw new Refusal('NOT_FOUND', 'Unknown agent.', { path: 'agent' })
  return { agent, agentType, target: { kind: 'liaison', pillar } }
}

function agentOfType(type: AgentType): AgentId {
  const pillar = pillarOfAgentType(type)
  return pillar === null ? GUIDE_GLOBAL : PILLARS[pillar].liaison
}
