// Metrics of Runtime: executions, tokens, tool durations. Names agents and tools, no person; per token it only adds to
// a number.
import type { LoopLag } from '@biplane/process/loop-lag'
import { processFigures } from '@biplane/process/process-figures'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

export type RunEnd = 'completed' | 'failed' | 'cancelled'
export type ToolEnd = 'done' | 'refused' | 'failed' | 'cancelled'

/** What a run tells of itself. */
export interface RunTold {
  /** One piece of an answer was said. */
  token(): void
  ended(agentId: string, end: RunEnd, ms: number): void
}

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 600]

export class Measures implements RunTold {
  readonly registry = new Registry()
  readonly #runs = new Histogram({
    name: 'biplane_runtime_run_seconds',
    help: 'Time of one execution of an agent, by its end.',
    labelNames: ['agent_id', 'end'],
    buckets: SECONDS,
    registers: [this.registry],
  })
  readonly #tools = new Histogram({
    name: 'biplane_runtime_tool_seconds',
    help: 'Time of one call of a tool, the wait for its turn included.',
    labelNames: ['tool', 'end'],
    buckets: SECONDS,
    registers: [this.registry],
  })
  #tokens = 0

  constructor() {
    const tokens = () => this.#tokens
    new Counter({
      name: 'biplane_runtime_tokens_total',
      help: 'Pieces of answers that agents said.',
      registers: [this.registry],
      collect() {
        this.reset()
        this.inc(tokens())
      },
    })
  }

  token(): void {
    this.#tokens += 1
  }

  ended(agentId: string, end: RunEnd, ms: number): void {
    this.#runs.observe({ agent_id: agentId, end }, ms / 1000)
  }

  /** A call of a tool has ended after so many milliseconds. */
  tool(tool: string, end: ToolEnd, ms: number): void {
    this.#tools.observe({ tool, end }, ms / 1000)
  }

  /** What is read when somebody asks. */
  watch(health: () => { running: number; kept: number }, lag: LoopLag): void {
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read())
        },
      })
    gauge('biplane_runtime_running', 'Invocations that are executed now.', () => health().running)
    gauge('biplane_runtime_kept', 'Ended ones that a reader can still attach to.', () => health().kept)
    for (const { name, help, read } of processFigures(lag)) gauge(name, help, read)
  }

  /** All figures, as Prometheus reads them. */
  text(): Promise<string> {
    return this.registry.metrics()
  }

  get contentType(): string {
    return this.registry.contentType
  }
}
