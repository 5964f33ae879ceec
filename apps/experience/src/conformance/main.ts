// Experience as it is shipped, with what the MCP suite expects a server to offer. Never built with the product.
import { openLog } from '@biplane/process/log'
import { openExperience } from '../compose.ts'
import { readConfig } from '../config.ts'
import { findPlaces } from '../places.ts'
import { MCP_FIXTURES } from './mcp-fixtures.ts'

const experience = await openExperience(readConfig(process.env, findPlaces()), {
  log: openLog('experience', 'warn'),
  failPoint: () => {},
  mcpFixtures: MCP_FIXTURES,
  onFatal(error) {
    throw error
  },
})
process.once('SIGTERM', () => void experience.close().then(() => process.exit(0)))
