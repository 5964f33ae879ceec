// W8: from `npm start` to an installation that answers, where everything is there and in a fresh clone.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interleaved, type Numbers } from '../rounds.ts'
import { atMost, type Workload } from '../workload.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../../..')
const COLD = 'cold, with the package store of this machine'
const EMPTY = 'cold, with an empty package store'

export const start: Workload = {
  id: 'W8',
  title: 'Start: `npm start` to /readyz',
  how:
    'Warm: dependencies are installed and the build is in its cache; the database is new. Cold: a fresh clone of what is committed, in which `npm start` installs and builds everything (cloning is not counted). ' +
    'The package store of this machine has installed all of it before, so packages are not downloaded and what was compiled is kept there; with `--cold-store` there is also one cold start, measured once, that downloads and compiles everything.',
  async run(context) {
    const isClone = existsSync(path.join(ROOT, '.git'))
    // What is not built yet, is built by the first.
    await startOnce(ROOT)
    const starts: Record<string, () => Promise<Numbers>> = { warm: () => startOnce(ROOT) }
    if (isClone) starts[COLD] = () => inTemporary((place) => startOnce(clone(place)))
    const found = await interleaved(context.rounds, starts, context.say)
    if (isClone && context.coldStore) {
      context.say('downloading and compiling everything')
      found[EMPTY] = await inTemporary((place) => startOnce(clone(place), emptyStores(place)))
    }
    return {
      rows: Object.entries(found).map(([name, numbers]) => ({ name, ratio: null, numbers })),
      targets: Object.entries(found).map(([name, { seconds = Number.NaN }]) =>
        name === 'warm' ? atMost('warm: < 10 s', 10, seconds, ' s') : atMost(`${name}: < 120 s`, 120, seconds, ' s'),
      ),
      notes: isClone ? [] : ['A cold start is not measured: this is no clone.'],
    }
  },
}

async function inTemporary<T>(work: (place: string) => Promise<T>): Promise<T> {
  const place = mkdtempSync(path.join(tmpdir(), 'bench-start-'))
  try {
    return await work(place)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

function clone(place: string): string {
  const directory = path.join(place, 'clone')
  execFileSync('git', ['clone', '--quiet', ROOT, directory], { stdio: 'inherit' })
  return directory
}

/** Where npm and pnpm keep what they have once downloaded or compiled. */
const emptyStores = (place: string): Record<string, string> => ({
  npm_config_cache: path.join(place, 'npm'),
  PNPM_HOME: path.join(place, 'pnpm'),
  XDG_CACHE_HOME: path.join(place, 'cache'),
})

const startOnce = (directory: string, stores: Record<string, string> = {}): Promise<Numbers> =>
  inTemporary(async (place) => {
    const [experience, runtime] = [await freePort(), await freePort()]
    const began = performance.now()
    const child = spawn('npm', ['start'], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'inherit'],
      // A group of its own, so that it ends as a whole.
      detached: true,
      env: {
        ...callersEnv(),
        ...stores,
        EXPERIENCE_PORT: String(experience),
        RUNTIME_PORT: String(runtime),
        RUNTIME_URL: `http://127.0.0.1:${runtime}`,
        ALLOW_TOKEN_IN_URL: 'true',
        DATABASE_URL: `file:${path.join(place, 'biplane.db')}`,
      },
    })
    try {
      while (!(await isReady(`http://127.0.0.1:${experience}/readyz`))) {
        if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
        await pause()
      }
      return { seconds: (performance.now() - began) / 1000 }
    } finally {
      if (child.pid !== undefined) await endOf(child.pid)
    }
  })

/** The environment of the caller, without the variables that npm adds for its scripts. */
function callersEnv(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'NODE_OPTIONS')
  const places = (process.env.PATH ?? '').split(path.delimiter).filter((place) => !place.includes('node_modules'))
  return { ...Object.fromEntries(own), PATH: places.join(path.delimiter) }
}

/** Ends a group of processes and waits until nothing of it is left. */
async function endOf(group: number): Promise<void> {
  for (let signal: NodeJS.Signals | 0 = 'SIGTERM'; ; signal = 0) {
    try {
      process.kill(-group, signal)
    } catch {
      return
    }
    await pause()
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50))

const isReady = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  )

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('there is no port')
  return address.port
}
