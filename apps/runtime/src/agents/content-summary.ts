// How the content liaison summarises files: a document in sentences of its own, a table by its profile. One bad file ends
// at itself.
import { refusalOf } from '@biplane/contracts/refusal'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { z } from 'zod'
import type { AgentSays } from '../engine/define-agent.ts'
import { summaryTool } from '../tools/content/summary.ts'
import { outlineTool } from '../tools/outline.ts'
import { counted, shownName } from '../tools/shown-text.ts'
import { contentAnswer } from './content-answer.ts'
import { detectFile } from './detect-file.ts'
import { type Place, progressOf, readAttached } from './file-reading.ts'
import { bullets, joined, plain } from './plain-markdown.ts'
import type { ToolDesk } from './tool-desk.ts'

const POINTS = 8
const EVERYTHING = { schema: true, quality: true, rows: true, rules: null }

export async function* summarise(files: readonly InvocationFile[], desk: ToolDesk): AsyncGenerator<AgentSays, string> {
  const told: string[] = []
  for (const [index, file] of files.entries()) told.push(yield* summariseOne(file, { index, of: files.length }, desk))
  return told.join('\n\n')
}

async function* summariseOne(file: InvocationFile, place: Place, desk: ToolDesk): AsyncGenerator<AgentSays, string> {
  yield progressOf(file, place, 0, { status: 'processing' })
  try {
    const found = yield* detectFile(file, desk)
    if (found.tabular || found.format === 'bpmn') {
      return contentAnswer([yield* readAttached(file, EVERYTHING, place, desk)], 'everything')
    }
    const told = yield* summariseDocument(file, found.document, desk)
    yield progressOf(file, place, 1, { status: 'complete' })
    return told
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal || refusal.refusal === 'CANCELLED') throw error
    yield progressOf(file, place, 1, { status: 'error', code: refusal.refusal, message: refusal.message })
    return plain(refusal.message)
  }
}

async function* summariseDocument(
  file: InvocationFile,
  hasHeadings: boolean,
  desk: ToolDesk,
): AsyncGenerator<AgentSays, string> {
  const name = shownName(file.name)
  const summary = yield* desk.use({
    tool: summaryTool,
    args: { most: POINTS },
    file,
    doing: `Summarizing ${name}`,
    done: ({ points }) => counted(points.length, 'point'),
  })
  if (!hasHeadings) return tellSummary(name, summary, [])
  const { artifact, headings, steps } = yield* desk.use({
    tool: outlineTool,
    args: {},
    file,
    doing: `Reading the outline of ${name}`,
    done: (read) => read.artifact.summary,
  })
  yield { type: 'agent.artifact', payload: artifact }
  return tellSummary(name, summary, [counted(headings, 'heading'), counted(steps, 'numbered step')])
}

function tellSummary(
  name: string,
  { title, points, of, words }: z.infer<typeof summaryTool.result>,
  counts: readonly string[],
): string {
  const size = joined([...counts, counted(words, 'word')])
  if (points.length === 0) return `**${plain(name)}** has ${size}. I found no sentence in it that I could quote.`
  const lines = points.map(
    ({ heading, line, text }) => `${heading === '' ? '' : `**${plain(heading)}**: `}${plain(text)} (line ${line})`,
  )
  const about = title === null ? '' : `, “${plain(title)}”,`
  const part = points.length < of ? ` These are the ${points.length} of ${of} that say the most.` : ''
  return `Summary of **${plain(name)}**${about} in sentences of its own:\n\n${bullets(lines)}\nIt has ${size}.${part}`
}
