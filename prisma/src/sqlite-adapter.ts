// The single read-write connection. Prevents a query from running inside another caller's transaction. Pinned to
// adapter 7.10.0: it uses the connection that the stock adapter keeps private. It stays as long as Prisma's queries and raw
// statements share one connection: SQLite has one writer, and the group commit is that writer.
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { Mutex } from 'async-mutex'
import type { Database } from 'better-sqlite3'

type Adapter = Awaited<ReturnType<PrismaBetterSqlite3['connect']>>

/**
 * The stock adapter runs a query that is issued while a transaction is open inside that transaction, and loses it when
 * the transaction rolls back. Here such a query waits, and so does the raw writer that shares the connection.
 */
export class SharedSqlite extends PrismaBetterSqlite3 {
  /** Held while a Prisma transaction is open. Who writes raw statements waits for it. */
  readonly exclusive = new Mutex()
  #adapter: Promise<Adapter> | null = null

  /** The connection itself, for raw statements. Prisma reads its integers as bigint; use `safeIntegers(false)`. */
  async connection(): Promise<Database> {
    return connectionOf(await this.connect())
  }

  override connect(): Promise<Adapter> {
    this.#adapter ??= super.connect().then((adapter) => this.#guard(adapter))
    return this.#adapter
  }

  #guard(adapter: Adapter): Adapter {
    const turn = <T>(run: () => Promise<T>): Promise<T> =>
      this.exclusive.isLocked() ? this.exclusive.runExclusive(run) : run()
    const { queryRaw, executeRaw, executeScript, startTransaction } = adapter
    adapter.queryRaw = (query) => turn(() => queryRaw.call(adapter, query))
    adapter.executeRaw = (query) => turn(() => executeRaw.call(adapter, query))
    adapter.executeScript = (script) => turn(() => executeScript.call(adapter, script))
    adapter.startTransaction = async (isolation) => {
      const release = await this.exclusive.acquire()
      try {
        const transaction = await startTransaction.call(adapter, isolation)
        const { commit, rollback } = transaction
        transaction.commit = () => commit.call(transaction).finally(release)
        transaction.rollback = () => rollback.call(transaction).finally(release)
        return transaction
      } catch (error) {
        release()
        throw error
      }
    }
    return adapter
  }
}

function connectionOf(adapter: object): Database {
  const client = 'client' in adapter ? adapter.client : null
  if (typeof client !== 'object' || client === null || !('pragma' in client)) {
    throw new Error('the Prisma adapter no longer keeps its connection in `client`')
  }
  return client as Database
}
