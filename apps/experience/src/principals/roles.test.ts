import { describe, expect, test } from 'vitest'
import { type AgentAccess, FOR_EVERYBODY, mayUse } from './roles.ts'

const guest = { kind: 'guest', id: 'guest:1', roles: ['member'] } as const
const member = { kind: 'user', id: 'user:1', roles: ['member'] } as const
const operator = { kind: 'user', id: 'user:2', roles: ['member', 'operator'] } as const
const people = { guest, member, operator }
const may = (access: AgentAccess, who: keyof typeof people, agent: string) =>
  mayUse(access, { ...people[who], roles: [...people[who].roles] }, agent)

describe('[G4] who may use which agent', () => {
  test('where nothing is said, everybody may use every agent', () => {
    for (const who of ['guest', 'member', 'operator'] as const)
      expect(may(FOR_EVERYBODY, who, 'liaison.insights')).toBe(true)
  })

  test.each<[('guest' | 'member' | 'operator')[], boolean, boolean, boolean]>([
    [['operator'], false, false, true],
    [['member'], false, true, true],
    [['guest'], true, false, false],
    [['guest', 'operator'], true, false, true],
    [[], false, false, false],
  ])('an agent for %j: guest %s, member %s, operator %s', (users, forGuest, forMember, forOperator) => {
    const access: AgentAccess = new Map([['liaison.insights', users]])
    expect(may(access, 'guest', 'liaison.insights')).toBe(forGuest)
    expect(may(access, 'member', 'liaison.insights')).toBe(forMember)
    expect(may(access, 'operator', 'liaison.insights')).toBe(forOperator)
    expect(may(access, 'guest', 'liaison.content')).toBe(true)
  })
})
