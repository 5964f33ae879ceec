// Executes one request on one procedure: tools, their order, and the answer.
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { ofKind } from '../../agents/earlier-results.ts'
import { plain } from '../../agents/plain-markdown.ts'
import type { ToolRunner } from '../../agents/tool-runner.ts'
import type { AgentSays } from '../../engine/define-agent.ts'
import { changesIn, changesSaid, type SaidChange } from '../../tools/assumptions.ts'
import { tellCoexistence, tellLeftOut, tellSimulation, tellSop, tellWorkflow } from './operations-answer.ts'
import { answerQuestion } from './operations-question.ts'
import type { OperationsRequest } from './operations-request.ts'
import type { Asked, Source } from './operations-source.ts'
import { coexistenceTool } from './process/coexistence-tool.ts'
import { simulateTool } from './process/simulate-tool.ts'
import { parametersSaid } from './process/simulation-words.ts'
import { sopTool } from './process/sop-tool.ts'
import { workflowTool } from './process/workflow-tool.ts'

/** The text to be said; `null` when the request is for nothing that can be done here. */
export async function* workOn(
  request: OperationsRequest | null,
  source: Source,
  asked: Asked,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string | null> {
  try {
    return yield* dispatch(request, source, asked, runner)
  } catch (error) {
    const refusal = refusalOf(error)
    if (!(error instanceof Refusal) || !refusal || refusal.refusal === 'CANCELLED') throw error
    return plain(refusal.message)
  }
}

async function* dispatch(
  request: OperationsRequest | null,
  source: Source,
  asked: Asked,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string | null> {
  const last = ofKind(asked.results, 'simulation')[0]
  const said = last ? changesSaid(asked.text, last.data.assumptions) : []
  if (said.length > 0 || request?.kind === 'simulate') {
    return yield* simulateIt(
      request?.kind === 'simulate' ? request : { cases: null, seed: null },
      source,
      asked,
      runner,
    )
  }
  if (request?.kind === 'question') return yield* answerIt(request, source, asked, runner)
  switch (request?.kind) {
    case 'workflow':
    case 'mermaid':
    case 'lint':
      return yield* drawIt(request.kind, source, runner)
    case 'coexistence':
      return yield* scoreIt(source, runner)
    case 'sop': {
      const { artifact } = yield* runner.use({
        tool: sopTool,
        args: { wizard: null },
        file: source.file,
        doing: `Writing ${source.name} down`,
        done: (made) => made.artifact.summary,
      })
      yield { type: 'agent.artifact', payload: artifact }
      return tellSop(artifact, source.name)
    }
    default:
      return null
  }
}

/** The answer alone; what the procedure does not say is done as the words otherwise ask. */
async function* answerIt(
  { question, otherwise }: Extract<OperationsRequest, { kind: 'question' }>,
  source: Source,
  asked: Asked,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string | null> {
  const { workflow } = yield* runner.use({
    tool: workflowTool,
    args: {},
    file: source.file,
    doing: `Reading the steps of ${source.name}`,
    done: (made) => made.workflow.summary,
  })
  const { model } = workflow.data
  const told = answerQuestion(question, model)
  if (told === null) return otherwise ? yield* dispatch(otherwise, source, asked, runner) : null
  return `${tellLeftOut(model)}${told}`
}

async function* drawIt(
  kind: 'workflow' | 'mermaid' | 'lint',
  { name, file }: Source,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const { workflow, lint } = yield* runner.use({
    tool: workflowTool,
    args: {},
    file,
    doing: `Reading the steps of ${name}`,
    done: (made) => `${made.workflow.summary}; ${made.lint.summary}`,
  })
  yield { type: 'agent.artifact', payload: workflow }
  yield { type: 'agent.artifact', payload: lint }
  const told = tellWorkflow(name, workflow, lint, kind === 'lint' ? 'lint' : 'workflow')
  return kind === 'mermaid' ? `\`\`\`mermaid\n${workflow.data.mermaid}\`\`\`\n\n${told}` : told
}

async function* scoreIt({ name, file }: Source, runner: ToolRunner): AsyncGenerator<AgentSays, string> {
  const { scores, future } = yield* runner.use({
    tool: coexistenceTool,
    args: {},
    file,
    doing: `Weighing each step of ${name}`,
    done: (made) => made.scores.summary,
  })
  yield { type: 'agent.artifact', payload: scores }
  yield { type: 'agent.artifact', payload: future }
  return tellCoexistence(scores, future)
}

const CASES = 1_000
const MOST_CASES = 20_000
const FEWEST_CASES = 10

async function* simulateIt(
  { cases, seed }: { cases: number | null; seed: number | null },
  { name, file }: Source,
  { text, results }: Asked,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const last = ofKind(results, 'simulation')[0]
  const run = async function* (changes: Record<string, number>) {
    return yield* runner.use({
      tool: simulateTool,
      args: {
        cases: Math.min(MOST_CASES, Math.max(FEWEST_CASES, cases ?? last?.data.cases ?? CASES)),
        seed: (seed ?? last?.data.seed ?? 1) % 2 ** 32,
        changes,
      },
      file,
      doing: `Simulating ${name}`,
      done: (made) => made.artifact.summary,
    })
  }
  const kept = last ? changesIn(last.data.assumptions) : {}
  const first = yield* run(kept)
  const said = changesSaid(text, first.artifact.data.assumptions)
  const spoken = parametersSaid(text, first.artifact.data.assumptions)
  const set = Object.fromEntries([
    ...spoken.set.map(({ name, value }) => [name, value]),
    ...said.flatMap((change) => (change.kind === 'set' ? [[change.name, change.value]] : [])),
  ])
  const { artifact } = Object.keys(set).length > 0 ? yield* run({ ...kept, ...set }) : first
  yield { type: 'agent.artifact', payload: artifact }
  return [tellSimulation(artifact), ...said.flatMap(tellRefused), ...spoken.refused.map(plain)].join('\n\n')
}

/** Why a change was not made. */
export function tellRefused(change: SaidChange): string[] {
  switch (change.kind) {
    case 'unknown':
      return [`There is no assumption called “${plain(change.words)}”.`]
    case 'out_of_bounds':
      return [
        `${plain(change.assumption.label)} takes ${change.assumption.min} to ${change.assumption.max} ${plain(change.assumption.unit)}; ${change.value} was not taken.`,
      ]
    default:
      return []
  }
}
