// What the load jobs share: people, durations, cost, and waiting for completion.
import { z } from 'zod'
import { DIALECTS } from './load-readers.ts'

export const person = z.object({ token: z.string(), conversationId: z.string() })
export const place = z.object({ dialect: z.enum(DIALECTS), url: z.string() })

/** The value below which that share of sorted values lies. */
export const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(share * (sorted.length - 1))] ?? 0
export const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Processor time of this process meanwhile, in microseconds. */
export async function costOf<T>(work: () => Promise<T>): Promise<T & { cpuMicros: number }> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { ...result, cpuMicros: user + system }
}

/** Works on all of them, so many at a time; what comes out is in their order. */
export async function eachOf<In, Out>(
  all: readonly In[],
  atOnce: number,
  work: (one: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = []
  for (let from = 0; from < all.length; from += atOnce) {
    results.push(...(await Promise.all(all.slice(from, from + atOnce).map(work))))
  }
  return results
}

/** Resolves when `done` holds; asked whenever a frame has come. */
export class Until {
  #check: () => void = () => {}
  changed(): void {
    this.#check()
  }
  wait(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#check = () => {
        if (holds()) resolve()
      }
      this.#check()
    })
  }
}
