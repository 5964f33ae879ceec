// Validates everything that Runtime sends before it is used.
import { type AgentEvent, agentEvent } from '@biplane/contracts/wire/agent-events'

/** Tokens are nearly all of the traffic, so they are looked at by hand; everything else goes through its schema. */
export function isAgentEvent(value: unknown): value is AgentEvent {
  if (isToken(value)) return true
  return agentEvent.safeParse(value).success
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0

const isToken = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  value.type === 'agent.token' &&
  'n' in value &&
  isCount(value.n) &&
  (!('from' in value) || isCount(value.from)) &&
  'payload' in value &&
  typeof value.payload === 'object' &&
  value.payload !== null &&
  'text' in value.payload &&
  typeof value.payload.text === 'string'
