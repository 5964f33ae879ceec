// The process in which tools run, one call after the other. It has no network, no secrets and nothing of the engine; the
// table engine is opened in it when nobody waits, or with the first question for tables.
import { Worker } from 'node:worker_threads'
import { ContentCache } from './content-cache.ts'
import { interrupt } from './interrupts.ts'
import { runCall } from './run-call.ts'
import { warmUp, warmUpTables } from './warm-up.ts'
import { type WorkerLoading, workerCall, workerForget, workerInterrupt } from './worker-messages.ts'
import { processTables } from './worker-tables.ts'

/** A little more than the largest upload, so that two of those are never in memory at once. */
const HELD_BYTES = 24 * 1024 * 1024

const [folder = '', parent = ''] = process.argv.slice(2)
endWith(Number(parent))
const cache = new ContentCache(HELD_BYTES)
/** How much is being loaded now: the warm-up opens the table engine. */
let loads = 0
const tables = processTables(folder, loading)

let isAsked = false

process.on('message', async (message: unknown) => {
  const forgotten = workerForget.safeParse(message)
  if (forgotten.success) {
    for (const hash of forgotten.data.forget) cache.delete(hash)
    return await tables.forget(forgotten.data.forget)
  }
  isAsked = true
  if (workerInterrupt.safeParse(message).success) return interrupt()
  const call = workerCall.parse(message)
  const outcome = await runCall(call, cache, tables)
  process.send?.({ call: call.call, outcome })
})
process.on('disconnect', () => process.exit(0))

await warmUp()
process.send?.({ ready: true })
// A call that waits already loads what it needs by itself, and no more.
setImmediate(() => {
  if (!isAsked) void loading(() => warmUpTables(tables)).catch(() => undefined)
})

async function loading<T>(load: () => Promise<T>): Promise<T> {
  if (loads++ === 0) say({ loading: true })
  try {
    return await load()
  } finally {
    if (--loads === 0) say({ loading: false })
  }
}

function say(message: WorkerLoading): void {
  process.send?.(message)
}

/** Without its parent nobody waits for it. A thread looks, because a tool that does not end keeps the others from looking. */
function endWith(parentPid: number): void {
  const look = `setInterval(() => { if (process.ppid !== ${parentPid}) process.kill(process.pid, 'SIGKILL') }, 1000)`
  new Worker(look, {
    eval: true,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  }).unref()
}
