// States of an invocation and the table of legal moves. Pure: callers decide who moves it and what is written. [L7]

export const INVOCATION_STATES = ['queued', 'running', 'cancelling', 'completed', 'failed', 'cancelled'] as const
export type InvocationState = (typeof INVOCATION_STATES)[number]
/** A state by its name in the store. @throws Error for an unknown name: only this product writes the column */
export function invocationStateNamed(name: string): InvocationState {
  const state = INVOCATION_STATES.find((known) => known === name)
  if (!state) throw new Error(`no invocation state is called ${name}`)
  return state
}

export type TerminalState = Extract<InvocationState, 'completed' | 'failed' | 'cancelled'>

export type InvocationMove =
  | 'start' // a worker takes it from the queue
  | 'retry' // a new attempt: the earlier one is superseded
  | 'request_cancel' // an end was requested; the agent is being notified
  | 'complete'
  | 'fail'
  | 'cancel' // the end that was asked for

const MOVES: Record<InvocationState, Partial<Record<InvocationMove, InvocationState>>> = {
  queued: { start: 'running', request_cancel: 'cancelled', cancel: 'cancelled', fail: 'failed' },
  running: {
    retry: 'running',
    request_cancel: 'cancelling',
    complete: 'completed',
    fail: 'failed',
    cancel: 'cancelled',
  },
  // An answer that was finished before the agent heard of the cancel is finished.
  cancelling: { request_cancel: 'cancelling', complete: 'completed', fail: 'failed', cancel: 'cancelled' },
  completed: {},
  failed: {},
  cancelled: {},
}

export const isTerminal = (state: InvocationState): state is TerminalState =>
  state === 'completed' || state === 'failed' || state === 'cancelled'

/** The state after a move, or `null` when the move is not legal from here. A terminal state allows none. */
export const moveInvocation = (from: InvocationState, move: InvocationMove): InvocationState | null =>
  MOVES[from][move] ?? null
