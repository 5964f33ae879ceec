// How the content liaison summarises files: a document in sentences of its own, a table by its profile. One bad file ends
// at itself.
import { refusalOf } from '@biplane/contracts/refusal'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { z } from 'zod'
import { detectFile } from '../../agents/detect-file.ts'
import { contentAnswer } from '../../agents/file-answer.ts'
import { type Place, progressOf, readAttached } from '../../agents/file-reading.ts'
import { bullets, joined, plain } from '../../agents/plain-markdown.ts'
import type { ToolRunner } from '../../agents/tool-runner.ts'
import type { AgentSays } from '../../engine/define-agent.ts'
import { outlineTool } from '../../tools/outline.ts'
import { counted, shownName } from '../../tools/shown-text.ts'
import { summaryTool } from './summary.ts'
import type { SummaryRequest } from './summary-request.ts'

const EVERYTHING = { schema: true, quality: true, rows: true, rules: null }

export async function* summarise(
  files: readonly InvocationFile[],
  request: SummaryRequest,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string> {
  const told: string[] = []
  for (const [index, file] of files.entries()) {
    told.push(yield* summariseOne(file, request, { place: { index, of: files.length }, runner }))
  }
  return told.join('\n\n')
}

async function* summariseOne(
  file: InvocationFile,
  request: SummaryRequest,
  { place, runner }: { place: Place; runner: ToolRunner },
): AsyncGenerator<AgentSays, string> {
  yield progressOf(file, place, 0, { status: 'processing' })
  try {
    const found = yield* detectFile(file, runner)
    if (found.tabular || found.format === 'bpmn') {
      return contentAnswer([yield* readAttached(file, EVERYTHING, place, runner)], 'everything')
    }
    const summary = yield* summaryOf(file, request, runner)
    const whole = found.document && request.facts === null && request.section === null
    const counts = whole ? yield* showOutline(file, runner) : []
    yield progressOf(file, place, 1, { status: 'complete' })
    return tellSummary(shownName(file.name), request, { ...summary, counts })
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal || refusal.refusal === 'CANCELLED') throw error
    yield progressOf(file, place, 1, { status: 'error', code: refusal.refusal, message: refusal.message })
    return plain(refusal.message)
  }
}

type Summary = z.infer<typeof summaryTool.result>

export const summaryOf = (file: InvocationFile, request: SummaryRequest, runner: ToolRunner) =>
  runner.use({
    tool: summaryTool,
    args: { points: request.points, section: request.section, facts: request.facts },
    file,
    doing: `Summarizing ${shownName(file.name)}`,
    done: ({ points }) => counted(points.length, 'point'),
  })

async function* showOutline(file: InvocationFile, runner: ToolRunner): AsyncGenerator<AgentSays, string[]> {
  const { artifact, headings, steps } = yield* runner.use({
    tool: outlineTool,
    args: {},
    file,
    doing: `Reading the outline of ${shownName(file.name)}`,
    done: (read) => read.artifact.summary,
  })
  yield { type: 'agent.artifact', payload: artifact }
  return [counted(headings, 'heading'), ...(steps > 0 ? [counted(steps, 'numbered step')] : [])]
}

function tellSummary(
  name: string,
  { facts, section }: SummaryRequest,
  summary: Summary & { counts: readonly string[] },
): string {
  const { title, points, words, unknownSection } = summary
  if (unknownSection) {
    const known =
      unknownSection.length > 0 ? ` Its sections: ${joined(unknownSection.map((one) => `“${plain(one)}”`))}.` : ''
    return `**${plain(name)}** has no section “${plain(section ?? '')}”.${known}`
  }
  if (points.length === 0) {
    return facts
      ? `I found no ${facts} in **${plain(name)}**.${tellTopics(summary)}`
      : `**${plain(name)}** has ${counted(words, 'word')}. I found no sentence in it that I could quote.`
  }
  const lines = points.map(
    ({ heading, line, page, text }) =>
      `${heading === '' ? '' : `**${plain(heading)}**: `}${plain(text)} (${page === null ? '' : `page ${page}, `}line ${line})`,
  )
  const part = section === null ? '' : `section “${plain(section)}” of `
  const about = title === null || section !== null ? '' : `, “${plain(title)}”,`
  const lead = facts
    ? `The ${facts} that I found in ${part}**${plain(name)}**:`
    : `Summary of ${part}**${plain(name)}**${about} in sentences of its own:`
  const size = facts || section !== null ? '' : `It has ${joined([...summary.counts, counted(words, 'word')])}.`
  return `${lead}\n\n${bullets(lines)}\n${size}${tellChanges(summary)}${facts ? '' : tellTopics(summary)}`.trimEnd()
}

/** A Word document may hold changes that are not accepted yet: what was quoted may still be rejected. */
export function tellChanges({ changes: { inserted, deleted } }: Pick<Summary, 'changes'>): string {
  if (inserted === 0 && deleted.length === 0) return ''
  const gone = deleted.filter((text) => text.trim() !== '').map((text) => `“${plain(text.trim())}”`)
  return `\n\n**Tracked changes are pending.** I read the document as if they were accepted${gone.length > 0 ? `; struck out: ${joined(gone)}` : ''}.`
}

const tellTopics = ({ topics }: Summary): string =>
  topics.length === 0
    ? ''
    : `\n\n**You could ask next**\n\n${bullets(topics.map((topic) => `“What does it say about ${plain(topic)}?”`))}`
