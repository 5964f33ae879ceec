// Lists the agent of each pillar.
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Agent } from '../engine/define-agent.ts'
import { businessOutcomesLiaison } from './business-outcomes/liaison-business-outcomes.ts'
import { contentLiaison } from './content/liaison-content.ts'
import { insightsLiaison } from './insights/liaison-insights.ts'
import { operationsLiaison } from './operations/liaison-operations.ts'

export const PILLAR_AGENTS: Record<Pillar, Agent> = {
  content: contentLiaison,
  insights: insightsLiaison,
  operations: operationsLiaison,
  business_outcomes: businessOutcomesLiaison,
}
