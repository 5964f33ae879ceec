// Lists the tools that the worker can run, by name. A tool that is not listed cannot run.

import { askTableTool } from '../tables/ask-table-tool.ts'
import { readFileTool } from '../tables/read-file-tool.ts'
import type { RunnableTool } from '../tools/define-tool.ts'
import { detectTool } from '../tools/detect.ts'
import { outlineTool } from '../tools/outline.ts'
import { previewTool } from '../tools/preview.ts'
import { qualityTool } from '../tools/quality.ts'
import { schemaTool } from '../tools/schema.ts'
import { cashFlowTool } from './business-outcomes/cash/cash-flow-tool.ts'
import { cashTableTool } from './business-outcomes/cash/cash-table-tool.ts'
import { financialsTool, kpisTool, risksTool, roadmapTool } from './business-outcomes/plan/plan-tools.ts'
import { bundleTool, proposalTool } from './business-outcomes/plan/proposal-tool.ts'
import { searchTool } from './content/search.ts'
import { summaryTool } from './content/summary.ts'
import { convertTool } from './content/tools/convert.ts'
import { personalDataTool } from './content/tools/personal-data-tool.ts'
import { redactTool } from './content/tools/redact.ts'
import { coexistenceTool } from './operations/process/coexistence-tool.ts'
import { simulateTool } from './operations/process/simulate-tool.ts'
import { sopTool } from './operations/process/sop-tool.ts'
import { wizardTool } from './operations/process/wizard-tool.ts'
import { workflowTool } from './operations/process/workflow-tool.ts'

const ALL: RunnableTool[] = [
  readFileTool,
  detectTool,
  schemaTool,
  qualityTool,
  previewTool,
  outlineTool,
  askTableTool,
  personalDataTool,
  redactTool,
  convertTool,
  searchTool,
  summaryTool,
  workflowTool,
  sopTool,
  simulateTool,
  coexistenceTool,
  wizardTool,
  cashFlowTool,
  cashTableTool,
  roadmapTool,
  financialsTool,
  kpisTool,
  risksTool,
  proposalTool,
  bundleTool,
]

export const TOOLS: ReadonlyMap<string, RunnableTool> = new Map(ALL.map((tool) => [tool.name, tool]))
