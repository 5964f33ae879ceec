// Describes the machine of a measurement: hardware, commit, and its other load, because a busy machine measures its
// other work as well.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

/** Load average for each core above which a machine is busy. */
const BUSY = 1.5
const LOOK_MS = 1_000

export interface Machine {
  /** In a line. */
  words: string
  cores: number
  /** Load average of the last minute, before anything was built or begun for the benchmark. */
  loadBefore: number
}

export function theMachine(): Machine {
  const cores = availableParallelism()
  const memory = Math.round(totalmem() / 2 ** 30)
  const name = cpus()[0]?.model.trim() ?? 'unknown'
  return {
    words: `${cores} cores of ${name}, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}, commit ${commit()}`,
    cores,
    loadBefore: Number(process.env.BENCH_LOAD_BEFORE ?? loadavg()[0]),
  }
}

/** In words, when the machine had other work as it began; `null` for a quiet one. */
export function busyWords({ cores, loadBefore }: Pick<Machine, 'cores' | 'loadBefore'>): string | null {
  if (loadBefore <= BUSY * cores) return null
  return `The machine was busy: a load average of ${loadBefore.toFixed(1)} on ${cores} cores before it began. These figures are those of the other work as well.`
}

/** The share of all cores that is used while the benchmark is idle; between workloads the load average is our own. */
export async function usedByOthers(): Promise<number> {
  const before = coreTime()
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  const after = coreTime()
  return (after.busy - before.busy) / (after.all - before.all)
}

function coreTime(): { busy: number; all: number } {
  const ticks = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').slice(0, 8).map(Number) ?? []
  const all = ticks.reduce((sum, of) => sum + of, 0)
  const [, , , idle = 0, waiting = 0] = ticks
  return { busy: all - idle - waiting, all }
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      encoding: 'utf8',
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  try {
    // What the benchmark itself writes makes no other build.
    const changed = git('status', '--porcelain', '--', ':/', ':(top,exclude)BENCHMARKS.md')
    return `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}
