// The typed calls to Runtime and the health of the way there. It chooses no agent and keeps no event.

import { hardenedWebSocket } from '@biplane/contracts/clients/hardened-websocket'
import { Refusal, type RefusalView } from '@biplane/contracts/refusal'
import type { RuntimeRouter } from '@biplane/contracts/runtime-router'
import { between } from '@biplane/contracts/vocabulary/iterables'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type {
  AgentEvent,
  AgentInfo,
  DescribeFileRequest,
  RuntimeHealth,
  StreamRequest,
} from '@biplane/contracts/wire/agent-events'
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import type { InvocationId } from '@biplane/contracts/wire/ids'
import { deriveKey } from '@biplane/process/internal-key'
import {
  CALLER_NONCE,
  isNonce,
  isProof,
  LISTENER_NONCE,
  LISTENER_PROOF,
  newNonce,
  proofOf,
} from '@biplane/process/link-proof'
import { createTRPCClient, createWSClient, TRPCClientError, wsLink } from '@trpc/client'
import { WebSocket } from 'ws'
import { isAgentEvent } from './agent-event-check.ts'
import { boundedBatches } from './bounded-batches.ts'
import { EventQueue } from './event-queue.ts'
import { RuntimeAddresses } from './runtime-addresses.ts'

export interface RuntimeLinkOptions {
  /** `http://host:port` of each Runtime. The first that answers is used for as long as it does. */
  urls: readonly string[]
  key: string
  /** How long work may wait for a Runtime that cannot be reached. */
  unavailableMs: number
}

/** The way to Runtime was gone for too long. Told apart from what Runtime itself refuses. */
export const runtimeUnavailable = () =>
  new Refusal('RUNTIME_UNAVAILABLE', 'The agents cannot be reached at the moment.')

const OPEN_MS = 5_000
const CLOSE_MS = 1_000
const CALL_MS = 2_000
const DESCRIBE_MS = 40_000
const RETRY_CAP_MS = 2_000
const SAY_AGAIN_MS = 20

export class RuntimeLink {
  readonly #socket
  readonly #client
  readonly #unavailableMs: number
  #closed = false
  /** Since when there is no connection; `null` while there is one. Monotonic milliseconds. */
  #awaySince: number | null = performance.now()

  constructor({ urls, key, unavailableMs }: RuntimeLinkOptions) {
    this.#unavailableMs = unavailableMs
    const addresses = new RuntimeAddresses(urls)
    const linkKey = deriveKey(key, 'runtime-link')
    const Keyed = class extends WebSocket {
      constructor(address: string | URL) {
        const caller = newNonce()
        super(address, { headers: { [CALLER_NONCE]: caller }, maxPayload: 8 * 1024 * 1024, perMessageDeflate: false })
        let proof: string | null = null
        this.once('upgrade', ({ headers }) => {
          const listener = headers[LISTENER_NONCE]
          const nonces = isNonce(listener) ? { caller, listener } : null
          // Somebody else listens there: nothing is said to it.
          if (!nonces || !isProof(headers[LISTENER_PROOF], 'listener', nonces, linkKey)) return this.terminate()
          proof = proofOf('caller', nonces, linkKey)
        })
        // Before the first call: this listener is older than the client's own.
        this.once('open', () => {
          if (proof !== null) super.send(proof)
        })
      }

      // The link knows this shape alone; a frame of text is all that it sends.
      override send(frame: string): void {
        for (const part of boundedBatches(frame)) super.send(part)
      }
    }
    this.#socket = createWSClient({
      url: () => addresses.next(),
      onOpen: () => addresses.good(),
      WebSocket: hardenedWebSocket(Keyed, {
        openMs: OPEN_MS,
        closeMs: CLOSE_MS,
      }) as unknown as typeof globalThis.WebSocket,
      // Full jitter: many that lost the same Runtime do not come back in step.
      retryDelayMs: (attempt) => Math.random() * Math.min(RETRY_CAP_MS, 50 * 2 ** Math.min(attempt, 6)),
      keepAlive: { enabled: true, intervalMs: 5_000, pongTimeoutMs: 3_000 },
    })
    this.#socket.connectionState.subscribe({
      next: ({ state }) => {
        this.#awaySince = state === 'pending' ? null : (this.#awaySince ?? performance.now())
      },
    })
    this.#client = createTRPCClient<RuntimeRouter>({ links: [wsLink({ client: this.#socket })] })
  }

  get connected(): boolean {
    return this.#socket.connectionState.get().state === 'pending'
  }

  /**
   * The events of one attempt, from a new start or a re-attachment. A short loss of the link is healed below this; the
   * generator ends when the attempt has ended or the reader goes.
   * @throws what Runtime refuses, and RUNTIME_UNAVAILABLE once there was no connection for `unavailableMs`, counted from
   * its loss: whatever waits, and whatever is begun meanwhile, has one patience together, not one after the other [V3]
   */
  stream(request: StreamRequest, signal: AbortSignal, onAway: () => void = () => {}): AsyncIterable<AgentEvent> {
    const queue = new EventQueue<AgentEvent>()
    // A signal that has fired already would never tell us: an end of the process would wait for the end of the answer.
    if (signal.aborted) {
      queue.end()
      return queue
    }
    let leave = () => {}
    return between(queue, {
      begin: () => {
        leave = this.#attach(request, queue, onAway)
        signal.addEventListener('abort', leaves)
      },
      end() {
        signal.removeEventListener('abort', leaves)
        leave()
      },
    })
    function leaves(): void {
      queue.end()
    }
  }

  /** Fills the queue from Runtime until it ends or what is returned is called. */
  #attach(request: StreamRequest, queue: EventQueue<AgentEvent>, onAway: () => void): () => void {
    let giveUp: NodeJS.Timeout | null = null
    const watch = this.#socket.connectionState.subscribe({
      next: ({ state }) => {
        if (state === 'pending') {
          if (giveUp) clearTimeout(giveUp)
          giveUp = null
        } else if (giveUp === null) {
          giveUp = setTimeout(() => queue.fail(runtimeUnavailable()), this.#patienceLeft())
          onAway()
        }
      },
    })
    const subscribe = () =>
      this.#opened.streamAgent.subscribe(request, {
        onData: ({ data }) => {
          if (isAgentEvent(data)) queue.push(data)
          else queue.fail(new Refusal('AGENT_FAILED', 'The agent said something that is not understood.'))
        },
        onError: (error) => {
          // A connection that closes while this is being said fails it, and Runtime never heard it: it is said again.
          if (isOfTheLink(error)) again = setTimeout(sayAgain, SAY_AGAIN_MS)
          else queue.fail(fromRuntime(error))
        },
        onComplete: () => queue.end(),
      })
    const sayAgain = () => {
      try {
        subscription = subscribe()
      } catch (error) {
        queue.fail(fromRuntime(error))
      }
    }
    let again: NodeJS.Timeout | undefined
    let subscription = subscribe()
    return () => {
      clearTimeout(again)
      subscription.unsubscribe()
      watch.unsubscribe()
      if (giveUp) clearTimeout(giveUp)
    }
  }

  /** Fires the agent's abort signal. `already_finished` also when Runtime knows nothing of it. */
  async cancel(invocationId: string): Promise<'cancelling' | 'already_finished'> {
    const input = { invocationId: invocationId as InvocationId }
    return (await this.#bounded((signal) => this.#opened.cancelAgent.mutate(input, { signal }))).outcome
  }

  /** Drops what Runtime keeps of these, ended or not. Unknown ones are no error. */
  async forget(invocationIds: readonly string[]): Promise<void> {
    for (let from = 0; from < invocationIds.length; from += LIMITS.forgetAtOnce) {
      const some = invocationIds.slice(from, from + LIMITS.forgetAtOnce) as InvocationId[]
      await this.#bounded((signal) => this.#opened.forgetInvocations.mutate({ invocationIds: some }, { signal }))
    }
  }

  /** How a file is read as a table. A first look at a large file takes seconds. */
  describeFile(request: DescribeFileRequest): Promise<FileReading> {
    return this.#bounded((signal) => this.#opened.describeFile.query(request, { signal }), DESCRIBE_MS)
  }

  agents(): Promise<AgentInfo[]> {
    return this.#bounded((signal) => this.#opened.listAgents.query(undefined, { signal }))
  }

  /** Answers at once when there is no connection. */
  async health(): Promise<RuntimeHealth> {
    if (!this.connected) throw runtimeUnavailable()
    return this.#bounded((signal) => this.#opened.health.query(undefined, { signal }))
  }

  #patienceLeft(): number {
    const away = this.#awaySince === null ? 0 : performance.now() - this.#awaySince
    return Math.max(0, this.#unavailableMs - away)
  }

  /** What is asked of Runtime. @throws RUNTIME_UNAVAILABLE after the close: the library would open the way again, for good */
  get #opened() {
    if (this.#closed) throw runtimeUnavailable()
    return this.#client
  }

  /** Whatever is asked afterwards is refused. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#socket.close()
  }

  /** A call that is not answered in time is a Runtime that cannot be reached: the link itself would wait for ever. */
  async #bounded<T>(call: (signal: AbortSignal) => Promise<T>, ms = CALL_MS): Promise<T> {
    const deadline = AbortSignal.timeout(ms)
    try {
      return await call(deadline)
    } catch (error) {
      throw deadline.aborted ? runtimeUnavailable() : fromRuntime(error)
    }
  }
}

/** What Runtime answers has data; the client's own words about a connection have none. */
const isOfTheLink = (error: unknown): boolean => error instanceof TRPCClientError && error.data === undefined

/** What Runtime refused, as our own refusal; anything else is a link that failed. */
function fromRuntime(error: unknown): Refusal {
  if (error instanceof TRPCClientError) {
    const view: unknown = error.data?.refusal
    if (isRefusalView(view)) return new Refusal(view.code, view.message, { cause: error })
  }
  return new Refusal('RUNTIME_UNAVAILABLE', 'The agents cannot be reached at the moment.', { cause: error })
}

const isRefusalView = (value: unknown): value is RefusalView =>
  typeof value === 'object' && value !== null && 'code' in value && 'message' in value
