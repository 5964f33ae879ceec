// A call that somebody waits for, and how much it will probably take from others.
import type { WorkerFile } from './tool-workers.ts'

/**
 * 0: a small text, of a session that used little. 1: small, but packed, so that little may become much. 2: everything else,
 * also what turned out to take long.
 */
export type Weight = 0 | 1 | 2

export interface Job {
  call: number
  session: string
  tool: string
  args: unknown
  /** The file that the tool is about comes first. */
  files: readonly WorkerFile[]
  /** It outlasted its slice, in this turn or in an earlier one. */
  long: boolean
  /** It runs from its beginning for the second time. */
  again: boolean
  /** Ends the caller's wait; a second end changes nothing. */
  settle(end: { result: unknown } | { error: unknown }): void
  settled: boolean
}

/** A few thousand rows: read in less than a tenth of a second. */
const SMALL_BYTES = 256 * 1024
/** A session that used less in the last minute used little. */
const LITTLE_MS = 3_000
const PLAIN_TEXT = /^(?:text\/(?:csv|tab-separated-values|plain|markdown)|application\/(?:json|x-ndjson))(?:;|$)/

export function weightOf({ files, long }: Pick<Job, 'files' | 'long'>, usedMs: number): Weight {
  const bytes = files.reduce((sum, { facts }) => sum + facts.size, 0)
  if (long || usedMs >= LITTLE_MS || bytes > SMALL_BYTES) return 2
  return files.every(({ facts }) => PLAIN_TEXT.test(facts.mime)) ? 0 : 1
}

/** What tells its content apart from others, for the quarantine. */
export const hashesOf = (files: readonly WorkerFile[]): string[] =>
  files.map(({ facts }) => (facts.part === undefined ? facts.sha256 : `${facts.sha256} ${facts.part}`))
