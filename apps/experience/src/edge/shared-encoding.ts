// Owns the text of what tRPC answers: an event is encoded once, however many readers are told of it. Anything else is
// encoded as it comes. It decides nothing about what is said. [W2]

/** The largest piece of an answer is far below this; what is larger is rare, and not worth its memory. */
const LARGE_CHARS = 64 * 1024

export class SharedEncoding {
  /** For as long as the event itself is held by the log. */
  readonly #texts = new WeakMap<object, string>()

  encode(message: unknown): string {
    const tracked = trackedIn(message)
    if (!tracked) return JSON.stringify(message)
    const { call, cursor, event } = tracked
    const id = JSON.stringify(cursor)
    return `{"id":${JSON.stringify(call)},"result":{"type":"data","data":{"id":${id},"data":${this.#textOf(event)}},"id":${id}}}`
  }

  #textOf(event: object): string {
    const known = this.#texts.get(event)
    if (known !== undefined) return known
    const text = JSON.stringify(event)
    if (text.length <= LARGE_CHARS) this.#texts.set(event, text)
    return text
  }
}

interface Tracked {
  call: string | number
  cursor: string
  event: object
}

/** The committed event in an answer to a subscription; a snapshot is made for one reader and is none. */
function trackedIn(message: unknown): Tracked | null {
  if (!isObject(message) || !('id' in message) || !('result' in message)) return null
  if ('jsonrpc' in message && message.jsonrpc !== undefined) return null
  const { id: call, result } = message
  if (typeof call !== 'number' && typeof call !== 'string') return null
  if (!isObject(result) || !('type' in result) || result.type !== 'data' || !('id' in result)) return null
  if (typeof result.id !== 'string' || !('data' in result) || !isObject(result.data)) return null
  if (!('data' in result.data) || !isObject(result.data.data) || !('event_id' in result.data.data)) return null
  return { call, cursor: result.id, event: result.data.data }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
