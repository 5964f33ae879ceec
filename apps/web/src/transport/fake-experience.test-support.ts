// A fake Experience for transport tests: one log per thread, on every wire that the page uses (tRPC over WebSocket and HTTP,
// server-sent events). Runs in the test's process without a port.
import type { RefusalView } from '@biplane/contracts/refusal'
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import type { ThreadHistoryPage, ThreadSnapshot } from '@biplane/contracts/wire/threads'
import type { TrackedItem } from '../chat/chat-state.ts'
import { CONVERSATION, cursorAt, EPOCH, itemOf, THREAD, threadOf } from '../testing/scripted-conversation.ts'
import { isObject } from './http-shapes.ts'

export interface Said {
  thread: string
  message: string
  message_id: string
  surface: string | null
}

interface Reader {
  thread: string
  tell(tracked: TrackedItem): void
  cut(): void
}

export class FakeExperience {
  readonly said: Said[] = []
  readonly cancelled: string[] = []
  readonly readers = new Set<Reader>()
  /** Where each reading that was begun went on. */
  readonly cursors: (string | null)[] = []
  readonly requests: string[] = []
  epoch = EPOCH
  socketsOn = true
  /** Results of the next sends: stored when absent. */
  fate: ('lost' | RefusalView)[] = []
  /** What every reading is refused with. */
  refusal: RefusalView | null = null
  readonly #logs = new Map<string, ConversationEvent[]>()

  log(thread: string): ConversationEvent[] {
    const log = this.#logs.get(thread) ?? []
    this.#logs.set(thread, log)
    return log
  }

  /** Writes events into the current thread's log, or that of another one, and notifies its readers. */
  tell(events: readonly ConversationEvent[], thread = THREAD): void {
    for (const event of events) {
      this.log(thread).push(event)
      for (const reader of [...this.readers]) if (reader.thread === thread) reader.tell(this.#tracked(event, thread))
    }
  }

  #tracked(event: ConversationEvent, thread: string): TrackedItem {
    return { ...itemOf(event, thread), id: cursorAt(event.event_id, this.epoch, thread) }
  }

  /** Every line is lost. */
  cut(): void {
    for (const reader of [...this.readers]) reader.cut()
  }

  snapshot(thread: string): ThreadSnapshot {
    return { ...threadOf(this.log(thread), undefined, thread), epoch: this.epoch }
  }

  /** Begins a reading: a whole picture, or what comes after the cursor. */
  read(reader: Reader, cursor: string | null): void {
    this.cursors.push(cursor)
    this.readers.add(reader)
    const { thread } = reader
    const log = this.log(thread)
    const [epoch, , place = ''] = cursor?.split('~') ?? []
    const seq = Number(place.split('.')[1])
    if (epoch === this.epoch && seq <= log.length) {
      for (const event of log.slice(seq)) reader.tell(this.#tracked(event, thread))
    } else {
      const reason = cursor === null ? 'no_cursor' : 'other_epoch'
      reader.tell({ id: cursorAt(log.length, this.epoch, thread), item: { ...this.snapshot(thread), reason } })
    }
  }

  /** @returns what was accepted, a refusal, or `lost` */
  say(said: Said): object | RefusalView | 'lost' {
    this.said.push(said)
    const fate = this.fate.shift()
    if (fate) return fate
    const number = this.said.filter((s) => s.message_id === said.message_id).length
    const invocation_id = 'invocation-a'
    const { message_id } = said
    return { message_id, invocation_id, conversation_id: CONVERSATION, event_id: this.log(said.thread).length + number }
  }

  cancel(invocation_id: string): object {
    this.cancelled.push(invocation_id)
    return { invocation_id, outcome: 'cancelling', status: 'cancelling' }
  }

  history(thread: string, before: number | null): ThreadHistoryPage {
    const { messages } = this.snapshot(thread)
    return {
      thread_id: thread,
      messages: messages.filter((m) => before === null || m.place < before),
      has_more: false,
      before: null,
    }
  }

  /** HTTP: calls, and server-sent events. */
  readonly fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(path, 'http://fake')
    this.requests.push(`${init.method ?? 'GET'} ${url.pathname}`)
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null
    if (url.pathname === '/api/features') return json({ web_sockets: this.socketsOn, guests: true })
    if (url.pathname.startsWith('/trpc/')) return this.#trpc(url, body)
    if (url.pathname.endsWith('/events')) return this.#events(url, new Headers(init.headers), init.signal ?? null)
    throw new Error(`not scripted: ${url.pathname}`)
  }

  #events(url: URL, headers: Headers, signal: AbortSignal | null): Response {
    const refusal = this.refusal
    if (refusal) return json(refusal, 403)
    const thread = url.pathname.split('/').at(-2) ?? ''
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const leave = () => this.readers.delete(reader)
        const reader: Reader = {
          thread,
          tell: ({ id, item }) =>
            controller.enqueue(encoder.encode(`id: ${id}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`)),
          cut: () => {
            leave()
            controller.error(new TypeError('network error'))
          },
        }
        signal?.addEventListener('abort', () => {
          if (!leave()) return
          controller.error(signal.reason)
        })
        controller.enqueue(encoder.encode('retry: 1000\n\n: alive\n\n'))
        this.read(reader, headers.get('last-event-id'))
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }

  #trpc(url: URL, body: unknown): Response {
    const input: unknown = isObject(body) ? body['0'] : JSON.parse(url.searchParams.get('input') ?? '{}')['0']
    const path = url.pathname.slice('/trpc/'.length)
    const result = (data: unknown) => json([{ result: { data } }])
    if (path === 'thread.history') {
      const before = fieldOf(input, 'before')
      return result(this.history(threadIn(input), before === null ? null : Number(before)))
    }
    if (path === 'invocation.cancel') return result(this.cancel(String(fieldOf(input, 'invocation_id'))))
    return answer(this.say(saidIn(input)), (data, status = 200) =>
      status === 200 ? result(data) : json([{ error: { message: '', code: -32600, data: { refusal: data } } }], status),
    )
  }

  /** The class of sockets that lead here. */
  sockets(): new (url: string) => WebSocket {
    const fake = this
    class Socket extends FakeSocket {
      constructor(address: string) {
        const url = new URL(address)
        super(url)
        // Later than any promise, as on a network.
        setTimeout(() => {
          if (fake.socketsOn) this.begins()
          else this.ends('error')
        }, 0)
      }

      override hear(text: string): void {
        fake.#hearTrpc(this, text)
      }
    }
    const hidden: unknown = Socket
    return hidden as new (
      url: string,
    ) => WebSocket
  }

  #hearTrpc(socket: FakeSocket, text: string): void {
    if (text === 'PING') {
      socket.say('PONG')
      return
    }
    const value: unknown = JSON.parse(text)
    for (const call of Array.isArray(value) ? value : [value]) {
      if (call.method === 'subscription.stop') socket.leave(call.id)
      if (call.method !== 'subscription') continue
      const { input, lastEventId } = call.params
      const refusal = this.refusal
      if (refusal) {
        socket.say(JSON.stringify({ id: call.id, error: { message: '', code: -32603, data: { refusal } } }))
        continue
      }
      const reader: Reader = {
        thread: threadIn(input),
        tell: ({ id, item }) =>
          socket.say(JSON.stringify({ id: call.id, result: { type: 'data', id, data: { id, data: item } } })),
        cut: () => socket.ends('close'),
      }
      socket.onLeave(call.id, () => this.readers.delete(reader))
      socket.say(JSON.stringify({ id: call.id, result: { type: 'started' } }))
      this.read(reader, lastEventId ?? fieldOf(input, 'lastEventId') ?? null)
    }
  }
}

/** A socket as browsers have it, whose other side is in this process. */
class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly OPEN = 1
  readyState = 0
  readonly bufferedAmount = 0
  readonly url: URL
  readonly #leaving = new Map<number, () => void>()

  constructor(url: URL) {
    super()
    this.url = url
  }

  hear(_text: string): void {}

  begins(): void {
    if (this.readyState !== 0) return
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }

  say(text: string): void {
    queueMicrotask(() => {
      if (this.readyState === 1) this.dispatchEvent(Object.assign(new Event('message'), { data: text }))
    })
  }

  ends(how: 'error' | 'close', code = 1006): void {
    queueMicrotask(() => {
      if (this.readyState === 3) return
      this.readyState = 3
      for (const leave of this.#leaving.values()) leave()
      if (how === 'error') this.dispatchEvent(new Event('error'))
      this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '', wasClean: false }))
    })
  }

  onLeave(id: number, leave: () => void): void {
    this.#leaving.set(id, leave)
  }

  leave(id: number): void {
    this.#leaving.get(id)?.()
  }

  send(text: string): void {
    queueMicrotask(() => {
      if (this.readyState === 1) this.hear(text)
    })
  }

  close(): void {
    this.ends('close', 1000)
  }
}

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

function answer(fate: object | 'lost', reply: (body: unknown, status?: number) => Response): Response {
  if (fate === 'lost') throw new TypeError('fetch failed')
  return reply(fate, isRefusal(fate) ? 409 : 200)
}

const isRefusal = (fate: object | string): fate is RefusalView => typeof fate === 'object' && 'code' in fate

const fieldOf = (value: unknown, field: string): unknown => (isObject(value) ? (value[field] ?? null) : null)

/** The thread that is named; the current one where there is none. */
const threadIn = (input: unknown): string => String(fieldOf(input, 'thread_id') ?? THREAD)

function saidIn(body: unknown): Said {
  const surface = fieldOf(fieldOf(body, 'context'), 'surface')
  return {
    thread: threadIn(body),
    message: String(fieldOf(body, 'message')),
    message_id: String(fieldOf(body, 'message_id')),
    surface: surface === null ? null : String(surface),
  }
}
