// Owns one synced transaction for many commands: each succeeds or is undone on its own, all are kept or none. [L1]
import { refusalOf } from '@biplane/contracts/refusal'
import { isStorageFault } from '@biplane/db/errors'
import type { Database } from '@biplane/db/open'
import type { FailPoint } from '@biplane/process/fail-points'
import { COMMANDS, type CommandName } from './commands.ts'
import { Transaction } from './transaction.ts'
import type { WriterReply, WriterRequest, WriterResult } from './writer-messages.ts'

export class GroupCommit {
  readonly #connection: Database
  readonly #failPoint: FailPoint
  readonly #tx: Transaction
  readonly #sql

  constructor(connection: Database, failPoint: FailPoint) {
    this.#connection = connection
    this.#failPoint = failPoint
    this.#tx = new Transaction(connection, () => new Date().toISOString())
    this.#sql = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      count: connection
        .prepare<[], { commits: number }>('UPDATE LogMeta SET commits = commits + 1 RETURNING commits')
        .safeIntegers(false),
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
      this.#sql.begin.run()
      this.#tx.begin(this.#sql.count.get()?.commits ?? 0)
      const results = requests.map((request) => this.#runOne(request))
      this.#passing('commit', requests)
      this.#sql.commit.run()
      this.#passing('committed', requests)
      return { kind: 'done', events: this.#tx.takeAppended(), results }
    } catch (error) {
      // The disk is full, read-only or broken: nobody is told anything that is not kept.
      if (this.#connection.inTransaction) this.#sql.rollback.run()
      this.#tx.forget()
      return {
        kind: 'fault',
        cause: String(error),
        results: requests.map(({ id }) => ({ id, ok: false, refusal: UNAVAILABLE })),
      }
    }
  }

  #runOne({ id, name, input }: WriterRequest): WriterResult {
    const mark = this.#tx.mark()
    this.#sql.save.run()
    try {
      const command = COMMANDS[name as CommandName] as (tx: Transaction, input: unknown) => unknown
      const value = command(this.#tx, input)
      this.#sql.release.run()
      return { id, ok: true, value }
    } catch (error) {
      if (isStorageFault(error)) throw error
      this.#sql.undo.run()
      this.#sql.release.run()
      this.#tx.undoTo(mark)
      return failedResult(id, error)
    }
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
