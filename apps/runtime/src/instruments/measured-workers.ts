// Measures each tool call: duration, outcome, span. Changes nothing of the call.
import { refusalOf } from '@biplane/contracts/refusal'
import { inSpan } from '@biplane/process/trace'
import type { ToolWorkers, WorkerTask } from '../tool-worker/tool-workers.ts'
import type { Tool } from '../tools/define-tool.ts'
import type { Measures, ToolEnd } from './measures.ts'

export function measuredWorkers(toolWorkers: ToolWorkers, measures: Pick<Measures, 'tool'>): ToolWorkers {
  async function run<Args, Result>(tool: Tool<Args, Result>, args: Args, work: WorkerTask): Promise<Result> {
    const began = performance.now()
    const tell = (end: ToolEnd) => measures.tool(tool.name, end, performance.now() - began)
    try {
      const result = await toolWorkers.run(tool, args, work)
      tell('done')
      return result
    } catch (error) {
      tell(endOf(error))
      throw error
    }
  }
  return {
    run: (tool, args, work) => {
      const attributes = { tool: tool.name, version: tool.version, file_bytes: work.file.facts.size }
      return inSpan(`tool ${tool.name}`, { attributes }, () => run(tool, args, work))
    },
    forget: (hashes) => toolWorkers.forget(hashes),
    close: () => toolWorkers.close(),
  }
}

function endOf(error: unknown): ToolEnd {
  const refusal = refusalOf(error)?.refusal
  if (refusal === undefined) return 'failed'
  return refusal === 'CANCELLED' ? 'cancelled' : 'refused'
}
