// Runs the two server processes: start, watch, start again after a crash, end together.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './set-up.mjs'

const MAIN = {
  runtime: path.join(ROOT, 'apps/runtime/dist/main.js'),
  experience: path.join(ROOT, 'apps/experience/dist/main.js'),
}
/**
 * Node's arguments, as far as this version knows them. What comes and goes with each event dies in a young generation that is
 * large enough for it, and is collected by the thread that made it: with the usual settings the collector and its helpers
 * took a sixth of the time of a busy process.
 */
const NODE_ARGS = JSON.parse(readFileSync(path.join(import.meta.dirname, 'node-args.json'), 'utf8')).filter(
  (arg) => spawnSync(process.execPath, [arg, '--eval', '0'], { stdio: 'ignore' }).status === 0,
)
/** What the person who starts it has to mend (a setting, a port, a database in use) does not get better by trying again. */
const CANNOT_START = 2
const CALM_MS = 30_000
const MOST_PAUSE_MS = 10_000
/** Runtime reads what strangers send; Experience has no loop that they could hold, and its database may take long. */
const SENDS_SIGNS = new Set(['runtime'])
const TICK_MS = 1_000
const SILENT_TICKS = 10
/** The first sign comes when everything is loaded. */
const STARTING_TICKS = 60
/** A process closes within ten seconds or exits by itself; one whose loop stands still does neither. */
const FORCE_MS = 15_000

export const productionEnv = () => ({ NODE_ENV: 'production', LOG_LEVEL: 'warn', ...process.env })

/** Runs one process in this one's place: its output, its signals, its exit code. One that hangs is replaced. */
export function runInPlace(name) {
  let hung = false
  const child = open(name, () => {
    hung = true
  })
  const ends = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const end = () => endChild(child)
  for (const signal of ends) process.on(signal, end)
  child.on('exit', (code, signal) => {
    for (const name of ends) process.off(name, end)
    if (hung) runInPlace(name)
    else process.exit(code ?? (signal ? 1 : 0))
  })
}

function open(name, onHung) {
  const child = spawn(process.execPath, [...NODE_ARGS, MAIN[name]], {
    cwd: ROOT,
    // The channel closes when this process is gone, however it ended, and the child then ends too. Signs of life come on it.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: productionEnv(),
  })
  if (SENDS_SIGNS.has(name)) watch(child, name, onHung)
  return child
}

/**
 * Kills a process that has shown no sign of life for ten seconds: a blocked loop cannot handle SIGTERM. Ticks are
 * counted, not the time: after a sleep of the machine, both sides get their turn first.
 */
function watch(child, name, onHung) {
  let silent = 0
  let most = STARTING_TICKS
  const timer = setInterval(() => {
    silent += 1
    if (silent <= most) return
    process.stderr.write(`${name} has not answered for ${most} s and is replaced\n`)
    onHung()
    child.kill('SIGKILL')
    clearInterval(timer)
  }, TICK_MS)
  child.on('message', () => {
    silent = 0
    most = SILENT_TICKS
  })
  child.once('exit', () => clearInterval(timer))
}

/** Asks, and ends by force what does not end by itself. */
function endChild(child) {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), FORCE_MS)
  child.once('exit', () => clearTimeout(timer))
}

/** Keeps a process running until `stop` is called; `gaveUp` is called when that makes no sense. */
export function supervise(name, gaveUp) {
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null
  let stopping = false
  let pause = 100
  /** @type {NodeJS.Timeout | undefined} */
  let again
  const begin = () => {
    const began = Date.now()
    const started = open(name, () => {})
    child = started
    started.on('exit', (code, signal) => {
      if (stopping) return
      if (code === CANNOT_START) return gaveUp(code)
      pause = Date.now() - began > CALM_MS ? 100 : Math.min(2 * pause, MOST_PAUSE_MS)
      process.stderr.write(`${name} ended (${signal ?? code}) and is started again in ${pause} ms\n`)
      again = setTimeout(begin, pause)
    })
  }
  begin()
  return {
    get pid() {
      return child?.pid
    },
    stop: () =>
      /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          stopping = true
          clearTimeout(again)
          if (!child || child.exitCode !== null || child.signalCode !== null) return resolve()
          child.once('exit', () => resolve())
          endChild(child)
        })
      ),
  }
}
