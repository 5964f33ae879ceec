// Owns the way from a fresh clone to something that runs: the pinned pnpm, the dependencies, the build. Every step knows
// when it has nothing to do. No pnpm needs to be on the PATH.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '..')
const [OLDEST_MAJOR, OLDEST_MINOR] = [20, 19]
const STAMP = path.join(ROOT, 'node_modules/.biplane-installed')

/** `pnpm@10.34.8`, without the hash that only corepack reads. */
const PNPM = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).packageManager.split('+')[0]

/** Runs the pinned pnpm here. Stops this process when it fails, or returns its status where it `mayFail`. */
export function pnpm(args, { env = {}, quiet = false, mayFail = false } = {}) {
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const { status, stdout, stderr } = spawnSync(npx, ['-y', PNPM, ...args], {
    cwd: ROOT,
    stdio: quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...env },
  })
  if (status === 0 || mayFail) return status ?? 1
  if (quiet) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`)
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

export function install() {
  checkNode()
  const wanted = installedAs()
  const found = existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : null
  if (found?.packages === wanted.packages && found.abi === wanted.abi) return
  console.log(
    found
      ? 'Updating what is installed …'
      : 'Installing: the first time takes a minute or two, the SQLite driver is compiled …',
  )
  // Its two large files compile side by side.
  const env = { JOBS: String(availableParallelism()) }
  pnpm(['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'], { env, quiet: true })
  if (found && found.abi !== wanted.abi) pnpm(['rebuild', 'better-sqlite3'], { env, quiet: true })
  mkdirSync(path.dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, JSON.stringify(wanted))
}

/** Builds what has changed; what has not comes out of turbo's cache. */
export function build() {
  pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'], { quiet: true })
}
