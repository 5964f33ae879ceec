// Validates the `unknown` data of outcomes as deep as it is drawn.
import type {
  BundleData,
  FinancialsData,
  KpisData,
  ProposalData,
  RisksData,
  RoadmapData,
} from '@biplane/contracts/wire/plan-artifacts'
import {
  isBoolean,
  isNumber,
  isText,
  listOf,
  oneOf,
  optional,
  orNull,
  read,
  shape,
} from '../../workspace/artifact-data.ts'
import { isAssumption } from '../../workspace/assumption-data.ts'

export const readRoadmap = read<RoadmapData>(
  shape<RoadmapData>({
    assumptions: listOf(isAssumption),
    items: listOf(
      shape<RoadmapData['items'][number]>({
        id: isText,
        title: isText,
        owner: orNull(isText),
        start: isNumber,
        days: isNumber,
        end: isNumber,
        effort: isNumber,
        depends_on: listOf(isText),
        phase: oneOf('30', '60', '90', 'later'),
        critical: isBoolean,
        slack: isNumber,
        source: isText,
      }),
    ),
    critical_path: listOf(isText),
    length_days: isNumber,
    effort_days: isNumber,
  }),
)

const isRange = shape<{ low: number; high: number }>({ low: isNumber, high: isNumber })

export const readFinancials = read<FinancialsData>(
  shape<FinancialsData>({
    currency: isText,
    assumptions: listOf(isAssumption),
    npv: isNumber,
    irr: orNull(isNumber),
    payback_month: orNull(isNumber),
    discounted_payback_month: orNull(isNumber),
    ranges: optional(
      orNull(
        shape<NonNullable<FinancialsData['ranges']>>({
          investment: isRange,
          npv: isRange,
          payback_month: shape<NonNullable<FinancialsData['ranges']>['payback_month']>({
            low: orNull(isNumber),
            high: orNull(isNumber),
          }),
        }),
      ),
    ),
    investment: isNumber,
    benefit_total: isNumber,
    cash_flows: listOf(
      shape<FinancialsData['cash_flows'][number]>({
        month: isNumber,
        benefit: isNumber,
        cost: isNumber,
        net: isNumber,
        cumulative: isNumber,
        discounted: isNumber,
      }),
    ),
    sensitivity: listOf(
      shape<FinancialsData['sensitivity'][number]>({
        name: isText,
        label: isText,
        low: isNumber,
        high: isNumber,
        npv_low: isNumber,
        npv_high: isNumber,
      }),
    ),
    monte_carlo: shape<FinancialsData['monte_carlo']>({
      seed: isNumber,
      runs: isNumber,
      p10: isNumber,
      p50: isNumber,
      p90: isNumber,
      mean: isNumber,
      positive: isNumber,
    }),
  }),
)

/** The query is for the server; in words it is `question`. */
export type DrawnKpi = Omit<KpisData['kpis'][number], 'query'>

export const readKpis = read<{ kpis: DrawnKpi[] }>(
  shape<{ kpis: DrawnKpi[] }>({
    kpis: listOf(
      shape<DrawnKpi>({
        id: isText,
        name: isText,
        unit: isText,
        baseline: isNumber,
        target: isNumber,
        better: oneOf('lower', 'higher'),
        current: orNull(isNumber),
        due_day: isNumber,
        question: isText,
        source: isText,
      }),
    ),
  }),
)

export const readRisks = read<RisksData>(
  shape<RisksData>({
    risks: listOf(
      shape<RisksData['risks'][number]>({
        id: isText,
        title: isText,
        likelihood: isNumber,
        impact: isNumber,
        score: isNumber,
        evidence: isText,
        mitigation: isText,
        owner: orNull(isText),
      }),
    ),
  }),
)

export const readProposal = read<ProposalData>(
  shape<ProposalData>({
    markdown: isText,
    criteria: listOf(
      shape<ProposalData['criteria'][number]>({ name: isText, measure: isText, baseline: isText, target: isText }),
    ),
    missing: listOf(shape<ProposalData['missing'][number]>({ what: isText, how: isText })),
  }),
)

export const readBundle = read<BundleData>(
  shape<BundleData>({
    documents: listOf(shape<BundleData['documents'][number]>({ name: isText, mime: isText, text: isText })),
  }),
)
