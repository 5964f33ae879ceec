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
 * What node is told, as far as this one knows it. What comes and goes with each event dies in a young generation that is
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

export const productionEnv = () => ({ NODE_ENV: 'production', LOG_LEVEL: 'warn', ...process.env })

/** Runs one process in this one's place: its output, its signals, its exit code. */
export function runInPlace(name) {
  const child = spawn(process.execPath, [...NODE_ARGS, MAIN[name]], {
    cwd: ROOT,
    stdio: 'inherit',
    env: productionEnv(),
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

/** Keeps a process running until `stop` is called; `gaveUp` is called when that makes no sense. */
export function supervise(name, gaveUp) {
  let child = null
  let stopping = false
  let pause = 100
  let again = null
  const begin = () => {
    const began = Date.now()
    child = spawn(process.execPath, [...NODE_ARGS, MAIN[name]], {
      cwd: ROOT,
      // The channel carries nothing: it closes when this process is gone, however it ended, and the child then ends too.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: productionEnv(),
    })
    child.on('exit', (code, signal) => {
      if (stopping) return
      if (code === CANNOT_START) return gaveUp(code)
      pause = Date.now() - began > CALM_MS ? 100 : Math.min(2 * pause, MOST_PAUSE_MS)
      process.stderr.write(`${name} ended (${signal ?? code}) and is started again in ${pause} ms\n`)
      again = setTimeout(begin, pause)
    })
  }
  begin()
  return {
    stop: () =>
      new Promise((resolve) => {
        stopping = true
        clearTimeout(again)
        if (!child || child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', resolve)
        child.kill('SIGTERM')
      }),
  }
}
