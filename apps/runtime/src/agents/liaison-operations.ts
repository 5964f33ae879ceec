// Owns the operations liaison as far as it goes today: it reads a procedure's outline and says honestly what it cannot do.
import type { Invocation, Usage } from '@biplane/contracts/wire/agent-events'
import { type AgentContext, type AgentSays, defineAgent, speak } from '../engine/define-agent.ts'
import { contentAnswer } from './content-answer.ts'
import { type FileReport, progressOf, readAttached } from './file-reading.ts'
import { handOver, intentOf, reasonOf } from './hand-over.ts'
import { PILLAR_WORDS } from './pillar-words.ts'
import { bullets } from './plain-markdown.ts'
import { readSmallTalk } from './small-talk.ts'
import { ToolDesk } from './tool-desk.ts'

const { skills } = PILLAR_WORDS.operations

const NOT_YET =
  'I cannot draw a workflow, check a procedure for gaps or simulate a process yet; that is still to come, and I do not pretend to.'

const documentName = /\.(?:md|markdown)$/i

export const operationsLiaison = defineAgent({
  id: 'liaison.operations',
  title: 'Operations liaison',
  recovery: 'exact',
  skills,
  run,
})

async function* run(input: Invocation['input'], context: AgentContext): AsyncGenerator<AgentSays, Usage> {
  const desk = new ToolDesk(context)
  if (readSmallTalk(input.text) === 'thanks') {
    yield* speak('You are welcome.', context)
    return desk.usage()
  }
  const intent = intentOf(input.text, 0)
  if (intent.kind === 'clear' && intent.best.pillar !== 'operations') {
    yield* handOver(
      { to: intent.best.pillar, reason: reasonOf(intent.best, []), confidence: intent.confidence },
      context,
    )
    return desk.usage()
  }
  const documents = (input.files ?? []).filter(
    (file) => documentName.test(file.name) || file.mime.startsWith('text/markdown'),
  )
  for (const file of documents) yield progressOf(file, { index: 0, of: documents.length }, 0, { status: 'selected' })
  const reports: FileReport[] = []
  for (const [index, file] of documents.entries()) {
    const nothing = { schema: false, quality: false, rows: false, rules: null }
    reports.push(yield* readAttached(file, nothing, { index, of: documents.length }, desk))
  }
  yield* speak(reports.length > 0 ? told(reports) : withoutDocument((input.files ?? []).length), context)
  return desk.usage()
}

const told = (reports: readonly FileReport[]): string =>
  `${contentAnswer(reports, 'outline')}\n\nThat is its outline, as it is written. ${NOT_YET}`

const withoutDocument = (files: number): string =>
  `${NOT_YET}\n\n${files > 0 ? 'What is attached is no Markdown document. ' : ''}What I can do now:\n\n${bullets(skills.slice(0, 1))}- Questions about numbers go to the insights liaison, files of any readable kind to the content liaison.`
