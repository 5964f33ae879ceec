// Entry point of the Runtime process: start and shutdown.
import path from 'node:path'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { BadConfiguration } from '@biplane/process/environment'
import { readFailPoint } from '@biplane/process/fail-points'
import { failStart, runUntilAsked } from '@biplane/process/lifecycle'
import { openLog } from '@biplane/process/log'
import { sendSignsOfLife } from '@biplane/process/signs-of-life'
import { openTraceExport } from '@biplane/process/trace-export'
import { builtInAgents } from './agents/registry.ts'
import { openRuntime } from './compose.ts'
import { type Config, readConfig } from './config.ts'

function configOrExit(): Config {
  try {
    return readConfig(process.env, path.resolve(import.meta.dirname, '../../..'))
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}

const config = configOrExit()
const log = openLog('runtime', config.logLevel)
const failPoint = readFailPoint(process.env)

try {
  const traces = await openTraceExport('runtime', config.traceEndpoint ?? null)
  const runtime = await openRuntime(config, { agents: builtInAgents, log, failPoint })
  sendSignsOfLife()
  runUntilAsked(log, LIMITS.shutdownMs, async () => {
    await runtime.close()
    await traces.close()
  })
} catch (error) {
  failStart(log, error, { port: 'RUNTIME_PORT', host: 'RUNTIME_HOST' })
}
