// Runs one step of the set-up quietly: its output is kept for the case that it fails. A signal ends the step with all of
// its children, and then this process by the same signal, without the step's last words.
import { spawn } from 'node:child_process'

/** The last of a step's output is enough to see why it failed. */
const KEPT_OUTPUT = 20_000
/** How long the step may take to end by itself. */
const FORCE_MS = 5_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** A process group of its own reaches the children of the step too; Windows has none. */
const GROUPS = process.platform !== 'win32'

/** @returns {Promise<{ status: number, output: string }>} not at all after a signal */
export function runStep(command, args, { cwd, env, onStopped = () => {} }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: GROUPS })
    let output = ''
    let stoppedBy = null
    const keep = (chunk) => {
      output = `${output}${chunk}`.slice(-KEPT_OUTPUT)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const stop = (signal) => {
      stoppedBy ??= signal
      endGroup(child, 'SIGTERM')
      setTimeout(() => endGroup(child, 'SIGKILL'), FORCE_MS).unref()
    }
    const settle = (status) => {
      for (const signal of SIGNALS) process.removeListener(signal, stop)
      if (stoppedBy === null) return resolve({ status, output })
      onStopped()
      // What the first process of the group left behind.
      endGroup(child, 'SIGKILL')
      process.kill(process.pid, stoppedBy)
    }
    for (const signal of SIGNALS) process.on(signal, stop)
    child.on('error', (error) => {
      keep(error.message)
      settle(1)
    })
    child.on('close', (status) => settle(status ?? 1))
  })
}

function endGroup(child, signal) {
  try {
    if (GROUPS && child.pid !== undefined) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // Nothing of it is left.
  }
}
