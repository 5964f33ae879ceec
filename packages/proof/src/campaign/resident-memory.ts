// Owns how much memory another process holds.
import { readFileSync } from 'node:fs'

/** Megabytes that it has in memory now. */
export const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
