// Tells the supervisor every second that the event loop turns. A process whose loop stands still says nothing, and is replaced.

const EVERY_MS = 1_000

/** Does nothing in a process without a supervisor. */
export function sendSignsOfLife(): void {
  const send = () => {
    // The channel may close between the look and the write; the process ends for that reason elsewhere.
    if (process.connected) process.send?.('alive', undefined, undefined, () => {})
  }
  send()
  const timer = setInterval(send, EVERY_MS)
  timer.unref()
  process.once('disconnect', () => clearInterval(timer))
}
