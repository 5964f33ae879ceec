// Real processes of the product in tests: start, readiness, output, signals, end. Ends only what it started and leaves
// nothing running.
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { Facts } from './facts.ts'
import { type LogLine, ProcessOutput } from './process-output.ts'

/** How a process shows that it is ready. */
export type Readiness =
  /** The log line `{"msg":"listening","port":12345}` on stdout; with `path`, also a 200 from there on that port. */
  | { on: 'listening'; path?: string }
  /** A line on stdout that satisfies this. */
  | { on: 'line'; matches: (line: LogLine) => boolean }
  /** A 2xx from an address that is known beforehand. */
  | { on: 'http'; url: string }

export interface ProcessOptions {
  /** A script; a `.ts` one is run through tsx, found from `cwd`. */
  entry: string
  args?: string[]
  /** For node itself: a profile, an inspector. */
  nodeArgs?: string[]
  /**
   * A command that runs node in its own place, as `strace -D` does: signals go to the process that is started, and its end
   * is the end of everything that holds its output.
   */
  wrapper?: string[]
  /** All that the process gets besides PATH and HOME: nothing of the machine reaches it by accident. */
  env?: Record<string, string>
  cwd: string
  /** Default `{ on: 'listening' }`. */
  ready?: Readiness
  /** After so long without readiness the process is killed and the start fails. Default 20 s. */
  readyMs?: number
  /** How much of each output is kept, from its end. Default 256 KiB. */
  keptChars?: number
}

export interface ExitStatus {
  code: number | null
  signal: NodeJS.Signals | null
}

const POLL_MS = 25

/**
 * Starts a process and resolves when it is ready.
 * @throws when it ends before, or is not ready in time; the message has the end of what it said
 */
export async function startProcess(options: ProcessOptions): Promise<ProductProcess> {
  const child = new ProductProcess(options)
  const giveUp = new AbortController()
  const late = delay(options.readyMs ?? 20_000, undefined, { signal: giveUp.signal }).then(() => {
    throw new Error('was not ready in time')
  })
  const gone = child.exited.then(({ code, signal }) => {
    throw new Error(`ended before it was ready (${signal ?? `exit ${code}`})`)
  })
  try {
    await Promise.race([child.becomesReady(options.ready ?? { on: 'listening' }, giveUp.signal), late, gone])
    return child
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await child[Symbol.asyncDispose]()
    throw new Error(`${options.entry} ${reason}\n${child.stderr.slice(-4_000)}${child.stdout.slice(-4_000)}`)
  } finally {
    giveUp.abort()
  }
}

export class ProductProcess implements AsyncDisposable {
  readonly exited: Promise<ExitStatus>
  /** Null while it runs. */
  exit: ExitStatus | null = null
  readonly #child: ChildProcess
  readonly #facts = new Facts()
  readonly #output: ProcessOutput

  constructor({ entry, args = [], nodeArgs = [], wrapper = [], env = {}, cwd, keptChars }: ProcessOptions) {
    this.#output = new ProcessOutput(keptChars ?? 256 * 1024)
    const loader = entry.endsWith('.ts') ? ['--import', 'tsx'] : []
    const { PATH = '', HOME = '' } = process.env
    const [command = process.execPath, ...rest] = [...wrapper, process.execPath, ...nodeArgs, ...loader, entry, ...args]
    const child = spawn(command, rest, {
      cwd,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    const killWithUs = () => child.kill('SIGKILL')
    process.once('exit', killWithUs)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output.hearStdout(text)
      this.#facts.changed()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#output.hearStderr(text))
    this.exited = new Promise((resolve) => {
      const end = (status: ExitStatus) => {
        process.removeListener('exit', killWithUs)
        this.exit ??= status
        this.#facts.changed()
        resolve(this.exit)
      }
      child.once('error', (error) => {
        this.#output.hearStderr(`${error.message}\n`)
        end({ code: null, signal: null })
      })
      child.once('close', (code, signal) => end({ code, signal })) // when its output is complete, too
    })
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the process did not start')
    return this.#child.pid
  }

  /** The end of what it said. */
  get stdout(): string {
    return this.#output.stdout
  }

  get stderr(): string {
    return this.#output.stderr
  }

  /** The port of its first `listening` line. @throws when it has said none */
  get port(): number {
    if (this.#output.port === null) throw new Error('the process has not said on which port it listens')
    return this.#output.port
  }

  /** The first line on stdout that satisfies this, said already or later; rejects when the process ends without it. */
  async line(matches: (line: LogLine) => boolean): Promise<LogLine> {
    let found: LogLine | undefined
    await this.#facts.until(() => {
      found = this.#output.lines.find(matches)
      if (!found && this.exit) throw new Error(`the process ended without that line\n${this.stderr.slice(-2_000)}`)
      return found !== undefined
    })
    if (!found) throw new Error('the line was lost')
    return found
  }

  /** Sends a signal; `exited` tells when it worked. False when the process is gone already. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): boolean {
    return this.exit === null && this.#child.kill(signal)
  }

  /** Kills it without mercy, also when it is stopped, and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGKILL')
    await this.exited
  }

  async becomesReady(ready: Readiness, signal: AbortSignal): Promise<void> {
    switch (ready.on) {
      case 'http':
        return answers(ready.url, signal)
      case 'line':
        await this.line(ready.matches)
        return
      case 'listening':
        await this.#facts.until(() => this.#output.port !== null)
        if (ready.path !== undefined) await answers(`http://127.0.0.1:${this.port}${ready.path}`, signal)
    }
  }
}

async function answers(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const response = await fetch(url, { signal }).catch(() => null)
    await response?.body?.cancel()
    if (response?.ok) return
    await delay(POLL_MS, undefined, { signal }).catch(() => {})
  }
}
