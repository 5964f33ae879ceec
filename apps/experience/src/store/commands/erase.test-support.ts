// What the tests of deletions look at: every value of the database, and answers that were made from a file.
import { openReader } from '@biplane/db/reader'
import { v7 as uuid } from 'uuid'
import { artifact, type StoreBench } from '../store.test-support.ts'
import type { AgentEntry } from './agent-events.ts'

export const PLANTED = 'PLANTED-WORDS-7781'
export const FILE_NAME = 'PLANTED-FILE-7781.csv'

/** Every value of every table, as one text. */
export function everything(bench: StoreBench): string {
  const reader = openReader(bench.file)
  try {
    const tables = reader
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
      .all()
    return tables.map(({ name }) => JSON.stringify(reader.prepare(`SELECT * FROM "${name}"`).all())).join('\n')
  } finally {
    reader.close()
  }
}

export async function file(
  bench: StoreBench,
  sessionId: string,
  name = FILE_NAME,
): Promise<{ id: string; name: string }> {
  const id = uuid()
  const storedAs = uuid()
  const facts = { mime: 'text/csv', kind: 'csv', size: 3, sha256: 'x' }
  await bench.store.command('createFile', { id, sessionId, tenant: 'local', name, storedAs, ...facts })
  return { id, name }
}

export const madeFrom = (n: number, of: { id: string; name: string }): AgentEntry => {
  const made = artifact(n, `table:${of.id}`)
  if (made.type !== 'agent.artifact') throw new Error('artifact() makes artifacts')
  const provenance = {
    tool: 't@1',
    file: { file_uuid: of.id, name: of.name, sha256: 'x' },
    rows_considered: 1,
    expression: PLANTED,
    steps: [],
  }
  return { ...made, draft: { ...made.draft, provenance, summary: PLANTED } }
}
