// Reads one conversation over HTTP: a live stream while it has a slot, otherwise pages at intervals, each from the last
// cursor. Renders nothing and cancels nothing. [L3, L4, L14]
import { backoffMs } from '@biplane/contracts/clients/backoff'
import type { Timer } from '@biplane/contracts/clients/hardened-websocket'
import type { StreamItem } from '@biplane/contracts/wire/events'
import { readEvents } from './event-stream.ts'
import type { Reading } from './follow-component.ts'
import { agentTypeOf, answerOf, type Request } from './http-commands.ts'
import { isObject, isStreamItem, parseJson } from './http-shapes.ts'
import { RefusedError, readRefusal, refusalIn } from './refusal-in.ts'
import type { TakeLane } from './stream-lanes.ts'
import type { StreamSlots } from './stream-slots.ts'

export interface HttpReaderParts {
  request: Request
  slots: StreamSlots
  lane: TakeLane
  timer: Timer
  random: () => number
  /** A line was opened, or was lost. */
  onLine: (open: boolean) => void
}

const POLL_MS = 3_000

const EVENTS = '/api/chat/conversation/events'

/** Begins to read; returns what ends it. */
export function readOverHttp(parts: HttpReaderParts, reading: Reading): () => void {
  const gone = new AbortController()
  const giveBack = parts.slots.take(reading.target)
  void new HttpReader(parts, reading, gone.signal).run()
  return () => {
    gone.abort()
    giveBack()
  }
}

class HttpReader {
  readonly #parts: HttpReaderParts
  readonly #reading: Reading
  readonly #gone: AbortSignal
  #cursor: string | null
  /** Named with every further request: another one may become the current one. */
  #conversation: string | null
  #failures = 0

  constructor(parts: HttpReaderParts, reading: Reading, gone: AbortSignal) {
    this.#parts = parts
    this.#reading = reading
    this.#gone = gone
    this.#cursor = reading.cursor
    this.#conversation = reading.conversation_id
  }

  async run(): Promise<void> {
    const { slots, onLine } = this.#parts
    while (!this.#gone.aborted) {
      const seat = slots.of(this.#reading.target)
      try {
        if (seat === 'pause') await this.#wait(null)
        else if (seat === 'stream') await this.#streamInLane()
        // Only a stream gives a whole picture.
        else if (this.#cursor === null) await this.#stream(false)
        else await this.#poll()
      } catch (error) {
        if (this.#gone.aborted) return
        const refusal = refusalIn(error)
        if (refusal && !refusal.retryable && refusal.code !== 'INTERNAL') return this.#reading.onLost(error)
        this.#failures += 1
        onLine(false)
        await this.#wait((refusal?.retry_after_ms ?? 0) + backoffMs(this.#failures, this.#parts.random()))
      }
    }
  }

  async #streamInLane(): Promise<void> {
    const release = await this.#parts.lane()
    try {
      if (this.#gone.aborted) return
      if (release || this.#cursor === null) await this.#stream(release !== null)
      else await this.#poll()
    } finally {
      release?.()
    }
  }

  /**
   * One stream, until it ends or its seat is wanted elsewhere; `request` fails one that is silent for too long. One that is not to `stay`
   * ends with the first thing that it brings.
   */
  async #stream(stay: boolean): Promise<void> {
    const { request, slots, onLine } = this.#parts
    const { target } = this.#reading
    const over = new AbortController()
    const end = () => over.abort()
    const leaveSeat = slots.subscribe(() => {
      if (slots.of(target) !== 'stream' && this.#cursor !== null) end()
    })
    this.#gone.addEventListener('abort', end, { once: true })
    // What answers a cursor may be nothing; what answers none is the whole conversation, and is waited for.
    const alive = () => {
      if (this.#cursor !== null) onLine(true)
    }
    try {
      const headers = {
        accept: 'text/event-stream',
        ...(this.#cursor === null ? {} : { 'last-event-id': this.#cursor }),
      }
      const response = await request(`${EVENTS}?${this.#query()}`, { headers, signal: over.signal })
      if (!response.ok || !response.body) await answerOf(response, nothingIs)
      if (response.body) await this.#tell(response.body, { alive, stay })
      if (!stay && this.#cursor !== null) return
      // The server has ended it: it goes away, or the conversation was deleted.
      if (!over.signal.aborted) throw new Error('the stream has ended')
    } catch (error) {
      // It was this side that ended it, for its seat.
      if (over.signal.aborted && !refusalIn(error)) return
      throw error
    } finally {
      leaveSeat()
      this.#gone.removeEventListener('abort', end)
      // Its remaining content is ignored.
      end()
    }
  }

  async #tell(body: ReadableStream<Uint8Array>, { alive, stay }: { alive: () => void; stay: boolean }): Promise<void> {
    for await (const { id, type, data } of readEvents(body, alive)) {
      if (this.#gone.aborted) return
      const value = parseJson(data)
      const refusal = type === 'refusal' ? readRefusal(value) : null
      if (refusal) throw new RefusedError(refusal)
      if (isStreamItem(value)) this.#give(value, id)
      if (!stay && this.#cursor !== null) return
    }
  }

  async #poll(): Promise<void> {
    const query = this.#query()
    query.set('after', this.#cursor ?? '')
    let page: EventsPage
    try {
      page = await answerOf(await this.#parts.request(`${EVENTS}?${query}`, { signal: this.#gone }), isEventsPage)
    } catch (error) {
      const code = refusalIn(error)?.code
      if (code !== 'CURSOR_AHEAD' && code !== 'CURSOR_EXPIRED' && code !== 'BAD_MESSAGE') throw error
      this.#cursor = null
      return
    }
    this.#parts.onLine(true)
    for (const event of page.events) this.#give(event, `${page.epoch}:${event.event_id}`)
    if (!page.has_more) await this.#wait(POLL_MS)
  }

  #query(): URLSearchParams {
    const { target, thread_id } = this.#reading
    const agent_type = agentTypeOf(target)
    return new URLSearchParams({
      agent_type,
      ...(this.#conversation !== null && { conversation_id: this.#conversation }),
      ...(this.#conversation === null && thread_id !== null && { thread_id }),
    })
  }

  #give(item: StreamItem, cursor: string): void {
    if (this.#gone.aborted) return
    this.#cursor = cursor
    this.#conversation = item.conversation_id
    this.#failures = 0
    this.#parts.onLine(true)
    this.#reading.onItem(item)
  }

  /** Until the time is over (`null`: for ever), the slot changed, or reading stopped. Milliseconds. */
  #wait(ms: number | null): Promise<void> {
    const { slots, timer } = this.#parts
    const before = slots.of(this.#reading.target)
    return new Promise((resolve) => {
      const done = () => {
        cancel()
        leave()
        this.#gone.removeEventListener('abort', done)
        resolve()
      }
      const cancel = ms === null ? () => {} : timer(ms, done)
      const leave = slots.subscribe(() => {
        if (slots.of(this.#reading.target) !== before) done()
      })
      this.#gone.addEventListener('abort', done, { once: true })
      if (this.#gone.aborted) done()
    })
  }
}

interface EventsPage {
  epoch: string
  events: Exclude<StreamItem, { type: 'snapshot' }>[]
  has_more: boolean
}

const isEventsPage = (body: unknown): body is EventsPage =>
  isObject(body) &&
  typeof body.epoch === 'string' &&
  typeof body.has_more === 'boolean' &&
  Array.isArray(body.events) &&
  body.events.every((event) => isStreamItem(event) && event.type !== 'snapshot')

const nothingIs = (_body: unknown): _body is never => false
