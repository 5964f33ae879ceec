// Lists the tools that a model may call, with descriptions and the tools' schemas; the folder of each pillar names its
// own. A model cannot call anything else. [SECURITY 28]
import { Refusal } from '@biplane/contracts/refusal'
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import { z } from 'zod'
import { PILLAR_WORDS } from '../agents/pillar-words.ts'
import type { ToolRunner } from '../agents/tool-runner.ts'
import type { AgentSays } from '../engine/define-agent.ts'
import { searchTool } from '../pillars/content/search.ts'
import { askTableTool } from '../tables/ask-table-tool.ts'
import { readFileTool } from '../tables/read-file-tool.ts'
import { personalDataTool } from '../tools/content/personal-data-tool.ts'
import type { RunnableTool, Tool } from '../tools/define-tool.ts'
import { detectTool } from '../tools/detect.ts'
import { outlineTool } from '../tools/outline.ts'
import { previewTool } from '../tools/preview.ts'
import { coexistenceTool } from '../tools/process/coexistence-tool.ts'
import { simulateTool } from '../tools/process/simulate-tool.ts'
import { workflowTool } from '../tools/process/workflow-tool.ts'
import { qualityTool } from '../tools/quality.ts'
import { schemaTool } from '../tools/schema.ts'
import { shownName } from '../tools/shown-text.ts'
import type { OfferedTool } from './model.ts'

export interface ModelTool {
  name: string
  /** As it is offered for these files. */
  offer(files: ReadonlyMap<string, InvocationFile>): OfferedTool
  /** @throws BAD_MESSAGE for arguments that it does not take, and whatever the tool refuses */
  call(
    input: unknown,
    files: ReadonlyMap<string, InvocationFile>,
    runner: ToolRunner,
  ): AsyncGenerator<AgentSays, unknown>
}

interface Offer {
  description: string
  /** Takes the other files of the session as well, in their order. */
  others?: boolean
}

function modelTool<Args, Result>(
  tool: Tool<Args, Result> & RunnableTool,
  { description, others = false }: Offer,
): ModelTool {
  const inputOf = (files: ReadonlyMap<string, InvocationFile>) =>
    z.strictObject({ file: z.enum([...files.keys()]), args: tool.args })
  return {
    name: tool.name,
    offer: (files) => ({
      name: tool.name,
      description,
      schema: z.toJSONSchema(inputOf(files), { io: 'input', unrepresentable: 'any' }),
    }),
    async *call(input, files, runner) {
      const parsed = inputOf(files).safeParse(input)
      const file = parsed.success ? files.get(parsed.data.file) : undefined
      if (!parsed.success || !file) throw wrongArguments(parsed.error)
      return yield* runner.use({
        tool,
        args: parsed.data.args,
        file,
        others: others ? [...files.values()].filter((other) => other !== file).map((other) => ({ file: other })) : [],
        doing: `${tool.name} on ${shownName(file.name)}`,
        done: () => `${tool.name} on ${shownName(file.name)} is done`,
      })
    },
  }
}

function wrongArguments(error: z.ZodError | undefined): Refusal {
  const issue = error?.issues[0]
  return new Refusal(
    'BAD_MESSAGE',
    `${issue?.path.join('.') || 'arguments'}: ${issue?.message ?? 'are not understood'}`,
  )
}

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
  modelTool(searchTool, {
    description: 'Finds the passages of a document that answer a question, with quotes and their lines.',
  }),
  modelTool(personalDataTool, {
    description:
      'Personal data in a file: e-mail addresses, phone numbers, IBANs, card numbers, with where they stand.',
  }),
  modelTool(outlineTool, {
    description: 'The headings and numbered steps of a Markdown document, with their lines.',
  }),
  modelTool(workflowTool, {
    description: 'A procedure or BPMN diagram as a workflow, and what is wrong in it, with step and line.',
  }),
  modelTool(simulateTool, {
    description: 'How long the cases of a procedure take and where they wait: seeded simulation, named assumptions.',
  }),
  modelTool(coexistenceTool, {
    description:
      'Which steps of a procedure people, assisted people or machines should do, with sub-scores and reasons.',
  }),
  modelTool(readFileTool, {
    description: 'How a table is read: its columns with kind, unit, additivity and values, which a plan names.',
  }),
  modelTool(askTableTool, {
    others: true,
    description:
      'Answers one question about a table, in words or as a plan over its own columns: figures, groups, lists, ageing, statistics, correlation, outliers, forecast, what changed, cohorts, differences of two files, advice; two tables together with join. All numbers are computed in SQL.',
  }),
]

/** What a pillar's folder asks for, and for every pillar what a file is. */
export function toolsOf(pillar: Pillar | null): readonly ModelTool[] {
  if (pillar === null) return []
  const { modelTools } = PILLAR_WORDS[pillar]
  return MODEL_TOOLS.filter(({ name }) => name === detectTool.name || modelTools.includes(name))
}
