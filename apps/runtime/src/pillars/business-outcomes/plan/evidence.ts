// Evidence of a plan: numbers from other pillars' results, and what is missing. Contains no other number. Pure.

import { Refusal } from '@biplane/contracts/refusal'
import { lintBody } from '@biplane/contracts/wire/process-artifacts'
import { z } from 'zod'
import type { ToolFile } from '../../../tools/tool-file.ts'

export const evidence = z.object({
  sources: z.array(z.object({ artifact_id: z.string(), kind: z.string(), title: z.string() })),
  overdue: z
    .object({
      title: z.string(),
      currency: z.string(),
      total: z.number(),
      count: z.number().int(),
      /** Names and amounts, the largest first; at most ten. */
      customers: z.array(z.object({ name: z.string(), amount: z.number() })),
      customer_count: z.number().int(),
      days: z.number().int(),
      as_of: z.string(),
      file_uuid: z.string().nullable(),
      left_out: z.number().int(),
    })
    .nullable(),
  process: z
    .object({
      title: z.string(),
      steps: z.number().int(),
      owners: z.array(z.object({ owner: z.string(), steps: z.number().int() })),
      file_uuid: z.string().nullable(),
    })
    .nullable(),
  findings: lintBody.shape.findings,
  simulation: z
    .object({
      p50: z.number(),
      p90: z.number(),
      cases: z.number().int(),
      seed: z.number().int(),
      cases_per_day: z.number(),
      /** Whether nobody has set the number of cases, or the times of work. */
      cases_are_default: z.boolean(),
      times_are_default: z.boolean(),
      bottleneck: z.object({ owner: z.string(), step: z.string(), busy: z.number() }).nullable(),
      changes: z.record(z.string(), z.number()),
    })
    .nullable(),
  /** Every piece of work with who should do it. `hours` are those of one case; `null` without a simulation. */
  coexistence: z
    .array(
      z.object({
        id: z.string(),
        text: z.string(),
        mode: z.enum(['human', 'assisted', 'automated']),
        score: z.number(),
        hours: z.number().nullable(),
      }),
    )
    .nullable(),
})

export type Evidence = z.infer<typeof evidence>

/** The evidence is the tool's file: its hash names exactly what a plan was made of. @throws UNSUPPORTED_FILE */
export function openEvidence(file: ToolFile): Evidence {
  try {
    return evidence.parse(JSON.parse(file.content.text()?.text ?? ''))
  } catch (cause) {
    throw new Refusal('UNSUPPORTED_FILE', 'That is no evidence for a plan.', { cause })
  }
}

export interface Missing {
  what: string
  how: string
}

export function missingIn({ overdue, process, simulation, coexistence }: Evidence): Missing[] {
  return [
    ...(overdue
      ? []
      : [
          {
            what: 'what is at stake in money',
            how: 'Attach a table of invoices and ask the insights assistant “Who is more than 90 days late?”',
          },
        ]),
    ...(process
      ? []
      : [
          {
            what: 'the process that is to change',
            how: 'Attach its procedure and ask the operations assistant “Draw the workflow”',
          },
        ]),
    ...(process && !simulation
      ? [{ what: 'how long cases take', how: 'Ask the operations assistant “Simulate it”' }]
      : []),
    ...(process && !coexistence
      ? [{ what: 'what machines could do', how: 'Ask the operations assistant “Which steps can be automated?”' }]
      : []),
  ]
}

export const isEmpty = ({ overdue, process }: Evidence): boolean => overdue === null && process === null
