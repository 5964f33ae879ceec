// Owns the content liaison: it reads what is attached and says what it is, what is in it, and what is wrong with it.
import type { Invocation, Usage } from '@biplane/contracts/wire/agent-events'
import { type AgentContext, type AgentSays, defineAgent, speak } from '../engine/define-agent.ts'
import { type Asked, contentAnswer } from './content-answer.ts'
import { asQuestion, readContentTask } from './content-task.ts'
import { doTask } from './content-work.ts'
import { type FileReport, type Focus, progressOf, readAttached } from './file-reading.ts'
import { handOver, intentOf, reasonOf } from './hand-over.ts'
import { nearestSkills } from './nearest-skills.ts'
import { PILLAR_WORDS } from './pillar-words.ts'
import { bullets } from './plain-markdown.ts'
import { readSmallTalk } from './small-talk.ts'
import { ToolDesk } from './tool-desk.ts'
import { inOrder } from './words-in-order.ts'

const { skills, needs } = PILLAR_WORDS.content

export const contentLiaison = defineAgent({
  id: 'liaison.content',
  title: 'Content liaison',
  recovery: 'exact',
  skills,
  run,
})

async function* run(input: Invocation['input'], context: AgentContext): AsyncGenerator<AgentSays, Usage> {
  const desk = new ToolDesk(context)
  const files = input.files ?? []
  const talk = readSmallTalk(input.text)
  if (talk === 'thanks') {
    yield* speak('You are welcome. Attach another file whenever you like.', context)
    return desk.usage()
  }
  if (talk === 'help' || (talk === 'greeting' && files.length === 0)) {
    yield* speak(`I read files. What I need is ${needs}.\n\n${bullets(skills)}`.trimEnd(), context)
    return desk.usage()
  }
  const task = readContentTask(input.text)
  if (task && files.length > 0) {
    for (const file of files) yield progressOf(file, { index: 0, of: files.length }, 0, { status: 'selected' })
    yield* speak(yield* doTask(task, { text: input.text, files }, desk), context)
    return desk.usage()
  }
  const intent = intentOf(input.text, files.length)
  if (intent.kind === 'clear' && intent.best.pillar !== 'content') {
    const { best, confidence } = intent
    yield* handOver({ to: best.pillar, reason: reasonOf(best, files), confidence }, context)
    return desk.usage()
  }
  if (files.length === 0) {
    const lead =
      intent.kind === 'none'
        ? 'I did not understand that, and no file is attached.'
        : 'For that I need a file, and none is attached.'
    const model =
      intent.kind === 'none'
        ? '\nI read words by rules, without a language model. A model can be added with the setting `MODEL_PROVIDER`.'
        : ''
    const nearest = bullets(nearestSkills(input.text, skills))
    yield* speak(`${lead} What I can do:\n\n${nearest}${model}`.trimEnd(), context)
    return desk.usage()
  }
  const question = speaksOfSide(input.text) ? null : asQuestion(input.text)
  if (question && files.some(({ name }) => DOCUMENT.test(name))) {
    const documents = files.filter(({ name }) => DOCUMENT.test(name))
    yield* speak(yield* doTask(question, { text: input.text, files: documents }, desk), context)
    return desk.usage()
  }
  const { asked, focus } = readFocus(input.text)
  for (const file of files) yield progressOf(file, { index: 0, of: files.length }, 0, { status: 'selected' })
  const reports: FileReport[] = []
  for (const [index, file] of files.entries()) {
    reports.push(yield* readAttached(file, focus, { index, of: files.length }, desk))
  }
  yield* speak(contentAnswer(reports, asked), context)
  return desk.usage()
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
  return { asked: 'everything', focus: everything }
}
