// The content liaison: it reads the files that are meant and says what they are, what is in them, and what is wrong.
import { asksHowToUpload } from '@biplane/contracts/vocabulary/file-requests'
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Invocation, InvocationFile, Usage } from '@biplane/contracts/wire/agent-events'
import { type Asked, contentAnswer } from '../../agents/file-answer.ts'
import { type FileReport, type Focus, progressOf, readAttached } from '../../agents/file-reading.ts'
import { handOver, intentOf, reasonOf } from '../../agents/hand-over.ts'
import { howToUpload, UPLOAD_HINT } from '../../agents/how-to-upload.ts'
import { attachedOf, meantFiles } from '../../agents/meant-files.ts'
import { nearestSkills } from '../../agents/nearest-skills.ts'
import { bullets, joined, plain } from '../../agents/plain-markdown.ts'
import { readSmallTalk } from '../../agents/small-talk.ts'
import { ToolRunner } from '../../agents/tool-runner.ts'
import { inOrder } from '../../agents/words-in-order.ts'
import { type AgentContext, type AgentSays, defineAgent, speak } from '../../engine/define-agent.ts'
import { shownName } from '../../tools/shown-text.ts'
import { summaryOf } from './content-summary.ts'
import { asksForProcess, asQuestion, type ContentTask, readContentTask } from './content-task.ts'
import { answerQuestion, doTask } from './content-work.ts'
import { introduction } from './introduction.ts'

const { skills, needs } = introduction

export const contentLiaison = defineAgent({
  id: 'liaison.content',
  title: 'Content assistant',
  recovery: 'exact',
  skills,
  run,
})

async function* run(input: Invocation['input'], context: AgentContext): AsyncGenerator<AgentSays, Usage> {
  const runner = new ToolRunner(context)
  const text = yield* work(input, context, runner)
  if (text !== null) yield* speak(text, context)
  return runner.usage()
}

/** What is to be said; `null` when a handoff said it. */
async function* work(
  { text, files = [] }: Invocation['input'],
  context: AgentContext,
  runner: ToolRunner,
): AsyncGenerator<AgentSays, string | null> {
  const attached = attachedOf(files)
  const talk = readSmallTalk(text)
  if (talk === 'thanks') return 'You are welcome. Attach another file whenever you like.'
  if (talk === 'help' || (talk === 'greeting' && attached.length === 0)) {
    return `I read files. What I need is ${needs}.\n\n${bullets(skills)}`.trimEnd()
  }
  if (asksHowToUpload(text)) return howToUpload()
  const task = readContentTask(text, files)
  if (task && files.length > 0) return yield* doTask(task, { text, files: yield* select(files, task, text) }, runner)
  const names = files.map(({ name }) => name)
  const intent = intentOf(text, attached.length, names)
  const meant = meantFiles(text, files)
  const documents = meant.filter(({ name }) => DOCUMENT.test(name))
  const question = speaksOfSide(text) || documents.length === 0 ? null : asQuestion(text)
  const elsewhere = intent.kind === 'clear' && intent.best.pillar !== 'content' ? intent : null
  // A document that is here and can answer wins over words that speak of another pillar.
  if (question && (elsewhere === null || (documents.length === meant.length && !asksForProcess(text)))) {
    const answer = yield* answerQuestion(question.question, documents, runner)
    if (answer.found || elsewhere === null || !canHelp(elsewhere.best.pillar, files)) return answer.text
  }
  if (elsewhere) {
    const { best, confidence } = elsewhere
    yield* handOver({ to: best.pillar, reason: reasonOf(best, attached), confidence }, context)
    return null
  }
  if (files.length === 0) return withoutFile(text, intent.kind === 'none' && task === null)
  if (attached.length === 0 && intent.kind === 'none' && !speaksOfSide(text)) return notUnderstood(text, names)
  const { asked, focus } = readFocus(text)
  for (const file of meant) yield progressOf(file, { index: 0, of: meant.length }, 0, { status: 'selected' })
  const reports: FileReport[] = []
  for (const [index, file] of meant.entries()) {
    reports.push(yield* readAttached(file, focus, { index, of: meant.length }, runner))
  }
  const first = documents[0]
  const readable = reports.some(({ kind }) => kind === 'document' || kind === 'text') ? first : undefined
  const topics = readable && asked === 'everything' ? (yield* summaryOf(readable, WHOLE, runner)).topics : []
  return contentAnswer(reports, asked, topics)
}

const WHOLE = { points: 1, section: null, facts: null }

/** Insights works on tables alone; the other liaisons start from words. */
const canHelp = (pillar: Pillar, files: readonly InvocationFile[]): boolean =>
  pillar !== 'insights' || files.some(({ name }) => !DOCUMENT.test(name))

/** A search looks through everything; any other task is for the files that are meant. */
function* select(
  files: readonly InvocationFile[],
  task: ContentTask,
  text: string,
): Generator<AgentSays, InvocationFile[]> {
  const meant = task.kind === 'search' ? [...files] : meantFiles(text, files)
  for (const file of meant) yield progressOf(file, { index: 0, of: meant.length }, 0, { status: 'selected' })
  return meant
}

function withoutFile(text: string, unclear: boolean): string {
  const lead = unclear
    ? 'I did not understand that, and no file is attached.'
    : `For that I need a file, and none is attached. ${UPLOAD_HINT}`
  return `${lead} What I can do:\n\n${bullets(nearestSkills(text, skills))}`.trimEnd()
}

const SHOWN_NAMES = 5

function notUnderstood(text: string, names: readonly string[]): string {
  const shown = joined(names.slice(0, SHOWN_NAMES).map((name) => `**${plain(shownName(name))}**`))
  return `I did not understand that. The files that I can read here: ${shown}. What I can do with them:\n\n${bullets(nearestSkills(text, skills))}`.trimEnd()
}

const FAULTS: [RegExp, readonly string[]][] = [
  [/\b(?:duplicat\w*|repeat\w*|twice|doubles?)\b/, ['duplicate_rows', 'duplicate_keys']],
  [/\b(?:missing|blanks?|nulls?|empty)\b/, ['missing_values', 'empty_rows']],
  [/\b(?:outliers?|extremes?|anomal\w*)\b/, ['outliers', 'negative_values']],
  [/\b(?:spelling\w*|spaces?|variants?|typos?)\b/, ['surrounding_spaces', 'name_variants']],
  [
    /\b(?:malformed|ragged|broken|impossible|invalid|wrong types?)\b/,
    ['ragged_rows', 'broken_quotes', 'mixed_types', 'impossible_dates'],
  ],
  [/\b(?:contradict\w*|inconsisten\w*)\b/, ['status_contradiction', 'paid_before_invoice', 'due_before_invoice']],
]
const ANY_FAULT = /\b(?:quality|sound|trustworthy|faults?|errors?|problems?|issues?|wrong|clean|findings?|check)\b/
const COLUMNS = /\b(?:columns?|schema|headers?|fields?|types? of data)\b/
const PREVIEW = /\bpreview\b/
const LOOK = /\b(?:show|first|see|look at)\b/
const ROW = /\brows?\b/
const asksForRows = (text: string): boolean => PREVIEW.test(text) || inOrder(text, LOOK, ROW)
const HEADINGS = /\b(?:headings?|sections?|chapters?|outline|table of contents)\b/

/** Files that are read as texts; what they really are is seen when they are read. */
const DOCUMENT = /\.(?:md|markdown|txt|text|docx|pdf|html?|xhtml)$/i
const ABOUT_FILE =
  /\b(?:attached|upload(?:ed)?|what (?:is|are|'s) (?:in )?(?:this|these|them|that|those|it|the files?|my files?)|what do you see)\b/

/** Whether a question is about the file as such, its columns, faults or rows, and not about what a text says. */
function speaksOfSide(text: string): boolean {
  const lower = text.toLowerCase()
  return (
    ABOUT_FILE.test(lower) ||
    ANY_FAULT.test(lower) ||
    COLUMNS.test(lower) ||
    asksForRows(lower) ||
    HEADINGS.test(lower) ||
    FAULTS.some(([words]) => words.test(lower))
  )
}

/** A question about one side of a file is answered about that side; anything else is answered about all of it. */
export function readFocus(text: string): { asked: Asked; focus: Focus } {
  const lower = text.toLowerCase()
  const everything: Focus = { schema: true, quality: true, rows: true, rules: null }
  const rules = FAULTS.filter(([words]) => words.test(lower)).flatMap(([, named]) => named)
  const columns = COLUMNS.test(lower)
  if (rules.length > 0 && !columns) return { asked: 'faults', focus: { ...everything, schema: false, rules } }
  if (columns && rules.length === 0 && !ANY_FAULT.test(lower)) {
    return { asked: 'columns', focus: { schema: true, quality: false, rows: false, rules: null } }
  }
  if (rules.length === 0 && !ANY_FAULT.test(lower) && asksForRows(lower)) {
    return { asked: 'rows', focus: { schema: false, quality: false, rows: true, rules: null } }
  }
  if (HEADINGS.test(lower) && rules.length === 0 && !columns) return { asked: 'outline', focus: everything }
  return { asked: 'everything', focus: everything }
}
