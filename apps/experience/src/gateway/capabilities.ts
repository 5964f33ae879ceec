// The table of capabilities that each realm may use. [G1]
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

const table = <const T extends Record<Realm, RealmRow>>(rows: T): T => rows

export const REALM_CAPABILITIES = table({
  smart_city: { own: PUBLIC_WORKS, granted: COMMUNICATION },
  experience: { own: ['auth', 'file_management', 'api_gateway'], granted: ['websocket'] },
  journey_solution: { own: ['state', 'llm'], granted: [] },
  business_enablement: {
    own: ['file_management', 'content_metadata', 'content_schema', 'content_insights', 'llm'],
    granted: [],
  },
})

/** What has a service in this process; the other capabilities are rights that a realm has without one. */
export const SERVED = [...COMMUNICATION, 'session'] as const
export type ServedCapability = (typeof SERVED)[number]

type RealmCapabilities = typeof REALM_CAPABILITIES
/** The services that a realm may be handed, at compile time. */
export type GrantedTo<R extends Realm> = Extract<RealmCapabilities[R]['granted' | 'own'][number], ServedCapability>
