// Ports and a fresh folder for the product that a browser run starts.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Two runs on one machine need ports of their own. */
const EXPERIENCE_PORT = Number(process.env.STORY_PORT ?? 8101)
const RUNTIME_PORT = EXPERIENCE_PORT - 1

export const PORTS = { experience: EXPERIENCE_PORT, runtime: RUNTIME_PORT } as const
export const ADDRESS = `http://localhost:${EXPERIENCE_PORT}`

const FOLDER = 'STORY_FOLDER'

/** The environment of the product. The configuration is read by several processes: the first one makes the folder. */
export function placeOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const folder = env[FOLDER] ?? makeFolder(env)
  return {
    EXPERIENCE_PORT: String(EXPERIENCE_PORT),
    RUNTIME_PORT: String(RUNTIME_PORT),
    RUNTIME_URL: `http://127.0.0.1:${RUNTIME_PORT}`,
    DATABASE_URL: `file:${path.join(folder, 'biplane.db')}`,
    // An answer takes seconds, so that a story can interrupt it on a busy machine too.
    AGENT_PIECES_PER_SECOND: '35',
    // Each story enters as guests of its own, all from this machine.
    LIMIT_GUESTS_PER_ADDRESS: '100000',
  }
}

function makeFolder(env: NodeJS.ProcessEnv): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'story-'))
  env[FOLDER] = folder
  // The product has ended by then.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
