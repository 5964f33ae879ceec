// What a running Runtime says of itself, to whoever has its key.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Refusal } from '@biplane/contracts/refusal'
import { openLog } from '@biplane/process/log'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openRuntime, type Runtime } from '../compose.ts'
import { readConfig } from '../config.ts'
import { defineAgent } from '../engine/define-agent.ts'
import type { ToolWorkers, WorkerTask } from '../tool-worker/tool-workers.ts'
import { measuredWorkers } from './measured-workers.ts'
import { Measures } from './measures.ts'

const KEY = 'key-of-the-runtime-under-test'

const counting = defineAgent({
  id: 'guide.counting',
  title: 'Counting',
  recovery: 'exact',
  skills: [],
  async *run() {
    for (const text of ['one ', 'two ', 'three']) yield { type: 'agent.token', payload: { text } }
    return undefined
  },
})

describe('a Runtime', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runtime-'))
  const log = openLog('runtime', 'silent')
  let runtime: Runtime

  beforeAll(async () => {
    const config = readConfig({ RUNTIME_PORT: '0', INTERNAL_KEY: KEY, DATABASE_URL: `file:${folder}/x.db` }, folder)
    runtime = await openRuntime(config, { agents: [counting], log, failPoint: () => {} })
  })
  afterAll(async () => {
    await runtime.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const ask = (route: string, init: RequestInit = {}, key = KEY) =>
    fetch(`http://127.0.0.1:${runtime.port}${route}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    })
  const figure = async (name: string) => {
    const line = (await (await ask('/metrics')).text()).split('\n').find((one) => one.startsWith(`${name} `))
    return line === undefined ? null : Number(line.slice(name.length + 1))
  }

  test('counts runs, and pieces as they were said', async () => {
    const body = JSON.stringify({
      agent_id: 'guide.counting',
      invocation_id: '01890000-0000-7000-8000-000000000001',
      input: { text: 'count' },
      return_channel: 'invocation:1',
      deadline: new Date(Date.now() + 60_000).toISOString(),
    })
    expect((await ask('/trpc/invokeAgent', { method: 'POST', body })).status).toBe(200)
    const run = 'biplane_runtime_run_seconds_count{agent_id="guide.counting",end="completed"}'
    while ((await figure(run)) !== 1) await new Promise((resolve) => setImmediate(resolve))
    expect(await figure('biplane_runtime_tokens_total')).toBe(3)
    expect(await figure('biplane_runtime_running')).toBe(0)
    expect(await figure('biplane_runtime_kept')).toBe(1)
    expect(await figure('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0)
  })

  test('lives, and says so with what it does', async () => {
    expect(await (await ask('/healthz')).json()).toMatchObject({ status: 'ok', agents: 1 })
  })

  test.each(['/metrics', '/healthz', '/anything'])('[R7] tells nobody without the key: %s', async (route) => {
    expect((await ask(route, {}, 'another')).status).toBe(401)
  })
})

describe('a call of a tool is counted by its end', () => {
  const tool = {
    name: 'test.tool',
    version: '1',
    title: 'Test',
    summary: '',
    args: z.unknown(),
    result: z.string(),
    run: async () => 'done',
  }
  const toolWorkers = (end: () => Promise<never> | Promise<string>): ToolWorkers => ({
    run: async (asked) => asked.result.parse(await end()),
    forget: async () => {},
    close: async () => {},
  })
  const work: WorkerTask = {
    file: {
      facts: { file_uuid: 'f', name: 'f', mime: 'text/csv', size: 1, sha256: '' },
      read: async () => new Uint8Array(),
    },
    signal: new AbortController().signal,
  }

  test.each<[string, () => Promise<never> | Promise<string>]>([
    ['done', async () => 'done'],
    ['refused', () => Promise.reject(new Refusal('TOO_LARGE', 'That is too large.'))],
    ['cancelled', () => Promise.reject(new Refusal('CANCELLED', 'Cancelled.'))],
    ['failed', () => Promise.reject(new Error('boom'))],
  ])('%s, and it ends as it ended', async (end, act) => {
    const measures = new Measures()
    const outcome = await measuredWorkers(toolWorkers(act), measures)
      .run(tool, {}, work)
      .catch((error: unknown) => error)
    expect(outcome).toEqual(await act().catch((error: unknown) => error))
    expect(await measures.text()).toContain(`biplane_runtime_tool_seconds_count{tool="test.tool",end="${end}"} 1`)
  })
})
