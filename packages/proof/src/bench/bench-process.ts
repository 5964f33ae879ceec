// A process of a benchmark (baseline, load or instrument): built, called by message, and measured.
import { type ChildProcess, fork } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { SHIPPED_ARGS } from '../product/shipped-args.ts'
import { profileArgs, profiles } from './cpu-profile.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../..')
const BUILT = path.join(ROOT, 'prisma/node_modules/.cache/bench')

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

export class BenchProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0

  /** `name` is one of `processes/`; it answers as soon as it listens to messages. */
  constructor(name: string) {
    const { PATH = '', HOME = '' } = process.env
    this.#child = fork(path.join(BUILT, `${name}.js`), {
      // Built, so without the loader of its parent; and with the same garbage collector settings as the product.
      execArgv: [...SHIPPED_ARGS, ...profileArgs(name)],
      env: { PATH, HOME, NODE_ENV: 'production', UV_THREADPOOL_SIZE: '2' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child.on('message', (reply: { id: number; value?: unknown; error?: string }) => {
      const waiting = this.#waiting.get(reply.id)
      this.#waiting.delete(reply.id)
      if (reply.error === undefined) waiting?.resolve(reply.value)
      else waiting?.reject(new Error(`${name}: ${reply.error}`))
    })
    this.#child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${name} ended (${signal ?? code})`))
      this.#waiting.clear()
    })
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the process did not start')
    return this.#child.pid
  }

  /** The caller parses the answer. */
  ask(job: string, input: object = {}): Promise<unknown> {
    this.#asked += 1
    const id = this.#asked
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.send({ id, job, input })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    // A process that ends in order writes its profile.
    if (profiles()) this.#child.disconnect()
    else this.#child.kill('SIGKILL')
    await gone
  }
}

/** Microseconds of processor time that a process has used so far, all threads that it still has together. */
export function cpuMicros(pid: number): number {
  const tasks = `/proc/${pid}/task`
  const nanos = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  )
  return nanos.reduce((sum, of) => sum + of, 0) / 1000
}

/** Bytes of memory that a process holds. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
}
