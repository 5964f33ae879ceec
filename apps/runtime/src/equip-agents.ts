// Selects the implementation behind each agent id: a configured remote agent, otherwise the built-in one, a liaison
// with the language model before its rules where one is configured.
import { setTimeout } from 'node:timers/promises'
import type { Config } from './config.ts'
import type { Agent } from './engine/define-agent.ts'
import { CircuitBreaker } from './models/circuit-breaker.ts'
import { withModel } from './models/model-agent.ts'
import { openModel } from './models/open-model.ts'
import { SharedTokenBudget } from './models/token-budget.ts'
import { guardedFetch } from './remote/guarded-fetch.ts'
import { remoteAgent } from './remote/remote-agent.ts'
import type { RemoteAgentSetting } from './remote/remote-agents-setting.ts'

type Equipment = Pick<Config, 'remoteAgents' | 'remoteAgentMs' | 'model'>

/** A provider that fails so often in a row is left alone for so long. */
const FAILURES = 5
const COOL_MS = 30_000
const DAY_MS = 24 * 3_600_000

/** The libraries of the models are loaded only when one is configured. */
export async function equipAgents(builtIn: readonly Agent[], config: Equipment): Promise<Agent[]> {
  const thinking = await thinker(config)
  const elsewhere = new Map(config.remoteAgents.map((setting) => [setting.id, setting]))
  const equipped = builtIn.map((agent) => {
    const setting = elsewhere.get(agent.id)
    return setting ? openRemote(setting, agent, config.remoteAgentMs) : thinking(agent)
  })
  const known = new Set(builtIn.map(({ id }) => id))
  const added = config.remoteAgents.filter(({ id }) => !known.has(id))
  return [...equipped, ...added.map((setting) => openRemote(setting, null, config.remoteAgentMs))]
}

async function thinker({ model: settings }: Equipment): Promise<(agent: Agent) => Agent> {
  if (settings === null) return (agent) => agent
  const deps = {
    model: await openModel(settings, guardedFetch({ origins: [settings.baseUrl] })),
    breaker: new CircuitBreaker({ failures: FAILURES, coolMs: COOL_MS, now: () => performance.now() }),
    day: new SharedTokenBudget({
      most: settings.mostTokensPerDay,
      mostOfOne: settings.mostTokensPerPerson,
      withinMs: DAY_MS,
      now: () => performance.now(),
    }),
    budget: settings,
    pause: async (ms: number, signal: AbortSignal) => {
      await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
    },
  }
  return (agent) => (agent.id.startsWith('liaison.') ? withModel(agent, deps) : agent)
}

/** It keeps the name and the skills of the agent whose place it takes. */
const openRemote = (setting: RemoteAgentSetting, place: Agent | null, answerMs: number): Agent =>
  remoteAgent({
    ...setting,
    title: place?.title ?? setting.id,
    skills: place?.skills ?? [],
    fetch: guardedFetch({ origins: [setting.url] }),
    answerMs,
  })
