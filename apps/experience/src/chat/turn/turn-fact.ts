// What a turn is made of: the events of the invocation that answers, then those of each invocation that it was handed
// over to, hop by hop. The order depends on no clock, hence on no race of two logs.
import type { ConversationEvent } from '@biplane/contracts/wire/events'

/** An event that belongs to an invocation. */
export type TurnEvent = Extract<ConversationEvent, { invocation_id: string }>

export interface TurnFact {
  /** 0 for the agent that was asked, 1 for the one that it handed over to … */
  hop: number
  /** Number of the hop's first event, `agent.routed`. */
  first: number
  event: TurnEvent
  /**
   * `start`: the first event of its hop. `handoff`: the hop's end, and another hop follows. `end`: the last event of the
   * turn; exactly one, unless the reader stops earlier.
   */
  step: 'start' | 'continue' | 'handoff' | 'end'
}
