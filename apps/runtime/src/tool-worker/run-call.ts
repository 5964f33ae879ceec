// Runs one call inside of the worker: finds the content, runs the tool, says how it ended. It never throws.
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { TOOLS } from '../pillars/tools.ts'
import type { TableSession } from '../tables/table-session.ts'
import type { ToolServices } from '../tools/define-tool.ts'
import type { ToolFile } from '../tools/tool-file.ts'
import type { ContentCache } from './content-cache.ts'
import { openFile } from './file-on-disk.ts'
import type { HandedFile, WorkerAnswer, WorkerCall } from './worker-messages.ts'
import type { WorkerTables } from './worker-tables.ts'

export async function runCall(
  call: WorkerCall,
  cache: ContentCache,
  tables: WorkerTables,
): Promise<WorkerAnswer['outcome']> {
  const sessions: TableSession[] = []
  const services: ToolServices = {
    async tables() {
      const session = await tables.session()
      sessions.push(session)
      return session
    },
  }
  try {
    const tool = TOOLS.get(call.tool)
    if (!tool) throw new Error(`there is no tool ${call.tool}`)
    const [file, ...others] = openFiles(call.files, cache)
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

/** What is at hand already was parsed by an earlier call. */
const openFiles = (files: readonly HandedFile[], cache: ContentCache): ToolFile[] =>
  files.map(({ facts, path }) => {
    const { sha256 } = facts
    return { ...facts, content: cache.get(sha256) ?? cache.put(sha256, openFile(path)) }
  })
