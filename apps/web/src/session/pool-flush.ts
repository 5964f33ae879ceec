// Drops the browser's pooled connections that no longer answer. A page cannot close a pooled connection by itself; the
// browser closes the one of a request that is aborted.
import { DEADLINES } from '@biplane/contracts/clients/deadlines'
import type { Timer } from '@biplane/contracts/clients/hardened-websocket'
import { abortable, type Http, SilentServer } from '@biplane/contracts/clients/request-deadline'

/** As many as a browser opens to one server over HTTP/1.1. */
const POOLED_SOCKETS = 6

/**
 * Asks over all pooled connections at once and drops those that do not answer: a browser closes the socket of a request
 * that is aborted. Otherwise every repetition could meet the next dead socket. One run at a time.
 */
export function openPoolFlush(http: Http, path: string, timer: Timer): () => Promise<void> {
  let running: Promise<void> | null = null

  async function probe(): Promise<void> {
    const over = new AbortController()
    const cancel = timer(DEADLINES.probeMs, () => over.abort(new SilentServer()))
    // Past the HTTP cache, which would let only one of them through at a time.
    const asked = http(path, { method: 'HEAD', cache: 'no-store', signal: over.signal })
    await abortable(asked, over.signal).catch(() => {})
    cancel()
  }

  return () => {
    running ??= Promise.all(Array.from({ length: POOLED_SOCKETS }, probe))
      .then(() => {})
      .finally(() => {
        running = null
      })
    return running
  }
}
