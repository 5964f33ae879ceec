// Validates the `unknown` data of operations as deep as it is drawn.

import type {
  CoexistenceData,
  LintData,
  SimulationData,
  SopData,
  WorkflowData,
  WorkflowModel,
  WorkflowStep,
} from '@biplane/contracts/wire/process-artifacts'
import {
  type Check,
  isBoolean,
  isNumber,
  isObject,
  isText,
  listOf,
  oneOf,
  optional,
  orNull,
  read,
  shape,
} from '../../workspace/artifact-data.ts'
import { isAssumption } from '../../workspace/assumption-data.ts'

const isTime: Check<NonNullable<WorkflowStep['time']>> = shape<NonNullable<WorkflowStep['time']>>({
  text: isText,
  hours: isNumber,
})

const isDetail: Check<NonNullable<WorkflowStep['detail']>> = shape<NonNullable<WorkflowStep['detail']>>({
  type: optional(isText),
  definition: optional(isText),
  throws: optional(isBoolean),
  inside: optional(isText),
  attached: optional(isText),
  continues: optional(isBoolean),
  repeats: optional(oneOf('loop', 'in sequence', 'in parallel')),
  until: optional(isText),
  begins: optional(isBoolean),
  compensates: optional(isBoolean),
  note: optional(isText),
})

const isStep: Check<WorkflowStep> = shape<WorkflowStep>({
  id: isText,
  section: isNumber,
  kind: oneOf(
    'task',
    'decision',
    'parallel',
    'inclusive',
    'event_choice',
    'join',
    'subprocess',
    'call',
    'start',
    'event',
    'end',
  ),
  text: isText,
  owner: orNull(isText),
  inputs: listOf(isText),
  outputs: listOf(isText),
  time: orNull(isTime),
  exception: orNull(isText),
  next: listOf(
    shape<WorkflowStep['next'][number]>({
      when: orNull(isText),
      action: orNull(isText),
      owner: orNull(isText),
      to: isText,
      condition: optional(isText),
      otherwise: optional(isBoolean),
    }),
  ),
  detail: optional(isDetail),
})

const isModel: Check<WorkflowModel> = shape<WorkflowModel>({
  title: isText,
  roles: listOf(shape<WorkflowModel['roles'][number]>({ name: isText, does: isText })),
  sections: listOf(
    shape<WorkflowModel['sections'][number]>({
      number: isNumber,
      title: isText,
      exception: isBoolean,
      time: orNull(isTime),
      note: isText,
    }),
  ),
  steps: listOf(isStep),
  total_time: orNull(isTime),
  notes: listOf(shape<WorkflowModel['notes'][number]>({ heading: isText, text: isText, after: isBoolean })),
  pools: optional(
    listOf(shape<NonNullable<WorkflowModel['pools']>[number]>({ name: isText, sections: listOf(isNumber) })),
  ),
  messages: optional(
    listOf(shape<NonNullable<WorkflowModel['messages']>[number]>({ from: isText, to: isText, text: isText })),
  ),
  left_out: optional(listOf(isText)),
})

const isLines: Check<Record<string, number>> = (value): value is Record<string, number> =>
  isObject(value) && Object.values(value).every(isNumber)

export const readWorkflow = read<WorkflowData>(
  shape<WorkflowData>({ model: isModel, lines: isLines, bpmn: isText, mermaid: isText }),
)

/** Where the questions stand is for the server; it is not drawn. */
export type DrawnSop = Pick<SopData, 'markdown' | 'changes'>

export const readSop = read<DrawnSop>(
  shape<DrawnSop>({
    markdown: isText,
    changes: listOf(shape<SopData['changes'][number]>({ step: isText, before: isText, after: isText, reason: isText })),
  }),
)

export const readLint = read<LintData>(
  shape<LintData>({
    rules: listOf(shape<LintData['rules'][number]>({ rule: isText, title: isText, count: isNumber })),
    findings: listOf(
      shape<LintData['findings'][number]>({
        rule: isText,
        severity: oneOf('info', 'warning', 'error'),
        title: isText,
        detail: isText,
        step: orNull(isText),
        line: orNull(isNumber),
        text: isText,
      }),
    ),
  }),
)

export const readSimulation = read<SimulationData>(
  shape<SimulationData>({
    seed: isNumber,
    cases: isNumber,
    finished: isNumber,
    assumptions: listOf(isAssumption),
    cycle: shape<SimulationData['cycle']>({ p50: isNumber, p90: isNumber, mean: isNumber }),
    within_time: orNull(isNumber),
    steps: listOf(
      shape<SimulationData['steps'][number]>({
        id: isText,
        text: isText,
        owner: orNull(isText),
        visits: isNumber,
        work: isNumber,
        wait: isNumber,
      }),
    ),
    owners: listOf(
      shape<SimulationData['owners'][number]>({ owner: isText, people: isNumber, busy: isNumber, waited: isNumber }),
    ),
    bottleneck: orNull(
      shape<NonNullable<SimulationData['bottleneck']>>({ owner: isText, step: isText, reason: isText }),
    ),
  }),
)

const isMode = oneOf('human', 'assisted', 'automated')

export const readCoexistence = read<CoexistenceData>(
  shape<CoexistenceData>({
    steps: listOf(
      shape<CoexistenceData['steps'][number]>({
        id: isText,
        text: isText,
        owner: orNull(isText),
        mode: isMode,
        score: isNumber,
        parts: listOf(
          shape<CoexistenceData['steps'][number]['parts'][number]>({
            name: isText,
            score: isNumber,
            weight: isNumber,
            reason: isText,
          }),
        ),
        held: orNull(isText),
      }),
    ),
    counts: shape<CoexistenceData['counts']>({ human: isNumber, assisted: isNumber, automated: isNumber }),
  }),
)
