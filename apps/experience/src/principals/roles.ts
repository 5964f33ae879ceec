// Roles of people, and the agents that each role may use. Pure; stores nothing.
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { type AgentId, GUIDE_GLOBAL, isAgentId } from '@biplane/contracts/vocabulary/pillars'

/** An `operator` sees its own tenant, a `platform_operator` all of them. */
const ROLES = ['member', 'operator', 'platform_operator'] as const
export type Role = (typeof ROLES)[number]
/** Who uses agents: a guest is told apart from a member, whose roles it has. */
export type AgentUser = 'guest' | Role
export const AGENT_USERS: readonly AgentUser[] = ['guest', ...ROLES]

/** Where an issuer says nothing of tenants, and where guests are. */
export const LOCAL_TENANT = 'local'

/** The known roles of a claim, a list or words in a row. Everybody who is let in is a member; unknown names give nothing. */
export function rolesNamed(claim: unknown): Role[] {
  const names = typeof claim === 'string' ? claim.split(/\s+/) : Array.isArray(claim) ? claim : []
  const operates = names.includes('platform_operator')
  return ROLES.filter((role) => role === 'member' || names.includes(role) || (role === 'operator' && operates))
}

type Principal = Caller['principal']

export const isOperator = ({ roles }: Principal): boolean => roles.includes('operator')

/** @throws FORBIDDEN */
export function requireOperator({ principal }: Caller): void {
  if (!isOperator(principal)) throw new Refusal('FORBIDDEN', 'This is for operators.')
}

/** The tenant that an operator may look at; `null` is every tenant. @throws FORBIDDEN to anybody else, and to API keys */
export function operatorScope(caller: Caller): string | null {
  if (caller.api_key !== undefined) throw new Refusal('FORBIDDEN', 'An API key cannot do this: use a session token.')
  requireOperator(caller)
  return caller.principal.roles.includes('platform_operator') ? null : caller.tenant
}

/** An agent that is not named is for everybody. */
export type AgentAccess = ReadonlyMap<AgentId, readonly AgentUser[]>

export const FOR_EVERYBODY: AgentAccess = new Map()

/** Whether this principal may use this agent. */
export function mayUse(access: AgentAccess, { kind, roles }: Principal, agent: string): boolean {
  const users = isAgentId(agent) ? access.get(agent) : undefined
  if (!users) return true
  return users.some((user) => (user === 'guest' ? kind === 'guest' : kind === 'user' && roles.includes(user)))
}

/** Which agents answer in a project, besides the guide; a project that is not named has all of them. */
export type ProjectAgents = ReadonlyMap<string, readonly AgentId[]>

export function isInProject(projects: ProjectAgents, project: string | null, agent: string): boolean {
  const agents = project === null ? undefined : projects.get(project)
  return agents === undefined || agent === GUIDE_GLOBAL || agents.some((one) => one === agent)
}
