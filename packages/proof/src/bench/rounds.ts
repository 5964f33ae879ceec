// Order of measurements: every contestant once per round, so that other load of the machine affects all; the result is
// the median of the rounds.
import { cpuMicros, residentBytes } from './bench-process.ts'

export type Numbers = Record<string, number>

/** Runs all contestants `rounds` times, interleaved and each round beginning with another one; medians by name. */
export async function interleaved<Name extends string>(
  rounds: number,
  contestants: Record<Name, () => Promise<Numbers>>,
  say: (text: string) => void,
): Promise<Record<Name, Numbers>> {
  const names = Object.keys(contestants) as Name[]
  const results: Record<string, Numbers[]> = {}
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < names.length; i += 1) {
      const name = names[(i + round) % names.length]
      if (name === undefined) continue
      const numbers = await contestants[name]()
      results[name] = [...(results[name] ?? []), numbers]
      say(`round ${round + 1}, ${name}: ${worded(numbers)}`)
    }
  }
  return Object.fromEntries(names.map((name) => [name, mediansOf(results[name] ?? [])])) as Record<Name, Numbers>
}

/** Every contestant once, uncounted: the first time of a process is for its compiler. */
export async function warmUp(contestants: Record<string, () => Promise<unknown>>): Promise<void> {
  for (const run of Object.values(contestants)) await run()
}

export const worded = (numbers: Numbers): string =>
  Object.entries(numbers)
    .map(([name, value]) => `${name} ${rounded(value)}`)
    .join(', ')

/** Three digits that matter; whole numbers as they are. */
export const rounded = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))

function mediansOf(results: readonly Numbers[]): Numbers {
  const names = Object.keys(results[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, median(results.map((one) => one[name] ?? 0))]))
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2
}

export interface Served<T> {
  result: T
  /** Processor time meanwhile, in microseconds by name. */
  cost: Numbers
  /** What each holds at the end, in MB by name. */
  memory: Numbers
}

/** What server processes spend while something is done. */
export async function serversCost<T>(pids: Record<string, number>, work: () => Promise<T>): Promise<Served<T>> {
  const before = Object.entries(pids).map(([name, pid]) => [name, pid, cpuMicros(pid)] as const)
  const result = await work()
  return {
    result,
    cost: Object.fromEntries(before.map(([name, pid, used]) => [name, cpuMicros(pid) - used])),
    memory: Object.fromEntries(before.map(([name, pid]) => [name, residentBytes(pid) / 1e6])),
  }
}

/** Figures of each process under one heading. */
export const named = (unit: string, of: Numbers, share = 1): Numbers =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [`${name} ${unit}`, value / share]))
