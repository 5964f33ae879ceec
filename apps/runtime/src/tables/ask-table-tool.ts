// The tool that answers a question about a table, asked in words or as a plan. Other files are for a comparison of two
// versions, and for a question that the table answers only together with another one.
import { tablePlan } from '@biplane/contracts/wire/table-plan'
import { z } from 'zod'
import { plain } from '../agents/plain-markdown.ts'
import { chartDraft, tableAnswerDraft, tableDraft } from '../tools/artifact-shapes.ts'
import { defineTableTool } from '../tools/define-tool.ts'
import { counted, shownName } from '../tools/shown-text.ts'
import type { ToolFile } from '../tools/tool-file.ts'
import { analysisHeadline } from './analyses/analysis-text.ts'
import { answerArtifacts } from './answer-artifacts.ts'
import { type AskedTable, answerQuestion, type TableOutcome } from './answer-question.ts'
import { answerMarkdown, headline } from './answer-text.ts'
import { findKey, type JoinedTable, joinOf, joinTables, keyOfPlan, type TableKey } from './join-tables.ts'
import { workingSuggestions } from './suggest.ts'
import type { TableSession } from './table-session.ts'

const result = z.object({
  state: z.enum(['answered', 'ask']),
  plan: tablePlan,
  /** The answer in one or two sentences, and with everything that it rests on. */
  headline: z.string(),
  markdown: z.string(),
  why: z.string(),
  /** Of the question, and so of the answer. */
  language: z.enum(['en', 'de']),
  unused: z.array(z.string()),
  /** Whether anything of the question was about this table. */
  understood: z.boolean(),
  tables: z.array(tableDraft).max(12),
  charts: z.array(chartDraft).max(6),
  answer: tableAnswerDraft,
})

export type AskTableResult = z.infer<typeof result>

/** Suggestions are run before they are shown; beside an answer about a longer table that takes longer than the answer. */
const MAX_TRIED_ROWS = 20_000
/** Of more files than that not every one is tried as the second table. */
const MAX_JOINED_FILES = 3

export const askTableTool = defineTableTool({
  name: 'insights.ask',
  version: '1',
  args: z.strictObject({
    text: z.string().max(10_000),
    /** Questions before this one, oldest first, that it may go on from. */
    earlier: z.array(z.string().max(10_000)).max(20).default([]),
    /** Run as it is; the words are not read then. */
    plan: tablePlan.optional(),
    /** A question that the table does not answer alone is asked of it together with one of the other files. */
    join: z.boolean().default(false),
  }),
  result,
  async run({ text, earlier, plan: given, join }, file, others, session) {
    // A model knows a file by a handle; the plan that is shown names it as the session does.
    const plan = given && { ...given, table: refOf(file) }
    const asked = { ...(await openAsked(file, session)), earlier: earlierVersion(others, plan, session) }
    const question = { text, plan, earlier }
    const joined = plan && plan.joins.length > 0 ? await joinedByPlan(asked, { plan, others, session }) : null
    let told: Told = { asked: joined?.asked ?? asked, made: joined?.made ?? null }
    let outcome = await answerQuestion(question, told.asked, session)
    if (outcome.kind === 'ask' && join && !plan) {
      for (const other of others.slice(0, MAX_JOINED_FILES)) {
        const both = await joinedByKey(asked, other, session)
        const together = both && (await answerQuestion(question, both.asked, session))
        if (!both || together?.kind === 'ask' || !together) continue
        told = both
        outcome = together
        break
      }
    }
    // They are run before they are shown, which an answered question need not wait for.
    const tried = outcome.kind === 'ask' || outcome.reading.rows <= MAX_TRIED_ROWS
    const suggestions = tried ? await workingSuggestions(asked, asked.table.reading, session, outcome.language) : []
    const { tables, charts, answer } = answerArtifacts(outcome, file, suggestions)
    return {
      state: outcome.kind === 'ask' ? ('ask' as const) : ('answered' as const),
      plan: outcome.plan,
      headline: headlineOf(outcome),
      markdown:
        outcome.kind === 'ask' ? '' : [answerMarkdown(outcome, shownName(file.name)), ...joinNote(told)].join('\n\n'),
      why: outcome.kind === 'ask' ? outcome.why : '',
      language: outcome.language,
      unused: outcome.kind === 'ask' ? outcome.unused : [],
      understood: outcome.kind !== 'ask' || outcome.understood,
      tables,
      charts,
      answer,
    }
  },
})

const headlineOf = (outcome: TableOutcome): string =>
  outcome.kind === 'answered'
    ? headline(outcome)
    : outcome.kind === 'analysis'
      ? analysisHeadline(outcome.analysis)
      : ''

interface Told {
  asked: AskedTable
  /** Where two tables were joined for the answer. */
  made: { table: JoinedTable; other: string } | null
}

const refOf = ({ file_uuid, part }: ToolFile): AskedTable['ref'] => ({
  file_uuid,
  ...(part === undefined ? {} : { part }),
})

async function openAsked(file: ToolFile, session: TableSession): Promise<AskedTable> {
  return { table: await session.open(file, file.reading), ref: refOf(file), name: shownName(file.name) }
}

/** The file that the plan names, else the first of the others. */
function earlierVersion(
  others: readonly ToolFile[],
  plan: AskTableResult['plan'] | undefined,
  session: TableSession,
): AskedTable['earlier'] {
  const named = plan?.analysis?.kind === 'versions' ? plan.analysis.earlier : null
  const other = named ? others.find(({ file_uuid: id }) => id === named.file_uuid) : others[0]
  if (!other) return undefined
  return async () => ({
    table: await session.open(other, other.reading),
    name: shownName(other.name),
    ref: refOf(other),
  })
}

async function joinedByKey(asked: AskedTable, other: ToolFile, session: TableSession): Promise<Told | null> {
  const right = await openAsked(other, session)
  const key = await findKey(asked.table, right.table, session)
  return key && joinedWith({ asked, right, key, joins: joinOf(key, right.ref) }, session)
}

async function joinedByPlan(
  asked: AskedTable,
  { plan, others, session }: { plan: AskTableResult['plan']; others: readonly ToolFile[]; session: TableSession },
): Promise<Told | null> {
  const other = others.find(({ file_uuid: id }) => id === plan.joins[0]?.file_uuid)
  if (!other) return null
  const right = await openAsked(other, session)
  const key = keyOfPlan(plan, asked.table.reading, right.table.reading)
  return key && joinedWith({ asked, right, key, joins: plan.joins }, session)
}

async function joinedWith(
  { asked, right, key, joins }: { asked: AskedTable; right: AskedTable; key: TableKey; joins: AskedTable['joins'] },
  session: TableSession,
): Promise<Told> {
  const made = await joinTables(asked.table, right.table, { key, session })
  return { asked: { ...asked, table: made.table, joins }, made: { table: made, other: right.name ?? '' } }
}

/** By what the tables belong together, and how many rows found nothing. */
function joinNote({ made }: Told): string[] {
  if (!made) return []
  const { key, matched, unmatched } = made.table
  const by = key.left.name === key.right.name ? key.left.name : `${key.left.name} = ${key.right.name}`
  const without =
    unmatched > 0
      ? ` ${counted(unmatched, 'row')} found none and ${unmatched === 1 ? 'has' : 'have'} nothing from there.`
      : ''
  return [
    `**Joined.** ${counted(matched, 'row')} found ${matched === 1 ? 'its' : 'their'} row of ${plain(made.other)} by ${plain(by)}.${without}`,
  ]
}
