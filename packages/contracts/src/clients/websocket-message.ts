// Names of the standard message, as constants and types for clients. No library. [F3]
import { PILLARS, type Pillar } from '../vocabulary/pillars.ts'
import { STANDARD_TYPES, type StandardType } from '../vocabulary/standard-types.ts'

export type { WebSocketMessage } from '../wire/standard-message.ts'

type Upper<T extends string> = { readonly [K in T as Uppercase<K>]: K }

/** `MessageType.USER_MESSAGE` is `'user_message'`, and so on for the twenty-one types. */
export const MessageType: Upper<StandardType> = constantsOf(STANDARD_TYPES)
export type MessageType = StandardType

const PILLAR_TYPES = ['content', 'insights', 'operations', 'business_outcomes'] as const satisfies readonly Pillar[]
/** `PillarType.CONTENT` is `'content'`. */
export const PillarType: Upper<Pillar> = constantsOf(PILLAR_TYPES)
export type PillarType = Pillar

/** The spellings of agents that every endpoint accepts. */
export const AgentType = {
  GUIDE_AGENT: 'guide_agent',
  CONTENT_LIAISON: PILLARS.content.agentType,
  INSIGHTS_LIAISON: PILLARS.insights.agentType,
  OPERATIONS_LIAISON: PILLARS.operations.agentType,
  BUSINESS_OUTCOMES_LIAISON: PILLARS.business_outcomes.agentType,
} as const
export type AgentType = (typeof AgentType)[keyof typeof AgentType]

export const RoleType = { USER: 'user', ASSISTANT: 'assistant', SYSTEM: 'system' } as const
export type RoleType = (typeof RoleType)[keyof typeof RoleType]

function constantsOf<T extends string>(names: readonly T[]): Upper<T> {
  return Object.fromEntries(names.map((name) => [name.toUpperCase(), name])) as Upper<T>
}
