// Opens a table engine in a folder of its own, for tests.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openTableEngine, type TableEngine } from './table-engine.ts'
import type { TableSession } from './table-session.ts'

export interface TestTables extends AsyncDisposable {
  engine: TableEngine
  session: TableSession
}

export async function openTestTables(heldCells = 10_000_000, largeBytes?: number): Promise<TestTables> {
  const folder = await mkdtemp(path.join(tmpdir(), 'biplane-tables-'))
  const engine = await openTableEngine({
    folder,
    memoryMb: 256,
    threads: 2,
    spillMb: 256,
    heldCells,
    ...(largeBytes === undefined ? {} : { largeBytes }),
  })
  const session = await engine.session()
  return {
    engine,
    session,
    async [Symbol.asyncDispose]() {
      session.close()
      engine.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
