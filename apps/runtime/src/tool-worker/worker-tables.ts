// The table engine of a worker process: opened with the first question, and interrupted before the process is ended.
import { mkdirSync } from 'node:fs'
import { openTableEngine, type TableEngine } from '../tables/table-engine.ts'
import type { TableSession } from '../tables/table-session.ts'
import { spillFolderOf } from './file-folder.ts'
import { onInterrupt } from './interrupts.ts'

/** With the heap of the process, a table of 200 MiB stays within a gibibyte. */
const MEMORY_MB = 600
const THREADS = 2
const SPILL_MB = 128
const HELD_CELLS = 60_000_000

/** Runs `load`, and tells its beginning and end. */
export type Loading = <T>(load: () => Promise<T>) => Promise<T>

export interface WorkerTables {
  /** A session whose queries end when the call is interrupted. */
  session(): Promise<TableSession>
  /** Drops the tables of these contents that no session shows. */
  forget(hashes: readonly string[]): Promise<void>
}

/** @param loading called around what is loaded once for all calls */
export function processTables(folder: string, loading: Loading): WorkerTables {
  let opened: Promise<TableEngine> | null = null
  const open = () => {
    const spillFolder = spillFolderOf(folder, process.pid)
    mkdirSync(spillFolder, { recursive: true })
    return openTableEngine({
      folder,
      spillFolder,
      memoryMb: MEMORY_MB,
      threads: THREADS,
      spillMb: SPILL_MB,
      heldCells: HELD_CELLS,
    })
  }
  return {
    async forget(hashes) {
      await (await opened)?.forget(hashes)
    },
    async session() {
      opened ??= loading(open)
      const session = await (await opened).session()
      const forget = onInterrupt(() => session.interrupt())
      return {
        ...bound(session),
        close() {
          forget()
          session.close()
        },
      }
    },
  }
}

const bound = (session: TableSession): TableSession => ({
  open: (file, correction) => session.open(file, correction),
  view: (wanted, select) => session.view(wanted, select),
  query: (sql, values, limits) => session.query(sql, values, limits),
  interrupt: () => session.interrupt(),
  close: () => session.close(),
})
