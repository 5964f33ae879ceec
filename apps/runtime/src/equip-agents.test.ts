import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { invocation } from '@biplane/contracts/wire/agent-events'
import { openLog } from '@biplane/process/log'
import { bearer, runtimeHttpClient } from '@biplane/proof/trpc-client'
import { expect, test } from 'vitest'
import { builtInAgents } from './agents/registry.ts'
import { openRuntime } from './compose.ts'
import { readConfig } from './config.ts'
import { equipAgents } from './equip-agents.ts'
import { openai, openaiSays, pieces, ScriptedProvider } from './models/provider.test-support.ts'

const none = { remoteAgents: [], remoteAgentMs: 1_000, model: null }

test('without settings the agents are the built-in ones, untouched', async () => {
  expect(await equipAgents(builtInAgents, none)).toEqual(builtInAgents)
})

test('[A3] an agent elsewhere takes the place of the built-in one, with its name, or adds a guide', async () => {
  const remoteAgents = [
    { id: 'liaison.content' as const, url: 'http://127.0.0.1:9000/run' },
    { id: 'guide.travel' as const, url: 'http://127.0.0.1:9001/run' },
  ]
  const agents = await equipAgents(builtInAgents, { ...none, remoteAgents })
  expect(agents.map(({ id }) => id)).toEqual([...builtInAgents.map(({ id }) => id), 'guide.travel'])
  const content = agents.find(({ id }) => id === 'liaison.content')
  expect(content).toMatchObject({ title: 'Content assistant', recovery: 'restart' })
  expect(agents.find(({ id }) => id === 'liaison.insights')?.recovery).toBe('exact')
})

test('[L8] a liaison that thinks with a model restarts; a guide stays as exact as it was', async () => {
  const model = readConfig(
    { MODEL_PROVIDER: 'openai-compatible', MODEL_BASE_URL: 'http://127.0.0.1:1/v1', MODEL_NAME: 'm' },
    '/',
  ).model
  const agents = await equipAgents(builtInAgents, { ...none, model })
  for (const { id, recovery } of agents) expect(recovery, id).toBe(id.startsWith('guide.') ? 'exact' : 'restart')
})

/** The real Runtime, with its own door, under settings as an operator writes them. */
async function runtimeWith(env: Record<string, string>) {
  const directory = mkdtempSync(path.join(tmpdir(), 'runtime-'))
  const config = readConfig(
    { RUNTIME_PORT: '0', INTERNAL_KEY: 'the-internal-key-of-this-test', AGENT_PIECES_PER_SECOND: '0', ...env },
    directory,
  )
  const runtime = await openRuntime(config, {
    agents: builtInAgents,
    log: openLog('runtime', 'silent'),
    failPoint: () => {},
  })
  const headers = bearer('the-internal-key-of-this-test')
  return {
    trpc: runtimeHttpClient({ url: `http://127.0.0.1:${runtime.port}`, headers }),
    async [Symbol.asyncDispose]() {
      await runtime.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const asking = (agent_id: string, text: string) =>
  invocation.parse({
    agent_id,
    invocation_id: `invocation-of-${agent_id}`,
    input: { text },
    return_channel: 'invocation:1',
    deadline: new Date(Date.now() + 60_000).toISOString(),
  })

test('[A3] REMOTE_AGENTS is all that it takes: Runtime asks the service and hands out its answer', async () => {
  const service = createServer((_request, response) => response.end('{"text":"Hello from elsewhere."}')).listen(
    0,
    '127.0.0.1',
  )
  await once(service, 'listening')
  const { port } = service.address() as AddressInfo
  await using runtime = await runtimeWith({ REMOTE_AGENTS: `liaison.operations=http://127.0.0.1:${port}/run` })
  const answer = await runtime.trpc.invokeAgent.mutate(asking('liaison.operations', 'draw it'))
  expect(answer).toMatchObject({ status: 'completed', text: 'Hello from elsewhere.', usage: { input_tokens: null } })
  service.closeAllConnections()
  service.close()
})

test('[M1, E1] a configured model answers through Runtime, and a failed answer keeps what it cost', async () => {
  await using provider = await ScriptedProvider.open()
  await using runtime = await runtimeWith({
    MODEL_PROVIDER: 'openai-compatible',
    MODEL_BASE_URL: `${provider.url}/v1`,
    MODEL_NAME: 'test-model',
  })
  provider.script(openaiSays('Hello from the model.'))
  expect(await runtime.trpc.invokeAgent.mutate(asking('liaison.content', 'hm'))).toMatchObject({
    status: 'completed',
    text: 'Hello from the model.',
    usage: { input_tokens: 100, output_tokens: 10, model: 'test-model' },
  })
  provider.script(pieces([openai.text('Half an ans')], 'cut'))
  expect(await runtime.trpc.invokeAgent.mutate(asking('liaison.insights', 'hm'))).toMatchObject({
    status: 'failed',
    text: 'Half an ans',
    usage: { input_tokens: null, output_tokens: null, model: 'test-model' },
    error: { code: 'AGENT_FAILED' },
  })
})

test('[E1, L4] an answer that is stopped while the model speaks has cost what nobody knows, never 0', async () => {
  await using provider = await ScriptedProvider.open()
  await using runtime = await runtimeWith({
    MODEL_PROVIDER: 'openai-compatible',
    MODEL_BASE_URL: `${provider.url}/v1`,
    MODEL_NAME: 'test-model',
  })
  const request = asking('liaison.content', 'hm')
  const closed = new Promise<void>((resolve) => {
    provider.script(async (response, incoming) => {
      incoming.socket.once('close', () => resolve())
      await pieces([openai.text('Some words ')], 'hang')(response, incoming)
      await runtime.trpc.cancelAgent.mutate({ invocationId: request.invocation_id })
    })
  })
  const answer = await runtime.trpc.invokeAgent.mutate(request)
  expect(answer.status).toBe('cancelled')
  expect(answer.usage).toEqual({ input_tokens: null, output_tokens: null, tool_calls: 0, model: 'test-model' })
  await closed
})
