// What can be wrong with a workflow: the rules, each with the step and the line it is about. Pure; it repairs nothing.
import type { LintData, LintFinding, WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import { isCheck, leavesRefusalOpen, vagueWordsIn } from './lint-words.ts'
import { unreadLanguage } from './procedure-language.ts'
import { dutyClashes } from './separation-of-duties.ts'
import { shortened } from './step-label.ts'
import { closedLoops, END, type Graph, graphOf, isWork, reachable } from './workflow-graph.ts'

interface Found {
  step: string | null
  detail: string
  /** Where the words are weaker evidence than the rule supposes. */
  severity?: LintFinding['severity']
}

interface Rule {
  rule: string
  severity: LintFinding['severity']
  title: string
  find(model: WorkflowModel, graph: Graph): Found[]
}

const eachStep =
  (find: (step: WorkflowStep, model: WorkflowModel) => string | null): Rule['find'] =>
  (model) =>
    model.steps.flatMap((step) => {
      const detail = find(step, model)
      return detail === null ? [] : [{ step: step.id, detail }]
    })

const RULES: Rule[] = [
  {
    rule: 'no_owner',
    severity: 'error',
    title: 'Nobody owns it',
    find: withoutOwner,
  },
  {
    rule: 'separation_of_duties',
    severity: 'error',
    title: 'Duties are not separated',
    find: (model) => dutyClashes(model),
  },
  {
    rule: 'dead_end',
    severity: 'error',
    title: 'Leads nowhere',
    find: ({ steps }, graph) => {
      // Some diagrams draw no end at all.
      const endsSomewhere = steps.some(({ kind, next }) => kind === 'end' || next.some(({ to }) => to === END))
      return steps.flatMap(({ id, next, kind, detail }) => {
        const missing = next.find(({ to }) => to !== END && !graph.has(to))
        if (missing) return [{ step: id, detail: `it goes on at ${missing.to}, which does not exist` }]
        if (next.length === 0)
          return !endsSomewhere || mayEnd(kind, detail)
            ? []
            : [{ step: id, detail: 'nothing follows, and it is no end' }]
        const ways = new Set(next.map(({ action, to }) => `${action} ${to}`)).size
        return kind === 'decision' && ways < 2
          ? [{ step: id, detail: 'it asks, and every answer leads to the same' }]
          : []
      })
    },
  },
  {
    rule: 'unreachable',
    severity: 'error',
    title: 'Never reached',
    find: (model, graph) => {
      const { steps } = model
      const reached = reachable(model, graph)
      return steps
        .filter(({ id }) => !reached.has(id))
        .map(({ id }) => ({ step: id, detail: 'no way from the beginning leads here' }))
    },
  },
  {
    rule: 'endless_loop',
    severity: 'error',
    title: 'A loop without an exit',
    find: (_, graph) =>
      closedLoops(graph).map((ring) => ({
        step: graph.get(ring[0] ?? '')?.step ?? null,
        detail: `whoever gets to ${[...new Set(ring.map((id) => graph.get(id)?.step ?? id))].join(', ')} never gets out`,
      })),
  },
  {
    rule: 'missing_exception',
    severity: 'warning',
    title: 'What if not?',
    find: (model, graph) => missingExceptions(model, graph),
  },
  {
    rule: 'vague',
    severity: 'warning',
    title: 'Vague words',
    find: eachStep(({ text, next }) => {
      const words = vagueWordsIn([text, ...next.map(({ action }) => action ?? '')].join(' '))
      return words.length === 0 ? null : `${words.map((word) => `“${word}”`).join(', ')} can mean anything`
    }),
  },
  {
    rule: 'no_time',
    severity: 'warning',
    title: 'No time limit',
    find: eachStep(({ time, section, kind }, { sections }) =>
      isWork(kind) && time === null && !sections.find(({ number }) => number === section)?.time
        ? 'neither the step nor its section says how long it may take'
        : null,
    ),
  },
  {
    rule: 'unknown_owner',
    severity: 'info',
    title: 'An owner who is no role',
    find: eachStep(({ owner }, { roles }) =>
      owner !== null && roles.length > 0 && roles.every(({ name }) => name !== owner)
        ? `“${owner}” is not among the roles`
        : null,
    ),
  },
]

const PASSIVE =
  /\b(?:is|are|be|been|was|were|gets?) (?:\w{1,20} )?(?:\w{2,20}ed|done|made|sent|taken|given|kept|held|put|set|paid|written|found|seen|built)\b|(?<!\p{L})(?:wird|werden|ist|sind) /iu
const SOMEBODY = /^(?:somebody|someone|anyone|one|people|jemand|man)\b/i
/** What must not be done, and where to turn to: nobody does it as a step. */
const RULE = /^(?:do not|don't|never|in case of|for questions|please note|nicht|niemals|bei fragen|im zweifel)\b/i

/**
 * An error where a sentence hides who does it, in a procedure that names others. An order (“Collect the hours”) and a rule
 * (“Do not …”) are said more softly: whom they are for may be clear to the reader.
 */
function withoutOwner({ steps }: WorkflowModel): Found[] {
  if (unreadLanguage(steps.map(({ text }) => text).join(' ')) !== null) return []
  const named = steps.some(({ owner }) => owner !== null)
  return steps.flatMap(({ id, owner, kind, text }): Found[] => {
    if (owner !== null || !isWork(kind)) return []
    if (RULE.test(text)) return [{ step: id, detail: 'it is a rule and names nobody', severity: 'info' }]
    const hidden = kind === 'task' && (PASSIVE.test(text) || SOMEBODY.test(text))
    const detail = hidden ? 'it does not say who does this' : 'it does not say whom it is for'
    return [{ step: id, detail, severity: hidden && named ? 'error' : 'warning' }]
  })
}

/** An end, an undoing step, and what starts by itself need nothing behind them. */
const mayEnd = (kind: WorkflowStep['kind'], detail: WorkflowStep['detail']): boolean =>
  kind === 'end' || detail?.compensates === true || detail?.type === 'event' || detail?.inside !== undefined

/** A check that has no “otherwise”, and an approval whose refusal leads on as if nothing had happened. */
function missingExceptions({ steps }: WorkflowModel, graph: Graph): Found[] {
  return steps.flatMap((step) => {
    const { id, kind, text, exception, next } = step
    if (exception !== null) return []
    const open = next.find(({ action, to }) => action !== null && leavesRefusalOpen(action) && to !== END)
    if (open) return [{ step: id, detail: `“${shortened(open.action ?? '')}” does not say what follows a refusal` }]
    const follower = graph.get(next[0]?.to ?? '')
    const decided = follower?.kind === 'decision' && follower.step.split('.')[0] === id.split('.')[0]
    return kind === 'task' && isCheck(text) && !decided
      ? [{ step: id, detail: 'it checks, and does not say what happens when the check fails' }]
      : []
  })
}

/** Every rule, over every step; findings in the order of the rules, and within one in the order of the steps. */
export function lint(model: WorkflowModel, lines: Readonly<Record<string, number>>): LintData {
  const graph = graphOf(model)
  const found = RULES.map((rule) => ({ ...rule, found: rule.find(model, graph) }))
  return {
    rules: found.map(({ rule, title, found: { length } }) => ({ rule, title, count: length })),
    findings: found.flatMap(({ rule, severity, title, found: all }) =>
      all.map(({ step, detail, severity: own }) => ({
        rule,
        severity: own ?? severity,
        title,
        detail,
        step,
        line: step === null ? null : (lines[step] ?? null),
        text: model.steps.find(({ id }) => id === step)?.text ?? '',
      })),
    ),
  }
}
