// Runs the commonest tools once on a small table when a process starts: its parsers are then loaded before somebody waits.

import type { ToolFile } from '../tools/define-tool.ts'
import { detectTool } from '../tools/detect.ts'
import { openContent } from '../tools/file-content.ts'
import { schemaTool } from '../tools/schema.ts'

const TABLE = 'id,date,amount\n1,2026-01-05,10.50\n2,2026-01-06,20.00\n'

export async function warmUp(): Promise<void> {
  const bytes = new TextEncoder().encode(TABLE)
  const facts = { file_uuid: '', name: 'warm-up.csv', mime: 'text/csv', size: bytes.byteLength, sha256: '' }
  const file: ToolFile = { ...facts, content: openContent(bytes) }
  await detectTool.execute({}, file)
  await schemaTool.execute({}, file)
}
