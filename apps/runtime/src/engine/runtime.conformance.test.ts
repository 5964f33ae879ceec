// The real Runtime, through the same suite that the scripted one passes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openLog } from '@biplane/process/log'
import { runtimeConformance } from '@biplane/proof/runtime-conformance'
import { openRuntime } from '../compose.ts'
import { type Agent, pieces } from './define-agent.ts'

const KEY = 'key-of-the-runtime-under-test'

/** Says the text that it is given; as slowly as a person reads when it begins with "slowly". */
const echo = (id: Agent['id'], recovery: Agent['recovery']): Agent => ({
  id,
  title: 'Echo',
  recovery,
  skills: ['Says what it is told.'],
  async *run(input, context) {
    for (const piece of pieces(input.text)) {
      if (input.text.startsWith('slowly')) await context.pace()
      yield { type: 'agent.token', payload: { text: piece } }
    }
    return undefined
  },
})

const slowText = `slowly ${Array.from({ length: 39 }, (_, i) => `word${i}`).join(' ')}`

runtimeConformance('the Runtime', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'runtime-'))
  const open = (port: number) =>
    openRuntime(
      {
        production: false,
        port,
        host: '127.0.0.1',
        internalKey: KEY,
        internalKeyFile: path.join(directory, 'internal.key'),
        logLevel: 'silent',
        paceMs: 30,
        remoteAgents: [],
        remoteAgentMs: 1_000,
        model: null,
        tools: {},
      },
      {
        agents: [echo('guide.echo', 'exact'), echo('guide.forgetful', 'restart')],
        log: openLog('runtime', 'silent'),
        failPoint: () => {},
      },
    )
  let runtime = await open(0)
  const { port } = runtime
  const text = 'four words are enough here'
  return {
    url: `http://127.0.0.1:${port}`,
    key: KEY,
    agents: {
      exact: { agentId: 'guide.echo', text, slowText },
      restart: { agentId: 'guide.forgetful', text, slowText },
    },
    async restart() {
      await runtime.close()
      runtime = await open(port)
    },
    async close() {
      await runtime.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
})
