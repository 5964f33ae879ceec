// A reader over HTTP in each measured protocol: one request, one stream of server-sent events. Parses nothing on the
// measured path but where an event ends.
import http from 'node:http'

export const HTTP_DIALECTS = ['openai', 'ag-ui', 'streams'] as const
export type HttpDialect = (typeof HTTP_DIALECTS)[number]

export interface HttpAddress {
  dialect: HttpDialect
  url: string
  token: string
  conversationId: string
}

/** Kept for connections that stay open: one each, as for a client each. */
const agent = new http.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })

const END = '\n\n'

interface Request {
  method: 'GET' | 'POST'
  path: string
  body: string
}

function requestOf({ dialect, conversationId }: HttpAddress, message: string): Request {
  const id = crypto.randomUUID()
  switch (dialect) {
    case 'openai':
      return post('/v1/responses', { model: 'guide', input: message, stream: true, conversation: conversationId })
    case 'ag-ui':
      return post('/api/ag-ui/guide', {
        threadId: conversationId,
        runId: id,
        protocolVersion: '1.0',
        messages: [{ id, role: 'user', content: message }],
      })
    case 'streams':
      return { method: 'GET', path: `/streams/${conversationId}?offset=now&live=sse`, body: '' }
  }
}

const post = (path: string, body: object): Request => ({ method: 'POST', path, body: JSON.stringify(body) })

export interface HttpReader {
  close(): void
}

/** Resolves with the first bytes of the stream. `hear` receives the text of each event. */
export function openHttp(address: HttpAddress, message = '', hear?: (event: string) => void): Promise<HttpReader> {
  const { url, token } = address
  const { method, path, body } = requestOf(address, message)
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'text/event-stream',
    ...(method === 'POST' && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  }
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}${path}`, { method, headers, agent })
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('error', () => {})
      response.on('data', (piece: string) => {
        // A figure of work that was refused would be the figure of something else.
        if (response.statusCode !== 200) return reject(new Error(`${path}: ${response.statusCode} ${piece}`))
        resolve({ close: () => request.destroy() })
        text += piece
        for (let end = text.indexOf(END); end >= 0; end = text.indexOf(END)) {
          hear?.(text.slice(0, end))
          text = text.slice(end + END.length)
        }
      })
    })
    request.end(body)
  })
}

const DELTA = '"delta":"'
const TYPES = ['"type":"response.output_text.delta"', '"type":"TEXT_MESSAGE_CONTENT"']

/** The text of an event that brings some. @throws for an answer that failed: what is waited for would never come */
export function textIn(event: string): string | null {
  if (event.includes('response.failed') || event.includes('RUN_ERROR')) throw new Error(`failed: ${event.slice(-500)}`)
  if (!TYPES.some((type) => event.includes(type))) return null
  const from = event.indexOf(DELTA) + DELTA.length
  return event.slice(from, event.indexOf('"', from))
}
