// State of a session's journey: results of each pillar, missing data, and the best next step. Pure.
import { PILLAR_NAMES, PILLARS, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Invocation, KnownArtifact } from '@biplane/contracts/wire/agent-events'
import { INTRODUCTIONS } from '../pillars/introductions.ts'
import type { PillarState, PillarStep } from '../pillars/pillar-introduction.ts'
import type { Choice } from './guide-buttons.ts'
import { labelOf } from './hand-over.ts'
import { bullets, joined, plain } from './plain-markdown.ts'

type Input = Invocation['input']

export interface NextStep extends PillarStep {
  pillar: Pillar
}

const NAMED_RESULTS = 3

/** What the session has made for a pillar, newest first. */
export const madeFor = (pillar: Pillar, artifacts: readonly KnownArtifact[]): KnownArtifact[] =>
  artifacts.filter((artifact) => artifact.pillar === pillar)

const stateIn = (pillar: Pillar, { artifacts = [], files = [] }: Input): PillarState => ({
  made: madeFor(pillar, artifacts).length > 0,
  ready: artifacts.some(({ kind }) => INTRODUCTIONS[pillar].journey.begins.includes(kind)),
  empty: artifacts.length === 0,
  files: files.length,
})

/** The first step that a pillar proposes, in their order; `null` when none has one. */
export function nextStep(input: Input): NextStep | null {
  for (const when of ['step', 'later'] as const) {
    for (const pillar of PILLAR_NAMES) {
      const step = INTRODUCTIONS[pillar].journey[when]?.(stateIn(pillar, input))
      if (step) return { pillar, ...step }
    }
  }
  return null
}

/** One line for each pillar: what is there, or what would help. */
export function stateOf(input: Input): string {
  return bullets(PILLAR_NAMES.map((pillar) => `**${PILLARS[pillar].label}**: ${stateOfPillar(pillar, input)}`))
}

function stateOfPillar(pillar: Pillar, input: Input): string {
  const made = madeFor(pillar, input.artifacts ?? [])
  const { needs } = INTRODUCTIONS[pillar]
  if (made.length === 0 && stateIn(pillar, input).ready) return 'nothing yet. What you attached is enough to begin.'
  if (made.length === 0) return needs === 'nothing yet' ? 'nothing yet.' : `nothing yet. What helps is ${needs}.`
  const named = made.slice(0, NAMED_RESULTS).map(({ title }) => `“${plain(title)}”`)
  const more = made.length - named.length
  return `${joined(more > 0 ? [...named, `${more} more`] : named)}.`
}

export function journeyText(input: Input): string {
  const step = nextStep(input)
  const next = step ? `\nThe best next step, for the ${labelOf(step.pillar)} assistant: ${step.text}` : ''
  return `This is what we have so far:\n\n${stateOf(input)}${next}`
}

/** The button under a next step that can be taken by saying it. */
export const stepChoices = (step: NextStep | null): Choice[] =>
  !step || step.say === null ? [] : [{ label: step.say, action: 'say', context: { message: step.say } }]
