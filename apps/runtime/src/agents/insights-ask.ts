// How a question is put to the table engine and its answer shown: the figure first, then the table, the chart and the plan.
import type { Invocation, InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import type { AgentSays } from '../engine/define-agent.ts'
import { type AskTableResult, askTableTool } from '../tables/ask-table-tool.ts'
import type { TableAnswerDraft } from '../tools/artifact-shapes.ts'
import { shownName } from '../tools/shown-text.ts'
import { bullets, plain } from './plain-markdown.ts'
import { namedSheet, type OpenTable, withoutFileNames } from './table-choice.ts'
import type { ToolDesk } from './tool-desk.ts'

export type Asked =
  | { kind: 'answered'; text: string }
  | { kind: 'ask'; text: string; answer: TableAnswerDraft; understood: boolean }
  /** A statistic that another tool computes. */
  | { kind: 'analysis' }

const MAX_CHARS = 10_000
const MAX_EARLIER = 20

export async function* askTable(
  { text, history, files = [] }: Invocation['input'],
  { file, part }: OpenTable,
  desk: ToolDesk,
): AsyncGenerator<AgentSays, Asked> {
  const words = (said: string) => {
    const bare = withoutFileNames(said, files).slice(0, MAX_CHARS)
    return part === undefined ? bare : (namedSheet(bare, [part])?.rest ?? bare)
  }
  const earlier = history.flatMap(({ role, content }) => (role === 'user' ? [words(content)] : [])).slice(-MAX_EARLIER)
  return yield* put({ text: words(text), earlier }, file, part, desk)
}

/** The same words for any table, not those of the person. */
export const askWords = (text: string, { file, part }: OpenTable, desk: ToolDesk): AsyncGenerator<AgentSays, Asked> =>
  put({ text, earlier: [] }, file, part, desk)

interface AskArgs {
  text: string
  earlier: string[]
  plan?: TablePlan
}

async function* put(
  args: AskArgs,
  file: InvocationFile,
  part: string | undefined,
  desk: ToolDesk,
): AsyncGenerator<AgentSays, Asked> {
  const result = yield* desk.use({
    tool: askTableTool,
    args,
    file,
    part,
    doing: `Computing from ${shownName(file.name)}`,
    done: (found) => (found.state === 'answered' ? found.answer.title : 'Not the whole question is understood'),
  })
  if (result.state === 'analysis') return { kind: 'analysis' }
  if (result.state === 'ask')
    return { kind: 'ask', text: openQuestion(result), answer: result.answer, understood: result.understood }
  for (const payload of [...result.tables, ...result.charts]) yield { type: 'agent.artifact', payload }
  yield { type: 'agent.artifact', payload: result.answer }
  return { kind: 'answered', text: result.markdown }
}

/** A plan that a person changed is run as it is, on the file that it names. */
export async function* runPlan(
  plan: TablePlan,
  files: readonly InvocationFile[],
  desk: ToolDesk,
): AsyncGenerator<AgentSays, string> {
  const file = files.find(({ file_uuid: id }) => id === plan.table.file_uuid)
  if (!file) return 'The file of this plan is no longer attached. Attach it again and ask once more.'
  const asked = yield* put({ text: '', earlier: [], plan }, file, plan.table.part, desk)
  return asked.kind === 'analysis' ? 'This kind of statistic is asked in words.' : asked.text
}

/** What was understood, what was not, and what this file has to choose from. */
function openQuestion({ why, answer }: AskTableResult): string {
  const { chips, columns, suggestions } = answer.data
  const understood = chips.map(({ text }) => plain(text)).filter((text) => text !== '')
  const names = columns.slice(0, 12).map(({ name }) => `“${plain(name)}”`)
  const more = columns.length - names.length
  return [
    `${plain(why)}. I have not guessed; please choose.`,
    ...(understood.length > 0 ? [`What I understood: ${understood.join('; ')}.`] : []),
    `The columns of this table: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    ...(suggestions.length > 0
      ? [`Questions that work:\n\n${bullets(suggestions.map(({ text }) => plain(text))).trimEnd()}`]
      : []),
  ].join('\n\n')
}
