// Starts one worker process and changes its priority. It knows no call and no queue.
import { fork } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { Refusal } from '@biplane/contracts/refusal'
import type { ToolWorkerOptions } from './tool-workers.ts'
import type { WorkerCall, WorkerForget, WorkerInterrupt } from './worker-messages.ts'

export interface ToolProcess {
  readonly pid: number
  /** A process that is gone takes no message; its end is told by `onEnd`. */
  post(message: WorkerCall | WorkerInterrupt | WorkerForget): void
  onMessage(listener: (answer: unknown) => void): void
  /** Called once, however it ended. */
  onEnd(listener: (refusal: Refusal) => void): void
  end(): Promise<void>
}

const HEAP_MB = 512

export function openToolProcess(options: ToolWorkerOptions, folder: string): ToolProcess {
  const child = fork(options.entry ?? workerEntry(), [folder, String(process.pid)], {
    // Nothing of this process's environment or flags: what parses strangers' files needs neither keys nor loaders.
    env: {},
    execArgv: [`--max-old-space-size=${options.heapMb ?? HEAP_MB}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  return {
    pid: child.pid ?? 0,
    post: (message) => void child.send(message, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onEnd(listener) {
      let told = false
      const tell = (refusal: Refusal) => {
        if (!told) listener(refusal)
        told = true
      }
      child.once('error', (cause) => tell(interrupted(cause)))
      child.once('exit', (_, signal) => tell(signal === 'SIGABRT' ? outOfMemory() : interrupted()))
    },
    async end() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

function workerEntry(): URL {
  const source = import.meta.url.endsWith('.ts')
  return new URL(source ? './tool-worker.dev.mjs' : './tool-worker.js', import.meta.url)
}

const outOfMemory = (): Refusal => new Refusal('TOO_LARGE', 'This file needs more memory than one file may take.')
const interrupted = (cause?: unknown): Refusal =>
  new Refusal('AGENT_FAILED', 'The work on this file was interrupted.', { cause })

/** The lowest priority that Linux knows. */
const LOWEST_NICE = 19

/**
 * Sets the priority of all threads of a process, in steps below that of this process: on Linux each thread has its own.
 * @returns `false` when the system does not allow it; without a privilege a priority can be lowered, but not raised again
 */
export function setNice(pid: number, steps: number): boolean {
  try {
    const nice = Math.min(LOWEST_NICE, getPriority() + steps)
    for (const thread of threadsOf(pid)) setPriority(thread, nice)
    return true
  } catch {
    return false
  }
}

function threadsOf(pid: number): number[] {
  if (process.platform !== 'linux') return [pid]
  return readdirSync(`/proc/${pid}/task`).map(Number)
}

/** Of a process since it started, in steps of 10 ms; `null` where the system does not tell. */
export function processorMs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold blanks; user and system time are the 12th and 13th field behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return Number.isFinite(ticks) ? ticks * 10 : null
  } catch {
    return null
  }
}
