// Runs the slices of a large deletion one after the other, and has the bytes overwritten. What a restart interrupts is
// found at the next start. [L16]
import type { Log } from '@biplane/process/log'
import type { Store } from '../store/store.ts'

export interface RestEraser {
  /** Something was deleted. Returns at once. */
  begin(): void
  /** Stops after the slice at work. */
  close(): Promise<void>
}

export function openRestEraser(store: Pick<Store, 'command' | 'scrub'>, log: Log): RestEraser {
  let running: Promise<void> | null = null
  let [again, closing] = [false, false]
  const run = async () => {
    do {
      again = false
      store.scrub()
      let slices = 0
      while (!closing && (await store.command('eraseRest', {})).left) slices += 1
      // Its bytes are where the first look has been already.
      if (slices > 0) store.scrub()
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
