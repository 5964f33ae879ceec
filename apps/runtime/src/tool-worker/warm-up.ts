// Runs the commonest tools once on a small table when a process starts: its parsers and the table engine are then loaded
// before somebody waits.
import { askTableTool } from '../tables/ask-table-tool.ts'
import { detectTool } from '../tools/detect.ts'
import { openContent } from '../tools/file-content.ts'
import { schemaTool } from '../tools/schema.ts'
import type { ToolFile } from '../tools/tool-file.ts'
import type { WorkerTables } from './worker-tables.ts'

const TABLE = 'id,date,amount\n1,2026-01-05,10.50\n2,2026-01-06,20.00\n'

const warmUpFile = (): ToolFile => {
  const bytes = new TextEncoder().encode(TABLE)
  const facts = { file_uuid: '', name: 'warm-up.csv', mime: 'text/csv', size: bytes.byteLength, sha256: '' }
  return { ...facts, content: openContent(bytes) }
}

export async function warmUp(): Promise<void> {
  const file = warmUpFile()
  await detectTool.execute({}, file)
  await schemaTool.execute({}, file)
}

/** The native library of the table engine takes most of a second of the processor to load. */
export async function warmUpTables(tables: WorkerTables): Promise<void> {
  const session = await tables.session()
  try {
    const asked = { text: 'What is the total amount by date?' }
    await askTableTool.execute(asked, warmUpFile(), [], { tables: async () => session })
  } finally {
    session.close()
  }
}
