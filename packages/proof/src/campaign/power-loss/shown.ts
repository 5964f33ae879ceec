// What clients were sent, decoded from the bytes of their sockets: HTTP responses and WebSocket frames. A fact counts
// as sent when its last byte was handed over.
import { createHash } from 'node:crypto'
import { accepted, fileView, openedSession } from '@biplane/contracts/wire/commands'
import { z } from 'zod'
import type { Step } from './trace.ts'

interface Told {
  at: number
}

/** What clients know, each fact from the first time that one of them was told. */
export interface Shown {
  events: (Told & { conversation: string; number: number })[]
  /** What an event says, from the door that does not put it into words of its own. */
  words: (Told & { conversation: string; number: number; type: string; payload: string })[]
  sends: (Told & { conversation: string; number: number; messageId: string; invocationId: string })[]
  sessions: (Told & { tokenHash: string; epoch: string })[]
  files: (Told & { id: string; sha256: string })[]
}

export function readShown(steps: readonly Step[]): Shown {
  const shown: Shown = { events: [], words: [], sends: [], sessions: [], files: [] }
  const sockets = new Map<string, ClientSocket>()
  const known = new Set<string>()
  for (const step of steps) {
    if (step.call !== 'send') continue
    const socket = sockets.get(step.socket) ?? new ClientSocket()
    sockets.set(step.socket, socket)
    for (const text of socket.take(step.bytes)) note(shown, step.at, text, known)
  }
  return shown
}

const inLog = z.object({ conversation_id: z.string(), event_id: z.number().int() })
const snapshot = z.object({ conversation_id: z.string(), last_event_id: z.number().int().positive() })
/** An event as tRPC says it, which is as the log has it. */
const tracked = z.object({ id: z.string(), data: z.object({ type: z.string(), payload: z.unknown(), ...inLog.shape }) })
const reply = z.object({ result: z.object({ data: z.unknown() }) })

function note(shown: Shown, at: number, text: string, known: Set<string>): void {
  const once = (key: string): boolean => !known.has(key) && known.add(key) !== undefined
  const said: unknown = JSON.parse(text)
  const value = reply.safeParse(said).data?.result.data ?? said
  const event = tracked.safeParse(value).data?.data
  const numbered = event ?? inLog.safeParse(value).data ?? lastOf(value)
  if (numbered) {
    const { conversation_id: conversation, event_id: number } = numbered
    if (once(`event ${conversation} ${number}`)) shown.events.push({ at, conversation, number })
    if (event && once(`words ${conversation} ${number}`)) {
      shown.words.push({ at, conversation, number, type: event.type, payload: JSON.stringify(event.payload) })
    }
  }
  const send = accepted.safeParse(value).data
  if (send && once(send.invocation_id)) {
    const { conversation_id: conversation, event_id: number, message_id: messageId, invocation_id: invocationId } = send
    shown.sends.push({ at, conversation, number, messageId, invocationId })
  }
  const session = openedSession.safeParse(value).data
  if (session) {
    const tokenHash = createHash('sha256').update(session.session_token).digest('hex')
    shown.sessions.push({ at, tokenHash, epoch: session.epoch })
  }
  const file = fileView.safeParse(value).data
  if (file && once(file.file_uuid)) shown.files.push({ at, id: file.file_uuid, sha256: file.sha256 })
}

/** A snapshot shows everything up to its last number. */
function lastOf(value: unknown): z.infer<typeof inLog> | undefined {
  const { data } = z.union([snapshot, z.object({ data: snapshot }).transform(({ data }) => data)]).safeParse(value)
  return data && { conversation_id: data.conversation_id, event_id: data.last_event_id }
}

const HEAD_END = '\r\n\r\n'

/** What goes out on one socket: HTTP answers, or after an upgrade WebSocket frames. What is no answer is not a client's. */
class ClientSocket {
  #rest: Buffer<ArrayBufferLike> = Buffer.alloc(0)
  #speaks: 'http' | 'frames' | 'another protocol' = 'http'

  /** The whole texts that these bytes complete. */
  take(bytes: Buffer): string[] {
    if (this.#speaks === 'another protocol') return []
    this.#rest = Buffer.concat([this.#rest, bytes])
    const texts: string[] = []
    for (;;) {
      const next = this.#speaks === 'frames' ? this.#frame() : this.#answer()
      if (!next) return texts
      this.#rest = this.#rest.subarray(next.length)
      if (next.text) texts.push(next.text)
    }
  }

  #answer(): Taken {
    if (this.#rest.length > 0 && !'HTTP/1.1 '.startsWith(this.#rest.toString('latin1', 0, 9))) {
      this.#speaks = 'another protocol'
      return null
    }
    const end = this.#rest.indexOf(HEAD_END)
    if (end < 0) return null
    const head = this.#rest.toString('latin1', 0, end)
    const body = end + HEAD_END.length
    if (head.startsWith('HTTP/1.1 101')) {
      this.#speaks = 'frames'
      return { length: body, text: null }
    }
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1])
    if (Number.isNaN(length)) throw new Error(`an answer of unknown length: ${head}`)
    if (this.#rest.length < body + length) return null
    const isJson = /\r\ncontent-type: *application\/json/i.test(head)
    return { length: body + length, text: isJson ? this.#rest.toString('utf8', body, body + length) : null }
  }

  /** Servers mask nothing, and this one neither compresses nor splits. */
  #frame(): Taken {
    if (this.#rest.length < 2) return null
    const [kind = 0, short = 0] = this.#rest
    const begin = short === 127 ? 10 : short === 126 ? 4 : 2
    if (this.#rest.length < begin) return null
    const length =
      short === 127 ? Number(this.#rest.readBigUInt64BE(2)) : short === 126 ? this.#rest.readUInt16BE(2) : short
    if (this.#rest.length < begin + length) return null
    if (kind === 0x81) return { length: begin + length, text: this.#rest.toString('utf8', begin, begin + length) }
    // Pings, pongs and the goodbye.
    if (kind === 0x88 || kind === 0x89 || kind === 0x8a) return { length: begin + length, text: null }
    throw new Error(`a frame that cannot be read begins with ${kind}`)
  }
}

type Taken = { length: number; text: string | null } | null
