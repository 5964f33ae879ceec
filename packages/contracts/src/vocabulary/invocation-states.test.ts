import { describe, expect, test } from 'vitest'
import {
  INVOCATION_STATES,
  type InvocationMove,
  type InvocationState,
  isTerminal,
  moveInvocation,
} from './invocation-states.ts'

const MOVES: InvocationMove[] = ['start', 'retry', 'request_cancel', 'complete', 'fail', 'cancel']

/** Written down a second time on purpose: `-` is a move that must not be made. */
const TABLE: Record<InvocationState, (InvocationState | '-')[]> = {
  //           start      retry      request_cancel  complete     fail      cancel
  queued: ['running', '-', 'cancelled', '-', 'failed', 'cancelled'],
  running: ['-', 'running', 'cancelling', 'completed', 'failed', 'cancelled'],
  cancelling: ['-', '-', 'cancelling', 'completed', 'failed', 'cancelled'],
  completed: ['-', '-', '-', '-', '-', '-'],
  failed: ['-', '-', '-', '-', '-', '-'],
  cancelled: ['-', '-', '-', '-', '-', '-'],
}

describe.each([...INVOCATION_STATES])('[L7] from %s', (from) => {
  test.each(MOVES.map((move, i): [InvocationMove, InvocationState | '-'] => [move, TABLE[from][i] ?? '-']))(
    'the move %s leads to %s',
    (move, to) => {
      expect(moveInvocation(from, move)).toBe(to === '-' ? null : to)
    },
  )
})

test('[L7] allows no move exactly in terminal states', () => {
  for (const state of INVOCATION_STATES) {
    const moves = MOVES.filter((move) => moveInvocation(state, move) !== null)
    expect(isTerminal(state), state).toBe(moves.length === 0)
  }
})

test('[L7] from every state that is not terminal an end can be reached in one move', () => {
  for (const state of INVOCATION_STATES.filter((s) => !isTerminal(s))) {
    const ends = MOVES.map((move) => moveInvocation(state, move)).filter((to) => to !== null && isTerminal(to))
    expect(ends, state).not.toEqual([])
  }
})

test('[L4] asking for the end twice is asking once', () => {
  expect(moveInvocation('cancelling', 'request_cancel')).toBe('cancelling')
})
