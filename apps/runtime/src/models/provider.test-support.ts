// A provider for tests on the wire: real HTTP and event streams, and every way to break them. Replies are scripted by
// the test.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { z } from 'zod'

/** What came in, as far as tests look at it. */
const asked = z.looseObject({
  model: z.string(),
  stream: z.boolean(),
  system: z.unknown().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  tools: z.array(z.looseObject({})).optional(),
})
export type Asked = z.infer<typeof asked>

export type Reply = (response: ServerResponse, request: IncomingMessage) => Promise<void> | void

export class ScriptedProvider implements AsyncDisposable {
  readonly asked: Asked[] = []
  readonly headers: IncomingMessage['headers'][] = []
  readonly paths: string[] = []
  /** Replies to come, in order; the last one is repeated. */
  replies: Reply[] = []
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  static async open(): Promise<ScriptedProvider> {
    const provider = new ScriptedProvider()
    provider.#server.listen(0, '127.0.0.1')
    await once(provider.#server, 'listening')
    return provider
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  script(...replies: Reply[]): void {
    this.replies = replies
    this.asked.length = 0
    this.headers.length = 0
    this.paths.length = 0
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    this.asked.push(asked.parse(JSON.parse(body)))
    this.headers.push(request.headers)
    this.paths.push(request.url ?? '')
    const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0]
    await reply?.(response, request)
  }
}

/** Sends each text as a piece of its own, and then ends. */
export function pieces(texts: readonly string[], end: 'end' | 'cut' | 'hang' = 'end'): Reply {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const text of texts) {
      await new Promise<void>((sent) => response.write(text, () => sent()))
      await turn()
    }
    if (end === 'end') response.end()
    if (end === 'cut') response.socket?.destroySoon()
  }
}

export const status = (
  code: number,
  headers: Record<string, string> = {},
  body = '{"error":{"message":"secret"}}',
): Reply => {
  return (response) => void response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(body)
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`
const chunk = (delta: object, finish_reason: string | null = null) =>
  data({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta, finish_reason }] })

/** The dialect of OpenAI's chat completions, as event texts. */
export const openai = {
  text: (content: string) => chunk({ content }),
  call: (call: { index?: number; id?: string; name?: string; args?: string }) =>
    chunk({
      tool_calls: [
        {
          ...(call.index === undefined ? {} : { index: call.index }),
          ...(call.id === undefined ? {} : { id: call.id }),
          type: 'function',
          function: {
            ...(call.name === undefined ? {} : { name: call.name }),
            ...(call.args === undefined ? {} : { arguments: call.args }),
          },
        },
      ],
    }),
  finish: (reason: string) => chunk({}, reason),
  usage: (prompt_tokens: number, completion_tokens: number) =>
    data({
      id: 'c',
      choices: [],
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    }),
  done: 'data: [DONE]\n\n',
}

/** A whole answer in words. */
export const openaiSays = (...texts: string[]): Reply =>
  pieces([...texts.map(openai.text), openai.finish('stop'), openai.usage(100, 10), openai.done])

/** A whole answer that is one call. */
export const openaiCalls = (name: string, args: unknown): Reply =>
  pieces([
    openai.call({ index: 0, id: 'one', name, args: '' }),
    openai.call({ index: 0, args: JSON.stringify(args) }),
    openai.finish('tool_calls'),
    openai.usage(50, 5),
    openai.done,
  ])

const named = (type: string, value: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`

/** The dialect of Anthropic's messages, as event texts. */
export const anthropic = {
  start: named('message_start', {
    message: {
      id: 'm',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 70, output_tokens: 1 },
    },
  }),
  text: (index: number, ...texts: string[]) =>
    named('content_block_start', { index, content_block: { type: 'text', text: '' } }) +
    texts.map((text) => named('content_block_delta', { index, delta: { type: 'text_delta', text } })).join('') +
    named('content_block_stop', { index }),
  call: (index: number, name: string, ...json: string[]) =>
    named('content_block_start', { index, content_block: { type: 'tool_use', id: `t${index}`, name, input: {} } }) +
    json
      .map((partial_json) => named('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json } }))
      .join('') +
    named('content_block_stop', { index }),
  end: (stop_reason: string) =>
    named('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 9 } }) +
    named('message_stop'),
}
