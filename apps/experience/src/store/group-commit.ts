// Runs many commands in one synced transaction: each succeeds or is undone on its own, and all are committed or none.
// [L1]
import { refusalOf } from '@biplane/contracts/refusal'
import { DatabaseTakenOver, isStorageFault } from '@biplane/db/errors'
import type { Database, WriteFence } from '@biplane/db/open'
import type { FailPoint } from '@biplane/process/fail-points'
import { COMMANDS, type CommandName } from './commands.ts'
import type { Quotas } from './quota-limits.ts'
import { Transaction } from './transaction.ts'
import type { WriterReply, WriterRequest, WriterResult } from './writer-messages.ts'

export class GroupCommit {
  readonly #connection: Database
  readonly #fence: WriteFence
  readonly #failPoint: FailPoint
  readonly #tx: Transaction
  readonly #sql

  constructor(
    { connection, fence }: { connection: Database; fence: WriteFence },
    failPoint: FailPoint,
    quotas?: Quotas,
  ) {
    this.#connection = connection
    this.#fence = fence
    this.#failPoint = failPoint
    this.#tx = new Transaction(connection, () => new Date().toISOString(), quotas)
    this.#sql = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      commit: connection.prepare('COMMIT'),
      rollback: connection.prepare('ROLLBACK'),
      save: connection.prepare('SAVEPOINT one'),
      release: connection.prepare('RELEASE one'),
      undo: connection.prepare('ROLLBACK TO one'),
    }
  }

  /** Runs the commands in order and syncs once. What it returns is true on disk. */
  run(requests: WriterRequest[]): WriterReply {
    try {
      this.#begin()
      const results = this.#runAll(requests) ?? this.#again(requests)
      this.#passing('commit', requests)
      this.#sql.commit.run()
      this.#passing('committed', requests)
      return { kind: 'done', events: this.#tx.takeAppended(), results }
    } catch (error) {
      // The disk is full, read-only or broken: nobody is told anything that is not kept.
      this.#rollBack()
      const results = requests.map(({ id }) => ({ id, ok: false as const, refusal: UNAVAILABLE }))
      if (error instanceof DatabaseTakenOver) return { kind: 'taken_over', message: error.message, results }
      return { kind: 'fault', cause: String(error), results }
    }
  }

  /** `null` when a command failed that had written something: nothing here can undo that one alone. */
  #runAll(requests: WriterRequest[]): WriterResult[] | null {
    const results: WriterResult[] = []
    for (const request of requests) {
      const writes = this.#tx.writes
      const result = this.#runOne(request)
      if (!result.ok && this.#tx.writes !== writes) return null
      results.push(result)
    }
    return results
  }

  /** The whole group once more, each command in a savepoint. It is seldom needed, and savepoints cost every group. */
  #again(requests: WriterRequest[]): WriterResult[] {
    this.#rollBack()
    this.#begin()
    return requests.map((request) => {
      const mark = this.#tx.mark()
      this.#sql.save.run()
      const result = this.#runOne(request)
      if (!result.ok) {
        this.#sql.undo.run()
        this.#tx.undoTo(mark)
      }
      this.#sql.release.run()
      return result
    })
  }

  #runOne({ id, name, input }: WriterRequest): WriterResult {
    try {
      const command = COMMANDS[name as CommandName] as (tx: Transaction, input: unknown) => unknown
      return { id, ok: true, value: command(this.#tx, input) }
    } catch (error) {
      if (isStorageFault(error)) throw error
      return failedResult(id, error)
    }
  }

  #begin(): void {
    this.#sql.begin.run()
    this.#tx.begin(this.#fence.countCommit())
  }

  #rollBack(): void {
    if (this.#connection.inTransaction) this.#sql.rollback.run()
    this.#tx.forget()
  }

  /** `accept.commit`, `accept.committed`, `append.commit` …: before and after the sync of a group with such a command. */
  #passing(when: 'commit' | 'committed', requests: WriterRequest[]): void {
    if (requests.some(({ name }) => name === 'acceptSend')) this.#failPoint(`accept.${when}`)
    if (requests.some(({ name }) => name === 'appendAgentEvents')) this.#failPoint(`append.${when}`)
  }
}

const UNAVAILABLE = {
  code: 'STORE_UNAVAILABLE' as const,
  message: 'This cannot be kept at the moment.',
  path: undefined,
}

/** A refusal as it is; a mistake as text for the log. */
export function failedResult(id: number, error: unknown): WriterResult {
  const refusal = refusalOf(error)
  if (isStorageFault(error)) return { id, ok: false, refusal: UNAVAILABLE }
  if (refusal)
    return { id, ok: false, refusal: { code: refusal.refusal, message: refusal.message, path: refusal.path } }
  return { id, ok: false, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
