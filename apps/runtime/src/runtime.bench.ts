// The Runtime of the benchmarks: everything as it is shipped, but for agents that say what a workload wants. Never built
// with the product.

import { BUILT_IN_AGENTS } from '@biplane/contracts/vocabulary/pillars'
import { openLog } from '@biplane/process/log'
import { answerJobs } from '@biplane/proof/bench/processes/answer-jobs'
import { say, scriptIn } from '@biplane/proof/bench/token-script'
import { openRuntime } from './compose.ts'
import { readConfig } from './config.ts'
import type { Agent } from './engine/define-agent.ts'

const KEY = 'key-of-the-benchmarked-runtime-0123456789'

const agents = BUILT_IN_AGENTS.map(
  (id): Agent => ({
    id,
    title: `Benchmark ${id}`,
    recovery: 'restart',
    skills: [],
    async *run({ text }) {
      const script = scriptIn(text)
      if (script) {
        for await (const token of say(script)) {
          if (script.kind === 'token') yield { type: 'agent.token', payload: { text: token } }
          else yield { type: 'agent.progress', payload: { progress: 0.5, label: token } }
        }
      }
      return undefined
    },
  }),
)

const config = readConfig(
  { NODE_ENV: 'production', INTERNAL_KEY: KEY, RUNTIME_PORT: '0', AGENT_PIECES_PER_SECOND: '0' },
  '/',
)
const runtime = await openRuntime(config, { agents, log: openLog('runtime', 'error'), failPoint: () => {} })
answerJobs({ address: async () => ({ url: `http://127.0.0.1:${runtime.port}`, key: KEY }) })
