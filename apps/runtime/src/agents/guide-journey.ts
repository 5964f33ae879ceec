// State of a session's journey: results of each pillar, missing data, and the best next step. Pure.
import { PILLAR_NAMES, PILLARS, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Invocation, KnownArtifact } from '@biplane/contracts/wire/agent-events'
import type { Choice } from './guide-buttons.ts'
import { labelOf } from './hand-over.ts'
import { PILLAR_WORDS } from './pillar-words.ts'
import { bullets, joined, plain } from './plain-markdown.ts'

type Input = Invocation['input']

export interface NextStep {
  pillar: Pillar
  /** What to do, in one sentence. */
  text: string
  /** What the person would say to take it; `null` when something has to be attached first. */
  say: string | null
}

const NAMED_RESULTS = 3

/** What the session has made for a pillar, newest first. */
export const madeFor = (pillar: Pillar, artifacts: readonly KnownArtifact[]): KnownArtifact[] =>
  artifacts.filter((artifact) => artifact.pillar === pillar)

const PROCEDURE_KINDS = new Set(['outline', 'sop', 'workflow'])
const TABLE_KINDS = new Set(['schema', 'quality_report', 'table'])

/** Read first, then ask, then look at the process, then plan: the first of these that is open and can be done. */
export function nextStep({ artifacts = [], files = [] }: Input): NextStep {
  const has = (pillar: Pillar) => madeFor(pillar, artifacts).length > 0
  const tables = artifacts.some(({ kind }) => TABLE_KINDS.has(kind))
  const procedures = artifacts.some(({ kind }) => PROCEDURE_KINDS.has(kind))
  if (!has('content') && artifacts.length === 0) {
    return files.length > 0
      ? step('content', 'Let the content assistant read what you attached.', 'What is in this file?')
      : step('content', `Attach ${PILLAR_WORDS.content.needs}, or try the sample.`, null)
  }
  if (!has('insights') && tables) {
    return step('insights', 'Ask a question about your table.', 'Who is more than 90 days late?')
  }
  if (!has('operations')) {
    return procedures
      ? step(
          'operations',
          'Let the operations assistant look at your procedure.',
          'Draw the workflow of this procedure',
        )
      : step('operations', `Attach ${PILLAR_WORDS.operations.needs}, or describe how the work is done.`, null)
  }
  if (!has('insights')) return step('insights', `Attach ${PILLAR_WORDS.insights.needs}.`, null)
  if (!has('business_outcomes')) {
    return step('business_outcomes', 'Turn the findings into a plan.', 'Make a 90-day plan from the findings')
  }
  return step('business_outcomes', 'Every pillar has results. Look at the plan, and approve what holds.', null)
}

const step = (pillar: Pillar, text: string, say: string | null): NextStep => ({ pillar, text, say })

/** One line for each pillar: what is there, or what would help. */
export function stateOf({ artifacts = [] }: Input): string {
  return bullets(PILLAR_NAMES.map((pillar) => `**${PILLARS[pillar].label}**: ${stateOfPillar(pillar, artifacts)}`))
}

/** Is what this pillar begins with there? */
const has = (pillar: Pillar, artifacts: readonly KnownArtifact[]): boolean => {
  const begins = pillar === 'insights' ? TABLE_KINDS : pillar === 'operations' ? PROCEDURE_KINDS : null
  return begins !== null && artifacts.some(({ kind }) => begins.has(kind))
}

function stateOfPillar(pillar: Pillar, artifacts: readonly KnownArtifact[]): string {
  const made = madeFor(pillar, artifacts)
  const { needs } = PILLAR_WORDS[pillar]
  if (made.length === 0 && has(pillar, artifacts)) return 'nothing yet. What you attached is enough to begin.'
  if (made.length === 0) return needs === 'nothing yet' ? 'nothing yet.' : `nothing yet. What helps is ${needs}.`
  const named = made.slice(0, NAMED_RESULTS).map(({ title }) => `“${plain(title)}”`)
  const more = made.length - named.length
  return `${joined(more > 0 ? [...named, `${more} more`] : named)}.`
}

export function journeyText(input: Input): string {
  const { text, pillar } = nextStep(input)
  return `This is what we have so far:\n\n${stateOf(input)}\nThe best next step, for the ${labelOf(pillar)} assistant: ${text}`
}

/** The button under a next step that can be taken by saying it. */
export const stepChoices = ({ say }: NextStep): Choice[] =>
  say === null ? [] : [{ label: say, action: 'say', context: { message: say } }]
