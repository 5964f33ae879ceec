import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { invocation } from '@biplane/contracts/wire/agent-events'
import { openLog } from '@biplane/process/log'
import { bearer, runtimeHttpClient } from '@biplane/proof/trpc-client'
import { expect, test } from 'vitest'
import { openRuntime } from '../compose.ts'
import { readConfig } from '../config.ts'
import type { Agent } from '../engine/define-agent.ts'
import { tally } from './readme-agent.test-support.ts'
import { builtInAgents } from './registry.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../..')
const guide = readFileSync(path.join(ROOT, 'docs/agents.md'), 'utf8')
const KEY = 'the-internal-key-of-this-test'

/** Starts Runtime as an operator does, asks one agent, and ends it. */
async function asked(agents: readonly Agent[], env: Record<string, string>, agent_id: string, text: string) {
  const directory = mkdtempSync(path.join(tmpdir(), 'runtime-'))
  const config = readConfig({ RUNTIME_PORT: '0', INTERNAL_KEY: KEY, AGENT_PIECES_PER_SECOND: '0', ...env }, directory)
  const runtime = await openRuntime(config, { agents, log: openLog('runtime', 'silent'), failPoint: () => {} })
  const client = runtimeHttpClient({ url: `http://127.0.0.1:${runtime.port}`, headers: bearer(KEY) })
  const request = {
    agent_id,
    invocation_id: 'invocation-1',
    input: { text },
    return_channel: 'invocation:1',
    deadline: new Date(Date.now() + 60_000).toISOString(),
  }
  try {
    const listed = (await client.listAgents.query()).map((agent) => agent.agent_id)
    return { listed, answer: await client.invokeAgent.mutate(invocation.parse(request)) }
  } finally {
    await runtime.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

test('runs the agent that docs/agents.md shows', async () => {
  const source = readFileSync(path.join(import.meta.dirname, 'readme-agent.test-support.ts'), 'utf8')
  const shown = source.slice(source.indexOf('import'))
  expect(guide).toContain(`\`\`\`ts\n${shown}\`\`\``)
  const { listed, answer } = await asked([...builtInAgents, tally], {}, 'guide.tally', 'three small words')
  expect(listed).toContain('guide.tally')
  expect(answer).toMatchObject({ status: 'completed', text: 'That is 3 words, with 0 files.' })
})

test('runs the remote agent that docs/agents.md configures', async () => {
  const setting = /REMOTE_AGENTS=(\S+)=http:\/\/127\.0\.0\.1:9000\/run/.exec(guide)
  expect(setting?.[1]).toBe('liaison.operations')
  const service = spawn(process.execPath, [path.join(ROOT, 'examples/remote-agent.mjs')], {
    env: { PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(service.stdout, 'data')
    const address = `http://127.0.0.1:${/\d+/.exec(String(line))?.[0]}/run`
    const env = { REMOTE_AGENTS: `${setting?.[1]}=${address}` }
    const { listed, answer } = await asked(builtInAgents, env, 'liaison.operations', 'Hello there')
    expect(listed).toEqual(builtInAgents.map(({ id }) => id))
    expect(answer).toMatchObject({ status: 'completed', text: expect.stringContaining('You said “Hello there”') })
    expect(answer.ui).toHaveLength(2)
  } finally {
    service.kill()
  }
})
