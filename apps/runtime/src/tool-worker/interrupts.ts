// Lets a tool end its work inside of the worker before the worker is stopped from outside: some libraries must not be cut off
// in the middle of a call. It is asked when a call is cancelled or takes too long, and has the grace time to end.

const hooks = new Set<() => void>()

/** Calls `stop` when the running call is to end. @returns what takes the hook away again */
export function onInterrupt(stop: () => void): () => void {
  hooks.add(stop)
  return () => hooks.delete(stop)
}

/** Only the worker's entry calls this. */
export function interrupt(): void {
  for (const stop of hooks) stop()
}
