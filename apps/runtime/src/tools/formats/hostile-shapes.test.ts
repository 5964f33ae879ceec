import { Refusal } from '@biplane/contracts/refusal'
import { afterAll, expect, test } from 'vitest'
import { workflowTool } from '../../pillars/operations/process/workflow-tool.ts'
import { CALL_MS } from '../../tool-worker/worker-handle.ts'
import { openToolWorkers } from '../../tool-worker/worker-scheduler.ts'
import { detectTool } from '../detect.ts'
import { schemaTool } from '../schema.ts'
import { hostileFiles } from './hostile-shapes.test-support.ts'

const SEED = Number(process.env.PROOF_SEED ?? Math.floor(Math.random() * 1e9))
const toolWorkers = openToolWorkers({ callMs: CALL_MS })
afterAll(() => toolWorkers.close())

test('[T3] no file of 2 MB takes a tool longer than a call may take', async () => {
  process.stdout.write(`PROOF_SEED=${SEED}\n`)
  const stopped: string[] = []
  for (const { bytes, ...facts } of hostileFiles(SEED, 4)) {
    const on = { file: { facts, read: async () => bytes }, signal: new AbortController().signal }
    const calls: [string, () => Promise<unknown>][] = [
      ['detect', () => toolWorkers.run(detectTool, {}, on)],
      ['schema', () => toolWorkers.run(schemaTool, {}, on)],
      ['workflow', () => toolWorkers.run(workflowTool, {}, on)],
    ]
    for (const [tool, call] of calls) {
      const error: unknown = await call().catch((reason: unknown) => reason)
      if (!(error instanceof Error)) continue
      const refusal = error instanceof Refusal ? error.refusal : 'a bug'
      if (refusal === 'AGENT_FAILED' || refusal === 'a bug') stopped.push(`${facts.name} ${tool}: ${error.message}`)
    }
  }
  expect(stopped).toEqual([])
}, 300_000)
