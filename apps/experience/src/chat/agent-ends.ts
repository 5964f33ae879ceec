// End events that Experience writes where the agent gives none.
import type { Refusal } from '@biplane/contracts/refusal'
import type { EndCauseKind } from '@biplane/contracts/vocabulary/end-causes'
import { REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import { UNKNOWN_USAGE } from '@biplane/contracts/wire/agent-events'
import type { AgentEnd } from '../store/commands/agent-events.ts'

/** The end that was asked for, when the agent did not say it itself: what it cost is not known. */
export const CANCELLED: AgentEnd = { type: 'agent.cancelled', n: null, usage: UNKNOWN_USAGE }

export const failure = (
  code: Extract<AgentEnd, { type: 'agent.failed' }>['code'],
  message: string,
  retryable: boolean,
  by: EndCauseKind = kindOf(code),
): AgentEnd => ({
  type: 'agent.failed',
  n: null,
  usage: UNKNOWN_USAGE,
  code,
  message,
  retryable,
  cause: { by },
})

/** What a code says about who ended the answer, where nothing more is known. */
export function kindOf(code: Extract<AgentEnd, { type: 'agent.failed' }>['code']): EndCauseKind {
  switch (code) {
    case 'RUNTIME_UNAVAILABLE':
      return 'runtime'
    case 'TOO_LARGE':
      return 'limit'
    case 'INTERNAL':
    case 'STORE_UNAVAILABLE':
      return 'internal'
    default:
      return 'agent'
  }
}

/** The failure that a refusal is for whoever waits for the answer. */
export const refused = ({ refusal, message }: Refusal): AgentEnd =>
  failure(refusal, message, REFUSALS[refusal].retryable)
