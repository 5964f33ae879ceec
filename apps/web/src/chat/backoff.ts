// Backoff between two attempts: longer each time, with jitter, and over at once when the browser is online again.
import { backoffMs } from '@biplane/contracts/clients/backoff'

export type Backoff = ReturnType<typeof openBackoff>

export function openBackoff({ wait, random }: { wait: (ms: number) => Promise<void>; random: () => number }) {
  const waiting = new Set<() => void>()
  return {
    pause(tries: number): Promise<void> {
      return new Promise((resolve) => {
        const done = () => {
          waiting.delete(done)
          resolve()
        }
        waiting.add(done)
        wait(backoffMs(tries + 1, random())).then(done)
      })
    },
    /** Stops waiting. */
    end(): void {
      for (const done of [...waiting]) done()
    },
  }
}
