// The single writer: takes all waiting commands, commits them with one sync, and replies. Runs on its own thread so
// that no sync blocks the sockets.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { PrismaClient } from '@biplane/db/client'
import { DatabaseTakenOver } from '@biplane/db/errors'
import { type OpenDatabase, openDatabase } from '@biplane/db/open'
import { type FailPoint, readFailPoint } from '@biplane/process/fail-points'
import { failedResult, GroupCommit } from './group-commit.ts'
import { QUERIES, type QueryName } from './queries.ts'
import type { Quotas } from './quota-limits.ts'
import type { WriterData, WriterReply, WriterRequest, WriterSignal } from './writer-messages.ts'

/** At most so many commands share a sync: more would make the first of them wait too long. */
const GROUP = 1_000
/** How often the witness of the log is renewed while something is written. */
const WITNESS_MS = 1_000
/** How often a slice of the file is scrubbed while something was deleted: 100 MB take eight seconds. */
const SCRUB_MS = 150

class Writer {
  readonly #port: MessagePort
  readonly #database: OpenDatabase
  readonly #group: GroupCommit
  readonly #renewWitness: NodeJS.Timeout
  readonly #scrub: NodeJS.Timeout
  readonly #commands: WriterRequest[] = []
  #prisma: Promise<PrismaClient> | null = null
  #answering = 0
  #flushing = false
  #closing = false
  #written = false

  constructor(port: MessagePort, database: OpenDatabase, failPoint: FailPoint, quotas: Quotas | undefined) {
    this.#port = port
    this.#database = database
    this.#group = new GroupCommit(database, failPoint, quotas)
    this.#renewWitness = setInterval(() => this.#witness(), WITNESS_MS)
    this.#scrub = setInterval(() => this.#scrubSlice(), SCRUB_MS)
    port.on('message', (signal: WriterSignal) => {
      this.#hear(signal)
      void this.#flush()
    })
  }

  #hear(signal: WriterSignal): void {
    if (signal.kind === 'scrub') {
      this.#database.scrubber.begin()
      return
    }
    if (signal.kind === 'close') {
      this.#closing = true
      return
    }
    for (const request of signal.requests) {
      if (request.kind === 'command') this.#commands.push(request)
      else void this.#answer(request)
    }
  }

  async #flush(): Promise<void> {
    if (this.#flushing) return
    this.#flushing = true
    while (this.#commands.length > 0) {
      // Whatever has arrived meanwhile shares this sync.
      for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
        this.#hear(next.message)
      }
      const { exclusive } = this.#database.sqlite
      while (exclusive.isLocked()) await exclusive.waitForUnlock()
      this.#say(this.#commit(this.#commands.splice(0, GROUP)))
      this.#written = true
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#flushing = false
    this.#closeWhenIdle()
  }

  #commit(commands: WriterRequest[]): WriterReply {
    const began = performance.now()
    const reply = this.#group.run(commands)
    if (reply.kind === 'done') {
      reply.group = { commands: commands.length, events: reply.events.length, ms: performance.now() - began }
    }
    return reply
  }

  async #answer({ id, name, input }: WriterRequest): Promise<void> {
    this.#answering += 1
    // The client's engine takes a moment to load; nothing on the way to the first socket needs it.
    this.#prisma ??= import('@biplane/db/client').then(({ openClient }) => openClient(this.#database.sqlite))
    try {
      const query = QUERIES[name as QueryName] as (prisma: PrismaClient, input: unknown) => Promise<unknown>
      const value = await query(await this.#prisma, input)
      this.#say({ kind: 'done', events: [], results: [{ id, ok: true, value }] })
    } catch (error) {
      this.#say(this.#takenOver(id) ?? { kind: 'done', events: [], results: [failedResult(id, error)] })
    } finally {
      this.#answering -= 1
      this.#closeWhenIdle()
    }
  }

  /** What a query that failed says where it failed because another process owns the database. */
  #takenOver(id: number): WriterReply | null {
    try {
      this.#database.fence.check()
      return null
    } catch (error) {
      if (!(error instanceof DatabaseTakenOver)) return null
      return { kind: 'taken_over', message: error.message, results: [failedResult(id, error)] }
    }
  }

  #witness(): void {
    if (!this.#written) return
    this.#written = false
    this.#database.witness()
  }

  /** Between two groups only: a slice needs the file at rest. */
  #scrubSlice(): void {
    const { scrubber, sqlite, fence } = this.#database
    if (!scrubber.pending || this.#flushing || sqlite.exclusive.isLocked()) return
    try {
      fence.check()
      scrubber.slice()
    } catch {
      // The disk takes nothing now. The next slice tries again.
    }
  }

  #closeWhenIdle(): void {
    if (!this.#closing || this.#flushing || this.#answering > 0 || this.#commands.length > 0) return
    this.#closing = false
    clearInterval(this.#renewWitness)
    clearInterval(this.#scrub)
    this.#port.removeAllListeners('message')
    this.#database.close()
    this.#say({ kind: 'closed' })
    this.#port.close()
  }

  #say(reply: WriterReply): void {
    this.#port.postMessage(reply)
  }
}

async function main(port: MessagePort, data: WriterData): Promise<void> {
  const say = (reply: WriterReply) => port.postMessage(reply)
  try {
    const database = await openDatabase(data)
    new Writer(port, database, readFailPoint(data.env), data.quotas)
    const { epoch, restored, everRestored, applied } = database
    say({ kind: 'open', epoch, restored, everRestored, applied })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
    say({ kind: 'cannot_open', name, message, code })
  }
}

if (!parentPort) throw new Error('the writer runs in a worker thread')
await main(parentPort, workerData)
