// Owns what the bench is: tools run away from the event loop, on files whose bytes are handed over once.
import type { FileFacts, Tool } from '../tools/define-tool.ts'
import type { BenchAnswer } from './bench-messages.ts'

/** A file of an invocation and the way to its bytes, which is gone only when the worker does not hold them. */
export interface BenchFile {
  facts: FileFacts
  read(): Promise<Uint8Array>
  /** Writes the bytes to a file as they come, so that a large file is never in memory as a whole. */
  save?(path: string): Promise<void>
}

export interface BenchWork {
  file: BenchFile
  /** Further files, for a tool that compares or joins; together with `file` they must fit into the worker. */
  others?: readonly BenchFile[]
  signal: AbortSignal
  /** Whose call it is: sessions take turns, and each has a budget of time. Absent: a call of nobody's. */
  session?: string | undefined
}

export interface ToolBench {
  /**
   * Runs a tool over a file and returns its result, checked by the tool's own schema.
   * @throws CANCELLED as soon as the signal fires, even while the tool is still running
   * @throws TOO_LARGE when the worker ran out of memory, AGENT_FAILED when it died or took too long, now or before
   * @throws RATE_LIMITED when the session has used up its time of this minute
   * @throws whatever the tool refuses or reading the file refuses
   */
  run<Args, Result>(tool: Tool<Args, Result>, args: Args, on: BenchWork): Promise<Result>
  /** Ends the worker; calls that are not done are refused. */
  close(): Promise<void>
}

/** The tools as one session uses them. */
export const toolsOf = (bench: ToolBench, session: string): ToolBench => ({
  run: (tool, args, work) => bench.run(tool, args, { ...work, session }),
  close: () => bench.close(),
})

/** What is told of each finished call, for logs and measurements. */
export interface BenchNote {
  tool: string
  outcome: BenchAnswer['outcome']['kind']
  /** The thread in which the tool ran. */
  thread: number
  /** Whether the bytes had to be handed over for this call. */
  handedOver: boolean
}

export interface BenchOptions {
  /** How long a cancelled call may go on before its worker is ended. */
  graceMs?: number
  /** How many calls run at once. */
  workers?: number
  /** Whether there is one thread more, for sessions that used little; there is when absent. */
  express?: boolean
  /** How many milliseconds of the workers one session may use in a minute. */
  sessionMsPerMinute?: number
  /** A steady clock in milliseconds, for tests. */
  now?: () => number
  /** How long a call may take at all. */
  callMs?: number
  /** Memory of the worker's own objects. */
  heapMb?: number
  /** Workers are processes that read files from a folder: their death ends nothing but their call. */
  processes?: boolean
  /** The worker's entry, for tests with a worker that misbehaves. */
  entry?: URL
  note?: (note: BenchNote) => void
}
