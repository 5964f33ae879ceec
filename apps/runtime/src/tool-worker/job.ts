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
/** A session that used less of the processor in the last minute used little. */
const LITTLE_MS = 3_000
const PLAIN_TEXT = /^(?:text\/(?:csv|tab-separated-values|plain|markdown)|application\/(?:json|x-ndjson))(?:;|$)/

/** Of all its files. */
export const bytesOf = ({ files }: Pick<Job, 'files'>): number => files.reduce((sum, { facts }) => sum + facts.size, 0)

export function weightOf(job: Pick<Job, 'files' | 'long'>, usedMs: number): Weight {
  if (job.long || usedMs >= LITTLE_MS || bytesOf(job) > SMALL_BYTES) return 2
  return job.files.every(({ facts }) => PLAIN_TEXT.test(facts.mime)) ? 0 : 1
}

/** More than any bytes and any use of one weight can add. */
const WEIGHT_STEP = 10_000
/** What reading a small file takes at most, in milliseconds. */
const BYTES_PER_MS = 1024
const USED_SHARE = 10

/**
 * The lowest rank goes first. Short calls are ordered by their probable end, so that a few rows never wait for a queue of
 * larger files; long calls by what their session used, in whole seconds.
 */
export function rankOf(job: Pick<Job, 'files'>, weight: Weight, usedMs: number): number {
  const within = weight === 2 ? Math.floor(usedMs / 1_000) : bytesOf(job) / BYTES_PER_MS + usedMs / USED_SHARE
  return weight * WEIGHT_STEP + within
}

/** What tells its content apart from others, for the quarantine. */
export const hashesOf = (files: readonly WorkerFile[]): string[] =>
  files.map(({ facts }) => (facts.part === undefined ? facts.sha256 : `${facts.sha256} ${facts.part}`))
