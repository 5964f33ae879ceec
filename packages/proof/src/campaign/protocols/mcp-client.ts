// A question through MCP's client, in both revisions by turns. The client resumes a cut call by itself; where it cannot,
// because the cut came before the first event id, the same call is made again with the same message id.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { pause, type Question } from './protocol-client.ts'

const QUICKLY = {
  initialReconnectionDelay: 5,
  maxReconnectionDelay: 200,
  reconnectionDelayGrowFactor: 1.5,
  maxRetries: 100,
}
/** An event counts when it is whole. */
const hasId = (text: string): boolean => text.includes('id:') && text.includes('\n\n', text.indexOf('id:'))

export async function askByMcp(question: Question): Promise<string> {
  const progress = { text: '' }
  for (;;) {
    if (!question.forgets) progress.text = ''
    const result = await call(question, progress)
    if (result !== null) return question.forgets ? progress.text : result
    await pause()
  }
}

/** One connection; `null` when the client waits for something that cannot come any more. */
async function call({ url, token, id, text, turn, forgets, shows, fetch }: Question, progress: { text: string }) {
  let onLost = () => {}
  const lost = new Promise<null>((resolve) => {
    onLost = () => resolve(null)
  })
  const client = new Client(
    { name: 'proof', version: '1' },
    { versionNegotiation: { mode: turn % 2 === 0 ? { pin: '2026-07-28' } : 'legacy' } },
  )
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
    fetch: watched(fetch, onLost, forgets),
    reconnectionOptions: QUICKLY,
  })
  const answered = async (): Promise<string | null> => {
    await client.connect(transport)
    const onprogress = ({ message = '' }: { message?: string | undefined }) => {
      progress.text += message
      shows(progress.text)
    }
    const result = await client.callTool(
      { name: 'ask_guide', arguments: { message: text, message_id: id } },
      { onprogress },
    )
    return textOf(result)
  }
  try {
    return await Promise.race([answered(), lost])
  } catch {
    // A connection that was lost before the answer began.
    return null
  } finally {
    await client.close().catch(() => {})
  }
}

/** Tells when a stream of an answer ends without any event id: the client has nothing then that it could resume from. */
const watched =
  (ask: typeof fetch, onLost: () => void, forgets: boolean): typeof fetch =>
  async (input, init) => {
    const isResumption = new Headers(init?.headers).has('last-event-id')
    if (isResumption && forgets) onLost()
    const response = await ask(input, init)
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    const isAnswer = init?.method === 'POST' || isResumption
    if (!isStream || !isAnswer || !response.body) return response
    return new Response(untilId(response.body, onLost), response)
  }

function untilId(body: ReadableStream<Uint8Array>, onLost: () => void): ReadableStream<Uint8Array> {
  const [reader, decoder] = [body.getReader(), new TextDecoder()]
  let begin = ''
  const lose = () => {
    if (!hasId(begin)) onLost()
  }
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await reader.read()
        if (!value || done) {
          lose()
          return controller.close()
        }
        if (!hasId(begin)) begin += decoder.decode(value, { stream: true })
        controller.enqueue(value)
      } catch (error) {
        lose()
        controller.error(error)
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

function textOf(result: Awaited<ReturnType<Client['callTool']>>): string {
  const [content] = result.content
  return content?.type === 'text' ? content.text : ''
}
