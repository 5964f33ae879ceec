// A deadline in the time of this process's own loop, in which the server under test lives as well. On a busy machine the
// loop turns late, and so do the server's timers: that must not count as slowness of the product.
import { setTimeout as delay } from 'node:timers/promises'

const TURN_MS = 10

/** Resolves with the result of the work and prints its time. @throws when the loop turned for the limit before */
export async function withinLoopMs<T>(what: string, ms: number, work: Promise<T>): Promise<T> {
  const began = performance.now()
  const over = new AbortController()
  const late = turns(ms, over.signal).then(() => {
    throw new Error(`${what} took more than ${ms} ms`)
  })
  try {
    const result = await Promise.race([work, late])
    process.stdout.write(`${what}: ${Math.round(performance.now() - began)} ms\n`)
    return result
  } finally {
    late.catch(() => {})
    over.abort()
  }
}

/** Short waits one after the other: one that ends late counts as much as one in time. */
async function turns(ms: number, signal: AbortSignal): Promise<void> {
  for (let left = ms; left > 0; left -= TURN_MS) await delay(TURN_MS, undefined, { signal })
}
