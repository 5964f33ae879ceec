// How a question is put to the table engine and its answer shown: the figure first, then the table, the chart and the plan.
import type { Invocation, InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { bullets, plain } from '../../agents/plain-markdown.ts'
import { type ChosenTable, namedSheet, withoutFileNames } from '../../agents/table-choice.ts'
import type { ToolRunner } from '../../agents/tool-runner.ts'
import type { AgentSays } from '../../engine/define-agent.ts'
import { type AskTableResult, askTableTool } from '../../tables/ask-table-tool.ts'
import { languageNamed } from '../../tables/language/language-of.ts'
import type { TableAnswerDraft } from '../../tools/artifact-shapes.ts'
import { capital, shownName } from '../../tools/shown-text.ts'

export type Asked =
  | { kind: 'answered'; text: string }
  | { kind: 'ask'; text: string; answer: TableAnswerDraft; understood: boolean }

const MAX_CHARS = 10_000
const MAX_EARLIER = 20

/** `others`: tables that the question may need as well. */
export async function* askTable(
  { text, history, files = [] }: Invocation['input'],
  { file, part }: ChosenTable,
  { runner, others = [] }: { runner: ToolRunner; others?: readonly ChosenTable[] },
): AsyncGenerator<AgentSays, Asked> {
  const words = (said: string) => {
    const bare = withoutFileNames(said, files).slice(0, MAX_CHARS)
    return part === undefined ? bare : (namedSheet(bare, [part])?.rest ?? bare)
  }
  const earlier = history.flatMap(({ role, content }) => (role === 'user' ? [words(content)] : [])).slice(-MAX_EARLIER)
  return yield* put({ text: words(text), earlier, join: others.length > 0 }, { file, part, others }, runner)
}

interface AskArgs {
  text: string
  earlier: string[]
  plan?: TablePlan
  join: boolean
}

interface AskedFiles {
  file: InvocationFile
  part: string | undefined
  others: readonly { file: InvocationFile; part?: string | undefined }[]
}

async function* put(
  args: AskArgs,
  { file, part, others }: AskedFiles,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, Asked> {
  const names = [file, ...others.map((other) => other.file)].map(({ name }) => shownName(name))
  const result = yield* runner.use({
    tool: askTableTool,
    args,
    file,
    part,
    others,
    doing: `Computing from ${names.slice(0, 2).join(' and ')}`,
    done: (found) => (found.state === 'answered' ? found.answer.title : 'Not the whole question is understood'),
  })
  if (result.state === 'ask')
    return { kind: 'ask', text: openQuestion(result), answer: result.answer, understood: result.understood }
  for (const payload of [...result.tables, ...result.charts]) yield { type: 'agent.artifact', payload }
  yield { type: 'agent.artifact', payload: result.answer }
  return { kind: 'answered', text: result.markdown }
}

/** A plan that a person changed is run as it is, on the files that it names. */
export async function* runPlan(
  plan: TablePlan,
  files: readonly InvocationFile[],
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const earlier = plan.analysis?.kind === 'versions' ? plan.analysis.earlier : null
  const wanted = [plan.table, ...plan.joins, ...(earlier ? [earlier] : [])]
  const found = wanted.flatMap(({ file_uuid: id, part }) => {
    const file = files.find((one) => one.file_uuid === id)
    return file ? [{ file, part }] : []
  })
  const [first, ...others] = found
  if (!first || found.length < wanted.length)
    return 'A file of this plan is no longer attached. Attach it again and ask once more.'
  return (yield* put({ text: '', earlier: [], plan, join: false }, { ...first, others }, runner)).text
}

/** What was understood, what was not, and what this file has to choose from. */
function openQuestion({ why, answer, language }: AskTableResult): string {
  const { sentences } = languageNamed(language)
  const { chips, columns, suggestions } = answer.data
  const understood = chips.map(({ text }) => plain(text)).filter((text) => text !== '')
  const names = columns.slice(0, 12).map(({ name }) => plain(name))
  const more = columns.length - names.length
  return [
    `${capital(plain(why))}. ${sentences.notGuessed}`,
    ...(understood.length > 0 ? [sentences.understood(understood.join('; '))] : []),
    sentences.columnsAre(names, more),
    ...(suggestions.length > 0
      ? [`${sentences.worksHere}\n\n${bullets(suggestions.map(({ text }) => plain(text))).trimEnd()}`]
      : []),
  ].join('\n\n')
}
