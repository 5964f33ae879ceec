// Faults of a broken or hostile Runtime, one at a time. Changes what is sent, never what the run recorded, so that a
// test can compare both.
import { setImmediate } from 'node:timers/promises'
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'
import { isTerminalEvent } from './attempt-events.ts'

export interface Misdeeds {
  /** A request for a newer attempt is answered with the events of the old one, which goes on. */
  wrongAttempt?: boolean
  /** Answers a re-attach with NOT_FOUND while the attempt continues. */
  disowns?: boolean
  /** The event with this number is never sent. */
  gap?: number
  /** The event with this number is sent twice. */
  repeat?: number
  /** Instead of its end, tokens without end. */
  endless?: boolean
  /** Instead of its end, silence: the stream stays open. */
  neverEnds?: boolean
  /** The first token is so many characters long. */
  hugeToken?: number
  /** Cancel fires the signal and is answered, but ends nothing. */
  deafToCancel?: boolean
}

/** The events of a run as a Runtime with these misdeeds sends them. */
export async function* misdone(
  events: AsyncIterable<AgentEvent>,
  misdeeds: () => Misdeeds,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent> {
  for await (const event of events) {
    const { gap, repeat, endless, neverEnds, hugeToken } = misdeeds()
    if (event.n === gap) continue
    if (isTerminalEvent(event) && endless) yield* tokensWithoutEnd(event.n, signal)
    if (isTerminalEvent(event) && neverEnds) await aborted(signal)
    if (signal.aborted) return
    // The event after `agent.started`, so that a re-attached reader is spared.
    yield event.type === 'agent.token' && event.n === 2 && hugeToken !== undefined
      ? { ...event, payload: { text: 'x'.repeat(hugeToken) } }
      : event
    if (event.n === repeat) yield event
  }
}

async function* tokensWithoutEnd(from: number, signal: AbortSignal): AsyncGenerator<AgentEvent> {
  for (let n = from; !signal.aborted; n += 1) {
    yield { n, type: 'agent.token', payload: { text: `more${n} ` } }
    await setImmediate() // a flood, but one that lets its victim act
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
