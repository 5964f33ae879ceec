// Interface of a tool: a pure, versioned function of a file and typed arguments. Reads no clock, network or state.
import type { z } from 'zod'
import type { TableSession } from '../tables/table-session.ts'
import type { ToolFile } from './tool-file.ts'

/** What a tool may use beside its files. */
export interface ToolServices {
  /** Tables for questions in SQL; closed when the call ends. Only for tools with `tables`. */
  tables(): Promise<TableSession>
}

export interface Tool<Args, Result> {
  /** `<pillar>.<verb or noun>`, for example `insights.ask`. */
  name: string
  /** Grows whenever the same file could give another result. */
  version: string
  /** Runs where the table engine is, in a process of its own. */
  tables?: boolean
  args: z.ZodType<Args>
  result: z.ZodType<Result>
  /** `others` are further files, for what compares or joins several. */
  run(args: Args, file: ToolFile, others?: readonly ToolFile[], services?: ToolServices): Promise<NoInfer<Result>>
}

/** A tool as the worker sees it: anything may come in, and is checked. */
export interface RunnableTool {
  name: string
  version: string
  execute(args: unknown, file: ToolFile, others?: readonly ToolFile[], services?: ToolServices): Promise<unknown>
}

const NO_SERVICES: ToolServices = { tables: () => Promise.reject(new Error('there is no table engine here')) }

/**
 * Checks both edges of a tool: arguments before it runs, the result before it leaves.
 * @throws whatever the tool refuses; a result that breaks its own schema is a bug
 */
export function defineTool<Args, Result>(tool: Tool<Args, Result>): Tool<Args, Result> & RunnableTool {
  return {
    ...tool,
    execute: async (args, file, others = [], services = NO_SERVICES) =>
      tool.result.parse(await tool.run(tool.args.parse(args), file, others, services)),
  }
}

/** `insights.ask@1`, as it stands in a provenance. */
export const versioned = (tool: { name: string; version: string }): string => `${tool.name}@${tool.version}`

export interface TableTool<Args, Result> extends Omit<Tool<Args, Result>, 'run' | 'tables'> {
  /** `tables` is closed when the call ends. */
  run(args: Args, file: ToolFile, others: readonly ToolFile[], tables: TableSession): Promise<NoInfer<Result>>
}

/** A tool that asks tables in SQL; it runs in the process where the table engine is. */
export const defineTableTool = <Args, Result>(tool: TableTool<Args, Result>): Tool<Args, Result> & RunnableTool =>
  defineTool({
    ...tool,
    tables: true,
    run: async (args, file, others = [], services = NO_SERVICES) =>
      tool.run(args, file, others, await services.tables()),
  })
