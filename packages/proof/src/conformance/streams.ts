// Conformance tests of one attempt's stream: numbers, single end, re-attaching, many readers, merging.
import { agentEvent } from '@biplane/contracts/wire/agent-events'
import { describe, expect, test } from 'vitest'
import { textOf } from '../attempt-events.ts'
import { openCutProxy } from '../cut-proxy.ts'
import { seeded } from '../seeded.ts'
import { faultsOf } from '../stream-laws.ts'
import { type ConformanceBench, eventsOf } from './bench.ts'

export function streamsConform(bench: ConformanceBench): void {
  describe('a stream', () => {
    test('[R1] events count 1, 2, 3 …, begin with the start, and end with the one end', async () => {
      const invocation = bench.invocation(bench.exact)
      const { events, end } = await bench.readAll({ invocation, attempt: 1 })
      expect(end).toEqual({ how: 'completed' })
      expect(faultsOf(events)).toEqual([])
      expect(events[0]).toMatchObject({
        type: 'agent.started',
        payload: { agent_id: bench.exact.agentId, recovery: 'exact' },
      })
      expect(events.at(-1)?.type).toBe('agent.completed')
      expect(events.filter((event) => event.type === 'agent.token').length).toBeGreaterThanOrEqual(4)
      expect(events.every((event) => event.from === undefined)).toBe(true)
    })

    test('[R1] tracks events by number and sends the contract only', async () => {
      const reader = bench.read({ invocation: bench.invocation(bench.exact), attempt: 1 })
      await reader.ended()
      expect(reader.items.map((item) => item.id)).toEqual(reader.items.map((item) => String(item.data.n)))
      expect(eventsOf(reader).map((event) => agentEvent.parse(event))).toEqual(eventsOf(reader))
    })

    test('[L3] from every place in a finished attempt a reader gets exactly the rest', async () => {
      const invocation = bench.invocation(bench.exact)
      const { events } = await bench.readAll({ invocation, attempt: 1 })
      const client = bench.socket()
      for (let after = 0; after < events.length; after += 1) {
        const rest = await bench.readAll({ invocation, attempt: 1, after }, client)
        expect(rest).toEqual({ events: events.slice(after), end: { how: 'completed' } })
      }
    })

    test('[L7] yields the end again after a rejoin', async () => {
      const invocation = bench.invocation(bench.exact)
      const { events } = await bench.readAll({ invocation, attempt: 1 })
      const after = events.length
      expect((await bench.readAll({ invocation, attempt: 1, after })).events).toEqual(events.slice(-1))
      const byId = await bench.readAll({ invocation, attempt: 1, lastEventId: String(after) })
      expect(byId.events).toEqual(events.slice(-1))
    })

    test('[L3] delivers every later event once after a re-attach', async () => {
      const invocation = bench.invocation(bench.exact, bench.exact.slowText)
      const first = bench.read({ invocation, attempt: 1 })
      await first.until((items) => items.length >= 5)
      first.stop()
      const seen = eventsOf(first)
      const { events, end } = await bench.readAll({ invocation, attempt: 1, after: seen.length })
      expect(end).toEqual({ how: 'completed' })
      expect(faultsOf([...seen, ...events])).toEqual([])
    })

    test('[L3] honours the last event id of a re-attach', async () => {
      const invocation = bench.invocation(bench.exact)
      const { events } = await bench.readAll({ invocation, attempt: 1 })
      const rest = await bench.readAll({ invocation, attempt: 1, after: 1, lastEventId: '3' })
      expect(rest.events).toEqual(events.slice(3))
    })

    test('[L3] a connection cut at random bytes five times: every event once, in order', async () => {
      const random = seeded()
      const invocation = bench.invocation(bench.exact)
      const { hostname: host, port } = new URL(bench.runtime.url)
      const target = { host, port: Number(port) }
      await using measure = await openCutProxy({ target })
      const sober = bench.socket({ url: `http://127.0.0.1:${measure.port}` })
      await sober.trpc.health.query()
      const handshake = measure.bytes.toClient
      const { events } = await bench.readAll({ invocation, attempt: 1 }, sober)
      // Each connection has more than a fifth of the stream before it when it comes to its cut: no plan can miss.
      const fifth = Math.floor((measure.bytes.toClient - handshake) / 6)
      const how = random.pick(['fin', 'rst'] as const)
      await using proxy = await openCutProxy({
        target,
        plan: (index) =>
          index < 5 ? { cut: { way: 'toClient', after: handshake + random.int(0, fifth), how } } : undefined,
      })
      const client = bench.socket({ url: `http://127.0.0.1:${proxy.port}`, reconnect: true })
      const reader = bench.read({ invocation, attempt: 1 }, client)
      expect(await reader.ended()).toEqual({ how: 'completed' })
      expect(proxy.cuts).toBe(5)
      expect(eventsOf(reader)).toEqual(events)
    })

    test('[L4] losing every reader does not stop the work', async () => {
      const invocation = bench.invocation(bench.exact, bench.exact.slowText)
      const client = bench.socket()
      const reader = bench.read({ invocation, attempt: 1 }, client)
      await reader.until((items) => items.length >= 2)
      client.cut()
      await reader.ended()
      const { events } = await bench.readAll({ invocation, attempt: 1 })
      expect(faultsOf(events)).toEqual([])
      expect(events.at(-1)?.type).toBe('agent.completed')
    })

    test('[L2] two readers of one attempt see the same events', async () => {
      const invocation = bench.invocation(bench.exact, bench.exact.slowText)
      const [one, two] = [bench.read({ invocation, attempt: 1 }), bench.read({ invocation, attempt: 1 })]
      await Promise.all([one.ended(), two.ended()])
      expect(faultsOf(eventsOf(one))).toEqual([])
      expect(eventsOf(two)).toEqual(eventsOf(one))
    })

    test('merged tokens keep the text, name their span, and leave no number out', async () => {
      const invocation = bench.invocation(bench.exact)
      const { events } = await bench.readAll({ invocation, attempt: 1 })
      const merged = await bench.readAll({ invocation, attempt: 1, coalesce: true })
      expect(faultsOf(merged.events, { coalesce: true })).toEqual([])
      expect(textOf(merged.events)).toBe(textOf(events))
      expect(merged.events.filter((event) => event.type !== 'agent.token')).toEqual(
        events.filter((event) => event.type !== 'agent.token'),
      )
      const rest = await bench.readAll({ invocation, attempt: 1, coalesce: true, after: 3 })
      expect(faultsOf(rest.events, { coalesce: true, after: 3 })).toEqual([])
      expect(textOf(rest.events)).toBe(textOf(events.slice(3)))
    })
  })
}
