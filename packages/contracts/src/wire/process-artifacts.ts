// Owns the shapes of what the operations pillar makes: a typed workflow, its procedure text, findings, a simulation, scores.
import { z } from 'zod'

/** How long something may take. `hours` are working hours: a working day has 8, a working week 40. */
const workflowTime = z.object({ text: z.string(), hours: z.number().nonnegative() })

/** One way on from a step. */
const workflowBranch = z.object({
  /** The answer that leads here; `null` for a step that simply goes on. */
  when: z.string().nullable(),
  /** What is done on this way before it arrives; `null` for nothing. */
  action: z.string().nullable(),
  owner: z.string().nullable(),
  /** A step's id, or `end`. Anything else leads nowhere, which is a finding and no error. */
  to: z.string(),
})

export const workflowStep = z.object({
  /** `<section>.<place in it>`, for example `2.3`. */
  id: z.string(),
  section: z.number().int(),
  kind: z.enum(['task', 'decision']),
  text: z.string(),
  owner: z.string().nullable(),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  time: workflowTime.nullable(),
  /** What happens when the step cannot be done; `null` when nothing is said. */
  exception: z.string().nullable(),
  next: z.array(workflowBranch),
})

/** A procedure as steps. It holds no line numbers: the same procedure written in another way is the same model. */
export const workflowModel = z.object({
  title: z.string(),
  roles: z.array(z.object({ name: z.string(), does: z.string() })),
  sections: z.array(
    z.object({
      number: z.number().int(),
      title: z.string(),
      /** Reached by a step that names it, never by going on. */
      exception: z.boolean(),
      time: workflowTime.nullable(),
      note: z.string(),
    }),
  ),
  steps: z.array(workflowStep),
  total_time: workflowTime.nullable(),
  /** Everything that is no step, as it was written. */
  notes: z.array(z.object({ heading: z.string(), text: z.string(), after: z.boolean() })),
})

export const workflowBody = z.object({
  model: workflowModel,
  /** Step id → the 1-based line of the file on which it stands; empty for what was read from a diagram. */
  lines: z.record(z.string(), z.number().int()),
  /** BPMN 2.0 XML with layout. */
  bpmn: z.string(),
  mermaid: z.string(),
})

const modelChange = z.object({ step: z.string(), before: z.string(), after: z.string(), reason: z.string() })

export const sopBody = z.object({
  markdown: z.string(),
  model: workflowModel,
  /** What differs from the procedure that it was made from; empty when nothing does. */
  changes: z.array(modelChange),
  /** Where the questions stand while a procedure is built by answers; `null` for a finished one. */
  wizard: z
    .object({
      /** Which question is open. */
      question: z.enum(['title', 'purpose', 'roles', 'steps', 'exceptions', 'time']),
      answers: z.object({
        title: z.string(),
        purpose: z.string(),
        roles: z.array(z.string()),
        steps: z.array(z.string()),
        exceptions: z.array(z.string()),
        time: z.string(),
      }),
    })
    .nullable(),
})

export const lintBody = z.object({
  /** The rules that were checked, found or not. */
  rules: z.array(z.object({ rule: z.string(), title: z.string(), count: z.number().int() })),
  findings: z.array(
    z.object({
      rule: z.string(),
      severity: z.enum(['info', 'warning', 'error']),
      title: z.string(),
      detail: z.string(),
      step: z.string().nullable(),
      line: z.number().int().nullable(),
      /** The step as it is written. */
      text: z.string(),
    }),
  ),
})

/** A number that nobody measured: named, with where it comes from, and open to be changed in words. */
export const assumption = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
  label: z.string(),
  value: z.number(),
  unit: z.string(),
  /** Lower and upper bound of what is accepted. */
  min: z.number(),
  max: z.number(),
  /** For example `default`, `from the table “Invoices more than 90 days late”`, `set by you`. */
  source: z.string(),
  kind: z.enum(['default', 'computed', 'set']),
})

export const simulationBody = z.object({
  seed: z.number().int(),
  cases: z.number().int(),
  /** Cases that came to an end; the others went round too often. */
  finished: z.number().int(),
  assumptions: z.array(assumption),
  /** Working hours from arrival to end. */
  cycle: z.object({ p50: z.number(), p90: z.number(), mean: z.number() }),
  /** Cases that ended within the procedure's own total time, in percent; `null` when it names none. */
  within_time: z.number().nullable(),
  steps: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      owner: z.string().nullable(),
      visits: z.number().int(),
      /** Working hours, mean of one visit. */
      work: z.number(),
      wait: z.number(),
    }),
  ),
  owners: z.array(
    z.object({
      owner: z.string(),
      people: z.number().int(),
      /** Share of the time at work, percent. */
      busy: z.number(),
      /** All waiting for this owner, working hours. */
      waited: z.number(),
    }),
  ),
  bottleneck: z.object({ owner: z.string(), step: z.string(), reason: z.string() }).nullable(),
})

export const coexistenceBody = z.object({
  steps: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      owner: z.string().nullable(),
      mode: z.enum(['human', 'assisted', 'automated']),
      /** 0 (leave it to people) to 100 (leave it to a machine). */
      score: z.number(),
      parts: z.array(z.object({ name: z.string(), score: z.number(), weight: z.number(), reason: z.string() })),
      /** Why it is not more automatic than that, where a rule holds it back. */
      held: z.string().nullable(),
    }),
  ),
  counts: z.object({ human: z.number().int(), assisted: z.number().int(), automated: z.number().int() }),
})

export type WorkflowModel = z.infer<typeof workflowModel>
export type WorkflowStep = z.infer<typeof workflowStep>
export type WorkflowBranch = z.infer<typeof workflowBranch>
export type WorkflowTime = z.infer<typeof workflowTime>
export type WorkflowData = z.infer<typeof workflowBody>
export type SopData = z.infer<typeof sopBody>
export type LintData = z.infer<typeof lintBody>
export type LintFinding = LintData['findings'][number]
export type SimulationData = z.infer<typeof simulationBody>
export type CoexistenceData = z.infer<typeof coexistenceBody>
export type Assumption = z.infer<typeof assumption>
