// A fake Experience for transport tests: one log per conversation on every wire that the page uses (tRPC over WebSocket
// and HTTP, standard message, REST with SSE). Runs in the test's process without a port.
import { encodeStandardEvent } from '@biplane/contracts/codecs/standard-events'
import { encodeStandardNotice } from '@biplane/contracts/codecs/standard-notices'
import type { RefusalView } from '@biplane/contracts/refusal'
import type { ConversationEvent, ConversationSnapshot, StreamItem } from '@biplane/contracts/wire/events'
import { CONVERSATION, EPOCH, whole } from '../testing/scripted-conversation.ts'
import { isObject } from './http-shapes.ts'

export interface Said {
  target: string
  message: string
  message_id: string
  surface: string | null
}

interface Reader {
  target: string
  tell(item: StreamItem, seq: number): void
  cut(): void
}

const AT = '2026-11-20T10:00:00.000Z'

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

  log(target: string): ConversationEvent[] {
    const log = this.#logs.get(target) ?? []
    this.#logs.set(target, log)
    return log
  }

  /** Writes events into a log and notifies its readers. */
  tell(target: string, events: readonly ConversationEvent[]): void {
    for (const event of events) {
      this.log(target).push(event)
      for (const reader of [...this.readers]) if (reader.target === target) reader.tell(event, event.event_id)
    }
  }

  /** Every line is lost. */
  cut(): void {
    for (const reader of [...this.readers]) reader.cut()
  }

  snapshot(target: string): ConversationSnapshot {
    return { ...whole(this.log(target)), epoch: this.epoch }
  }

  /** Begins a reading: a whole picture, or what comes after the cursor. Returns whether the cursor was of use. */
  read(reader: Reader, cursor: string | null, resumed?: (seq: number) => void): void {
    this.cursors.push(cursor)
    this.readers.add(reader)
    const log = this.log(reader.target)
    const [epoch, seq] = cursor?.split(':') ?? []
    if (epoch === this.epoch && Number(seq) <= log.length) {
      resumed?.(Number(seq))
      for (const event of log.slice(Number(seq))) reader.tell(event, event.event_id)
    } else {
      const reason = cursor === null ? 'no_cursor' : 'other_epoch'
      reader.tell({ ...this.snapshot(reader.target), reason }, log.length)
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
    return { message_id, invocation_id, conversation_id: CONVERSATION, event_id: this.log(said.target).length + number }
  }

  cancel(invocation_id: string): object {
    this.cancelled.push(invocation_id)
    return { invocation_id, outcome: 'cancelling', status: 'cancelling' }
  }

  history(before: number): object {
    const { messages } = this.snapshot('guide')
    return {
      conversation_id: CONVERSATION,
      messages: messages.filter((m) => m.event_id < before),
      has_more: false,
      before: null,
    }
  }

  /** HTTP, for both of its dialects. */
  readonly fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(path, 'http://fake')
    this.requests.push(`${init.method ?? 'GET'} ${url.pathname}`)
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null
    if (url.pathname === '/api/auth/ticket') return json({ ticket: 'ticket', expires_at: AT })
    if (url.pathname === '/api/features') return json({ web_sockets: this.socketsOn, guests: true })
    if (url.pathname.startsWith('/trpc/')) return this.#trpc(url, body)
    if (url.pathname.endsWith('/events')) return this.#events(url, new Headers(init.headers), init.signal ?? null)
    if (url.pathname.endsWith('/history')) return json(this.history(Number(url.searchParams.get('before'))))
    const cancelled = /invocations\/(.*)\/cancel$/.exec(url.pathname)?.[1]
    if (cancelled) return json(this.cancel(cancelled))
    return answer(this.say(saidIn(body)), json)
  }

  #events(url: URL, headers: Headers, signal: AbortSignal | null): Response {
    const target = targetOf(url.searchParams.get('agent_type'))
    if (headers.get('accept') !== 'text/event-stream') {
      const after = Number(url.searchParams.get('after')?.split(':')[1])
      const events = this.log(target).slice(after)
      return json({ conversation_id: CONVERSATION, epoch: this.epoch, events, next: '', has_more: false })
    }
    const refusal = this.refusal
    if (refusal) return json(refusal, 403)
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const leave = () => this.readers.delete(reader)
        const reader: Reader = {
          target,
          tell: (item, seq) =>
            controller.enqueue(
              encoder.encode(`id: ${this.epoch}:${seq}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`),
            ),
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
    if (path.endsWith('.history')) return result(this.history(Number(fieldOf(input, 'before'))))
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
          if (fake.socketsOn) {
            this.begins()
            if (url.pathname !== '/trpc') fake.#standard(this, url)
          } else this.ends('error')
        }, 0)
      }

      override hear(text: string): void {
        if (this.url.pathname === '/trpc') fake.#hearTrpc(this, text)
        else fake.#hearStandard(this, JSON.parse(text))
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
      const { path, input, lastEventId } = call.params
      const refusal = this.refusal
      if (refusal) {
        socket.say(JSON.stringify({ id: call.id, error: { message: '', code: -32603, data: { refusal } } }))
        continue
      }
      const reader: Reader = {
        target: path === 'guide.onEvent' ? 'guide' : String(fieldOf(input, 'pillar')),
        tell: (data, seq) =>
          socket.say(
            JSON.stringify({
              id: call.id,
              result: { type: 'data', id: `${this.epoch}:${seq}`, data: { id: `${this.epoch}:${seq}`, data } },
            }),
          ),
        cut: () => socket.ends('close'),
      }
      socket.onLeave(call.id, () => this.readers.delete(reader))
      socket.say(JSON.stringify({ id: call.id, result: { type: 'started' } }))
      this.read(reader, lastEventId ?? fieldOf(input, 'lastEventId') ?? null)
    }
  }

  #standard(socket: FakeSocket, url: URL): void {
    const target = url.pathname === '/api/ws/guide' ? 'guide' : (url.pathname.split('/').at(-1) ?? '')
    const at = { session_id: 's', timestamp: AT }
    const refusal = this.refusal
    if (refusal) {
      socket.say(JSON.stringify(encodeStandardNotice({ kind: 'refused', refusal }, at)))
      socket.ends('close', 4403)
      return
    }
    const about = { session_id: 's', agent_type: 'guide', pillar: null }
    const reader: Reader = {
      target,
      tell: (item) =>
        socket.say(
          JSON.stringify(
            item.type === 'snapshot'
              ? encodeStandardNotice({ kind: 'restored', snapshot: item }, at)
              : encodeStandardEvent(item, about),
          ),
        ),
      cut: () => socket.ends('close'),
    }
    socket.onLeave(0, () => this.readers.delete(reader))
    this.read(reader, url.searchParams.get('last_event_id'), (last_event_id) => {
      const { epoch, conversation_id, agent_type, pillar, title, running } = this.snapshot(target)
      const place = { epoch, conversation_id, agent_type, pillar, title, running, last_event_id }
      socket.say(JSON.stringify(encodeStandardNotice({ kind: 'resumed', place }, at)))
    })
  }

  #hearStandard(socket: FakeSocket, frame: Record<string, unknown>): void {
    const target = socket.url.pathname === '/api/ws/guide' ? 'guide' : (socket.url.pathname.split('/').at(-1) ?? '')
    if (frame.type === 'cancel') this.cancel(String(fieldOf(frame.data, 'invocation_id')))
    if (frame.type !== 'user_message') return
    const message_id = String(frame.message_id)
    const surface = fieldOf(frame.metadata, 'surface')
    const said = {
      target,
      message: String(frame.message),
      message_id,
      surface: surface === null ? null : String(surface),
    }
    const answered = this.say(said)
    if (answered === 'lost') socket.ends('close')
    if (!isRefusal(answered)) return
    const notice = { kind: 'refused' as const, refusal: answered, message_id }
    socket.say(JSON.stringify(encodeStandardNotice(notice, { session_id: 's', timestamp: AT })))
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

function saidIn(body: unknown): Said {
  const surface = fieldOf(fieldOf(body, 'context'), 'surface')
  return {
    target: String(fieldOf(body, 'pillar') ?? 'guide'),
    message: String(fieldOf(body, 'message')),
    message_id: String(fieldOf(body, 'message_id')),
    surface: surface === null ? null : String(surface),
  }
}

const targetOf = (agentType: string | null): string => (agentType ?? 'guide').replace(/_liaison$/, '')
