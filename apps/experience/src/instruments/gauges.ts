// Gauges computed when metrics are read: connections, queues, process health. A source that does not answer leaves its
// gauge out.
import type { LagMeasure } from '@biplane/process/loop-lag'
import { processFigures } from '@biplane/process/process-figures'
import { Gauge, type Registry } from 'prom-client'
import type { Connections } from '../communication/connections.ts'
import type { EventLog } from '../communication/event-log.ts'
import type { Notifier } from '../communication/notifier.ts'
import type { EventRow } from '../store/rows.ts'
import type { StoreReads } from '../store/store-reads.ts'

export interface GaugeDeps {
  connections: Pick<Connections, 'list'>
  /** Of each stream over HTTP, what its reader has not taken yet. */
  streams: { unsentBytes(): number[] }
  notifier: Pick<Notifier, 'listening'>
  log: Pick<EventLog<EventRow>, 'bytes'>
  store: Pick<StoreReads, 'query' | 'waiting'>
  dispatcher: { readonly running: number }
  link: { readonly connected: boolean }
  lag: LagMeasure
}

/** A database that is stuck must not keep the other figures. */
const QUERY_MS = 1_000

export function addGauges(registry: Registry, deps: GaugeDeps): void {
  const { connections, streams, notifier, log, store, dispatcher, link, lag } = deps
  const unsent = () => [...connections.list().map(({ unsentBytes }) => unsentBytes), ...streams.unsentBytes()]
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  addConnections(registry, connections)
  gauge('biplane_unsent_bytes', 'Bytes that sockets and streams have not taken yet, all together.', () =>
    unsent().reduce((sum, bytes) => sum + bytes, 0),
  )
  gauge('biplane_unsent_bytes_max', 'Of the socket or stream that has most of them.', () => Math.max(0, ...unsent()))
  addInvocations(registry, store)
  gauge('biplane_leases', 'Invocations that this process owns.', () => dispatcher.running)
  gauge('biplane_store_waiting', 'Commands and queries that the writer has not answered yet.', () => store.waiting)
  gauge('biplane_followed_conversations', 'Conversations that somebody reads live.', () => notifier.listening)
  gauge('biplane_recent_events_bytes', 'Recent events that are held in memory.', () => log.bytes)
  gauge('biplane_runtime_connected', 'Whether the way to Runtime is open.', () => (link.connected ? 1 : 0))
  for (const { name, help, read } of processFigures(lag)) gauge(name, help, read)
}

function addConnections(registry: Registry, connections: GaugeDeps['connections']): void {
  new Gauge({
    name: 'biplane_connections',
    help: 'Live sockets, by door and realm.',
    labelNames: ['door', 'realm'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { door, realm } of connections.list()) this.inc({ door, realm })
    },
  })
}

function addInvocations(registry: Registry, store: GaugeDeps['store']): void {
  new Gauge({
    name: 'biplane_invocations',
    help: 'Invocations that have not ended, by state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset()
      const rows = await within(QUERY_MS, store.query('countOpenInvocations', {}))
      if (rows === null) return
      for (const state of OPEN_STATES) this.set({ state }, 0)
      for (const { status, _count } of rows) this.set({ state: status }, _count._all)
    },
  })
}

const OPEN_STATES = ['queued', 'running', 'cancelling']

/** What it answers, or `null` when it refuses or takes longer. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([answer.catch(() => null), late])
  } finally {
    clearTimeout(timer)
  }
}
