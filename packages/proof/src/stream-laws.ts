// Validates the event stream of one attempt as a reader received it, and describes each violation. [R1, L3, L7]
import { type AgentEvent, agentEvent } from '@biplane/contracts/wire/agent-events'
import { isTerminalEvent, textOf } from './attempt-events.ts'

export interface Reading {
  /** The last event that the reader had before. */
  after?: number
  /** Were tokens allowed to be merged? */
  coalesce?: boolean
  /** Did the reader stop before the end? */
  unfinished?: boolean
}

/** What is wrong with these events, one sentence for each fault; empty when nothing is. */
export function faultsOf(events: readonly AgentEvent[], { after = 0, coalesce, unfinished }: Reading = {}): string[] {
  const faults: string[] = []
  let last = after
  for (const event of events) {
    const from = event.from ?? event.n
    if (from !== last + 1) faults.push(`event ${from} follows ${last}`)
    if (event.n < from) faults.push(`event ${event.n} spans from ${from}`)
    if (event.n !== from && !coalesce) faults.push(`events ${from} to ${event.n} are merged, which nobody asked for`)
    if (event.n !== from && event.type !== 'agent.token') faults.push(`${event.type} ${event.n} is merged`)
    if ((event.n === 1) !== (event.type === 'agent.started')) faults.push(`event ${event.n} is ${event.type}`)
    if (!agentEvent.safeParse(event).success) faults.push(`event ${event.n} is not of the contract`)
    last = event.n
  }
  return [...faults, ...(unfinished ? [] : faultsOfEnd(events, after))]
}

function faultsOfEnd(events: readonly AgentEvent[], after: number): string[] {
  const ends = events.filter(isTerminalEvent)
  const end = ends[0]
  if (ends.length !== 1 || !end) return [`${ends.length} ends`]
  const faults = events.at(-1) === end ? [] : [`${end.type} is not the last event`]
  if (after === 0 && end.type === 'agent.completed' && end.payload.text !== textOf(events)) {
    faults.push('the whole text is not the text of its tokens')
  }
  return faults
}
