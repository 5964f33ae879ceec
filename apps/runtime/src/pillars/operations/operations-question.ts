// A narrow question about a procedure, read from words in English or German, and its answer from the typed workflow alone.
// Pure; `null` is “not such a question”. Words that the answer does not use are named.

import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import { bullets, joined, plain } from '../../agents/plain-markdown.ts'
import { counted } from '../../tools/shown-text.ts'
import { shortened } from './process/step-label.ts'
import { stemsOf, withoutEnd } from './process/step-words.ts'
import { END, graphOf, ownersOf, stepsOf } from './process/workflow-graph.ts'

export type ProcessQuestion =
  | { kind: 'who' | 'what_if'; words: string }
  | { kind: 'does'; words: string }
  | { kind: 'step'; number: string }
  | { kind: 'time'; words: string }
  | { kind: 'count'; what: 'steps' | 'decisions' | 'owners' }
  | { kind: 'owners' | 'first' | 'last' | 'decisions' | 'parallel' }

const PATTERNS: [RegExp, (found: RegExpExecArray) => ProcessQuestion][] = [
  [
    /\b(?:what|which|was|welcher)(?: is|'s| ist)? (?:the )?(?:step|schritt) (?:number |no\.? |nr\.? )?(\d{1,3}(?:\.\d{1,3}){0,3})\b/,
    (found) => ({ kind: 'step', number: found[1] ?? '' }),
  ],
  [
    /\b(?:what happens|what if|what do we do|was passiert|was geschieht)(?:,? (?:if|when|in case|wenn|falls))? (.{3,160})/,
    (found) => ({ kind: 'what_if', words: found[1] ?? '' }),
  ],
  [
    /\b(?:how many|wie viele) (?:\w{1,20} )?(steps|schritte|decisions|entscheidungen|roles|people|owners|parties|rollen|beteiligte)\b/,
    (found) => ({ kind: 'count', what: countOf(found[1] ?? '') }),
  ],
  [/\b(?:how long|how much time|wie lange)\b(.{0,160})/, (found) => ({ kind: 'time', words: found[1] ?? '' })],
  [/\b(?:time limit|deadline|frist)\b(.{0,160})/, (found) => ({ kind: 'time', words: found[1] ?? '' })],
  [
    /\b(?:who is involved|who takes part|who are the (?:roles|owners)|which roles|wer ist beteiligt|welche rollen)\b/,
    () => ({ kind: 'owners' }),
  ],
  [
    /\b(?:what|which steps?|which tasks?|was|welche schritte) (?:does|do|is|are|macht|tut|erledigt|übernimmt) (.{2,100})/,
    (found) => ({ kind: 'does', words: doerIn(found[1] ?? '') }),
  ],
  [
    /\b(?:what is the first step|what happens first|where does it (?:start|begin)|who starts|erste schritt|wo beginnt|was passiert zuerst)\b/,
    () => ({ kind: 'first' }),
  ],
  [
    /\b(?:what is the last step|how does it end|where does it end|letzte schritt|wie endet)\b/,
    () => ({ kind: 'last' }),
  ],
  [/\b(?:which|what|welche) (?:are the )?(?:decisions|entscheidungen)\b/, () => ({ kind: 'decisions' })],
  [/\b(?:at the same time|in parallel|gleichzeitig|parallel)\b/, () => ({ kind: 'parallel' })],
  [/\b(?:who|wer) (.{3,160})/, (found) => ({ kind: 'who', words: found[1] ?? '' })],
]

const doerIn = (words: string): string =>
  withoutEnd(words, '?.! ').replace(/ (?:do|does|responsible for|in charge of)$/, '')

const countOf = (word: string): 'steps' | 'decisions' | 'owners' =>
  /^(?:step|schritt)/.test(word) ? 'steps' : /^(?:deci|entsch)/.test(word) ? 'decisions' : 'owners'

/** “What happens first” before “what happens if …”, and so on: the narrower pattern decides. */
export function readProcessQuestion(said: string): ProcessQuestion | null {
  const text = said.slice(0, 500).toLowerCase().replace(/\s+/g, ' ').trim()
  const fixed = PATTERNS.filter(
    ([pattern]) =>
      pattern.source.startsWith('\\b(?:what is the first') ||
      pattern.source.startsWith('\\b(?:who is involved') ||
      pattern.source.startsWith('\\b(?:at the same'),
  )
  for (const [pattern, make] of [...fixed, ...PATTERNS]) {
    const found = pattern.exec(text)
    if (found) return make(found)
  }
  return null
}

const FILLER =
  /^(?:the|this|that|these|process|procedure|whole|entire|take|takes|taken|does|done|step|steps|case|one|please|normally|usually|our|for|and|with|from|can|could|may|should|must|der|die|das|den|dem|ein|eine|einen|wird|werden|ist|dauert|prozess|ganze|gesamte|schritt|all|have|has|not|are|is|when|responsible|person|people|will|then|until)$/

const contentWords = (words: string): string[] =>
  (words.match(/[\p{L}\p{N}]{3,40}/gu) ?? []).filter((word) => !FILLER.test(word))

/** The answer in Markdown; `null` where the words of the question meet nothing in the procedure. */
export function answerQuestion(question: ProcessQuestion, model: WorkflowModel): string | null {
  const steps = stepsOf(model)
  switch (question.kind) {
    case 'step':
      return stepAnswer(question.number, model)
    case 'count':
      return countAnswer(question.what, model)
    case 'owners': {
      const owners = ownersOf(graphOf(model))
      return owners.length === 0
        ? 'The procedure names nobody.'
        : `${counted(owners.length, 'party', 'parties')}: ${joined(owners.map(plain))}.`
    }
    case 'first':
      return steps[0] ? `It begins with ${tellStep(steps[0])}` : null
    case 'last': {
      const ends = steps.filter(({ next }) => next.length === 0 || next.some(({ to }) => to === END))
      return ends.length === 0 ? null : `It ends after:\n\n${bullets(ends.map(tellStep))}`
    }
    case 'decisions': {
      const decisions = steps.filter(({ kind }) => kind === 'decision')
      return decisions.length === 0 ? 'It has no decision.' : bullets(decisions.map(tellStep))
    }
    case 'parallel':
      return parallelAnswer(model)
    case 'does':
      return doesAnswer(question.words, model)
    case 'who':
      return whoAnswer(question.words, model)
    case 'what_if':
      return whatIfAnswer(question.words, model)
    case 'time':
      return timeAnswer(question.words, model)
    default:
      return assertNever(question, 'question')
  }
}

const tellWays = ({ next }: WorkflowStep): string =>
  next
    .filter(({ when, action }) => when !== null || action !== null)
    .map(
      ({ when, action, to }) =>
        `${when ?? 'then'}: ${action === null ? '' : `${plain(shortened(action, 160))} `}(${to === END ? 'the end' : `on to ${to}`})`,
    )
    .join('; ')

function tellStep(step: WorkflowStep): string {
  const ways = tellWays(step)
  return `**step ${step.id}**${step.owner === null ? '' : `, ${plain(step.owner)}`}: ${plain(shortened(step.text, 200))}${ways === '' ? '' : ` ${ways}`}`
}

function stepAnswer(number: string, model: WorkflowModel): string {
  const steps = stepsOf(model)
  const step =
    model.steps.find(({ id }) => id === number) ?? (number.includes('.') ? undefined : steps[Number(number) - 1])
  if (!step)
    return `There is no step ${number}: it has ${counted(steps.length, 'step')}${steps[0] ? `, ${steps[0].id} to ${steps.at(-1)?.id}` : ''}.`
  const time = step.time ? ` It may take ${plain(step.time.text)}.` : ''
  const exception = step.exception === null ? '' : ` If it fails: ${plain(step.exception)}.`
  const counts =
    !number.includes('.') && model.sections.length > 1 ? ` Counted through all sections it is number ${number}.` : ''
  return `${tellStep(step)}${time}${exception}${counts}`
}

function countAnswer(what: 'steps' | 'decisions' | 'owners', model: WorkflowModel): string {
  const steps = stepsOf(model)
  if (what === 'steps') return `It has **${counted(steps.length, 'step')}**.`
  if (what === 'decisions')
    return `It has **${counted(steps.filter(({ kind }) => kind === 'decision').length, 'decision')}**.`
  const owners = ownersOf(graphOf(model))
  return `**${counted(owners.length, 'party', 'parties')}** take part${owners.length > 0 ? `: ${joined(owners.map(plain))}` : ''}.`
}

function parallelAnswer(model: WorkflowModel): string {
  const splits = model.steps.filter(
    ({ kind, next }) => (kind === 'parallel' || kind === 'inclusive') && next.length > 1,
  )
  if (splits.length === 0) return 'Nothing in it is done at the same time.'
  const texts = splits.map(({ next }) =>
    joined(next.map(({ to }) => `${to} ${plain(shortened(model.steps.find(({ id }) => id === to)?.text ?? ''))}`)),
  )
  return `At the same time:\n\n${bullets(texts)}`
}

/** Everything that one owner does, also on the ways of a decision. */
function doesAnswer(words: string, model: WorkflowModel): string | null {
  const said = words.replace(/^(?:the|an?|der|die|das) /, '').trim()
  const owners = ownersOf(graphOf(model))
  const owner =
    owners.find((each) => each.toLowerCase() === said) ??
    owners
      .toSorted((a, b) => b.length - a.length)
      .find((each) => said.includes(each.toLowerCase()) || (said.length > 2 && each.toLowerCase().includes(said)))
  if (owner === undefined) return null
  const done = [...graphOf(model).values()].filter((node) => node.owner === owner && node.text !== '')
  return `**${plain(owner)}** does ${counted(done.length, 'thing')}:\n\n${bullets(done.map(({ step, text }) => `step ${step}: ${plain(shortened(text, 160))}`))}`
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{2,40}/gu) ?? []

/** The word in any of its forms: `fixing` and `fixes`, `review` and `reviews`. */
function holds(said: readonly string[], word: string): boolean {
  const root = word.replace(/(?:ing|ed|es|s|en|et|t)$/, '')
  const stem = (root.length >= 3 ? root : word).slice(0, 5)
  return said.some((each) => each.startsWith(stem))
}

interface Match {
  step: WorkflowStep
  missed: string[]
}

/** Steps that hold most of the content words; at least half of them. */
function matching(words: string, model: WorkflowModel, textOf: (step: WorkflowStep) => string): Match[] {
  const wanted = contentWords(words)
  if (wanted.length === 0) return []
  const scored = model.steps.map((step): Match => {
    const said = wordsOf(textOf(step))
    return { step, missed: wanted.filter((word) => !holds(said, word)) }
  })
  const fewest = Math.min(...scored.map(({ missed }) => missed.length))
  return fewest * 2 > wanted.length || fewest === wanted.length
    ? []
    : scored.filter(({ missed }) => missed.length === fewest)
}

const wholeText = ({ text, next, exception }: WorkflowStep): string =>
  [text, exception ?? '', ...next.flatMap(({ when, action }) => [when ?? '', action ?? ''])].join(' ')

const leftOut = (missed: readonly string[]): string =>
  missed.length === 0
    ? ''
    : `\n\nNot found in the procedure and left out: ${joined(missed.map((word) => `“${plain(word)}”`))}.`

function whoAnswer(words: string, model: WorkflowModel): string | null {
  const found = matching(words, model, wholeText)
  if (found.length === 0) return null
  const wanted = contentWords(words)
  const lines = found.flatMap(({ step }) => {
    const stems = (text: string) => wanted.filter((word) => holds(wordsOf(text), word)).length
    const ways = step.next.filter(
      ({ action, owner }) => action !== null && owner !== null && stems(action) > stems(step.text),
    )
    return ways.length > 0
      ? ways.map(
          ({ owner, action, when }) =>
            `**${plain(owner ?? '')}** (step ${step.id}, ${plain(when ?? '')}): ${plain(shortened(action ?? '', 160))}`,
        )
      : [
          `**${step.owner === null ? 'nobody is named' : plain(step.owner)}** (step ${step.id}): ${plain(shortened(step.text, 160))}`,
        ]
  })
  return `${bullets(lines.slice(0, 8)).trimEnd()}${leftOut(found[0]?.missed ?? [])}`
}

function whatIfAnswer(words: string, model: WorkflowModel): string | null {
  const branching = {
    ...model,
    steps: model.steps.filter(
      ({ kind, exception, detail }) => kind === 'decision' || exception !== null || detail?.attached !== undefined,
    ),
  }
  const found = matching(words, branching, wholeText)
  const rest = found.length > 0 ? found : matching(words, model, wholeText)
  if (rest.length === 0) return `The procedure says nothing of “${plain(withoutEnd(words, '?.! '))}”.`
  return `${bullets(rest.slice(0, 6).map(({ step }) => `${tellStep(step)}${step.exception === null ? '' : ` If it fails: ${plain(step.exception)}`}`)).trimEnd()}${leftOut(rest[0]?.missed ?? [])}`
}

/** The times that the procedure itself gives; a simulation is another answer. */
function timeAnswer(words: string, model: WorkflowModel): string | null {
  const wanted = contentWords(words)
  const { total_time: total, sections, steps } = model
  if (wanted.length > 0) {
    const matches = matching(words, model, wholeText)
    // One of several that fit only in part would be a guess.
    const [found] = matches.length === 1 || matches[0]?.missed.length === 0 ? matches : []
    const section = sections.find(({ title }) =>
      wanted.some((word) => [...stemsOf(word)].some((stem) => stemsOf(title).has(stem))),
    )
    const time = found?.step.time ?? section?.time ?? null
    const what = found
      ? `step ${found.step.id} (${plain(shortened(found.step.text))})`
      : section
        ? `“${plain(section.title)}”`
        : null
    if (what !== null)
      return `${time ? `The procedure gives **${plain(time.text)}** for ${what}.` : `The procedure gives no time for ${what}.`}${leftOut(found?.missed ?? [])}`
    return null
  }
  const known = steps.filter(({ time }) => time !== null)
  const parts = sections
    .filter(({ time }) => time !== null)
    .map(({ title, time }) => `${plain(title)}: ${plain(time?.text ?? '')}`)
  if (total)
    return `The procedure allows **${plain(total.text)}** for the whole of it.${parts.length > 0 ? `\n\n${bullets(parts)}` : ''}`.trimEnd()
  if (parts.length > 0) return `It gives no time for the whole, only for parts:\n\n${bullets(parts)}`.trimEnd()
  if (known.length === 0)
    return 'The procedure gives no times. “Simulate it” estimates how long cases take, from assumptions that you can change.'
  const hours = Math.round(known.reduce((sum, { time }) => sum + (time?.hours ?? 0), 0) * 100) / 100
  return `It gives no time for the whole. The ${counted(known.length, 'step')} with a time add up to **${hours} working hours**; the other ${counted(steps.length - known.length, 'step')} say nothing.`
}
