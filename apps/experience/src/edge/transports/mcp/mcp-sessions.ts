// Sessions of the revisions up to 2025-11-25. A session id is signed for its principal, so nothing is kept for it and
// it outlives a restart. [MC4]
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'

/** Memory of what clients ended or asked; the oldest is forgotten first. */
const MAX_KEPT = 10_000

export class McpSessions {
  readonly #secret: Buffer
  readonly #ended = new Set<string>()
  /** Message ids by session and JSON-RPC id, to find what `notifications/cancelled` means. */
  readonly #asked = new Map<string, string>()

  constructor(secret: Buffer) {
    this.#secret = secret
  }

  open(caller: Caller): string {
    const name = randomBytes(16).toString('base64url')
    return `${name}.${this.#sign(caller, name)}`
  }

  /** @throws BAD_MESSAGE where none is named, NOT_FOUND for another principal's and an ended one as for an unknown one */
  require(caller: Caller, header: string | string[] | undefined): string {
    if (typeof header !== 'string' || header === '') {
      throw new Refusal('BAD_MESSAGE', 'Mcp-Session-Id is missing: call initialize first.', { path: 'mcp-session-id' })
    }
    const [name = '', signature = ''] = header.split('.', 2)
    const known = Buffer.from(this.#sign(caller, name))
    const shown = Buffer.from(signature)
    const isKnown = known.length === shown.length && timingSafeEqual(known, shown)
    if (!isKnown || `${name}.${signature}` !== header || this.#ended.has(header)) {
      throw new Refusal('NOT_FOUND', 'There is no such MCP session: call initialize first.')
    }
    return header
  }

  end(session: string): void {
    const [oldest] = this.#ended
    if (this.#ended.size >= MAX_KEPT && oldest !== undefined) this.#ended.delete(oldest)
    this.#ended.add(session)
  }

  /** Notes under which message id a request of a session was sent. */
  asked(session: string, requestId: string | number, messageId: string): void {
    const [oldest] = this.#asked.keys()
    if (this.#asked.size >= MAX_KEPT && oldest !== undefined) this.#asked.delete(oldest)
    this.#asked.set(keyOf(session, requestId), messageId)
  }

  /** The message id that a request was sent under, also before a restart where the client named none. */
  messageOf(session: string, requestId: string | number): string {
    return this.#asked.get(keyOf(session, requestId)) ?? this.ownMessageId(session, requestId)
  }

  /** The message id of a request that names none: the same request again is the same send. [L6] */
  ownMessageId(session: string, requestId: string | number): string {
    const digest = createHmac('sha256', this.#secret).update(keyOf(session, requestId)).digest('base64url')
    return `mcp-${digest.slice(0, 32)}`
  }

  #sign({ session_id }: Caller, name: string): string {
    return createHmac('sha256', this.#secret).update(`${session_id}\n${name}`).digest('base64url')
  }
}

/** `1` and `"1"` are two requests. */
const keyOf = (session: string, requestId: string | number): string => `${session}\n${JSON.stringify(requestId)}`
