// Composition root of Runtime: agents, tool workers, runs, server.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { FailPoint } from '@biplane/process/fail-points'
import { internalKey } from '@biplane/process/internal-key'
import type { Log } from '@biplane/process/log'
import { LoopLag } from '@biplane/process/loop-lag'
import type { Config } from './config.ts'
import type { Agent } from './engine/define-agent.ts'
import { readFile, saveFile } from './engine/read-file.ts'
import { Runs } from './engine/runs.ts'
import { StartTurns } from './engine/start-turns.ts'
import { equipAgents } from './equip-agents.ts'
import { measuredWorkers } from './instruments/measured-workers.ts'
import { Measures } from './instruments/measures.ts'
import { openRuntimeServer } from './server.ts'
import { describeFile } from './tool-worker/describe-file.ts'
import { sweepFolders } from './tool-worker/sweep-folders.ts'
import { toolsOf } from './tool-worker/tool-workers.ts'
import { openToolWorkers } from './tool-worker/worker-scheduler.ts'

export interface Runtime {
  readonly port: number
  close(): Promise<void>
}

export interface RuntimeDeps {
  agents: readonly Agent[]
  log: Log
  failPoint: FailPoint
}

/** Ended runs stay readable until there are so many, or they weigh so much. */
const MOST_KEPT = 2_000
const MOST_KEPT_BYTES = 64 * 1024 * 1024

export async function openRuntime(config: Config, { agents: builtIn, log, failPoint }: RuntimeDeps): Promise<Runtime> {
  const key = internalKey(config.internalKey, config.internalKeyFile, config.production)
  const swept = sweepFolders(Date.now())
  if (swept.length > 0) log.info({ folders: swept.length }, 'removed temporary folders of earlier runs')
  const agents = await equipAgents(builtIn, config)
  const measures = new Measures()
  const lag = new LoopLag()
  const tools = measuredWorkers(openToolWorkers(config.tools), measures)
  const readerOf = (signal: AbortSignal) => ({
    readFile: (file: InvocationFile) => readFile(file, signal, { mostBytes: LIMITS.documentBytes, fetch }),
    saveFile: (file: InvocationFile, path: string) =>
      saveFile(file, path, signal, { mostBytes: LIMITS.uploadBytes, fetch }),
  })
  const runs = new Runs({
    agents,
    forgetFiles: (hashes) => tools.forget(hashes),
    describeFile: (request, signal) => describeFile(tools, request, { signal, reader: readerOf(signal) }),
    run: {
      log,
      told: measures,
      failPoint,
      paceMs: config.paceMs,
      turns: new StartTurns(),
      services: (signal, invocation) => ({
        tools: toolsOf(tools, invocation.session_id ?? invocation.invocation_id),
        ...readerOf(signal),
      }),
    },
    now: () => Date.now(),
    mostKept: MOST_KEPT,
    mostKeptBytes: MOST_KEPT_BYTES,
  })
  measures.watch(() => runs.port().health(), lag)
  const server = await openRuntimeServer({ runs, measures, key, host: config.host, port: config.port, log })
  const model = config.model === null ? 'none' : `${config.model.provider} ${config.model.name}`
  const remote = config.remoteAgents.map(({ id }) => id)
  log.info({ port: server.port, host: config.host, agents: agents.length, model, remote }, 'listening')
  return {
    port: server.port,
    async close() {
      await server.close()
      await tools.close()
      lag.close()
    },
  }
}
