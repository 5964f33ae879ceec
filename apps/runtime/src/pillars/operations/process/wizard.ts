// Questions that build a procedure, and the resulting procedure. The whole state is in the last draft, so the next
// answer may come later, from another device, to another process. Pure.
import type { SopData } from '@biplane/contracts/wire/process-artifacts'
import { squeeze } from './step-words.ts'

export type Wizard = NonNullable<SopData['wizard']>
export type Question = Wizard['question']

export const FIRST: Wizard = {
  question: 'title',
  answers: { title: '', purpose: '', roles: [], steps: [], exceptions: [], time: '' },
}

export const MOST_STEPS = 100
const MOST_ANSWER = 600

/** What came of an answer: the next state, or why it could not be taken. `finished` has the last state. */
export type Answered =
  | { kind: 'next'; wizard: Wizard }
  | { kind: 'again'; wizard: Wizard; why: string }
  | { kind: 'finished'; wizard: Wizard }

const SKIP = /^(?:skip|none|no|nothing|-|n\/a|i do(?:n't| not) know)[.!]?$/i
const DONE = /^(?:done|that(?:'s| is) (?:all|it)|finished|finish|end|no more|nothing more|none|no)[.!]?$/i

export function answer({ question, answers }: Wizard, said: string): Answered {
  // Lines are steps of their own where steps are asked for; anywhere else they are one answer.
  const text = squeeze(said).slice(0, MOST_ANSWER)
  const next = (to: Question, changed: Partial<Wizard['answers']>): Answered => ({
    kind: 'next',
    wizard: { question: to, answers: { ...answers, ...changed } },
  })
  const again = (why: string): Answered => ({ kind: 'again', wizard: { question, answers }, why })
  switch (question) {
    case 'title':
      return text === '' ? again('It needs a name.') : next('purpose', { title: text.slice(0, 120) })
    case 'purpose':
      return next('roles', { purpose: SKIP.test(text) ? '' : text })
    case 'roles':
      return next('steps', { roles: SKIP.test(text) ? [] : rolesIn(said) })
    case 'steps': {
      if (!DONE.test(text)) {
        const added = stepsIn(said)
        if (added.length === 0) return again('I could not read a step in that.')
        if (answers.steps.length + added.length > MOST_STEPS)
          return again(`More than ${MOST_STEPS} steps are more than one procedure.`)
        return next('steps', { steps: [...answers.steps, ...added] })
      }
      return answers.steps.length === 0 ? again('There is no step yet.') : next('exceptions', {})
    }
    case 'exceptions': {
      if (DONE.test(text) || SKIP.test(text)) return next('time', {})
      const found = /^(?:step\s+)?(\d{1,9})\s*[:.)-]\s*(\S.*)$/i.exec(text)
      const step = Number(found?.[1])
      if (!found?.[2] || step < 1 || step > answers.steps.length) {
        return again(
          `Begin with the number of the step, 1 to ${answers.steps.length}, for example “2: the clerk calls back”.`,
        )
      }
      return next('exceptions', { exceptions: [...answers.exceptions, `${step}: ${found[2]}`] })
    }
    case 'time':
      return { kind: 'finished', wizard: { question, answers: { ...answers, time: SKIP.test(text) ? '' : text } } }
  }
}

const rolesIn = (text: string): string[] =>
  [
    ...new Set(
      text
        .split(/,|;|\n|\band\b/)
        .map((role) => squeeze(role.replace(/^\s*(?:[-*+]|\d+[.)]|the)\s+/i, '')).slice(0, 60)),
    ),
  ].filter((role) => role !== '')

const stepsIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => squeeze(line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, '')).slice(0, MOST_ANSWER))
    .filter((line) => line !== '')

/** The answers as a procedure in Markdown, as far as they go. */
export function written({ title, purpose, roles, steps, exceptions, time }: Wizard['answers']): string {
  const items = steps.map((step, at) => {
    const own = exceptions
      .filter((each) => each.startsWith(`${at + 1}: `))
      .map((each) => each.slice(`${at + 1}: `.length))
    const number = `${at + 1}. `
    return [
      `${number}${step}`,
      ...(own.length > 0 ? [`${' '.repeat(number.length)}- Exception: ${own.join('; ')}`] : []),
    ].join('\n')
  })
  const parts = [
    `# ${title === '' ? 'New procedure' : title}`,
    ...(purpose === '' ? [] : [`## Purpose\n\n${purpose}`]),
    ...(roles.length === 0
      ? []
      : [
          `## Roles\n\n| Role | Does |\n| --- | --- |\n${roles.map((role) => `| ${role.replaceAll('|', '/')} | |`).join('\n')}`,
        ]),
    ...(items.length === 0 ? [] : [`## Procedure\n\n${items.join('\n')}`]),
    ...(time === ''
      ? []
      : [`## Service level\n\n| Part | Time |\n| --- | --- |\n| Whole process | ${time.replaceAll('|', '/')} |`]),
  ]
  return `${parts.join('\n\n')}\n`
}
