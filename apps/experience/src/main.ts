// Owns the start and the end of the Experience process.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { BadConfiguration } from '@biplane/process/environment'
import { readFailPoint } from '@biplane/process/fail-points'
import { runUntilAsked } from '@biplane/process/lifecycle'
import { openLog } from '@biplane/process/log'
import { openExperience } from './compose.ts'
import { type Config, type Places, readConfig } from './config.ts'

/** This file is `apps/experience/src/main.ts` or `apps/experience/dist/main.js`: both two levels below the apps. */
function findPlaces(): Places {
  const root = path.resolve(import.meta.dirname, '../../..')
  const bundled = path.join(import.meta.dirname, 'migrations')
  return {
    root,
    web: path.join(root, 'apps/web/dist'),
    sample: path.join(root, 'prisma/sample'),
    migrations: existsSync(bundled) ? bundled : path.join(root, 'prisma/migrations'),
  }
}

function configOrExit(): Config {
  try {
    return readConfig(process.env, findPlaces())
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}

const config = configOrExit()
const log = openLog('experience', config.logLevel)
const failPoint = readFailPoint(process.env)

try {
  const experience = await openExperience(config, {
    log,
    failPoint,
    onFatal(error) {
      log.error({ err: error }, 'the writer is gone')
      process.exit(1)
    },
  })
  runUntilAsked(log, config.limits.shutdownMs, () => experience.close())
} catch (error) {
  log.error({ err: error }, 'Experience could not start')
  process.exit(1)
}
