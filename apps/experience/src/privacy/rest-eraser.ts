// Runs the slices of a large deletion one after the other, and has the bytes overwritten. What a restart interrupts is
// found at the next start. [L16]
import type { ErasedCounts } from '@biplane/contracts/wire/commands'
import type { Log } from '@biplane/process/log'
import type { Erased } from '../store/commands/erased.ts'
import type { Store } from '../store/store.ts'

export interface RestEraser {
  /** Something was deleted. Returns at once. */
  begin(): void
  /** Stops after the slice at work. */
  close(): Promise<void>
}

export interface RestEraserDeps {
  store: Pick<Store, 'command' | 'scrub'>
  /** What a slice has removed: runs stop, blobs leave the disk. */
  onErased(erased: Erased): Promise<void>
  /** All slices are done; `counts` has what no receipt has. */
  onDone(counts: Partial<ErasedCounts>): void
  log: Log
}

export function openRestEraser({ store, onErased, onDone, log }: RestEraserDeps): RestEraser {
  let running: Promise<void> | null = null
  let [again, closing] = [false, false]
  const run = async () => {
    do {
      again = false
      store.scrub()
      const counts = new Map<string, number>()
      let slices = 0
      for (let left = true; left && !closing; slices += 1) {
        const slice = await store.command('eraseRest', {})
        await onErased(slice.erased)
        for (const [kind, count] of Object.entries(slice.erased.counts)) {
          counts.set(kind, (counts.get(kind) ?? 0) + count)
        }
        left = slice.left
      }
      onDone(Object.fromEntries(counts))
      // Its bytes are where the first look has been already.
      if (slices > 1) store.scrub()
    } while (again && !closing)
  }
  const begin = () => {
    again = true
    running ??= run()
      .catch((error: unknown) => log.warn({ err: error }, 'a deletion goes on at the next one, or at the next start'))
      .finally(() => {
        running = null
        if (again && !closing) begin()
      })
  }
  return {
    begin,
    async close() {
      closing = true
      await running
    },
  }
}
