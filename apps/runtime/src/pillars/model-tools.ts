// Lists the tools of the pillars that a model may call.
import type { ModelTool } from '../agents/model-tool.ts'
import { modelTools as content } from './content/model-tools.ts'
import { modelTools as operations } from './operations/model-tools.ts'

export const PILLAR_MODEL_TOOLS: readonly ModelTool[] = [...content, ...operations]
