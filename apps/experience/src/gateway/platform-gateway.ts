// Grants platform services to realms. `grant` may refuse, and every call is audited. [G1]
import { Refusal } from '@biplane/contracts/refusal'
import type { Realm } from '@biplane/contracts/vocabulary/pillars'
import type { CapabilityTable } from '@biplane/contracts/wire/commands'
import { type GrantedTo, REALM_CAPABILITIES, SERVED, type ServedCapability } from './capabilities.ts'

/** What each capability that can be handed out is, as a service. */
export type Services = Record<ServedCapability, object>

export type GatewayAudit = (entry: {
  action: 'capability.granted' | 'capability.refused'
  realm: string
  capability: string
}) => void

export class PlatformGateway<S extends Services> {
  readonly #services: S
  readonly #audit: GatewayAudit

  constructor(services: S, audit: GatewayAudit) {
    this.#services = services
    this.#audit = audit
  }

  /** The service behind a capability that the table gives to this realm; any other ask does not compile. */
  grant<R extends Realm, C extends GrantedTo<R>>(realm: R, capability: C): S[C] {
    this.#check(realm, capability)
    return this.#services[capability]
  }

  /**
   * For names that are known only when the program runs.
   * @throws FORBIDDEN for what the table does not give to this realm
   */
  grantNamed(realm: Realm, capability: string): unknown {
    return this.#services[this.#check(realm, capability)]
  }

  #check(realm: Realm, capability: string): ServedCapability {
    const { own, granted: given } = REALM_CAPABILITIES[realm]
    const granted = SERVED.find((name) => name === capability && [...own, ...given].some((held) => held === name))
    this.#audit({ action: granted ? 'capability.granted' : 'capability.refused', realm, capability })
    if (!granted) throw new Refusal('FORBIDDEN', `The realm ${realm} is not granted ${capability}.`)
    return granted
  }

  /** The table, for people. */
  table(): CapabilityTable {
    return Object.entries(REALM_CAPABILITIES).map(([realm, { own, granted }]) => ({
      realm,
      capabilities: [...own],
      granted: [...granted],
    }))
  }
}
