// The agents as OpenAI's models. `guide` is the guide of everything; the others are spelled as everywhere.
import { Refusal } from '@biplane/contracts/refusal'
import {
  type AgentId,
  type AgentType,
  agentTypeOf,
  BUILT_IN_AGENTS,
  GUIDE_GLOBAL,
  resolveAgent,
} from '@biplane/contracts/vocabulary/pillars'

export interface Model {
  id: string
  agent: AgentId
  agentType: AgentType
}

const GUIDE = 'guide'

export const MODELS: readonly string[] = BUILT_IN_AGENTS.map((agent) => (agent === GUIDE_GLOBAL ? GUIDE : agent))

/** Any accepted spelling of an agent. @throws NOT_FOUND with path `model` */
export function readModel(id: string): Model {
  const agent = resolveAgent(id)
  const agentType = agent && BUILT_IN_AGENTS.includes(agent) ? agentTypeOf(agent) : null
  if (!agent || !agentType) {
    throw new Refusal('NOT_FOUND', `The model does not exist. There are ${MODELS.join(', ')}.`, { path: 'model' })
  }
  return { id: agent === GUIDE_GLOBAL ? GUIDE : agent, agent, agentType }
}

/** Seconds since 1970; the same for all, because an agent has no date. */
const CREATED = 1_767_225_600

export const modelView = ({ id }: Pick<Model, 'id'>) => ({
  id,
  object: 'model' as const,
  created: CREATED,
  owned_by: 'biplane',
})
