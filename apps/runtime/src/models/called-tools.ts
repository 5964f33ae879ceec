// Runs the tools that a model calls: only offered ones with valid arguments; every result feeds the numeral check. Each
// result is shown once.
import { refusalOf } from '@biplane/contracts/refusal'
import type { Invocation, InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { ModelTool, OfferedTool } from '../agents/model-tool.ts'
import { ToolRunner } from '../agents/tool-runner.ts'
import type { Agent, AgentContext, AgentSays } from '../engine/define-agent.ts'
import type { StepPart } from './model.ts'
import type { NumeralCheck } from './numeral-check.ts'
import { askRules, offerRules, RULES_TOOL } from './rules-tool.ts'
import type { Spending } from './spending.ts'
import { artifactsIn, toldToModel } from './tool-results.ts'

/** `id` is ours: providers repeat theirs, or give none. */
export type Called = Extract<StepPart, { kind: 'call' }> & { id: string }

export interface CalledToolsDeps {
  /** The liaison without its model. */
  rules: Agent
  input: Invocation['input']
  /** With the signal that also fires when the answer takes too long. */
  context: AgentContext
  tools: readonly ModelTool[]
  files: ReadonlyMap<string, InvocationFile>
  check: NumeralCheck
  spending: Spending
}

export class CalledTools {
  readonly offered: readonly OfferedTool[]
  readonly #deps: CalledToolsDeps
  readonly #tools: ReadonlyMap<string, ModelTool>
  readonly #runner: ToolRunner
  readonly #shown = new Set<string>()

  constructor(deps: CalledToolsDeps) {
    const { rules, tools, files, context } = deps
    this.#deps = deps
    this.#runner = new ToolRunner(context)
    this.#tools = new Map(files.size === 0 ? [] : tools.map((tool) => [tool.name, tool]))
    this.offered = [offerRules(rules), ...[...this.#tools.values()].map((tool) => tool.offer(files))]
  }

  /** What the model is told of a call: the result, or in words why there is none. */
  async *run(call: Called): AsyncGenerator<AgentSays, string> {
    if (call.wrong !== null) return `Refused: ${call.wrong}`
    try {
      return call.tool === RULES_TOOL ? yield* this.#askRules(call) : yield* this.#useTool(call)
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal || refusal.refusal === 'CANCELLED' || this.#deps.context.signal.aborted) throw error
      return `Refused: ${refusal.message}`
    }
  }

  async *#useTool({ tool: name, input }: Called): AsyncGenerator<AgentSays, string> {
    const tool = this.#tools.get(name)
    if (!tool) return 'Refused: there is no such tool.'
    const result = yield* tool.call(input, this.#deps.files, this.#runner)
    this.#deps.spending.tool()
    this.#deps.check.learn(result)
    for (const payload of artifactsIn(result)) yield* this.#show({ type: 'agent.artifact', payload })
    return toldToModel(result)
  }

  async *#askRules({ id, input: given }: Called): AsyncGenerator<AgentSays, string> {
    const { rules, input, context } = this.#deps
    const asking = askRules(rules, { input: { given, of: input }, context, call: id })
    for (;;) {
      const next = await asking.next()
      if (!next.done) {
        if (next.value.type === 'agent.artifact') this.#deps.check.learn(next.value.payload)
        yield* this.#show(next.value)
        continue
      }
      if (next.value === null) return 'Refused: give { "question": "…" }.'
      for (let i = 0; i < next.value.toolCalls; i += 1) this.#deps.spending.tool()
      // Only a number that a tool computed is proof, also when the rules repeat it.
      if (next.value.toolCalls > 0) this.#deps.check.learn(next.value.said)
      return toldToModel(next.value.said)
    }
  }

  /** The same artifact is shown once. */
  async *#show(event: AgentSays): AsyncGenerator<AgentSays> {
    if (event.type === 'agent.artifact') {
      if (this.#shown.has(event.payload.key)) return
      this.#shown.add(event.payload.key)
    }
    yield event
  }
}
