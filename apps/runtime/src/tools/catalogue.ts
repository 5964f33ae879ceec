// Owns the list of tools that the worker can run, by name. A tool that is not here does not exist.
import { aggregateTool } from './aggregate.ts'
import { columnsTool } from './columns-tool.ts'
import type { RunnableTool } from './define-tool.ts'
import { detectTool } from './detect.ts'
import { outlineTool } from './outline.ts'
import { overdueTool } from './overdue.ts'
import { previewTool } from './preview.ts'
import { qualityTool } from './quality.ts'
import { schemaTool } from './schema.ts'

const ALL: RunnableTool[] = [
  detectTool,
  schemaTool,
  qualityTool,
  previewTool,
  outlineTool,
  columnsTool,
  overdueTool,
  aggregateTool,
]

export const TOOLS: ReadonlyMap<string, RunnableTool> = new Map(ALL.map((tool) => [tool.name, tool]))
