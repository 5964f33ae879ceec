// Reads a goal, repeats it, and proposes a way through the pillars with the data that would help. Promises no number:
// the liaisons compute. Pure.
import { PILLAR_NAMES, PILLARS, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Invocation } from '@biplane/contracts/wire/agent-events'
import { INTRODUCTIONS } from '../pillars/introductions.ts'
import { madeFor, nextStep } from './guide-journey.ts'
import { labelOf } from './hand-over.ts'
import { plain } from './plain-markdown.ts'

const GOAL_CHARS = 240

export function goalText(input: Invocation['input']): string {
  const artifacts = input.artifacts ?? []
  const steps = PILLAR_NAMES.map((pillar, i) => {
    const made = madeFor(pillar, artifacts).length
    const state = made > 0 ? `${made === 1 ? 'one result is' : `${made} results are`} there` : helps(pillar)
    return `${i + 1}. **${PILLARS[pillar].label}**: ${INTRODUCTIONS[pillar].way} (${state}).\n`
  })
  const step = nextStep(input)
  const next = step ? `\nThe best next step, for the ${labelOf(step.pillar)} assistant: ${step.text}` : ''
  return `Your goal, as I understand it: “${plain(goalIn(input.text))}”\n\nThis is the way there:\n\n${steps.join('')}${next}`
}

const helps = (pillar: Pillar): string => {
  const { needs } = INTRODUCTIONS[pillar]
  return needs === 'nothing yet' ? 'it rests on the steps before' : `what helps is ${needs}`
}

/** The person's own words, in one line, shortened. */
function goalIn(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= GOAL_CHARS ? line : `${line.slice(0, GOAL_CHARS).replace(/\p{Cs}$/u, '')}…`
}
