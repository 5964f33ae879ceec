// Executes one request for a plan: tools, their order, and the answer.
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { ArtifactDraft } from '@biplane/contracts/wire/artifacts'
import type { z } from 'zod'
import { type Earlier, ofKind } from '../../agents/earlier-results.ts'
import { bullets, plain } from '../../agents/plain-markdown.ts'
import type { ToolRunner } from '../../agents/tool-runner.ts'
import { inOrder } from '../../agents/words-in-order.ts'
import type { AgentSays } from '../../engine/define-agent.ts'
import { changesIn, changesSaid } from '../../tools/assumptions.ts'
import type { RunnableTool, Tool } from '../../tools/define-tool.ts'
import { type MadeWords, madeWords } from '../../tools/made-words.ts'
import { sourceOfWorked } from '../operations/operations-source.ts'
import { tellRefused } from '../operations/operations-work.ts'
import { coexistenceTool } from '../operations/process/coexistence-tool.ts'
import { simulateTool } from '../operations/process/simulate-tool.ts'
import {
  tellFinancials,
  tellKpis,
  tellMissing,
  tellNothing,
  tellProposal,
  tellRisks,
  tellRoadmap,
} from './outcomes-answer.ts'
import { evidenceOf } from './outcomes-evidence.ts'
import { measureAgain } from './outcomes-measure.ts'
import type { OutcomesRequest } from './outcomes-request.ts'
import { type Evidence, isEmpty, missingIn } from './plan/evidence.ts'
import type { planArgs } from './plan/plan-args.ts'
import { financialsTool, kpisTool, risksTool, roadmapTool } from './plan/plan-tools.ts'
import { asksToConfirm, confirmedIn, planParameters } from './plan/plan-words.ts'
import { bundleTool, proposalTool } from './plan/proposal-tool.ts'

type Args = z.input<typeof planArgs>

export interface PlanAsk {
  text: string
  files: readonly InvocationFile[]
  results: readonly Earlier[]
}

/** The text to be said; `null` when nothing here is wanted. */
export async function* planFor(
  request: OutcomesRequest | null,
  { text, files, results }: PlanAsk,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string | null> {
  if (request === null && !setsNumber(text) && !asksToConfirm(text)) return null
  const before = evidenceOf(results)
  if (isEmpty(before)) return tellNothing(missingIn(before))
  if (request === 'missing') return tellMissing(missingIn(before))
  const evidence = evidenceOf([...(yield* computable(before, { files, results }, runner)), ...results])
  const missing = missingIn(evidence)
  const kept = keptArgs(results)
  const toolWorkers = new PlanWorkers(evidence, runner)
  const known = yield* toolWorkers.make(financialsTool, kept, 'Reading the assumptions')
  const said = changesSaid(text, known.data.assumptions)
  const set = Object.fromEntries(said.flatMap((change) => (change.kind === 'set' ? [[change.name, change.value]] : [])))
  const spoken = [planParameters(text, known.data.assumptions), confirmedIn(text, known.data.assumptions)]
  const refused = [...said.flatMap(tellRefused), ...spoken.flatMap((each) => each.refused.map(plain))]
  for (const { name, value } of spoken.flatMap((each) => each.set)) set[name] = value
  const changes = Object.keys(set).length > 0
  if (!changes && (said.length > 0 || (refused.length > 0 && asksToConfirm(text)))) return refused.join('\n\n')
  const args: Args = { ...kept, changes: { ...kept.changes, ...set } }
  const wanted = request ?? 'financials'
  const told = yield* work((said.length > 0 || request === null) && wanted !== 'plan' ? 'changed' : wanted, {
    args,
    toolWorkers,
    files,
    results,
    runner,
  })
  const rest = wanted === 'plan' && missing.length > 0 ? [tellMissing(missing)] : []
  return [told, ...refused, ...rest].join('\n\n')
}

/** What nobody has to be asked for: what tools can compute of the workflow is computed, and shown with the plan. */
async function* computable(
  { process, simulation, coexistence }: Evidence,
  { files, results }: Pick<PlanAsk, 'files' | 'results'>,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, Earlier[]> {
  const workflow = ofKind(results, 'workflow')[0]
  if (!process || !workflow) return []
  const { name, file } = sourceOfWorked(workflow, files)
  const made: ArtifactDraft[] = []
  if (!simulation) {
    const { artifact } = yield* runner.use({
      tool: simulateTool,
      args: { cases: 1_000, seed: 1, changes: {} },
      file,
      doing: `Simulating ${name}`,
      done: (result) => result.artifact.summary,
    })
    made.push(artifact)
  }
  if (!coexistence) {
    const { scores } = yield* runner.use({
      tool: coexistenceTool,
      args: {},
      file,
      doing: `Weighing each step of ${name}`,
      done: (result) => result.scores.summary,
    })
    made.push(scores)
  }
  for (const payload of made) yield { type: 'agent.artifact', payload }
  return made.map((draft) => ({ ...draft, artifact_id: draft.key }))
}

const SETS = /\b(?:set|change|make|use|put|assume)\b/i
const setsNumber = (text: string): boolean => inOrder(text, SETS, /\d/)

/** What was set or measured before stays so. */
function keptArgs(results: readonly Earlier[]): Required<Args> {
  const financials = ofKind(results, 'financials')[0]
  const roadmap = ofKind(results, 'roadmap')[0]
  const kpis = ofKind(results, 'kpis')[0]
  return {
    changes: { ...changesIn(roadmap?.data.assumptions ?? []), ...changesIn(financials?.data.assumptions ?? []) },
    seed: financials?.data.monte_carlo.seed ?? 1,
    runs: financials?.data.monte_carlo.runs ?? 2_000,
    measured: Object.fromEntries(
      (kpis?.data.kpis ?? []).flatMap(({ id, current }) => (current === null ? [] : [[id, current]])),
    ),
  }
}

interface Work {
  args: Args
  toolWorkers: PlanWorkers
  files: readonly InvocationFile[]
  results: readonly Earlier[]
  runner: ToolRunner
}

async function* work(
  wanted: Exclude<OutcomesRequest, 'missing'> | 'changed',
  { args, toolWorkers, files, results, runner }: Work,
): AsyncGenerator<AgentSays, string> {
  const roadmap = () => toolWorkers.show(roadmapTool, args, 'Putting the items in order', tellRoadmap)
  const financials = () => toolWorkers.show(financialsTool, args, 'Computing costs and benefits', tellFinancials)
  const kpis = (measured: Record<string, number> = {}) =>
    toolWorkers.show(kpisTool, { ...args, measured: { ...args.measured, ...measured } }, 'Setting indicators', tellKpis)
  const risks = () => toolWorkers.show(risksTool, args, 'Looking for risks', tellRisks)
  switch (wanted) {
    case 'plan':
      return [yield* roadmap(), yield* financials(), yield* kpis(), yield* risks()].join('\n\n')
    case 'changed':
      // A changed duration moves the roadmap, and with it what the plan costs.
      return [yield* financials(), ...(ofKind(results, 'roadmap').length > 0 ? [yield* roadmap()] : [])].join('\n\n')
    case 'roadmap':
      return yield* roadmap()
    case 'financials':
      return yield* financials()
    case 'kpis':
      return yield* kpis()
    case 'measure': {
      const before =
        ofKind(results, 'kpis')[0]?.data.kpis ??
        (yield* toolWorkers.make(kpisTool, args, 'Setting indicators')).data.kpis
      const measured = yield* measureAgain(before, files, runner)
      const told = yield* kpis(measured.values)
      return measured.not.length > 0
        ? `${told}\n\n**Not measured**\n\n${bullets(measured.not.map(plain))}`.trimEnd()
        : told
    }
    case 'risks':
      return yield* risks()
    case 'proposal':
      return yield* toolWorkers.show(proposalTool, args, 'Writing the proposal', tellProposal)
    case 'bundle':
      return yield* toolWorkers.show(
        bundleTool,
        args,
        'Putting the plan together',
        ({ summary }) => `The plan is ready to take along, in the workspace: ${summary}.`,
      )
  }
}

/** Runs the tools of a plan on one and the same evidence. */
class PlanWorkers {
  readonly #words: MadeWords
  readonly #runner: ToolRunner

  constructor(evidence: Evidence, runner: ToolRunner) {
    this.#words = madeWords('evidence', 'evidence.json', JSON.stringify(evidence), 'application/json')
    this.#runner = runner
  }

  async *make<A extends ArtifactDraft>(
    tool: Tool<z.infer<typeof planArgs>, { artifact: A }> & RunnableTool,
    args: Args,
    doing: string,
  ): AsyncGenerator<AgentSays, A> {
    const { changes = {}, seed = 1, runs = 2_000, measured = {} } = args
    const { artifact } = yield* this.#runner.use({
      tool,
      args: { changes, seed, runs, measured },
      file: this.#words,
      doing,
      done: (made) => made.artifact.summary,
    })
    return artifact
  }

  async *show<A extends ArtifactDraft>(
    tool: Tool<z.infer<typeof planArgs>, { artifact: A }> & RunnableTool,
    args: Args,
    doing: string,
    tell: (artifact: A) => string,
  ): AsyncGenerator<AgentSays, string> {
    const artifact = yield* this.make(tool, args, doing)
    yield { type: 'agent.artifact', payload: artifact }
    return tell(artifact)
  }
}
