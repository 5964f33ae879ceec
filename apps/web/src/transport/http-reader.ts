// Reads one thread over HTTP: a live stream while it has a lane, otherwise short readings at intervals, each from the last
// cursor. Renders nothing and cancels nothing. [H2, L3, L4, L14]
import { backoffMs } from '@biplane/contracts/clients/backoff'
import type { Timer } from '@biplane/contracts/clients/hardened-websocket'
import type { TrackedItem } from '../chat/chat-state.ts'
import { readEvents } from './event-stream.ts'
import type { Reading } from './follow-component.ts'
import { isThreadItem, parseJson } from './http-shapes.ts'
import type { PageSight } from './page-sight.ts'
import { RefusedError, readRefusal, refusalIn } from './refusal-in.ts'
import type { TakeLane } from './stream-lanes.ts'

/** A call in the name of this session. */
export type Request = (path: string, init?: RequestInit) => Promise<Response>

export interface HttpReaderDeps {
  request: Request
  /** The thread that is current now. */
  currentThread: () => Promise<string>
  sight: PageSight
  lane: TakeLane
  timer: Timer
  random: () => number
  /** A line was opened, or was lost. */
  onLine: (open: boolean) => void
}

/** Between two short readings. */
const POLL_MS = 3_000
/** A short reading that has brought nothing for so long has brought all that there is. */
const QUIET_MS = 250

/** Begins to read; returns what ends it. */
export function readOverHttp(deps: HttpReaderDeps, reading: Reading): () => void {
  const gone = new AbortController()
  void new HttpReader(deps, reading, gone.signal).run()
  return () => gone.abort()
}

class HttpReader {
  readonly #deps: HttpReaderDeps
  readonly #reading: Reading
  readonly #gone: AbortSignal
  #cursor: string | null
  /** Named with every further request: another one may become the current one. */
  #thread: string | null
  #failures = 0

  constructor(deps: HttpReaderDeps, reading: Reading, gone: AbortSignal) {
    this.#deps = deps
    this.#reading = reading
    this.#gone = gone
    this.#cursor = reading.cursor
    this.#thread = reading.thread_id
  }

  async run(): Promise<void> {
    const { sight, onLine } = this.#deps
    while (!this.#gone.aborted) {
      try {
        if (sight.seen()) await this.#readInLane()
        else await this.#wait(null)
      } catch (error) {
        if (this.#gone.aborted) return
        const refusal = refusalIn(error)
        if (refusal && !refusal.retryable && refusal.code !== 'INTERNAL') return this.#reading.onLost(error)
        this.#failures += 1
        onLine(false)
        await this.#wait((refusal?.retry_after_ms ?? 0) + backoffMs(this.#failures, this.#deps.random()))
      }
    }
  }

  async #readInLane(): Promise<void> {
    const release = await this.#deps.lane()
    try {
      if (this.#gone.aborted) return
      await this.#stream(release !== null)
      if (release === null) await this.#wait(POLL_MS)
    } finally {
      release?.()
    }
  }

  /**
   * One stream, until it ends or the page is hidden; `request` fails one that is silent for too long. One that is not to `stay`
   * ends as soon as nothing more comes.
   */
  async #stream(stay: boolean): Promise<void> {
    const { request, sight, timer, onLine, currentThread } = this.#deps
    const over = new AbortController()
    const end = () => over.abort()
    const leaveSight = sight.subscribe(() => {
      if (!sight.seen()) end()
    })
    let forget = () => {}
    // What answers a cursor may be nothing; what answers none is the whole thread, and is waited for.
    const alive = () => {
      if (this.#cursor === null) return
      onLine(true)
      forget()
      if (!stay) forget = timer(QUIET_MS, end)
    }
    this.#gone.addEventListener('abort', end, { once: true })
    try {
      this.#thread ??= await currentThread()
      const headers = {
        accept: 'text/event-stream',
        ...(this.#cursor === null ? {} : { 'last-event-id': this.#cursor }),
      }
      const path = `/api/threads/${encodeURIComponent(this.#thread)}/events`
      const response = await request(path, { headers, signal: over.signal })
      if (!response.ok || !response.body) throw await refusalOf(response)
      await this.#tell(response.body, alive)
      // The server has ended it: it goes away, or the thread was deleted.
      if (!over.signal.aborted) throw new Error('the stream has ended')
    } catch (error) {
      // It was this side that ended it.
      if (over.signal.aborted && !refusalIn(error)) return
      throw error
    } finally {
      forget()
      leaveSight()
      this.#gone.removeEventListener('abort', end)
      // Its remaining content is ignored.
      end()
    }
  }

  async #tell(body: ReadableStream<Uint8Array>, alive: () => void): Promise<void> {
    for await (const { id, type, data } of readEvents(body, alive)) {
      if (this.#gone.aborted) return
      const value = parseJson(data)
      const refusal = type === 'refusal' ? readRefusal(value) : null
      if (refusal) throw new RefusedError(refusal)
      if (isThreadItem(value)) this.#give({ id, item: value })
      alive()
    }
  }

  #give(tracked: TrackedItem): void {
    if (this.#gone.aborted) return
    this.#cursor = tracked.id
    this.#failures = 0
    this.#deps.onLine(true)
    this.#reading.onItem(tracked)
  }

  /** Until the time is over (`null`: for ever), the page is seen again or hidden, or reading stopped. Milliseconds. */
  #wait(ms: number | null): Promise<void> {
    const { sight, timer } = this.#deps
    return new Promise((resolve) => {
      const done = () => {
        cancel()
        leave()
        this.#gone.removeEventListener('abort', done)
        resolve()
      }
      const cancel = ms === null ? () => {} : timer(ms, done)
      const leave = sight.subscribe(done)
      this.#gone.addEventListener('abort', done, { once: true })
      if (this.#gone.aborted) done()
    })
  }
}

async function refusalOf(response: Response): Promise<Error> {
  const refusal = readRefusal(parseJson(await response.text()))
  return refusal ? new RefusedError(refusal) : new Error(`no answer that can be read (HTTP ${response.status})`)
}
