// Lists the agents that the product is built with. Remote agents are added by configuration, not here.
import { PILLAR_NAMES, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Agent } from '../engine/define-agent.ts'
import { businessOutcomesLiaison } from '../pillars/business-outcomes/liaison-business-outcomes.ts'
import { contentLiaison } from '../pillars/content/liaison-content.ts'
import { insightsLiaison } from '../pillars/insights/liaison-insights.ts'
import { operationsLiaison } from '../pillars/operations/liaison-operations.ts'
import { makeGuide } from './guide.ts'

/** A new pillar's agent is one line here. */
const PILLAR_AGENTS: Record<Pillar, Agent> = {
  content: contentLiaison,
  insights: insightsLiaison,
  operations: operationsLiaison,
  business_outcomes: businessOutcomesLiaison,
}

/** In the order of `BUILT_IN_AGENTS`. */
export const builtInAgents: readonly Agent[] = [
  makeGuide(null),
  ...PILLAR_NAMES.map(makeGuide),
  ...PILLAR_NAMES.map((pillar) => PILLAR_AGENTS[pillar]),
]
