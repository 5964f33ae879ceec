// Lists the agents that the product is built with. Remote agents are added by configuration, not here.
import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import type { Agent } from '../engine/define-agent.ts'
import { PILLAR_AGENTS } from '../pillars/agents.ts'
import { makeGuide } from './guide.ts'

/** In the order of `BUILT_IN_AGENTS`. */
export const builtInAgents: readonly Agent[] = [
  makeGuide(null),
  ...PILLAR_NAMES.map(makeGuide),
  ...PILLAR_NAMES.map((pillar) => PILLAR_AGENTS[pillar]),
]
