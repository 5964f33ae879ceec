// Interface of the tool workers: tools run in processes, away from the event loop, on files that are fetched once.
import type { Tool } from '../tools/define-tool.ts'
import type { FileFacts } from '../tools/file-facts.ts'
import type { WorkerAnswer } from './worker-messages.ts'

/** A file of an invocation and the way to its bytes, which is gone only when the workers do not hold them. */
export interface WorkerFile {
  facts: FileFacts
  read(): Promise<Uint8Array>
  /** Writes the bytes to a file as they come, so that a large file is never in memory as a whole. */
  save?(path: string): Promise<void>
}

export interface WorkerTask {
  file: WorkerFile
  /** Further files, for a tool that compares or joins; together with `file` they must fit into the worker. */
  others?: readonly WorkerFile[]
  signal: AbortSignal
  /** Whose call it is: sessions take turns, and each has a budget of time. Absent: a call of nobody's. */
  session?: string | undefined
}

export interface ToolWorkers {
  /**
   * Runs a tool over a file and returns its result, checked by the tool's own schema.
   * @throws CANCELLED as soon as the signal fires, even while the tool is still running
   * @throws TOO_LARGE when the worker ran out of memory, AGENT_FAILED when it died or took too long, now or before
   * @throws RATE_LIMITED when the session has used up its time of this minute
   * @throws whatever the tool refuses or reading the file refuses
   */
  run<Args, Result>(tool: Tool<Args, Result>, args: Args, on: WorkerTask): Promise<Result>
  /** Removes these contents: the files, and the parsed tables and documents of the worker processes. */
  forget(hashes: readonly string[]): Promise<void>
  /** Ends the worker; calls that are not done are refused. */
  close(): Promise<void>
}

/** The tools as one session uses them. */
export const toolsOf = (toolWorkers: ToolWorkers, session: string): ToolWorkers => ({
  run: (tool, args, work) => toolWorkers.run(tool, args, { ...work, session }),
  forget: (hashes) => toolWorkers.forget(hashes),
  close: () => toolWorkers.close(),
})

/** What is told of each finished call, for logs and measurements. */
export interface CallNote {
  tool: string
  outcome: WorkerAnswer['outcome']['kind']
  /** The process in which the tool ran. */
  process: number
}

export interface ToolWorkerOptions {
  /** How long a cancelled call may go on before its worker is killed. */
  graceMs?: number
  /** How many long calls run at once. */
  workers?: number
  /** How many idle processes are kept for the next calls. */
  spares?: number
  /** How many milliseconds of the processor one session may use in a minute. */
  sessionMsPerMinute?: number
  /** How long a call may work at all; by the clock, and with a larger file, twice as long. */
  callMs?: number
  /** After so much work a call is a long one. */
  sliceMs?: number
  /** How long a file is kept after its last call. */
  keptMs?: number
  /** Memory of the worker's own objects. */
  heapMb?: number
  /** The worker's entry, for tests with a worker that misbehaves. */
  entry?: URL
  /** A steady clock in milliseconds, for tests. */
  now?: () => number
  /** The processor time that a process has used; `null` where it is not known. For tests. */
  processorMs?: (pid: number) => number | null
  /** Lowers the priority of a process, or raises it again; `false` where that is not allowed. For tests. */
  setNice?: (pid: number, steps: number) => boolean
  note?: (note: CallNote) => void
}
