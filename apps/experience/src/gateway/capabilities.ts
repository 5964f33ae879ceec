// Owns the one table of what each realm may use. [PROTOCOL 5]
import type { Realm } from '@biplane/contracts/vocabulary/pillars'

/** What Public Works has. */
const PUBLIC_WORKS = [
  'session',
  'state',
  'auth',
  'authorization',
  'tenant',
  'file_management',
  'content_metadata',
  'content_schema',
  'content_insights',
  'llm',
  'mcp',
  'policy',
  'cache',
  'api_gateway',
] as const

/** What only the Communication Foundation has; a realm gets it through the gateway or not at all. */
const COMMUNICATION = ['messaging', 'event_management', 'websocket', 'event_bus'] as const

export type CommunicationCapability = (typeof COMMUNICATION)[number]
export type Capability = (typeof PUBLIC_WORKS)[number] | CommunicationCapability

interface RealmRow {
  /** Asked for by name. */
  own: readonly Capability[]
  /** Handed out by the gateway as the Communication Foundation's own services. */
  granted: readonly CommunicationCapability[]
}

const table = <T extends Record<Realm, RealmRow>>(rows: T): T => rows

export const REALM_CAPABILITIES = table({
  smart_city: { own: PUBLIC_WORKS, granted: COMMUNICATION },
  experience: { own: ['session', 'auth', 'file_management', 'api_gateway'], granted: ['websocket'] },
  journey_solution: { own: ['session', 'state', 'llm'], granted: [] },
  business_enablement: {
    own: ['file_management', 'content_metadata', 'content_schema', 'content_insights', 'llm'],
    granted: [],
  },
})

export type RealmCapabilities = typeof REALM_CAPABILITIES
/** The communication services that a realm may be granted, at compile time. */
export type GrantedTo<R extends Realm> = RealmCapabilities[R]['granted'][number]
