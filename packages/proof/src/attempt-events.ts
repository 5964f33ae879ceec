// Evaluates the events of one attempt: text, hash, end, and the answer that they amount to. Pure; knows no Runtime.
import { createHash } from 'node:crypto'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { AgentEvent, InvocationResult } from '@biplane/contracts/wire/agent-events'

export type TerminalEvent = Extract<AgentEvent, { type: 'agent.completed' | 'agent.failed' | 'agent.cancelled' }>

export const isTerminalEvent = (event: AgentEvent): event is TerminalEvent =>
  event.type === 'agent.completed' || event.type === 'agent.failed' || event.type === 'agent.cancelled'

/** All token text up to event `after`. */
export const textOf = (events: readonly AgentEvent[], after = Number.POSITIVE_INFINITY): string =>
  events.map((event) => (event.type === 'agent.token' && event.n <= after ? event.payload.text : '')).join('')

/** SHA-256 (hex) of all token text up to event `after`, as `prefixHash` wants it. [L8] */
export const hashOfPrefix = (events: readonly AgentEvent[], after: number): string =>
  createHash('sha256').update(textOf(events, after)).digest('hex')

/** What `invokeAgent` answers for an attempt that ended so. */
export function resultOf(end: TerminalEvent, events: readonly AgentEvent[]): InvocationResult {
  const said = {
    text: textOf(events),
    usage: end.payload.usage,
    artifacts: events.flatMap((event) => (event.type === 'agent.artifact' ? [event.payload] : [])),
    ui: events.flatMap((event) => (event.type === 'agent.ui' ? [event.payload.message] : [])),
    error: null,
  }
  switch (end.type) {
    case 'agent.completed':
      return { ...said, status: 'completed' }
    case 'agent.cancelled':
      return { ...said, status: 'cancelled' }
    case 'agent.failed': {
      const { code, message, retryable } = end.payload
      return { ...said, status: 'failed', error: { code, message, retryable } }
    }
    default:
      return assertNever(end, 'end of an attempt')
  }
}
