// Lists the tools that a model may call: those of files and tables, and those of the pillars. A model cannot call
// anything else. [SECURITY 28]
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import { type ModelTool, modelTool } from '../agents/model-tool.ts'
import { INTRODUCTIONS } from '../pillars/introductions.ts'
import { PILLAR_MODEL_TOOLS } from '../pillars/model-tools.ts'
import { askTableTool } from '../tables/ask-table-tool.ts'
import { readFileTool } from '../tables/read-file-tool.ts'
import { detectTool } from '../tools/detect.ts'
import { outlineTool } from '../tools/outline.ts'
import { previewTool } from '../tools/preview.ts'
import { qualityTool } from '../tools/quality.ts'
import { schemaTool } from '../tools/schema.ts'

export const MODEL_TOOLS: readonly ModelTool[] = [
  modelTool(detectTool, { description: 'What a file is: its format, encoding, size in lines.' }),
  modelTool(schemaTool, {
    description: 'The columns of a table: types, empty cells, different values, ranges, candidate keys.',
  }),
  modelTool(qualityTool, {
    description: 'What is wrong with a table: duplicates, missing and impossible values, outliers, with row numbers.',
  }),
  modelTool(previewTool, {
    description: 'Rows of a table as the file has them, with their row numbers.',
  }),
  modelTool(outlineTool, {
    description: 'The headings and numbered steps of a Markdown document, with their lines.',
  }),
  modelTool(readFileTool, {
    description: 'How a table is read: its columns with kind, unit, additivity and values, which a plan names.',
  }),
  modelTool(askTableTool, {
    others: true,
    description:
      'Answers one question about a table, in words or as a plan over its own columns: figures, groups, lists, ageing, statistics, correlation, outliers, forecast, what changed, cohorts, differences of two files, advice; two tables together with join. All numbers are computed in SQL.',
  }),
  ...PILLAR_MODEL_TOOLS,
]

/** What a pillar's folder asks for, and for every pillar what a file is. */
export function toolsOf(pillar: Pillar | null): readonly ModelTool[] {
  if (pillar === null) return []
  const { modelTools } = INTRODUCTIONS[pillar]
  return MODEL_TOOLS.filter(({ name }) => name === detectTool.name || modelTools.includes(name))
}
