// From a fresh clone to something that runs: the pinned pnpm, the dependencies, the SQLite driver, the build. Each step
// returns at once when it has nothing to do, and prints one line with its seconds when it has. pnpm need not be installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { runStep } from './run-step.mjs'

export const ROOT = path.resolve(import.meta.dirname, '..')
const [OLDEST_MAJOR, OLDEST_MINOR] = [20, 19]
const STAMP = path.join(ROOT, 'node_modules/.biplane-installed')

const NPX = process.platform === 'win32' ? 'npx.cmd' : 'npx'
const QUIET_ENV = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }

/** `pnpm@10.34.8`, without the hash that only corepack reads. */
const PNPM = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).packageManager.split('+')[0]

/** Runs the pinned pnpm here. Stops this process when it fails, or returns its status where it `mayFail`. */
export function pnpm(args, { mayFail = false } = {}) {
  const { status } = spawnSync(NPX, ['-y', PNPM, ...args], { cwd: ROOT, stdio: 'inherit', env: QUIET_ENV })
  if (status === 0 || mayFail) return status ?? 1
  process.stderr.write(`\n\`${PNPM} ${args.join(' ')}\` failed.\n`)
  process.exit(status ?? 1)
}

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR)) return
  process.stderr.write(`Node ${OLDEST_MAJOR}.${OLDEST_MINOR} or later is needed; this is ${process.versions.node}.\n`)
  process.exit(1)
}

/** Everything that decides what is installed, and for which Node it was compiled. */
function installedAs() {
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'prisma/package.json']
  for (const group of ['apps', 'packages']) {
    for (const name of readdirSync(path.join(ROOT, group)).sort()) files.push(`${group}/${name}/package.json`)
  }
  const hash = createHash('sha256')
  for (const file of files.filter((name) => existsSync(path.join(ROOT, name)))) {
    hash.update(file).update(readFileSync(path.join(ROOT, file)))
  }
  return { packages: hash.digest('hex'), abi: process.versions.modules }
}

/** How often a step that is still running says so. On a terminal the line is rewritten; elsewhere a line is added. */
const TICK_MS = process.stdout.isTTY ? 1_000 : 15_000

/**
 * Runs the pinned pnpm and shows one line: what is done, and for how many seconds.
 * Stops this process with the output of the step when it fails.
 */
async function step(title, args, env = {}) {
  const began = Date.now()
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`
  const show = (text, done) => {
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}${done ? '\n' : ''}`)
    else process.stdout.write(`${text}\n`)
  }
  show(`${title} …`, false)
  const ticks = setInterval(() => show(`${title} … ${seconds()}`, false), TICK_MS)
  const { status, output } = await runStep(NPX, ['-y', PNPM, ...args], {
    cwd: ROOT,
    env: { ...QUIET_ENV, ...env },
    onStopped: () => {
      clearInterval(ticks)
      show(`${title}: stopped`, true)
    },
  })
  clearInterval(ticks)
  if (status === 0) return show(`${title}: done in ${seconds()}`, true)
  show(`${title}: failed after ${seconds()}`, true)
  process.stderr.write(`${output}\n\`${PNPM} ${args.join(' ')}\` failed.\n`)
  process.exit(status)
}

/** Whether the SQLite driver loads in this Node: it is compiled for one ABI, and a stamp alone does not know that. */
const driverLoads = () =>
  spawnSync(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:').close()"], {
    cwd: path.join(ROOT, 'prisma'),
    stdio: 'ignore',
  }).status === 0

export async function install() {
  checkNode()
  const wanted = installedAs()
  const found = existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : null
  if (found?.packages === wanted.packages && found.abi === wanted.abi) return
  // The two large files of the driver compile side by side.
  const env = { JOBS: String(availableParallelism()) }
  const title = found
    ? 'Updating the packages'
    : 'Installing the packages and compiling the SQLite driver (a minute or two)'
  await step(title, ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'], env)
  if (!driverLoads()) {
    await step(
      `Compiling the SQLite driver for Node ${process.versions.node}`,
      ['rebuild', '--recursive', 'better-sqlite3'],
      env,
    )
    if (!driverLoads()) {
      process.stderr.write(
        'The SQLite driver (better-sqlite3) does not load. Compiling it needs python3, make and g++.\n',
      )
      process.exit(1)
    }
  }
  mkdirSync(path.dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, JSON.stringify(wanted))
}

/** Builds what has changed; the rest comes out of turbo's cache. */
export async function build() {
  await step('Building', ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'])
}
