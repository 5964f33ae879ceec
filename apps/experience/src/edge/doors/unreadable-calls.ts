// Names the calls of a tRPC frame that is refused before it is read. The adapter answers such a frame without an id, which
// no client can match: its call would wait for ever. [D5.4]

type CallId = number | string

export class UnreadableCalls {
  #ids: CallId[] = []

  /** The frame that was refused; the adapter answers it in the same turn. */
  refused(frame: unknown, maxCalls: number): void {
    this.#ids = (Array.isArray(frame) ? frame.slice(0, maxCalls) : [frame]).flatMap(idOf)
  }

  /** The answers that name the calls, in place of one that does not; `null` for every other message. */
  answersFor(message: unknown): object[] | null {
    const ids = this.#ids
    if (ids.length === 0) return null
    this.#ids = []
    if (typeof message !== 'object' || message === null || !('error' in message)) return null
    return 'id' in message && message.id === null ? ids.map((id) => ({ ...message, id })) : null
  }
}

function idOf(call: unknown): CallId[] {
  if (typeof call !== 'object' || call === null || !('id' in call) || !('method' in call)) return []
  const { id, method } = call
  if (method === 'subscription.stop') return []
  return typeof id === 'number' || (typeof id === 'string' && id.length <= 256 && id.isWellFormed()) ? [id] : []
}
