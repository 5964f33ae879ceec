import type { Realm } from '@biplane/contracts/vocabulary/pillars'
import { describe, expect, test } from 'vitest'
import { REALM_CAPABILITIES, SERVED, type ServedCapability } from './capabilities.ts'
import { type GatewayAudit, PlatformGateway, type Services } from './platform-gateway.ts'

const REALMS = Object.keys(REALM_CAPABILITIES) as Realm[]

/** A gateway whose services are told apart by their names, and what it wrote down. */
function open() {
  const entries: Parameters<GatewayAudit>[0][] = []
  const services = Object.fromEntries(SERVED.map((name) => [name, { name }])) as Record<
    ServedCapability,
    { name: string }
  >
  return { gateway: new PlatformGateway(services satisfies Services, (entry) => entries.push(entry)), entries }
}

const holds = (realm: Realm, capability: string): boolean => {
  const { own, granted } = REALM_CAPABILITIES[realm]
  return [...own, ...granted].some((name) => name === capability)
}

describe('[G1] the Platform Gateway', () => {
  test('grants Smart City its services and audits each grant', () => {
    const { gateway, entries } = open()
    for (const capability of SERVED) {
      expect(gateway.grant('smart_city', capability)).toMatchObject({ name: capability })
    }
    expect(entries).toEqual(
      SERVED.map((capability) => ({ action: 'capability.granted', realm: 'smart_city', capability })),
    )
  })

  test('grants every realm exactly its capabilities and audits every refusal', () => {
    const { gateway, entries } = open()
    for (const realm of REALMS) {
      for (const capability of SERVED) {
        if (holds(realm, capability)) expect(gateway.grantNamed(realm, capability)).toMatchObject({ name: capability })
        else {
          expect(() => gateway.grantNamed(realm, capability)).toThrow(expect.objectContaining({ refusal: 'FORBIDDEN' }))
          expect(entries.at(-1)).toEqual({ action: 'capability.refused', realm, capability })
        }
      }
    }
    expect(entries.filter(({ action }) => action === 'capability.refused').length).toBeGreaterThan(0)
  })

  test.each(['', 'nothing', '__proto__', 'constructor', 'llm'])('has no service behind the name %j', (capability) => {
    const { gateway, entries } = open()
    expect(() => gateway.grantNamed('smart_city', capability)).toThrow(
      expect.objectContaining({ refusal: 'FORBIDDEN' }),
    )
    expect(entries).toEqual([{ action: 'capability.refused', realm: 'smart_city', capability }])
  })

  test('gives the services of communication to nobody as a right of their own', () => {
    for (const realm of REALMS) {
      for (const name of ['messaging', 'event_management', 'websocket', 'event_bus']) {
        expect(REALM_CAPABILITIES[realm].own as readonly string[]).not.toContain(name)
      }
    }
  })

  test('shows its table as it is', () => {
    const { gateway } = open()
    expect(gateway.table().map(({ realm }) => realm)).toEqual(REALMS)
    expect(gateway.table()[0]).toEqual({
      realm: 'smart_city',
      capabilities: [...REALM_CAPABILITIES.smart_city.own],
      granted: [...REALM_CAPABILITIES.smart_city.granted],
    })
  })
})

test('[G1] a wrong ask does not compile', () => {
  const { gateway } = open()
  const asks = () => {
    gateway.grant('smart_city', 'messaging')
    gateway.grant('experience', 'websocket')
    // @ts-expect-error the experience realm is not granted messaging
    gateway.grant('experience', 'messaging')
    // @ts-expect-error the experience realm has no sessions
    gateway.grant('experience', 'session')
    // @ts-expect-error agents of the journey speak through events only
    gateway.grant('journey_solution', 'websocket')
    // @ts-expect-error liaisons too
    gateway.grant('business_enablement', 'event_bus')
    // @ts-expect-error a right without a service is not handed out
    gateway.grant('smart_city', 'llm')
    // @ts-expect-error there is no such capability
    gateway.grant('smart_city', 'everything')
    // @ts-expect-error there is no such realm
    gateway.grant('nowhere', 'messaging')
  }
  // The compiler has judged the lines above; here the same asks are refused when they run.
  expect(asks).toThrow(expect.objectContaining({ refusal: 'FORBIDDEN' }))
})
