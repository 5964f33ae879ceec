// Lists the agents that the product is built with. Remote agents are added by configuration, not here.
import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import type { Agent } from '../engine/define-agent.ts'
import { contentLiaison } from '../pillars/content/liaison-content.ts'
import { insightsLiaison } from '../pillars/insights/liaison-insights.ts'
import { operationsLiaison } from '../pillars/operations/liaison-operations.ts'
import { makeGuide } from './guide.ts'
import { businessOutcomesLiaison } from './liaison-business-outcomes.ts'

/** In the order of `BUILT_IN_AGENTS`. */
export const builtInAgents: readonly Agent[] = [
  makeGuide(null),
  ...PILLAR_NAMES.map(makeGuide),
  contentLiaison,
  insightsLiaison,
  operationsLiaison,
  businessOutcomesLiaison,
]
