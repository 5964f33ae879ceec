// Entry point of the Experience process: start and shutdown.

import { BadConfiguration } from '@biplane/process/environment'
import { readFailPoint } from '@biplane/process/fail-points'
import { failStart, runUntilAsked } from '@biplane/process/lifecycle'
import { openLog } from '@biplane/process/log'
import { openTraceExport } from '@biplane/process/trace-export'
import { openExperience } from './compose.ts'
import { type Config, readConfig } from './config.ts'
import { findPlaces } from './places.ts'
import { DatabaseTakenOver } from './store/store.ts'

function configOrExit(): Config {
  try {
    return readConfig(process.env, findPlaces())
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}

/** Starting again would take the database from the process that has it now. */
function stopForGood(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const config = configOrExit()
const log = openLog('experience', config.logLevel)
const failPoint = readFailPoint(process.env)

try {
  const traces = await openTraceExport('experience', config.traceEndpoint)
  const experience = await openExperience(config, {
    log,
    failPoint,
    onFatal(error) {
      if (error instanceof DatabaseTakenOver) stopForGood(error.message)
      log.error({ err: error }, 'the writer is gone')
      process.exit(1)
    },
  })
  runUntilAsked(log, config.limits.shutdownMs, async () => {
    await experience.close()
    await traces.close()
  })
} catch (error) {
  failStart(log, error, { port: 'EXPERIENCE_PORT', host: 'EXPERIENCE_HOST' })
}
