// Shapes of what the operations pillar makes: a typed workflow, its procedure text, findings, a simulation, scores.
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
  /** The condition as an engine evaluates it, where the diagram holds one beside its name. */
  condition: z.string().optional(),
  /** The default flow of a diagram. */
  otherwise: z.boolean().optional(),
})

export const stepKind = z.enum([
  'task',
  'decision',
  /** All ways at once, or the place where they meet again. */
  'parallel',
  /** Every way whose condition holds. */
  'inclusive',
  /** The event that comes first decides. */
  'event_choice',
  /** A named gateway at which exclusive ways meet. */
  'join',
  'subprocess',
  'call',
  'start',
  'event',
  'end',
])

/** Details of a step in a diagram beyond its sentence. Absent where there are none. */
const stepDetail = z.object({
  /** The notation's own kind: `user`, `service`, `timer`, `message+timer`, `transaction`. */
  type: z.string().optional(),
  /** The timer's duration, the message's name, the process that is called. */
  definition: z.string().optional(),
  /** An intermediate event that sends; without it the event is waited for. */
  throws: z.boolean().optional(),
  /** The subprocess that holds it. */
  inside: z.string().optional(),
  /** The step on whose border the event sits. */
  attached: z.string().optional(),
  /** The work goes on beside the event. */
  continues: z.boolean().optional(),
  repeats: z.enum(['loop', 'in sequence', 'in parallel']).optional(),
  /** When the repetition ends, or how often it is done. */
  until: z.string().optional(),
  /** The process can begin here, beside its first step. */
  begins: z.boolean().optional(),
  /** Undoes another step. */
  compensates: z.boolean().optional(),
  note: z.string().optional(),
})

export const workflowStep = z.object({
  /** `<section>.<place in it>`, for example `2.3`. */
  id: z.string(),
  section: z.number().int(),
  kind: stepKind,
  text: z.string(),
  owner: z.string().nullable(),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  time: workflowTime.nullable(),
  /** What happens when the step cannot be done; `null` when unknown. */
  exception: z.string().nullable(),
  next: z.array(workflowBranch),
  detail: stepDetail.optional(),
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
  /** Everything that is not a step, as it was written. */
  notes: z.array(z.object({ heading: z.string(), text: z.string(), after: z.boolean() })),
  /** Participants of a diagram, each with the sections that it does; none for one of which only the name is known. */
  pools: z.array(z.object({ name: z.string(), sections: z.array(z.number().int()) })).optional(),
  /** `from` and `to` are a step's id or `pool <place in pools, from 1>`. */
  messages: z.array(z.object({ from: z.string(), to: z.string(), text: z.string() })).optional(),
  /** What the diagram held beyond this model, in words: kept as text, or not read. */
  left_out: z.array(z.string()).optional(),
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
  /** Whether the text, read again, is this model; absent in results that were made before it was compared. */
  same: z.boolean().optional(),
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

/** A number that was not measured: named, with its source, and changeable in words. */
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
export type StepKind = z.infer<typeof stepKind>
export type StepDetail = z.infer<typeof stepDetail>
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
