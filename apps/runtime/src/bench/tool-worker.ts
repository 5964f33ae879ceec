// The worker in which tools run, one call after the other. It has no network, no secrets and nothing of the engine.
// As a process it also keeps the table engine; as a thread it has none, for native code must not end with its thread.
import { parentPort, threadId } from 'node:worker_threads'
import { type BenchAnswer, benchCall, benchInterrupt } from './bench-messages.ts'
import { ContentShelf } from './content-shelf.ts'
import { interrupt } from './interrupts.ts'
import { runCall } from './run-call.ts'
import { processTables } from './worker-tables.ts'

/** A little more than the largest upload, so that two of those are never in memory at once. */
const HELD_BYTES = 24 * 1024 * 1024

const shelf = new ContentShelf(HELD_BYTES)
const folder = process.argv[2]
const tables = parentPort === null && folder !== undefined ? processTables(folder) : null
// A process answers by its own number, so that it is told from the main thread's 0.
const worker = parentPort === null ? process.pid : threadId

async function answer(message: unknown): Promise<BenchAnswer | null> {
  if (benchInterrupt.safeParse(message).success) {
    interrupt()
    return null
  }
  const call = benchCall.parse(message)
  const outcome = await runCall(call, shelf, tables)
  return { call: call.call, outcome, held: shelf.held(), thread: worker }
}

if (parentPort) {
  const port = parentPort
  port.on('message', async (message: unknown) => {
    const told = await answer(message)
    if (told) port.postMessage(told)
  })
} else {
  process.on('message', async (message: unknown) => {
    const told = await answer(message)
    if (told) process.send?.(told)
  })
  // Without its parent nobody waits for it.
  process.on('disconnect', () => process.exit(0))
}
