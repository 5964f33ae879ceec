import { describe, expect, test } from 'vitest'
import type { EventRow } from '../store/rows.ts'
import { AnswerWatch } from './answer-watch.ts'

/** A watch with a clock of the test; what it told is in `told`. */
function handWatch() {
  const told: unknown[] = []
  const clock = { now: 1_000 }
  const watch = new AnswerWatch(() => clock.now, {
    spoke: (ms) => told.push(['spoke', ms]),
    ended: (end, ms) => told.push([end, ms]),
    recovering: () => told.push('recovering'),
    superseded: () => told.push('superseded'),
  })
  let seq = 0
  const row = (type: EventRow['type'], n: number | null = null, invocationId: string | null = 'i'): EventRow => ({
    conversationId: 'c',
    seq: ++seq,
    type,
    invocationId,
    messageId: null,
    agentId: null,
    attempt: 1,
    n,
    payload: '{}',
    createdAt: '',
  })
  return { told, clock, watch, row }
}

describe('an answer', () => {
  test('times an answer from its send, time in the queue included', () => {
    const { told, clock, watch, row } = handWatch()
    watch.committed([row('user.message', null, null), row('agent.routed'), row('agent.queued')])
    clock.now += 500
    watch.committed([row('agent.started', 1)])
    clock.now += 200
    watch.committed([row('agent.token', 2)])
    clock.now += 100
    watch.committed([row('agent.token', 3), row('agent.completed', 4)])
    expect(told).toEqual([
      ['spoke', 700],
      ['completed', 800],
    ])
  })

  test('has as many pieces as were said, however many were written as one', () => {
    const { watch, row } = handWatch()
    expect(watch.committed([row('agent.routed'), row('agent.started', 1), row('agent.token', 2)])).toBe(1)
    expect(watch.committed([row('agent.token', 12), row('agent.tool', 13), row('agent.token', 14)])).toBe(11)
  })

  test('that is begun anew counts its numbers from the beginning', () => {
    const { told, watch, row } = handWatch()
    watch.committed([row('agent.routed'), row('agent.started', 1), row('agent.token', 9)])
    expect(watch.committed([row('agent.superseded'), row('agent.started', 1), row('agent.token', 3)])).toBe(2)
    expect(told.filter((what) => what === 'superseded')).toHaveLength(1)
  })

  test('whose send was not seen here has an end and no time', () => {
    const { told, watch, row } = handWatch()
    expect(watch.committed([row('agent.recovering'), row('agent.token', 40), row('agent.token', 42)])).toBe(3)
    watch.committed([row('agent.failed', 43)])
    expect(told).toEqual(['recovering', ['failed', null]])
  })

  test('leaves nothing behind: the same id again is another answer', () => {
    const { told, clock, watch, row } = handWatch()
    watch.committed([row('agent.routed'), row('agent.cancelled', 1)])
    clock.now += 5
    watch.committed([row('agent.completed', 2)])
    expect(told).toEqual([
      ['cancelled', 0],
      ['completed', null],
    ])
  })
})
