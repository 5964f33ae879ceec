// The tool that answers a question about a table, asked in words or as a plan.
import { tablePlan } from '@biplane/contracts/wire/table-plan'
import { z } from 'zod'
import { chartDraft, tableAnswerDraft, tableDraft } from '../tools/artifact-shapes.ts'
import { defineTableTool } from '../tools/define-tool.ts'
import { shownName } from '../tools/shown-text.ts'
import { answerArtifacts } from './answer-artifacts.ts'
import { answerQuestion } from './answer-question.ts'
import { answerMarkdown, headline } from './answer-text.ts'
import { workingSuggestions } from './suggest.ts'

const result = z.object({
  state: z.enum(['answered', 'ask', 'analysis']),
  plan: tablePlan,
  /** The answer in one or two sentences, and with everything that it rests on. */
  headline: z.string(),
  markdown: z.string(),
  why: z.string(),
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

export const askTableTool = defineTableTool({
  name: 'insights.ask',
  version: '1',
  args: z.strictObject({
    text: z.string().max(10_000),
    /** Questions before this one, oldest first, that it may go on from. */
    earlier: z.array(z.string().max(10_000)).max(20).default([]),
    /** Run as it is; the words are not read then. */
    plan: tablePlan.optional(),
  }),
  result,
  async run({ text, earlier, plan }, file, _, session) {
    const table = await session.open(file, file.reading)
    const asked = {
      table,
      ref: { file_uuid: file.file_uuid, ...(file.part === undefined ? {} : { part: file.part }) },
    }
    const outcome = await answerQuestion({ text, plan, earlier }, asked, session)
    // They are run before they are shown, which an answered question need not wait for.
    const tried = outcome.kind === 'ask' || outcome.reading.rows <= MAX_TRIED_ROWS
    const suggestions = tried ? await workingSuggestions(asked, outcome.reading, session) : []
    const { tables, charts, answer } = answerArtifacts(outcome, file, suggestions)
    const answered = outcome.kind === 'answered'
    return {
      state: outcome.kind,
      plan: outcome.plan,
      headline: answered ? headline(outcome) : '',
      markdown: answered ? answerMarkdown(outcome, shownName(file.name)) : '',
      why: outcome.kind === 'ask' ? outcome.why : '',
      unused: outcome.kind === 'ask' ? outcome.unused : [],
      understood: outcome.kind !== 'ask' || outcome.understood,
      tables,
      charts,
      answer,
    }
  },
})
