// Owns the order of measuring: every contestant once in each round, one after the other, so that what the machine does
// besides meets all of them; and what is said of the rounds is their median.
import { cpuMicros } from './bench-process.ts'

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

/** Processor time of server processes while something is done, in microseconds by name. */
export async function serversCost<T>(
  pids: Record<string, number>,
  work: () => Promise<T>,
): Promise<{ result: T; cost: Numbers }> {
  const before = Object.entries(pids).map(([name, pid]) => [name, pid, cpuMicros(pid)] as const)
  const result = await work()
  return { result, cost: Object.fromEntries(before.map(([name, pid, used]) => [name, cpuMicros(pid) - used])) }
}
