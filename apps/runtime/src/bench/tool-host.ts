// Starts what a worker's code runs in: a thread that is handed bytes, or a process that reads files from a folder.
// A process is for native code: when it is killed or crashes, nothing else is lost.
import { fork } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import { Refusal } from '@biplane/contracts/refusal'
import type { BenchCall, BenchInterrupt } from './bench-messages.ts'
import type { BenchOptions } from './tool-bench.ts'

export interface ToolHost {
  post(message: BenchCall | BenchInterrupt, moved: readonly ArrayBuffer[]): void
  onMessage(listener: (answer: unknown) => void): void
  /** Called once, however it ended. */
  onEnd(listener: (refusal: Refusal) => void): void
  end(): Promise<void>
}

const HEAP_MB = 512

export function openThreadHost(options: BenchOptions): ToolHost {
  const worker = new Worker(options.entry ?? workerEntry(), {
    // Nothing of this process's environment or flags: what parses strangers' files needs neither keys nor loaders.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: options.heapMb ?? HEAP_MB },
  })
  return {
    post: (message, moved) => worker.postMessage(message, moved),
    onMessage: (listener) => void worker.on('message', listener),
    onEnd(listener) {
      worker.once('error', (error) => listener(refusalOfDeath(error)))
      worker.once('exit', () => listener(interrupted()))
    },
    async end() {
      await worker.terminate()
    },
  }
}

export function openProcessHost(options: BenchOptions, folder: string): ToolHost {
  const child = fork(options.entry ?? workerEntry(), [folder], {
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
    // A process that is gone takes no message; its end is told by `onEnd`.
    post: (message) => void child.send(message, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onEnd(listener) {
      child.once('error', (cause) => listener(interrupted(cause)))
      child.once('exit', (_, signal) => listener(signal === 'SIGABRT' ? outOfMemory() : interrupted()))
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

function refusalOfDeath(error: Error): Refusal {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory(error) : interrupted(error)
}

const outOfMemory = (cause?: unknown): Refusal =>
  new Refusal('TOO_LARGE', 'This file needs more memory than one file may take.', { cause })
const interrupted = (cause?: unknown): Refusal =>
  new Refusal('AGENT_FAILED', 'The work on this file was interrupted.', { cause })
