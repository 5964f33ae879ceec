// Owns the thread in which tools run, one call after the other. It has no network, no secrets and nothing of the engine.
import { parentPort, threadId } from 'node:worker_threads'
import { type BenchAnswer, benchCall, benchInterrupt } from './bench-messages.ts'
import { ContentShelf } from './content-shelf.ts'
import { interrupt } from './interrupts.ts'
import { runCall } from './run-call.ts'

/** A little more than the largest upload, so that two of those are never in memory at once. */
const HELD_BYTES = 24 * 1024 * 1024

const shelf = new ContentShelf(HELD_BYTES)

parentPort?.on('message', async (message: unknown) => {
  if (benchInterrupt.safeParse(message).success) return interrupt()
  const call = benchCall.parse(message)
  const outcome = await runCall(call, shelf)
  const answer: BenchAnswer = { call: call.call, outcome, held: shelf.held(), thread: threadId }
  parentPort?.postMessage(answer)
})
