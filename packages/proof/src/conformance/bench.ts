// Fixture of the conformance tests: the Runtime under test, clients, invocations and cleanup. Uses the wire alone.
import { randomUUID } from 'node:crypto'
import type { RuntimeRouter } from '@biplane/contracts/runtime-router'
import type { AgentEvent } from '@biplane/contracts/wire/agent-events'
import type { inferRouterInputs } from '@trpc/server'
import { type ReaderEnd, SubscriptionReader } from '../subscription-reader.ts'
import { bearer, openRuntimeClient, type RuntimeClient, runtimeHttpClient, type SocketClient } from '../trpc-client.ts'

/** An agent to test with. */
export interface ConformanceAgent {
  agentId: string
  /** Is answered at once, in at least four tokens. */
  text: string
  /** Is answered so slowly that a test can act in the middle: at least 20 tokens, a second or more in all. */
  slowText: string
}

export interface RuntimeUnderTest {
  /** `http://host:port` with the router at `/trpc`; stays the same over a restart. */
  url: string
  key: string
  agents: { exact: ConformanceAgent; restart?: ConformanceAgent }
  /** Loses all runs and connections, as a killed process does; resolves when it serves again. */
  restart(): Promise<void>
  close(): Promise<void>
}

export type StreamInput = inferRouterInputs<RuntimeRouter>['streamAgent']
export type InvocationInput = StreamInput['invocation']
export type RunReader = SubscriptionReader<{ id: string; data: AgentEvent }>

/** Each asking is a round trip, so this is some seconds; [L4] gives a cancel one. */
const ASKED_AT_MOST = 5_000

export class ConformanceBench {
  #runtime: RuntimeUnderTest | null = null
  #started: string[] = []
  #clients: SocketClient<RuntimeClient>[] = []

  use(runtime: RuntimeUnderTest): void {
    this.#runtime = runtime
  }

  get runtime(): RuntimeUnderTest {
    if (!this.#runtime) throw new Error('the Runtime under test did not open')
    return this.#runtime
  }

  get exact(): ConformanceAgent {
    return this.runtime.agents.exact
  }

  /** Calls over HTTP. */
  get calls(): RuntimeClient {
    return runtimeHttpClient({ url: this.runtime.url, headers: bearer(this.runtime.key) })
  }

  /** A reader's own socket, closed after the test. Without reconnect unless asked for. */
  socket(options: { url?: string; reconnect?: boolean } = {}): SocketClient<RuntimeClient> {
    const { url, key } = this.runtime
    const client = openRuntimeClient({ url, headers: bearer(key), reconnect: false, ...options })
    this.#clients.push(client)
    return client
  }

  /** A new invocation that is tidied up after the test. */
  invocation(agent: ConformanceAgent, text = agent.text): InvocationInput {
    const id = randomUUID()
    this.#started.push(id)
    return {
      agent_id: agent.agentId,
      invocation_id: id,
      input: { text },
      return_channel: `invocation:${id}`,
      deadline: new Date(Date.now() + 600_000).toISOString(),
    }
  }

  /** Reads on a socket of its own unless one is given. */
  read(input: StreamInput, client: SocketClient<RuntimeClient> = this.socket()): RunReader {
    return new SubscriptionReader((handlers) => client.trpc.streamAgent.subscribe(input, handlers))
  }

  /** Reads to the end, whatever it is. */
  async readAll(
    input: StreamInput,
    client?: SocketClient<RuntimeClient>,
  ): Promise<{ events: AgentEvent[]; end: ReaderEnd }> {
    const reader = this.read(input, client)
    const end = await reader.ended()
    return { events: eventsOf(reader), end }
  }

  /** Cancels what the test left running, and waits until nothing runs: no test sees another one's work. */
  async tidy(): Promise<void> {
    if (!this.#runtime) return
    for (const client of this.#clients.splice(0)) await client.close()
    for (const invocationId of this.#started.splice(0)) await this.calls.cancelAgent.mutate({ invocationId })
    for (let asked = 0; (await this.calls.health.query()).running > 0; asked += 1) {
      if (asked === ASKED_AT_MOST) throw new Error('cancelled work still runs')
    }
  }

  async close(): Promise<void> {
    await this.#runtime?.close()
  }
}

export const eventsOf = (reader: RunReader): AgentEvent[] => reader.items.map((item) => item.data)
