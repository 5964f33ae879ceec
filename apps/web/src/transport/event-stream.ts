// Parses server-sent events from bytes in any chunks. Knows nothing of their content.

export interface ServerSentEvent {
  /** The last id received, of this event or an earlier one; empty before the first. */
  id: string
  type: string
  data: string
}

/** Collects text; gives the events that are whole. An event that is cut by the end is none. */
export function openEventParser() {
  let rest = ''
  let afterCr = false
  let id = ''
  let type = ''
  let data: string[] = []

  const take = (line: string): ServerSentEvent | null => {
    if (line === '') {
      const event = data.length > 0 ? { id, type: type === '' ? 'message' : type, data: data.join('\n') } : null
      type = ''
      data = []
      return event
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    if (field === 'event') type = value
    if (field === 'id' && !value.includes('\0')) id = value
    return null
  }

  return (text: string): ServerSentEvent[] => {
    // A line end of two characters may be cut between them.
    const lines = (rest + (afterCr && text.startsWith('\n') ? text.slice(1) : text)).split(/\r\n|\n|\r/)
    if (text !== '') afterCr = text.endsWith('\r')
    rest = lines.pop() ?? ''
    return lines.flatMap((line) => take(line) ?? [])
  }
}

/** The events of a body, as they come. Ends with the body. @throws what the body throws */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<ServerSentEvent> {
  const parse = openEventParser()
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onBytes()
      yield* parse(decoder.decode(value, { stream: true }))
    }
  } finally {
    // A reader that stopped does not need the rest.
    reader.cancel().catch(() => {})
  }
}
