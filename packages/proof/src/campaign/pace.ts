// Measures how slow this machine is just now beside the one of BENCHMARKS.md: promises in seconds hold on a machine like
// that one, and a busy or slower one must not break them. It must not be used for promises that are ratios.
import { Worker } from 'node:worker_threads'

/** What the work below takes on each of the two cores of the machine of BENCHMARKS.md at rest. */
const AT_REST_MS = 250
/** A machine that is slower still cannot show the promise, and a deadline without an end would hide a fault. */
const MOST_TIMES = 4
const MEASUREMENTS = 3

/** What servers do all day, always as much of it. */
const WORK = `
const { createHash } = require('node:crypto')
const { parentPort } = require('node:worker_threads')
const event = { type: 'agent_token', id: 'x'.repeat(30), payload: { text: 'word '.repeat(20), list: [1, 2, 3] } }
const begun = performance.now()
let kept = []
for (let i = 0; i < 30_000; i += 1) {
  const text = JSON.stringify({ ...event, i })
  kept.push(JSON.parse(text))
  if (kept.length > 500) kept = []
  if (i % 4 === 0) createHash('sha256').update(text).digest('hex')
}
parentPort.postMessage(performance.now() - begun)
`

/** By how much this machine is slower than that one: 1 when it is not, 4 at most. */
export async function slowness(): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < MEASUREMENTS; i += 1) times.push(await onBothCores())
  return slownessOf(times)
}

/**
 * Measures now. The function that it returns measures again and gives the slower of both: another process may start or end
 * between them.
 */
export async function watchSlowness(): Promise<() => Promise<number>> {
  const before = await slowness()
  return async () => Math.max(before, await slowness())
}

/** The middle one counts: another process that takes the machine for a moment says nothing about it. */
export function slownessOf(times: readonly number[]): number {
  const middle = [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? AT_REST_MS
  return Math.min(MOST_TIMES, Math.max(1, middle / AT_REST_MS))
}

/** The promises are about two processes that work at the same time, so the work is done twice side by side. */
async function onBothCores(): Promise<number> {
  const [one, other] = await Promise.all([timeOfWork(), timeOfWork()])
  return (one + other) / 2
}

function timeOfWork(): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORK, { eval: true })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
