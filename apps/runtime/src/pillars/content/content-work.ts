// Executes a task on the attached files: tools, results, answer. An unreadable file does not stop the others.

import { type Refusal, refusalOf } from '@biplane/contracts/refusal'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import { detectFile } from '../../agents/detect-file.ts'
import { keepShownRows, progressOf } from '../../agents/file-reading.ts'
import { namedFiles } from '../../agents/meant-files.ts'
import { plain } from '../../agents/plain-markdown.ts'
import type { ToolRunner } from '../../agents/tool-runner.ts'
import type { AgentSays } from '../../engine/define-agent.ts'
import { previewTool } from '../../tools/preview.ts'
import { schemaTool } from '../../tools/schema.ts'
import { counted, shownName } from '../../tools/shown-text.ts'
import { summarise, tellChanges } from './content-summary.ts'
import type { ContentTask } from './content-task.ts'
import { tellAnswer, tellConverted, tellMetadata, tellPersonalData, tellRedacted } from './content-task-answer.ts'
import { searchTool } from './search.ts'
import { convertTool } from './tools/convert.ts'
import { personalDataTool } from './tools/personal-data-tool.ts'
import { redactTool } from './tools/redact.ts'

export async function* doTask(
  task: ContentTask,
  { text, files }: { text: string; files: readonly InvocationFile[] },
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const named = namedFiles(text, files)
  const meant = named.length > 0 ? named : files
  if (task.kind === 'search') return (yield* answerQuestion(task.question, meant, runner)).text
  if (task.kind === 'summary') return yield* summarise(meant, task, runner)
  const told: string[] = []
  for (const [index, file] of meant.entries()) {
    const place = { index, of: meant.length }
    yield progressOf(file, place, 0, { status: 'processing' })
    const outcome = yield* tryFile(doOne(task, file, runner))
    if (typeof outcome === 'string') {
      told.push(outcome)
      yield progressOf(file, place, 1, { status: 'complete' })
    } else {
      told.push(plain(outcome.message))
      yield progressOf(file, place, 1, { status: 'error', code: outcome.refusal, message: outcome.message })
    }
  }
  return told.join('\n\n')
}

/** What the work gives, or why the file refused it. */
async function* tryFile<T>(work: AsyncGenerator<AgentSays, T>): AsyncGenerator<AgentSays, T | Refusal> {
  try {
    return yield* work
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal || refusal.refusal === 'CANCELLED') throw error
    return refusal
  }
}

type FileTask = Exclude<ContentTask, { kind: 'search' | 'summary' }>

async function* doOne(task: FileTask, file: InvocationFile, runner: ToolRunner): AsyncGenerator<AgentSays, string> {
  switch (task.kind) {
    case 'personal_data':
      return yield* scan(file, runner)
    case 'redact':
      return yield* redact(task, file, runner)
    case 'convert':
      return yield* convert(task, file, runner)
    case 'metadata':
      return yield* metadata(file, runner)
    default:
      return assertNever(task, 'task')
  }
}

async function* scan(file: InvocationFile, runner: ToolRunner): AsyncGenerator<AgentSays, string> {
  const name = shownName(file.name)
  const found = yield* runner.use({
    tool: personalDataTool,
    args: {},
    file,
    doing: `Looking for personal data in ${name}`,
    done: ({ artifact }) => artifact.summary,
  })
  const rows = found.table ? found.finds.flatMap(({ places }) => places).slice(0, 20_000) : []
  if (rows.length === 0) {
    yield { type: 'agent.artifact', payload: found.artifact }
    return tellPersonalData(name, found, null)
  }
  const { artifact: preview } = yield* runner.use({
    tool: previewTool,
    args: { rows },
    file,
    doing: `Taking out the rows of ${name} to show`,
    done: ({ artifact }) => artifact.summary,
  })
  yield { type: 'agent.artifact', payload: keepShownRows(found.artifact, preview) }
  yield { type: 'agent.artifact', payload: preview }
  return tellPersonalData(name, found, new Set(preview.data.rows.map(({ row }) => row)))
}

async function* redact(
  { kinds, names }: Extract<ContentTask, { kind: 'redact' }>,
  file: InvocationFile,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const made = yield* runner.use({
    tool: redactTool,
    args: { kinds, names },
    file,
    doing: `Making a copy of ${shownName(file.name)} without personal data`,
    done: ({ artifact }) => artifact.summary,
  })
  yield { type: 'agent.artifact', payload: made.artifact }
  return tellRedacted(shownName(file.name), made)
}

async function* convert(
  { to }: Extract<ContentTask, { kind: 'convert' }>,
  file: InvocationFile,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const made = yield* runner.use({
    tool: convertTool,
    args: { to },
    file,
    doing: `Writing ${shownName(file.name)} as ${to}`,
    done: (written) => (written.kind === 'made' ? written.artifact.summary : written.why),
  })
  if (made.kind === 'made') yield { type: 'agent.artifact', payload: made.artifact }
  return tellConverted(shownName(file.name), made)
}

async function* metadata(file: InvocationFile, runner: ToolRunner): AsyncGenerator<AgentSays, string> {
  const name = shownName(file.name)
  const found = yield* detectFile(file, runner)
  if (!found.tabular) return tellMetadata(file, found, null)
  const { artifact } = yield* runner.use({
    tool: schemaTool,
    args: { values: false },
    file,
    doing: `Reading the columns of ${name}, without values`,
    done: (read) => read.artifact.summary,
  })
  yield { type: 'agent.artifact', payload: artifact }
  return tellMetadata(file, found, artifact.data)
}

/** Documents before tables: who asks in words mostly means a text. `found` is false where no passage answers. */
export async function* answerQuestion(
  question: string,
  files: readonly InvocationFile[],
  runner: ToolRunner,
): AsyncGenerator<AgentSays, { text: string; found: boolean }> {
  const documents: InvocationFile[] = []
  const tables: InvocationFile[] = []
  const refused: Refusal[] = []
  let bytes = 0
  for (const [index, file] of files.entries()) {
    const place = { index, of: files.length }
    yield progressOf(file, place, 0, { status: 'processing' })
    const found = yield* tryFile(detectFile(file, runner))
    if ('refusal' in found) {
      refused.push(found)
      yield progressOf(file, place, 1, { status: 'error', code: found.refusal, message: found.message })
      continue
    }
    yield progressOf(file, place, 1, { status: 'complete' })
    // What is searched at once must fit into the worker at once.
    if (bytes + file.size > LIMITS.documentBytes) continue
    bytes += file.size
    if (found.tabular) tables.push(file)
    else documents.push(file)
  }
  const [file, ...others] = documents.length > 0 ? documents : tables
  if (!file) return { text: refused.map(({ message }) => plain(message)).join('\n\n'), found: true }
  const result = yield* runner.use({
    tool: searchTool,
    args: { question, most: 5 },
    file,
    others: others.map((other) => ({ file: other })),
    doing: `Searching ${counted(others.length + 1, 'file')}`,
    done: ({ quotes, passages }) => `${counted(quotes.length, 'quote')} in ${counted(passages, 'passage')}`,
  })
  yield { type: 'agent.artifact', payload: result.artifact }
  const told = tellAnswer(
    [file, ...others].map(({ name }) => shownName(name)),
    result,
  )
  return { text: `${told}${tellChanges(result)}`, found: result.answer !== null }
}
