// The procedure with automation: automated steps go to the system with a human fallback, assisted ones are prepared and
// confirmed, the rest stays. Pure.
import type { CoexistenceData, SopData, WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'

const SYSTEM = 'System'
const ASSISTANT = 'Assistant'

export interface FutureState {
  model: WorkflowModel
  changes: SopData['changes']
}

export function futureState(model: WorkflowModel, { steps: scored }: CoexistenceData): FutureState {
  const modes = new Map(scored.map((step) => [step.id, step]))
  const changes: SopData['changes'] = []
  const steps = model.steps.map((step) => {
    const score = modes.get(step.id)
    const changed =
      score === undefined || score.mode === 'human'
        ? step
        : score.mode === 'automated'
          ? automated(step)
          : assisted(step)
    if (changed !== step) {
      const best = score?.parts.filter((part) => part.score >= 80).map(({ reason }) => reason) ?? []
      changes.push({
        step: step.id,
        before: told(step),
        after: told(changed),
        reason: [`score ${score?.score}`, score?.held ?? best[0] ?? ''].filter((part) => part !== '').join(': '),
      })
    }
    return changed
  })
  const needed = [
    { name: SYSTEM, does: 'does the automated steps' },
    { name: ASSISTANT, does: 'prepares the assisted steps; a person confirms them' },
  ].filter(
    ({ name }) =>
      steps.some(({ owner, inputs }) => owner === name || inputs.includes(PROPOSAL)) &&
      model.roles.every((role) => role.name !== name),
  )
  const roles = needed.filter(({ name }) => (name === SYSTEM ? steps.some(({ owner }) => owner === SYSTEM) : true))
  return {
    model: { ...model, title: `${model.title} (future state)`, roles: [...model.roles, ...roles], steps },
    changes,
  }
}

const PROPOSAL = 'proposal of the assistant'

const told = ({ text, owner, exception, inputs }: WorkflowStep): string =>
  [
    `${owner ?? 'nobody'}: ${text}`,
    ...(inputs.includes(PROPOSAL) ? [`with the ${PROPOSAL}`] : []),
    ...(exception === null ? [] : [`if not: ${exception}`]),
  ].join('; ')

function automated(step: WorkflowStep): WorkflowStep {
  const { owner, text, kind, exception } = step
  if (owner === SYSTEM || owner === null) return step
  const begins = text.toLowerCase().replace(/^the /, '').startsWith(`${owner.toLowerCase()} `)
  const rest = text.replace(/^the /i, '').slice(owner.length + 1)
  const words = kind === 'task' && begins ? `The system ${rest}` : text
  return { ...step, owner: SYSTEM, text: words, exception: exception ?? `${owner} does it by hand and notes why` }
}

const assisted = (step: WorkflowStep): WorkflowStep =>
  step.inputs.includes(PROPOSAL) ? step : { ...step, inputs: [...step.inputs, PROPOSAL] }
