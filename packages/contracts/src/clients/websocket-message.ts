// Names of the standard message, as constants and types for clients. No library. [F3]
import { PILLAR_NAMES, PILLARS, type Pillar } from '../vocabulary/pillars.ts'
import { STANDARD_TYPES, type StandardType } from '../vocabulary/standard-types.ts'

export type { WebSocketMessage } from '../wire/standard-message.ts'

type Upper<T extends string> = { readonly [K in T as Uppercase<K>]: K }

/** `MessageType.USER_MESSAGE` is `'user_message'`, and so on for the twenty-one types. */
export const MessageType: Upper<StandardType> = constantsOf(STANDARD_TYPES)
export type MessageType = StandardType

/** `PillarType.CONTENT` is `'content'`. */
export const PillarType: Upper<Pillar> = constantsOf(PILLAR_NAMES)
export type PillarType = Pillar

/** The spellings of agents that every endpoint accepts. */
export const AgentType: AgentTypes = {
  GUIDE_AGENT: 'guide_agent',
  ...(Object.fromEntries(
    PILLAR_NAMES.map((name) => [`${name.toUpperCase()}_LIAISON`, PILLARS[name].agentType]),
  ) as Liaisons),
}
/** `CONTENT_LIAISON: 'content_liaison'`, and so on for every pillar. */
type Liaisons = { readonly [P in Pillar as `${Uppercase<P>}_LIAISON`]: (typeof PILLARS)[P]['agentType'] }
type AgentTypes = { readonly GUIDE_AGENT: 'guide_agent' } & Liaisons
export type AgentType = AgentTypes[keyof AgentTypes]

export const RoleType = { USER: 'user', ASSISTANT: 'assistant', SYSTEM: 'system' } as const
export type RoleType = (typeof RoleType)[keyof typeof RoleType]

function constantsOf<T extends string>(names: readonly T[]): Upper<T> {
  return Object.fromEntries(names.map((name) => [name.toUpperCase(), name])) as Upper<T>
}
