// Dialogue of the questions that build a procedure. Its state is the last draft among the earlier results, so an answer
// may come after days. [O4]

import { type Earlier, ofKind } from '../../agents/earlier-results.ts'
import { plain } from '../../agents/plain-markdown.ts'
import type { ToolRunner } from '../../agents/tool-runner.ts'
import type { AgentSays } from '../../engine/define-agent.ts'
import { madeWords } from '../../tools/made-words.ts'
import { askQuestion, tellWorkflow } from './operations-answer.ts'
import { wizardTool } from './process/wizard-tool.ts'
import { workflowTool } from './process/workflow-tool.ts'

/** The draft whose questions are open: the newest procedure that came of answers, while it is not finished. */
export function openWizard(results: readonly Earlier[]): Earlier<'sop'> | null {
  const newest = ofKind(results, 'sop').find(({ key }) => key.startsWith(KEY))
  return newest && newest.data.wizard !== null ? newest : null
}

const KEY = 'sop:made:answers-'

interface Turn {
  open: Earlier<'sop'> | null
  results: readonly Earlier[]
  text: string
  move: 'start' | 'resume' | 'pause' | null
}

export async function* takeAnswer(
  { open, results, text, move }: Turn,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const state = open?.data.wizard ?? null
  if (state && move === 'pause')
    return 'It stays as it is. Say “continue” whenever you like, also in some days: the draft is kept with this conversation.'
  if (state && (move === 'resume' || text.trim() === '')) return `We were here: ${askQuestion(state.question, state)}`
  if (state && move === 'start')
    return `A procedure is still being built: **${plain(open?.data.model.title ?? '')}**. ${askQuestion(state.question, state)}\n\nSay “pause” to leave it for now.`
  const about = open
    ? open.key.slice('sop:made:'.length)
    : `answers-${1 + ofKind(results, 'sop').filter(({ key }) => key.startsWith(KEY)).length}`
  const words = madeWords(about, 'your answer.txt', text, 'text/plain')
  const {
    artifact,
    outcome,
    why,
    state: next,
  } = yield* runner.use({
    tool: wizardTool,
    args: { wizard: state },
    file: words,
    doing: state ? 'Taking your answer' : 'Beginning a procedure',
    done: (made) => made.artifact.summary,
  })
  if (outcome === 'again') return `${why} ${askQuestion(next.question, next)}`
  yield { type: 'agent.artifact', payload: artifact }
  if (outcome === 'next')
    return state
      ? askQuestion(next.question, next)
      : `Let us build it by questions; you can stop at any time and go on later. ${askQuestion(next.question, next)}`
  const { workflow, lint } = yield* runner.use({
    tool: workflowTool,
    args: {},
    file: madeWords(about, `${artifact.data.model.title}.md`, artifact.data.markdown),
    doing: 'Drawing the procedure',
    done: (made) => made.workflow.summary,
  })
  yield { type: 'agent.artifact', payload: workflow }
  yield { type: 'agent.artifact', payload: lint }
  return `The procedure is written.\n\n${tellWorkflow(artifact.data.model.title, workflow, lint, 'workflow')}`
}
