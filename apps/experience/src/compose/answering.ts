// Opens what answers messages: the Conductor, the link to Runtime and the dispatcher of invocations.
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { BUILT_IN_AGENTS } from '@biplane/contracts/vocabulary/pillars'
import { deriveKey } from '@biplane/process/internal-key'
import { type AgentRequestDeps, buildAgentRequest } from '../chat/build-agent-request.ts'
import { Dispatcher } from '../chat/dispatcher.ts'
import { FileAddress } from '../files/file-address.ts'
import { RuntimeLink } from '../runtime-link/runtime-link.ts'
import { Conductor } from '../smart-city/conductor.ts'
import { monotonic, steadyClock } from './clocks.ts'
import type { Core } from './core.ts'
import type { Identity } from './identity.ts'
import type { OwnServer } from './server.ts'

export type Answering = ReturnType<typeof openAnswering>

export function openAnswering(deps: Core & Identity & OwnServer) {
  const { config, limits, log, failPoint, key, store, audit, postOffice, ownAddress, wallClock } = deps
  const fileAddress = new FileAddress(() => `http://${ownAddress()}`, deriveKey(key, 'file-addresses'))
  const link = new RuntimeLink({ urls: config.runtimeUrls, key, unavailableMs: limits.runtimeUnavailableMs })
  const budgetKey = openBudgetKey()
  const closedAgents = closedAgentsOf(deps)
  const dispatcher = new Dispatcher({
    postOffice,
    conductor: openConductor(deps),
    link,
    brief: (row) =>
      buildAgentRequest(
        { store, postOffice, closedAgents, budgetKey, fileAddress, limits, now: wallClock, steady: steadyClock },
        row,
      ),
    owner: randomUUID(),
    limits,
    failPoint,
    audit,
    log,
    now: monotonic,
    sweepMs: limits.orphanSweepMs,
    keptEvents: limits.keptEvents,
  })
  return { fileAddress, link, budgetKey, dispatcher }
}

/** Its secret is of this run alone: with a key that Runtime has too, Runtime could try who is behind a budget. [P1] */
function openBudgetKey(): (payer: string) => string {
  const secret = randomBytes(32)
  return (payer) => createHmac('sha256', secret).update(payer).digest('base64url')
}

const openConductor = ({ limits, postOffice, trafficCop, mayUseAgent }: Core & Identity): Conductor =>
  new Conductor(postOffice, {
    mostQueued: limits.queuedPerConversation,
    async mayUse(sessionId, agent, project) {
      const principal = await trafficCop.principalOf(sessionId)
      return principal !== null && mayUseAgent({ principal }, agent, project)
    },
    pause: (tried) => new Promise((resolve) => setTimeout(resolve, 100 * 2 ** tried)),
  })

const closedAgentsOf =
  ({ config, trafficCop, mayUseAgent }: Core & Identity): AgentRequestDeps['closedAgents'] =>
  async (sessionId, project) => {
    if (config.agentAccess.size === 0 && config.projectAgents.size === 0) return []
    const principal = await trafficCop.principalOf(sessionId)
    return principal === null ? [] : BUILT_IN_AGENTS.filter((agent) => !mayUseAgent({ principal }, agent, project))
  }
