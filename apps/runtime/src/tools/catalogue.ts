// Lists the tools that the worker can run, by name. A tool that is not listed cannot run.

import { searchTool } from '../pillars/content/search.ts'
import { summaryTool } from '../pillars/content/summary.ts'
import { askTableTool } from '../tables/ask-table-tool.ts'
import { readFileTool } from '../tables/read-file-tool.ts'
import { cashFlowTool } from './cash/cash-flow-tool.ts'
import { cashTableTool } from './cash/cash-table-tool.ts'
import { convertTool } from './content/convert.ts'
import { personalDataTool } from './content/personal-data-tool.ts'
import { redactTool } from './content/redact.ts'
import type { RunnableTool } from './define-tool.ts'
import { detectTool } from './detect.ts'
import { outlineTool } from './outline.ts'
import { financialsTool, kpisTool, risksTool, roadmapTool } from './plan/plan-tools.ts'
import { bundleTool, proposalTool } from './plan/proposal-tool.ts'
import { previewTool } from './preview.ts'
import { coexistenceTool } from './process/coexistence-tool.ts'
import { simulateTool } from './process/simulate-tool.ts'
import { sopTool } from './process/sop-tool.ts'
import { wizardTool } from './process/wizard-tool.ts'
import { workflowTool } from './process/workflow-tool.ts'
import { qualityTool } from './quality.ts'
import { schemaTool } from './schema.ts'

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
