// Owns one call inside of the worker: find the content, run the tool, say how it ended. It never throws.
import { createHash } from 'node:crypto'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { TableSession } from '../tables/table-engine.ts'
import { TOOLS } from '../tools/catalogue.ts'
import type { ToolFile, ToolServices } from '../tools/define-tool.ts'
import type { FileContent } from '../tools/file-content.ts'
import { shownName } from '../tools/shown-text.ts'
import type { BenchAnswer, BenchCall, HandedFile } from './bench-messages.ts'
import type { ContentShelf } from './content-shelf.ts'
import { openFile } from './file-on-disk.ts'
import type { WorkerTables } from './worker-tables.ts'

export async function runCall(
  call: BenchCall,
  shelf: ContentShelf,
  tables: WorkerTables | null = null,
): Promise<BenchAnswer['outcome']> {
  const sessions: TableSession[] = []
  const services: ToolServices = {
    async tables() {
      if (!tables) throw new Error('the table engine runs in a process of its own')
      const session = await tables.session()
      sessions.push(session)
      return session
    },
  }
  try {
    const tool = TOOLS.get(call.tool)
    if (!tool) throw new Error(`there is no tool ${call.tool}`)
    const [file, ...others] = openFiles(call.files, shelf)
    if (!file) throw new Error('a call without a file')
    return { kind: 'done', result: await tool.execute(call.args, file, others, services) }
  } catch (error) {
    // A ZodError here is a tool that broke its own promise, not bad input of a person.
    const refusal = error instanceof Refusal ? refusalOf(error) : null
    if (refusal) return { kind: 'refused', code: refusal.refusal, message: refusal.message }
    const bug = error instanceof Error ? error : new Error(String(error))
    return { kind: 'failed', message: bug.message, stack: bug.stack ?? '' }
  } finally {
    for (const session of sessions) session.close()
  }
}

/** Everything that is held is taken first: putting the others on the shelf may push it off. */
function openFiles(files: readonly HandedFile[], shelf: ContentShelf): ToolFile[] {
  const held = files.map(({ facts, bytes }) => (bytes ? undefined : shelf.get(facts.sha256)))
  return files.map(({ facts, bytes, path }, at) => {
    if (path !== null) return { ...facts, content: openFile(path) }
    const content = bytes ? take(facts, bytes, shelf) : held[at]
    if (!content) throw new Error(`the worker does not hold ${facts.sha256}`)
    return { ...facts, content }
  })
}

/** What is kept under a hash must have it: the shelf serves everyone whose file has the same one. */
function take(file: HandedFile['facts'], bytes: Uint8Array, shelf: ContentShelf): FileContent {
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) {
    throw new Refusal(
      'UNSUPPORTED_FILE',
      `“${shownName(file.name)}” did not arrive as it was announced: its checksum differs.`,
    )
  }
  return shelf.put(file.sha256, bytes)
}
