// Every name derived from the manifests of the pillars: agents, agent types, surfaces, realms, aliases. No other file
// spells an orchestrator, an agent or an alias.
import { businessOutcomes } from './pillars/business-outcomes.ts'
import { content } from './pillars/content.ts'
import type { PillarManifest } from './pillars/define-pillar.ts'
import { insights } from './pillars/insights.ts'
import { operations } from './pillars/operations.ts'

/** In the order in which people meet them. A new pillar is one file in `pillars/` and one line here. */
export const PILLARS = {
  content,
  insights,
  operations,
  business_outcomes: businessOutcomes,
} satisfies Record<string, PillarManifest>

export type Pillar = keyof typeof PILLARS
/** The kind of agent that a conversation belongs to: one current conversation of each kind in a session. */
export type AgentType = 'guide' | (typeof PILLARS)[Pillar]['agentType']
/** The part of a client that a message came from. */
export type Surface = 'home' | `${Pillar}_pillar`
/** `<class>.<domain>`, for example `guide.global` or `liaison.content`. */
export type AgentId = `${'guide' | 'liaison'}.${string}`
export type AgentClass = 'guide' | 'liaison'
export type Realm = 'experience' | 'journey_solution' | 'business_enablement' | 'smart_city'

export const PILLAR_NAMES = Object.keys(PILLARS) as Pillar[]
export const AGENT_TYPES: readonly AgentType[] = ['guide', ...PILLAR_NAMES.map((p) => PILLARS[p].agentType)]
export const SURFACES: readonly Surface[] = ['home', ...PILLAR_NAMES.map((p): Surface => `${p}_pillar`)]
export const GUIDE_GLOBAL: AgentId = 'guide.global'
/** Every agent that the product is built with, in the order in which people meet them. */
export const BUILT_IN_AGENTS: readonly AgentId[] = [
  GUIDE_GLOBAL,
  ...PILLAR_NAMES.map((p): AgentId => `guide.${p}`),
  ...PILLAR_NAMES.map((p): AgentId => PILLARS[p].liaison),
]

const AGENT_ID = /^(guide|liaison)\.[a-z][a-z0-9_]{0,63}$/

/** Narrows a spelling that came from outside. */
export const isPillar = (name: string): name is Pillar => Object.hasOwn(PILLARS, name)
export const isAgentId = (name: string): name is AgentId => AGENT_ID.test(name)
export const isAgentType = (name: string): name is AgentType => (AGENT_TYPES as readonly string[]).includes(name)

/** `guide.content` → `guide`. */
export const classOf = (agent: AgentId): AgentClass => (agent.startsWith('guide.') ? 'guide' : 'liaison')

/** The pillar that an agent serves; `null` for `guide.global` and for agents of no pillar. */
export function pillarOfAgent(agent: AgentId): Pillar | null {
  const domain = agent.slice(agent.indexOf('.') + 1)
  return isPillar(domain) ? domain : null
}

/** The pillar behind a kind of conversation; `null` for the guide's. */
export const pillarOfAgentType = (type: AgentType): Pillar | null =>
  PILLAR_NAMES.find((p) => PILLARS[p].agentType === type) ?? null

/** The conversation in which an agent speaks; `null` when no conversation exists for it. */
export function agentTypeOf(agent: AgentId): AgentType | null {
  if (classOf(agent) === 'guide') return 'guide'
  const pillar = pillarOfAgent(agent)
  return pillar && PILLARS[pillar].agentType
}

/** `liaison.content` → `content assistant`, for a sentence: people never meet the word of the wire. */
export function nameOf(agent: AgentId): string {
  const pillar = pillarOfAgent(agent)
  const role = classOf(agent) === 'guide' ? 'guide' : 'assistant'
  return pillar ? `${PILLARS[pillar].label.toLowerCase()} ${role}` : role
}

/** A readable name for the conversation of an agent type in a session. For people and logs; nothing is looked up by it. [D3.8] */
export function conversationKey(agentType: string, sessionId: string): string {
  const pillar = isAgentType(agentType) ? pillarOfAgentType(agentType) : null
  return `conv_${pillar ?? agentType}_${sessionId}`
}

/** `content_pillar` → `content`; `null` for `home`. */
export const pillarOfSurface = (surface: Surface): Pillar | null =>
  surface === 'home' ? null : (surface.slice(0, -'_pillar'.length) as Pillar)

/** Guides belong to the journey, liaisons to the business they enable. */
export const realmOf = (agent: AgentId): Realm =>
  classOf(agent) === 'guide' ? 'journey_solution' : 'business_enablement'

/** Whether an agent runs a plan over tables that a client sends. */
export function runsPlans(agent: string): boolean {
  const pillar = isAgentId(agent) && classOf(agent) === 'liaison' ? pillarOfAgent(agent) : null
  return pillar !== null && PILLARS[pillar].runsPlans
}

const ALIASES: ReadonlyMap<string, AgentId> = new Map(
  PILLAR_NAMES.flatMap((pillar): [string, AgentId][] => {
    const { liaison, agentType, aliases } = PILLARS[pillar]
    const guide: AgentId = `guide.${pillar}`
    return [[agentType, liaison], [`${pillar}_guide`, guide], ...aliases.map((a): [string, AgentId] => [a, liaison])]
  }).concat([
    ['guide', GUIDE_GLOBAL],
    ['guide_agent', GUIDE_GLOBAL],
  ]),
)

/**
 * The agent that any accepted spelling means: an id, or one of the aliases of the table.
 * `undefined` for what is neither; a well-formed id may still have no agent.
 */
export const resolveAgent = (spelling: string): AgentId | undefined =>
  ALIASES.get(spelling) ?? (isAgentId(spelling) ? spelling : undefined)
