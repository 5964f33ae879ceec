// Makes a tool callable by a language model: its description and the schema of its arguments. Knows no model.
import { Refusal } from '@biplane/contracts/refusal'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import { z } from 'zod'
import type { AgentSays } from '../engine/define-agent.ts'
import type { RunnableTool, Tool } from '../tools/define-tool.ts'
import { shownName } from '../tools/shown-text.ts'
import type { ToolRunner } from './tool-runner.ts'

export interface OfferedTool {
  name: string
  description: string
  /** JSON Schema of its arguments. */
  schema: Record<string, unknown>
}

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

export function modelTool<Args, Result>(
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
