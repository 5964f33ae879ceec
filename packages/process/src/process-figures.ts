// Process metrics for Prometheus: CPU, memory, event loop, under the names that dashboards expect.
import type { LagMeasure } from './loop-lag.ts'

export interface ProcessFigure {
  name: string
  help: string
  read(): number
}

/** Computed on read. Seconds and bytes. */
export const processFigures = (lag: Pick<LagMeasure, 'read'>): ProcessFigure[] => [
  {
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the process, all threads.',
    read: () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    },
  },
  {
    name: 'process_start_time_seconds',
    help: 'When the process began, in seconds since 1970.',
    read: () => Math.round(performance.timeOrigin / 1000),
  },
  {
    name: 'process_resident_memory_bytes',
    help: 'Memory that the process holds.',
    read: () => process.memoryUsage.rss(),
  },
  {
    name: 'nodejs_heap_size_used_bytes',
    help: 'Of that, what JavaScript uses.',
    read: () => process.memoryUsage().heapUsed,
  },
  {
    name: 'nodejs_eventloop_lag_mean_seconds',
    help: 'How late the event loop is on average, over the last 10 to 20 seconds.',
    read: () => lag.read().mean_ms / 1000,
  },
  {
    name: 'nodejs_eventloop_lag_p99_seconds',
    help: 'How late it is once in a hundred looks.',
    read: () => lag.read().p99_ms / 1000,
  },
  {
    name: 'nodejs_eventloop_lag_max_seconds',
    help: 'How late it was at worst.',
    read: () => lag.read().max_ms / 1000,
  },
]
