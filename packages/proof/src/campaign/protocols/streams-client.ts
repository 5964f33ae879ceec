// A question over REST, its answer through the client of Durable Streams, which follows the conversation's log.
import { stream } from '@durable-streams/client'
import { z } from 'zod'
import { NotAnswered, pause, type Question } from './protocol-client.ts'

const logged = z.looseObject({
  event_id: z.number(),
  type: z.string(),
  payload: z.looseObject({ text: z.string().optional() }).optional(),
})
const named = z.object({ conversation_id: z.string() })
/** Quick again after a cut: by itself the client waits a second at most. */
const BACKOFF = { initialDelay: 5, maxDelay: 200, multiplier: 2, maxRetries: 50 }

interface Heard {
  offset: string
  text: string
  events: number[]
  ended: string | null
}

export async function askByStreams(question: Question): Promise<string> {
  const body = { agent_type: 'guide', title: question.id }
  const { conversation_id } = await post(question, '/api/chat/conversation/create', body)
  await post(question, '/api/chat/guide', { message: question.text, message_id: question.id, conversation_id })
  const heard: Heard = { offset: '-1', text: '', events: [], ended: null }
  for (;;) {
    await follow(question, conversation_id, heard).catch(() => {})
    if (heard.ended !== null) break
    await pause()
  }
  if (heard.ended !== 'agent.completed') throw new NotAnswered(`Durable Streams: ${heard.ended}`)
  return heard.text
}

/** Up to the end of the answer, or of the connection: the client says then that it cannot go on by itself. */
async function follow({ url, token, turn, forgets, fetch, shows }: Question, id: string, heard: Heard): Promise<void> {
  const stop = new AbortController()
  const reading = await stream<unknown>({
    url: `${url}/streams/${id}`,
    headers: { authorization: `Bearer ${token}` },
    offset: heard.offset,
    live: turn % 2 === 0 ? 'sse' : 'long-poll',
    signal: stop.signal,
    fetch: forgets ? forgetful(fetch) : fetch,
    backoffOptions: BACKOFF,
    sseResilience: { minConnectionDuration: 0, logWarnings: false },
  })
  reading.subscribeJson(({ items, offset }) => {
    if (heard.ended !== null) return
    for (const item of items) hear(heard, logged.parse(item), shows)
    heard.offset = offset
    if (heard.ended !== null) stop.abort()
  })
  await reading.closed
}

const forgetful =
  (ask: typeof fetch): typeof fetch =>
  (input, init) => {
    const url = new URL(String(input))
    if (url.searchParams.has('offset')) url.searchParams.set('offset', '-1')
    return ask(url, init)
  }

function hear(heard: Heard, event: z.output<typeof logged>, shows: Question['shows']): void {
  heard.events.push(event.event_id)
  switch (event.type) {
    case 'agent.token':
      heard.text += event.payload?.text ?? ''
      shows(heard.text)
      return
    case 'agent.superseded':
      heard.text = ''
      return
    case 'agent.completed':
    case 'agent.failed':
    case 'agent.cancelled':
      heard.ended = event.type
  }
}

async function post({ url, token, fetch }: Question, path: string, body: object): Promise<z.output<typeof named>> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  for (;;) {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
      () => null,
    )
    if (response && response.status < 500) {
      if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`)
      const said = await response.json().catch(() => null)
      if (said !== null) return named.parse(said)
    }
    await pause()
  }
}
