// An answer about a table with the plan behind it, so that a person can see how it was understood and change it.
import { z } from 'zod'
import { columnKind } from './file-reading.ts'
import { tablePlan } from './table-plan.ts'

/** One part of the plan as it is shown. Choosing an alternative runs its plan as a new turn. */
const chip = z.object({
  part: z.enum(['measure', 'by', 'where', 'when', 'how']),
  text: z.string().max(300),
  /** The words left this open: the reader chose, and the alternatives would have fitted as well. */
  assumed: z.boolean(),
  alternatives: z.array(z.object({ text: z.string().max(200), plan: tablePlan })).max(8),
})

export const tableAnswerBody = z.object({
  /** `ask`: not the whole question was understood; the plan holds what was. */
  state: z.enum(['answered', 'ask']),
  plan: tablePlan,
  chips: z.array(chip).max(30),
  /** What can be chosen from in this file. */
  columns: z
    .array(
      z.object({
        name: z.string().max(200),
        kind: columnKind,
        /** Makes groups. */
        groups: z.boolean(),
        /** Is measured. */
        measures: z.boolean(),
        values: z.array(z.string().max(200)).max(50),
      }),
    )
    .max(200),
  /** Questions about this file that work. */
  suggestions: z.array(z.object({ text: z.string().max(200), plan: tablePlan })).max(6),
})

export type TableAnswerData = z.infer<typeof tableAnswerBody>
export type PlanChip = TableAnswerData['chips'][number]
