// Names and icons of agents and pillars. Does not decide which agents exist.
import { isAgentId, isPillar, type Pillar, pillarOfAgent } from '@biplane/contracts/vocabulary/pillars'
import { PILLAR_PARTS } from '../pillars/parts.ts'
import { STRINGS } from '../strings.ts'
import { GuideIcon, type Icon } from './icons.tsx'

export const iconOf = (place: 'guide' | Pillar): Icon => (place === 'guide' ? GuideIcon : PILLAR_PARTS[place].Icon)

export const placeName = (place: 'guide' | Pillar): string =>
  place === 'guide' ? STRINGS.nav.guide : PILLAR_PARTS[place].name

/** `liaison.content` → “Content assistant”; any guide is the guide. */
export function agentName(agent_id: string | null): string {
  if (agent_id === null || !isAgentId(agent_id)) return STRINGS.agents.unknown
  if (agent_id.startsWith('guide.')) return STRINGS.agents.guide
  const pillar = pillarOfAgent(agent_id)
  return pillar ? STRINGS.agents.liaison(placeName(pillar)) : agent_id
}

/** The agent that one talks to in a conversation. */
export const voiceOf = (place: 'guide' | Pillar): string =>
  place === 'guide' ? STRINGS.guide.name : STRINGS.agents.liaison(placeName(place))

/** Whose conversation an agent speaks in. */
export const placeOfAgent = (agent_id: string | null): 'guide' | Pillar => {
  if (agent_id === null || !isAgentId(agent_id) || agent_id.startsWith('guide.')) return 'guide'
  const domain = agent_id.slice('liaison.'.length)
  return isPillar(domain) ? domain : 'guide'
}

export function AgentMark({ agent_id, size = 16 }: { agent_id: string | null; size?: number }) {
  const Mark = iconOf(placeOfAgent(agent_id))
  return <Mark size={size} />
}
