// Conformance tests of a Runtime that lost its runs: what may be repeated, compared, rejected.
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'
import { describe, expect, test } from 'vitest'
import { hashOfPrefix } from '../attempt-events.ts'
import { faultsOf } from '../stream-laws.ts'
import { type ConformanceBench, eventsOf, type InvocationInput } from './bench.ts'

const refused = (code: string) => ({ events: [], end: { how: 'refused', code, message: expect.any(String) } })

export function recoveryConforms(bench: ConformanceBench): void {
  /** A whole answer, then a Runtime that knows nothing of it. */
  async function lostAnswer(): Promise<{ invocation: InvocationInput; events: AgentEvent[] }> {
    const invocation = bench.invocation(bench.exact)
    const { events } = await bench.readAll({ invocation, attempt: 1 })
    await bench.runtime.restart()
    return { invocation, events }
  }

  describe('a Runtime that lost its runs', () => {
    test('[L8] executes an exact agent again and continues after the part that was shown', async () => {
      const { invocation, events } = await lostAnswer()
      for (const [attempt, after] of [[1, 3] as const, [2, 1] as const, [3, events.length - 1] as const]) {
        const prefixHash = hashOfPrefix(events, after)
        const rest = await bench.readAll({ invocation, attempt, after, prefixHash })
        expect(rest).toEqual({ events: events.slice(after), end: { how: 'completed' } })
      }
    })

    test('[L8] rejects a text that it cannot reproduce', async () => {
      const { invocation, events } = await lostAnswer()
      const prefixHash = hashOfPrefix(events, 2)
      expect(await bench.readAll({ invocation, attempt: 1, after: 3, prefixHash })).toEqual(refused('CONFLICT'))
      // The next attempt, from the beginning, is not harmed by that.
      expect((await bench.readAll({ invocation, attempt: 2 })).events).toEqual(events)
    })

    test('[L8] refuses to continue behind the end of what the execution says', async () => {
      const { invocation, events } = await lostAnswer()
      const after = events.length + 5
      const prefixHash = hashOfPrefix(events, after)
      expect(await bench.readAll({ invocation, attempt: 1, after, prefixHash })).toEqual(refused('CONFLICT'))
    })

    test('[L8] skips nothing on trust: a part without its hash is refused', async () => {
      const { invocation } = await lostAnswer()
      const { events, end } = await bench.readAll({ invocation, attempt: 1, after: 3 })
      expect(events).toEqual([])
      expect(end.how === 'refused' && ['NOT_FOUND', 'CONFLICT', 'BAD_MESSAGE'].includes(end.code)).toBe(true)
    })

    test('rejects a re-attach before the compared part', async () => {
      const { invocation, events } = await lostAnswer()
      expect(await bench.readAll({ invocation, attempt: 1, lastEventId: '3' })).toEqual(refused('NOT_FOUND'))
      const prefixHash = hashOfPrefix(events, 2)
      const behind = { invocation, attempt: 1, after: 2, prefixHash, lastEventId: '3' }
      expect(await bench.readAll(behind)).toEqual(refused('NOT_FOUND'))
    })

    test('takes a last event id that is the compared place', async () => {
      const { invocation, events } = await lostAnswer()
      const prefixHash = hashOfPrefix(events, 3)
      const input = { invocation, attempt: 1, after: 3, prefixHash, lastEventId: '3' }
      expect((await bench.readAll(input)).events).toEqual(events.slice(3))
    })

    test('[L8] continues a lost answer without a seam', async () => {
      const invocation = bench.invocation(bench.exact, bench.exact.slowText)
      const reader = bench.read({ invocation, attempt: 1 }, bench.socket({ reconnect: true }))
      await reader.until((items) => items.length >= 4)
      await bench.runtime.restart()
      expect(await reader.ended()).toMatchObject({ how: 'refused', code: 'NOT_FOUND' })
      const seen = eventsOf(reader)
      const after = seen.length
      const rest = await bench.readAll({ invocation, attempt: 2, after, prefixHash: hashOfPrefix(seen, after) })
      expect(rest.end).toEqual({ how: 'completed' })
      expect(faultsOf([...seen, ...rest.events])).toEqual([])
    })

    test('has nothing running and nothing to cancel', async () => {
      const { invocation } = await lostAnswer()
      expect(await bench.calls.health.query()).toMatchObject({ status: 'ok', running: 0, kept: 0 })
      const { invocation_id: invocationId } = invocation
      expect(await bench.calls.cancelAgent.mutate({ invocationId })).toEqual({ outcome: 'already_finished' })
    })

    test('[L8] restarts a restart agent only as a new attempt', async (context) => {
      const agent = bench.runtime.agents.restart
      if (!agent) return context.skip('this Runtime has no restart agent')
      const invocation = bench.invocation(agent)
      const { events } = await bench.readAll({ invocation, attempt: 1 })
      expect(events[0]).toMatchObject({ type: 'agent.started', payload: { recovery: 'restart' } })
      await bench.runtime.restart()
      const prefixHash = hashOfPrefix(events, 3)
      expect(await bench.readAll({ invocation, attempt: 1, after: 3, prefixHash })).toEqual(refused('NOT_FOUND'))
      expect(faultsOf((await bench.readAll({ invocation, attempt: 2 })).events)).toEqual([])
    })
  })
}
