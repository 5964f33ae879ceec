// Shapes of the results of the business outcomes pillar: roadmap, financials, KPIs, risks, pilot proposal and their
// bundle.
import { z } from 'zod'
import { assumption } from './process-artifacts.ts'

/** Where a number or an item comes from, in words that a person can follow. */
const source = z.string()

export const roadmapBody = z.object({
  /** How long work of each kind is taken to last. */
  assumptions: z.array(assumption),
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      owner: z.string().nullable(),
      /** Calendar days; day 0 is the start of the plan, `end` is the first day after it. */
      start: z.number().int(),
      days: z.number().int(),
      end: z.number().int(),
      /** Days of work; the rest of the time is waiting. */
      effort: z.number(),
      depends_on: z.array(z.string()),
      /** Which third of the 90 days it ends in; `later` when it ends after day 90. */
      phase: z.enum(['30', '60', '90', 'later']),
      critical: z.boolean(),
      /** Days by which it may slip without moving the end. */
      slack: z.number().int(),
      source,
    }),
  ),
  critical_path: z.array(z.string()),
  length_days: z.number().int(),
  effort_days: z.number(),
})

export const financialsBody = z.object({
  currency: z.string(),
  assumptions: z.array(assumption),
  npv: z.number(),
  /** Percent a year; `null` when there is none. */
  irr: z.number().nullable(),
  /** Months after the start; `null` when it is not paid back within the horizon. */
  payback_month: z.number().nullable(),
  discounted_payback_month: z.number().nullable(),
  /**
   * Where eight of ten outcomes lie when every unconfirmed assumption is off by up to three tenths; `null` when all are
   * confirmed or computed. Amounts are rounded to two digits that count.
   */
  ranges: z
    .object({
      investment: z.object({ low: z.number(), high: z.number() }),
      npv: z.object({ low: z.number(), high: z.number() }),
      /** Months; `null` where it is not paid back within the horizon. */
      payback_month: z.object({ low: z.number().nullable(), high: z.number().nullable() }),
    })
    .nullable()
    .optional(),
  investment: z.number(),
  benefit_total: z.number(),
  cash_flows: z.array(
    z.object({
      month: z.number().int(),
      benefit: z.number(),
      cost: z.number(),
      net: z.number(),
      cumulative: z.number(),
      discounted: z.number(),
    }),
  ),
  /** Net present value when one assumption alone is a fifth lower or higher; the widest first. */
  sensitivity: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      low: z.number(),
      high: z.number(),
      npv_low: z.number(),
      npv_high: z.number(),
    }),
  ),
  monte_carlo: z.object({
    seed: z.number().int(),
    runs: z.number().int(),
    p10: z.number(),
    p50: z.number(),
    p90: z.number(),
    mean: z.number(),
    /** Percent of the runs in which the net present value is above 0. */
    positive: z.number(),
  }),
})

export const kpisBody = z.object({
  kpis: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      unit: z.string(),
      baseline: z.number(),
      target: z.number(),
      better: z.enum(['lower', 'higher']),
      /** What came out when it was last measured again; `null` when it was not. */
      current: z.number().nullable(),
      /** Calendar days after the start by which the target is to be met. */
      due_day: z.number().int(),
      /** How it is measured again: in words, and the tool that does it. */
      question: z.string(),
      query: z
        .object({ tool: z.string(), args: z.record(z.string(), z.unknown()), file_uuid: z.string().nullable() })
        .nullable(),
      source,
    }),
  ),
})

export const risksBody = z.object({
  risks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      /** 1 (rare) to 5 (almost certain). */
      likelihood: z.number().int().min(1).max(5),
      /** 1 (slight) to 5 (severe). */
      impact: z.number().int().min(1).max(5),
      score: z.number().int(),
      evidence: z.string(),
      mitigation: z.string(),
      owner: z.string().nullable(),
    }),
  ),
})

export const proposalBody = z.object({
  markdown: z.string(),
  criteria: z.array(z.object({ name: z.string(), measure: z.string(), baseline: z.string(), target: z.string() })),
  /** What would make it better founded, and how to get it. */
  missing: z.array(z.object({ what: z.string(), how: z.string() })),
})

/** Documents to take along. */
export const bundleBody = z.object({
  documents: z.array(z.object({ name: z.string(), mime: z.string(), text: z.string() })),
})

export type RoadmapData = z.infer<typeof roadmapBody>
export type RoadmapItem = RoadmapData['items'][number]
export type FinancialsData = z.infer<typeof financialsBody>
export type KpisData = z.infer<typeof kpisBody>
export type Kpi = KpisData['kpis'][number]
export type RisksData = z.infer<typeof risksBody>
export type Risk = RisksData['risks'][number]
export type ProposalData = z.infer<typeof proposalBody>
export type BundleData = z.infer<typeof bundleBody>
