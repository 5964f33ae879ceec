// What the operations liaison says about its results. Pure: results in, Markdown out; every number is a result's own.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { LintFinding, WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import { bullets, joined, plain } from '../../agents/plain-markdown.ts'
import type {
  CoexistenceDraft,
  LintReportDraft,
  SimulationDraft,
  SopDraft,
  WorkflowDraft,
} from '../../tools/artifact-shapes.ts'
import { counted } from '../../tools/shown-text.ts'
import { shortened } from './process/step-label.ts'
import type { Question, Wizard } from './process/wizard.ts'
import { graphOf, ownersOf, stepsOf } from './process/workflow-graph.ts'

const SPOKEN_FINDINGS = 12
const SPOKEN_CHANGES = 8
const QUOTED_CHARS = 90

export function tellWorkflow(
  name: string,
  workflow: WorkflowDraft,
  lint: LintReportDraft,
  wanted: 'workflow' | 'lint',
): string {
  const { model } = workflow.data
  const owners = ownersOf(graphOf(model))
  const decisions = model.steps.filter(({ kind }) => kind === 'decision').length
  const pools = model.pools?.length ?? 0
  const parts = pools > 1 ? counted(pools, 'pool') : counted(model.sections.length, 'section')
  const drawn = `${tellLeftOut(model)}**${plain(name)}** is a workflow of **${counted(stepsOf(model).length, 'step')}** in ${parts}, with ${counted(decisions, 'decision')} and ${counted(owners.length, 'owner')}${owners.length > 0 ? `: ${joined(owners.map(plain))}` : ''}.`
  const found = tellFindings(lint)
  const next = bullets([
    '“Simulate it”: how long cases take, and where they wait.',
    '“Which steps can be automated?”: people and machines, step by step.',
  ])
  return `${wanted === 'lint' ? `${found}\n\n${drawn}` : `${drawn} It is drawn in the workspace, as BPMN 2.0 and as Mermaid text.\n\n${found}`}\n\n**You could ask next**\n\n${next}`.trimEnd()
}

/** What the diagram held and the drawing does not, before anything is said of the drawing. */
export const tellLeftOut = ({ left_out: left = [] }: WorkflowModel): string =>
  left.length === 0 ? '' : `**Not drawn:** ${plain(left.join('; '))}.\n\n`

function tellFindings({ data: { findings, rules } }: LintReportDraft): string {
  if (findings.length === 0)
    return `The check found **nothing**: ${counted(rules.length, 'rule')} were applied to every step.`
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const head = `The check found **${counted(findings.length, 'thing')}**, ${counted(errors, 'error')} among them:`
  const more = findings.length - SPOKEN_FINDINGS
  return `${head}\n\n${bullets([...findings.slice(0, SPOKEN_FINDINGS).map(tellFinding), ...(more > 0 ? [`and ${more} more in the workspace`] : [])])}`.trimEnd()
}

const tellFinding = ({ title, step, line, detail, text }: LintFinding): string =>
  `**${title}**${step === null ? '' : `, step ${step}`}${line === null ? '' : ` (line ${line})`}: ${plain(detail)}${text === '' ? '' : `. “${plain(shortened(text, QUOTED_CHARS))}”`}`

export function tellSimulation({ data }: SimulationDraft): string {
  const { cycle, cases, seed, finished, within_time: within, bottleneck, owners, assumptions } = data
  const busy = owners
    .toSorted((a, b) => b.busy - a.busy)
    .slice(0, 4)
    .map(({ owner, busy: share }) => `${plain(owner)} ${share} %`)
  const set = assumptions
    .filter(({ kind }) => kind === 'set')
    .map(({ label, value, unit }) => `${label} = ${value} ${unit}`)
  const parts = [
    `Of ${counted(cases, 'simulated case')} (seed ${seed}), half take **${cycle.p50} working hours** or less and nine of ten **${cycle.p90}**; the mean is ${cycle.mean}.`,
    ...(finished < cases ? [`${counted(cases - finished, 'case')} never came to an end.`] : []),
    ...(within === null ? [] : [`${within} % stay within the time that the procedure allows.`]),
    bottleneck
      ? `**Bottleneck:** ${plain(bottleneck.owner)} at step ${bottleneck.step}: ${plain(bottleneck.reason)}.`
      : 'Nobody is waited for.',
    ...(busy.length > 0 ? [`Busy: ${joined(busy)}.`] : []),
  ]
  const told =
    set.length > 0
      ? `Set by you: ${plain(set.join('; '))}. The other assumptions are defaults`
      : 'Nothing of this was measured: all assumptions are defaults'
  return `${parts.join(' ')}\n\n${told}, each a named cell in the workspace. Change one in words, for example “set new cases a day to 6”.`
}

export function tellCoexistence({ data }: CoexistenceDraft, future: SopDraft): string {
  const { counts, steps } = data
  const held = steps.filter((step) => step.held !== null)
  const changes = future.data.changes
  const more = changes.length - SPOKEN_CHANGES
  return [
    `Of ${counted(steps.length, 'piece of work', 'pieces of work')}, **${counts.automated} could be automated, ${counts.assisted} assisted, and ${counts.human} stay with people**.`,
    ...(held.length > 0
      ? [
          `Held back by rule: ${joined(held.slice(0, 6).map(({ id, held: why }) => `${id} (${plain(why ?? '')})`))}${held.length > 6 ? ' and others' : ''}.`,
        ]
      : []),
    ...(changes.length > 0
      ? [
          `The future-state procedure changes ${counted(changes.length, 'step')}:\n\n${bullets([...changes.slice(0, SPOKEN_CHANGES).map(({ step, after, reason }) => `**${step}** ${plain(shortened(after, QUOTED_CHARS))} (${plain(reason)})`), ...(more > 0 ? [`and ${more} more in the workspace`] : [])])}`.trimEnd(),
        ]
      : ['Nothing would change.']),
    'The scores come from the words of each step and are a proposal: whoever does the work should look at them.',
  ].join('\n\n')
}

export const tellSop = ({ data, summary }: SopDraft, name: string): string =>
  `I wrote **${plain(name)}** down as a procedure: ${summary}, ${counted(data.model.sections.length, 'section')}. It is in the workspace${data.same === true ? ' and reads back as the same workflow' : '; read again it is not exactly the same workflow'}.${(data.model.left_out ?? []).length > 0 ? ` ${tellLeftOut(data.model).trim()}` : ''}`

const STEP_HINT =
  'One at a time or a list of lines; begin with who does it, for example “The clerk opens the case.”. A decision begins with “If”. Say “done” after the last one.'

export function askQuestion(question: Question, { answers }: Wizard): string {
  switch (question) {
    case 'title':
      return 'What is the procedure called?'
    case 'purpose':
      return 'What is it for? One sentence, or “skip”.'
    case 'roles':
      return 'Who takes part? Roles, separated by commas, or “skip”.'
    case 'steps':
      return answers.steps.length === 0
        ? `What happens first? ${STEP_HINT}`
        : `${counted(answers.steps.length, 'step')} so far. What happens next? Say “done” after the last one.`
    case 'exceptions':
      return `What can go wrong, and what is done then? Begin with the number of the step, 1 to ${answers.steps.length}: “2: the clerk calls back”. Say “done” when there is nothing more.`
    case 'time':
      return 'How long may the whole of it take? For example “5 working days”, or “skip”.'
    default:
      return assertNever(question, 'question')
  }
}
