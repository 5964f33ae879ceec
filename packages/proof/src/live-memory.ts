// Measures the live memory of another process after a forced collection, over Node's inspector. Garbage is never
// counted, so the result does not depend on the load of the machine.
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { ProductProcess } from './process-harness.ts'

/** For node: a process that is started with it can be weighed. */
export const WEIGHABLE = '--inspect=127.0.0.1:0'

/**
 * For node: every function is compiled when it is first called, and that is all. What compilers make, improve and let go
 * of while they learn is hundreds of kilobytes; without it, two weighings of a process at rest differ by tens.
 */
export const COMPILED_ONCE: readonly string[] = ['--always-sparkplug', '--no-opt', '--no-flush-bytecode']

/** Bytes that are alive. */
export interface LiveMemory {
  /** The objects of the main thread. */
  heap: number
  /** Buffers that these objects hold, outside the heap: what waits to be sent is there. */
  buffers: number
  /** The objects of its other threads, the writer of the database for example. */
  workers: number
}

export const total = ({ heap, buffers, workers }: LiveMemory): number => heap + buffers + workers

/** A connection that has just ended is not let go of by the first collection. */
const MOST_WEIGHINGS = 6

const GONE = 'the process that is weighed is gone'
const announced = /Debugger listening on (ws:\/\/\S+)/
const message = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
})
const heapUsage = z.object({ usedSize: z.number() })
const evaluated = z.object({ result: z.object({ value: z.number() }) })
const attached = z.object({ sessionId: z.string() })
const fromWorker = z.object({ sessionId: z.string(), message: z.string() })

/** Asks one thread; `id` and `method` are of the inspector's protocol. */
type Ask = (method: string, params?: object) => Promise<unknown>

export class Scales implements AsyncDisposable {
  readonly #socket: WebSocket
  readonly #main: Thread
  readonly #workers = new Map<string, Thread>()

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.#main = new Thread((text) => socket.send(text))
    socket.on('message', (data) => this.#hear(String(data)))
    socket.on('close', () => {
      for (const thread of [this.#main, ...this.#workers.values()]) thread.lose()
    })
  }

  /** Of a process that was started with `WEIGHABLE`. */
  static async open(process: ProductProcess): Promise<Scales> {
    const address = announced.exec(process.stderr)?.[1]
    if (address === undefined) throw new Error('the process was not started so that it can be weighed')
    const socket = new WebSocket(address, { perMessageDeflate: false })
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    socket.on('error', () => {})
    const scales = new Scales(socket)
    await scales.#main.ask('NodeWorker.enable', { waitForDebuggerOnStart: false })
    return scales
  }

  /** Weighs until nothing more is let go of: what was done before must be over. */
  async weigh(): Promise<LiveMemory> {
    let live = await this.#weighOnce()
    for (let i = 1; i < MOST_WEIGHINGS; i += 1) {
      const again = await this.#weighOnce()
      if (total(again) >= total(live)) return live
      live = again
    }
    return live
  }

  /** What an expression of JavaScript comes to in its main thread: a number. */
  async run(expression: string): Promise<number> {
    const answer = await this.#main.ask('Runtime.evaluate', { expression, returnByValue: true })
    return evaluated.parse(answer).result.value
  }

  /** For controls: leaves so many functions behind in it, the least that a forgotten listener would be. */
  async leak(times: number): Promise<void> {
    await this.run(`(globalThis.leaked ??= []).push(Array.from({ length: ${times} }, () => () => {}))`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()))
    if (this.#socket.readyState !== WebSocket.CLOSED) {
      this.#socket.terminate()
      await closed
    }
  }

  async #weighOnce(): Promise<LiveMemory> {
    const { ask } = this.#main
    await collect(ask)
    // Finalizers run after a collection, and let go of more.
    await collect(ask)
    const heap = await heapOf(ask)
    const buffers = await this.run('process.memoryUsage().arrayBuffers')
    let workers = 0
    for (const worker of this.#workers.values()) {
      await collect(worker.ask)
      workers += await heapOf(worker.ask)
    }
    return { heap, buffers, workers }
  }

  #hear(text: string): void {
    const { method, params } = this.#main.hear(text)
    if (method === 'NodeWorker.attachedToWorker') {
      const { sessionId } = attached.parse(params)
      const send = (words: string) =>
        void this.#main.ask('NodeWorker.sendMessageToWorker', { sessionId, message: words }).catch(() => {})
      this.#workers.set(sessionId, new Thread(send))
    } else if (method === 'NodeWorker.detachedFromWorker') {
      const { sessionId } = attached.parse(params)
      this.#workers.get(sessionId)?.lose()
      this.#workers.delete(sessionId)
    } else if (method === 'NodeWorker.receivedMessageFromWorker') {
      const { sessionId, message: words } = fromWorker.parse(params)
      this.#workers.get(sessionId)?.hear(words)
    }
  }
}

const collect = (ask: Ask): Promise<unknown> => ask('HeapProfiler.collectGarbage')

const heapOf = async (ask: Ask): Promise<number> => heapUsage.parse(await ask('Runtime.getHeapUsage')).usedSize

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/** One thread's inspector: questions and their answers. */
class Thread {
  readonly #send: (text: string) => void
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  #lost = false

  constructor(send: (text: string) => void) {
    this.#send = send
  }

  readonly ask: Ask = (method, params = {}) => {
    if (this.#lost) return Promise.reject(new Error(GONE))
    this.#asked += 1
    const id = this.#asked
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#send(JSON.stringify({ id, method, params }))
    })
  }

  /** Settles the question that it answers; what is said without being asked is the caller's. */
  hear(text: string): { method?: string | undefined; params: unknown } {
    const { id, method, params, result, error } = message.parse(JSON.parse(text))
    const waiting = id === undefined ? undefined : this.#waiting.get(id)
    if (id !== undefined) this.#waiting.delete(id)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result)
    return { method, params }
  }

  lose(): void {
    this.#lost = true
    for (const { reject } of this.#waiting.values()) reject(new Error(GONE))
    this.#waiting.clear()
  }
}
