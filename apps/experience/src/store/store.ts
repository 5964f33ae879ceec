// Database access of the main thread: commands and queries go to the writer thread, the log is read here. The only
// module that uses the database package.
import { Worker } from 'node:worker_threads'
import { Refusal } from '@biplane/contracts/refusal'
import { DatabaseInUse, DatabaseTakenOver } from '@biplane/db/errors'
import { workerEntry } from '@biplane/process/worker-entry'
import type { CommandInput, CommandName, CommandOutput } from './commands.ts'
import { LogReader } from './log-reader.ts'
import type { QueryInput, QueryName, QueryOutput } from './queries.ts'
import type { EventRow } from './rows.ts'
import type {
  CommitGroup,
  WriterData,
  WriterReply,
  WriterRequest,
  WriterResult,
  WriterSignal,
} from './writer-messages.ts'

export interface StoreDeps extends WriterData {
  /** A page of the log holds at most so many bytes. */
  pageBytes: number
  /** Called with each group's events after they are synced and before anyone's command is answered. [L1] */
  onCommitted(events: EventRow[]): void
  /** A transaction was synced; for whoever measures. */
  onGroup?(group: CommitGroup): void
  /** A group could not be kept. Its commands were refused; this is for the log. */
  onFault(cause: string): void
  /** The writer died or made a mistake that it cannot answer for: the process cannot go on. */
  onFatal(error: Error): void
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

export { DatabaseTakenOver }

export class Store {
  readonly epoch: string
  readonly restored: boolean
  /** The log had another epoch before. [L14] */
  readonly everRestored: boolean
  readonly reader: LogReader
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #outbox: WriterRequest[] = []
  #leaves: 'not' | 'now' | 'at the end of this turn' = 'not'
  #lastId = 0
  #closed: (() => void) | null = null
  #dead = false

  private constructor(worker: Worker, opened: Extract<WriterReply, { kind: 'open' }>, deps: StoreDeps) {
    this.#worker = worker
    this.epoch = opened.epoch
    this.restored = opened.restored
    this.everRestored = opened.everRestored
    this.reader = new LogReader(deps.file, deps.pageBytes, opened.epoch)
    worker.on('message', (reply: WriterReply) => this.#hear(reply, deps))
    worker.on('error', (error: Error) => this.#die(error, deps.onFatal))
    worker.on('exit', () => this.#die(new Error('the writer thread ended'), deps.onFatal))
  }

  /**
   * Opens the file for this process alone and applies missing migrations.
   * @throws DatabaseInUse, or an Error that says what is wrong with the file
   */
  static async open(deps: StoreDeps): Promise<Store> {
    const { file, migrations, env, quotas } = deps
    const data: WriterData = { file, migrations, env, ...(quotas && { quotas }) }
    const worker = new Worker(workerEntry('writer-thread', import.meta.url), { workerData: data })
    const opened = await new Promise<WriterReply>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    if (opened.kind === 'open') return new Store(worker, opened, deps)
    await worker.terminate()
    if (opened.kind !== 'cannot_open') throw new Error(`the writer said ${opened.kind} before it was open`)
    const { name, message, code } = opened
    if (name === 'DatabaseInUse') throw new DatabaseInUse(message)
    // The name and the code say whether the person who starts it can mend it.
    throw Object.assign(new Error(message), { name, ...(code === null ? {} : { code }) })
  }

  /** What was asked and is not answered yet. */
  get waiting(): number {
    return this.#waiting.size
  }

  /**
   * Runs a write command. When it resolves, the write is synced. What may wait leaves with the next command that may not,
   * at the end of this turn of the loop at the latest: what came in together is kept together.
   * @throws its refusals, STORE_UNAVAILABLE
   */
  command<N extends CommandName>(name: N, input: CommandInput<N>, mayWait = false): Promise<CommandOutput<N>> {
    return this.#ask({ kind: 'command', name, input }, mayWait) as Promise<CommandOutput<N>>
  }

  query<N extends QueryName>(name: N, input: QueryInput<N>): Promise<QueryOutput<N>> {
    return this.#ask({ kind: 'query', name, input }, false) as Promise<QueryOutput<N>>
  }

  /** Something was deleted: its bytes are overwritten in the file and in the write-ahead log within seconds. [L16] */
  scrub(): void {
    if (!this.#closed) this.#post({ kind: 'scrub' })
  }

  /** Whether a group can be committed at this moment. */
  writable(): Promise<boolean> {
    return this.command('nothing', {}).then(
      () => true,
      () => false,
    )
  }

  /** Waits for what was asked, then closes the file. */
  async close(): Promise<void> {
    this.#send()
    await new Promise<void>((resolve) => {
      this.#closed = resolve
      this.#post({ kind: 'close' })
    })
    this.reader.close()
  }

  #ask(request: Omit<WriterRequest, 'id'>, mayWait: boolean): Promise<unknown> {
    if (this.#closed || this.#dead)
      return Promise.reject(new Refusal('STORE_UNAVAILABLE', 'This cannot be kept any more: it is closing.'))
    return new Promise((resolve, reject) => {
      this.#lastId += 1
      this.#waiting.set(this.#lastId, { resolve, reject })
      this.#outbox.push({ id: this.#lastId, ...request })
      this.#leave(mayWait)
    })
  }

  /** What is asked for in one step travels together, and what may wait with it. */
  #leave(mayWait: boolean): void {
    if (this.#leaves === 'now' || (mayWait && this.#leaves !== 'not')) return
    this.#leaves = mayWait ? 'at the end of this turn' : 'now'
    if (mayWait) setImmediate(() => this.#send())
    else queueMicrotask(() => this.#send())
  }

  #send(): void {
    this.#leaves = 'not'
    if (this.#outbox.length === 0) return
    this.#post({ kind: 'requests', requests: this.#outbox })
    this.#outbox = []
  }

  #post(signal: WriterSignal): void {
    this.#worker.postMessage(signal)
  }

  #hear(reply: WriterReply, deps: StoreDeps): void {
    if (reply.kind === 'closed') {
      this.#worker.removeAllListeners('exit')
      this.#closed?.()
      return
    }
    if (reply.kind === 'taken_over') {
      this.#die(new DatabaseTakenOver(reply.message), deps.onFatal)
      return
    }
    if (reply.kind === 'fault') deps.onFault(reply.cause)
    else if (reply.kind !== 'done') throw new Error(`the writer said ${reply.kind} twice`)
    else {
      if (reply.events.length > 0) deps.onCommitted(reply.events)
      if (reply.group) deps.onGroup?.(reply.group)
    }
    for (const result of reply.results) this.#settle(result)
  }

  #settle(result: WriterResult): void {
    const waiting = this.#waiting.get(result.id)
    if (!waiting) return
    this.#waiting.delete(result.id)
    if (result.ok) waiting.resolve(result.value)
    else if ('bug' in result) waiting.reject(new Error(result.bug))
    else {
      const { code, message, path } = result.refusal
      waiting.reject(new Refusal(code, message, path === undefined ? {} : { path }))
    }
  }

  /** Once: what comes after it is refused, and the caller hears of one reason. */
  #die(error: Error, onFatal: StoreDeps['onFatal']): void {
    if (this.#dead) return
    this.#dead = true
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
    onFatal(error)
  }
}
