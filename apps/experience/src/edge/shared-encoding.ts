// Encodes tRPC responses: an event once for all its readers, anything else as it comes. [W2]

/** The largest piece of an answer is far below this; what is larger is rare, and not worth its memory. */
const LARGE_CHARS = 64 * 1024
/** So many characters of the latest texts are held, and at most as many of those before them. */
const HELD_CHARS = 1024 * 1024

export class SharedEncoding {
  // Readers of one conversation are told within a moment of each other. Two generations that are dropped whole cost the
  // collector nothing; weak keys cost it a look at each of them, at every collection.
  #texts = new Map<object, string>()
  #before = new Map<object, string>()
  #chars = 0

  encode(message: unknown): string {
    const tracked = trackedIn(message)
    if (!tracked) return JSON.stringify(message)
    const { call, cursor, event } = tracked
    const id = JSON.stringify(cursor)
    return `{"id":${JSON.stringify(call)},"result":{"type":"data","data":{"id":${id},"data":${this.#textOf(event)}},"id":${id}}}`
  }

  #textOf(event: object): string {
    const known = this.#texts.get(event) ?? this.#before.get(event)
    if (known !== undefined) return known
    const text = JSON.stringify(event)
    if (text.length <= LARGE_CHARS) this.#hold(event, text)
    return text
  }

  #hold(event: object, text: string): void {
    if (this.#chars > HELD_CHARS) {
      this.#before = this.#texts
      this.#texts = new Map()
      this.#chars = 0
    }
    this.#texts.set(event, text)
    this.#chars += text.length
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
