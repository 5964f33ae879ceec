// Runs a tool for an agent and reports start, end and count to the person.
import { refusalOf } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { InvocationFile, Usage } from '@biplane/contracts/wire/agent-events'
import type { AgentContext, AgentSays } from '../engine/define-agent.ts'
import type { WorkerFile } from '../tool-worker/tool-workers.ts'
import type { RunnableTool, Tool } from '../tools/define-tool.ts'
import { refuseBySize } from '../tools/detect.ts'
import type { MadeWords } from '../tools/made-words.ts'

export interface ToolUse<Args, Result> {
  tool: Tool<Args, Result> & RunnableTool
  args: Args
  /** A file of the invocation, or words that are read like one. */
  file: InvocationFile | MadeWords
  /** The sheet of a workbook that is meant. */
  part?: string | undefined
  /** Further files, for a tool that compares or joins. */
  others?: readonly { file: InvocationFile; part?: string | undefined }[]
  /** What the card says while it works, for example `Reading the columns of report.csv`. */
  doing: string
  /** What it says when it is done. */
  done(result: Result): string
}

export class ToolRunner {
  readonly #context: AgentContext
  #calls = 0

  constructor(context: AgentContext) {
    this.#context = context
  }

  /** @throws what the tool or the reading of the file refuses, after it was said */
  async *use<Args, Result>(use: ToolUse<Args, Result>): AsyncGenerator<AgentSays, Result> {
    const { tool, args, file } = use
    const card = { call_id: `tool-${++this.#calls}`, tool: tool.name, version: tool.version }
    yield { type: 'agent.tool', payload: { ...card, status: 'started', summary: use.doing } }
    let result: Result
    try {
      result = await this.#context.tools.run(tool, args, {
        file: this.#fileOf(file, use.part),
        others: (use.others ?? []).map((other) => this.#fileOf(other.file, other.part)),
        signal: this.#context.signal,
      })
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal && !this.#context.signal.aborted) {
        yield { type: 'agent.tool', payload: { ...card, status: 'failed', summary: refusal.message } }
      }
      throw error
    }
    yield { type: 'agent.tool', payload: { ...card, status: 'finished', summary: use.done(result) } }
    return result
  }

  /** What the work cost: no model took part, so no token was used. */
  usage(): Usage {
    return { input_tokens: 0, output_tokens: 0, tool_calls: this.#calls, model: null }
  }

  #fileOf(file: InvocationFile | MadeWords, part: string | undefined): WorkerFile {
    if ('facts' in file) return file
    const { file_uuid, name, mime, size, sha256, reading } = file
    const { saveFile } = this.#context
    return {
      facts: { file_uuid, name, mime, size, sha256, reading, ...(part === undefined ? {} : { part }) },
      read: async () => {
        refuseBySize(file, size)
        return this.#context.readFile(file)
      },
      ...(saveFile
        ? {
            save: async (path: string) => {
              refuseBySize(file, size, LIMITS.uploadBytes)
              await saveFile(file, path)
            },
          }
        : {}),
    }
  }
}
