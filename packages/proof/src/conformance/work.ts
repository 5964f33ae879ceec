// Conformance tests of executions: cancel, attempts, one execution per invocation, one answer.
import { describe, expect, test } from 'vitest'
import { textOf } from '../attempt-events.ts'
import { faultsOf } from '../stream-laws.ts'
import { refusalIn } from '../subscription-reader.ts'
import { type ConformanceBench, eventsOf } from './bench.ts'

export function workConforms(bench: ConformanceBench): void {
  const slow = () => bench.invocation(bench.exact, bench.exact.slowText)
  const cancel = (invocationId: string) => bench.calls.cancelAgent.mutate({ invocationId })

  describe('cancel', () => {
    test('[L4] cancels running work for all its readers', async () => {
      const invocation = slow()
      const reader = bench.read({ invocation, attempt: 1 })
      await reader.until((items) => items.length >= 3)
      expect(await cancel(invocation.invocation_id)).toEqual({ outcome: 'cancelling' })
      expect(await reader.ended()).toEqual({ how: 'completed' })
      expect(faultsOf(eventsOf(reader))).toEqual([])
      expect(reader.items.at(-1)?.data.type).toBe('agent.cancelled')
      expect((await bench.readAll({ invocation, attempt: 1 })).events).toEqual(eventsOf(reader))
    })

    test('[L4] works without readers', async () => {
      const invocation = slow()
      const reader = bench.read({ invocation, attempt: 1 })
      await reader.until((items) => items.length >= 2)
      reader.stop()
      expect(await cancel(invocation.invocation_id)).toEqual({ outcome: 'cancelling' })
      const { events } = await bench.readAll({ invocation, attempt: 1 })
      expect(events.at(-1)?.type).toBe('agent.cancelled')
    })

    test('[L6] twice is once: there is still one end', async () => {
      const invocation = slow()
      const reader = bench.read({ invocation, attempt: 1 })
      await reader.until((items) => items.length >= 2)
      await Promise.all([cancel(invocation.invocation_id), cancel(invocation.invocation_id)])
      await reader.ended()
      expect(faultsOf(eventsOf(reader))).toEqual([])
      expect(await cancel(invocation.invocation_id)).toEqual({ outcome: 'already_finished' })
    })

    test('[L7] changes nothing on finished work', async () => {
      const invocation = bench.invocation(bench.exact)
      const { events } = await bench.readAll({ invocation, attempt: 1 })
      expect(await cancel(invocation.invocation_id)).toEqual({ outcome: 'already_finished' })
      expect((await bench.readAll({ invocation, attempt: 1 })).events).toEqual(events)
    })

    test('treats unknown work as finished', async () => {
      expect(await cancel('nobody-started-this')).toEqual({ outcome: 'already_finished' })
    })
  })

  describe('attempts', () => {
    test('[L8] ends the older attempt when a newer one starts', async () => {
      const invocation = slow()
      const old = bench.read({ invocation, attempt: 1 })
      await old.until((items) => items.length >= 3)
      const next = bench.read({ invocation, attempt: 2 })
      await next.until((items) => items.length >= 3)
      const end = await old.ended()
      const told = end.how === 'refused' ? end.code : old.items.at(-1)?.data.type
      expect(['CONFLICT', 'agent.cancelled', 'agent.failed']).toContain(told)
      expect((await bench.calls.health.query()).running).toBe(1)
      expect(faultsOf(eventsOf(next), { unfinished: true })).toEqual([])
    })

    test('[L8] rejects a superseded attempt', async () => {
      const invocation = slow()
      const next = bench.read({ invocation, attempt: 3 })
      await next.until((items) => items.length >= 2)
      const refused = { events: [], end: { how: 'refused', code: 'CONFLICT', message: expect.any(String) } }
      expect(await bench.readAll({ invocation, attempt: 2 })).toEqual(refused)
      await cancel(invocation.invocation_id)
      await next.ended()
      expect(await bench.readAll({ invocation, attempt: 1 })).toEqual(refused)
    })

    test('[L8] runs a newer attempt after an older one ended', async () => {
      const invocation = bench.invocation(bench.exact)
      const one = await bench.readAll({ invocation, attempt: 1 })
      const two = await bench.readAll({ invocation, attempt: 2 })
      expect(faultsOf(two.events)).toEqual([])
      expect(textOf(two.events)).toBe(textOf(one.events))
    })

    test('[L6] executes the same attempt once', async () => {
      const invocation = slow()
      const readers = [bench.read({ invocation, attempt: 1 }), bench.read({ invocation, attempt: 1 })]
      const answer = bench.calls.invokeAgent.mutate(invocation)
      await Promise.all(readers.map((reader) => reader.until((items) => items.length >= 2)))
      expect((await bench.calls.health.query()).running).toBe(1)
      await cancel(invocation.invocation_id)
      await Promise.all(readers.map((reader) => reader.ended()))
      const [one, two] = readers.map(eventsOf)
      expect(one?.at(-1)?.type).toBe('agent.cancelled')
      expect(two).toEqual(one)
      expect(await answer).toMatchObject({ status: 'cancelled', text: textOf(one ?? []) })
    })
  })

  describe('invokeAgent', () => {
    test('answers with the text of the tokens that a stream of the same work has', async () => {
      const invocation = bench.invocation(bench.exact)
      const answer = await bench.calls.invokeAgent.mutate(invocation)
      const { events } = await bench.readAll({ invocation, attempt: 1 })
      expect(answer).toMatchObject({ status: 'completed', text: textOf(events), error: null })
      expect(faultsOf(events)).toEqual([])
    })

    test('[L6] twice is once, at the same time and later', async () => {
      const invocation = bench.invocation(bench.exact)
      const [one, two] = await Promise.all([
        bench.calls.invokeAgent.mutate(invocation),
        bench.calls.invokeAgent.mutate(invocation),
      ])
      expect(two).toEqual(one)
      expect(await bench.calls.invokeAgent.mutate(invocation)).toEqual(one)
    })

    test('rejects a missing agent with AGENT_UNAVAILABLE', async () => {
      const invocation = { ...bench.invocation(bench.exact), agent_id: 'liaison.nobody_runs_this' }
      const error = await bench.calls.invokeAgent.mutate(invocation).catch((refused: unknown) => refused)
      expect(refusalIn(error)?.code).toBe('AGENT_UNAVAILABLE')
    })
  })
}
