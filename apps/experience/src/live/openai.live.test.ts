// OpenAI's own SDK and the AI SDK, unmodified, over a running Experience.
import { createOpenResponses } from '@ai-sdk/open-responses'
import { Refusal } from '@biplane/contracts/refusal'
import { generateText, streamText } from 'ai'
import OpenAI, { APIError, AuthenticationError, NotFoundError } from 'openai'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'

let live: Live
let anna: Person

beforeAll(async () => {
  live = await Live.open()
  anna = await live.guest()
})
afterAll(() => live[Symbol.asyncDispose]())

const clientOf = ({ token }: Pick<Person, 'token'>, baseURL = `${live.url}/v1`) =>
  new OpenAI({ baseURL, apiKey: token })

/** What a promise is refused with. */
async function errorOf(promise: PromiseLike<unknown>): Promise<APIError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof APIError) return error
  throw new Error(`no API error: ${String(error)}`)
}

async function eventsOf(stream: AsyncIterable<ResponseStreamEvent>): Promise<ResponseStreamEvent[]> {
  const events: ResponseStreamEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}

describe('[OA1] the OpenAI SDK', () => {
  test('lists the agents as models', async () => {
    const models = await clientOf(anna).models.list()
    expect(models.data.map(({ id }) => id)).toEqual(expect.arrayContaining(['guide', 'liaison.insights']))
    expect((await clientOf(anna).models.retrieve('liaison.content')).id).toBe('liaison.content')
  })

  test('gets a chat completion, whole and in chunks', async () => {
    const client = clientOf(anna)
    const ask = { model: 'guide', messages: [{ role: 'user' as const, content: 'What can you do?' }] }
    const whole = await client.chat.completions.create({ ...ask, temperature: 0.5, tools: [] })
    const text = whole.choices[0]?.message.content
    expect(text).toBeTruthy()
    const runner = client.chat.completions.stream({ ...ask, stream_options: { include_usage: true } })
    const final = await runner.finalChatCompletion()
    expect(final.choices[0]?.message.content).toBe(text)
    expect(final.choices[0]?.finish_reason).toBe('stop')
  })

  test('streams a response, and reads it again', async () => {
    const client = clientOf(anna)
    const stream = client.responses.stream({ model: 'liaison.insights', input: 'Who is overdue?' })
    const events = await eventsOf(stream)
    const final = await stream.finalResponse()
    expect(final.status).toBe('completed')
    expect(final.output_text).not.toBe('')
    const numbers = events.map(({ sequence_number }) => sequence_number)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    const last = events.at(-1)
    const again = await client.responses.retrieve(final.id)
    expect(last?.type === 'response.completed' && last.response.output).toEqual(again.output)
  })

  test('resumes after any number without a loss or a repetition', async () => {
    const client = clientOf(anna)
    const { id } = await client.responses.create({ input: 'Tell me more', background: true })
    const whole = await eventsOf(await client.responses.retrieve(id, { stream: true }))
    expect(whole.at(-1)?.type).toBe('response.completed')
    for (const [at, { sequence_number }] of whole.entries()) {
      const rest = await eventsOf(
        await client.responses.retrieve(id, { stream: true, starting_after: sequence_number }),
      )
      expect(rest).toEqual(whole.slice(at + 1))
    }
    const helper = client.responses.stream({ response_id: id, starting_after: whole[3]?.sequence_number ?? 0 })
    expect((await eventsOf(helper)).map(({ sequence_number }) => sequence_number)).toEqual(
      whole.slice(4).map(({ sequence_number }) => sequence_number),
    )
    expect((await helper.finalResponse()).status).toBe('completed')
  })

  test('keeps the text of a cancelled response', async () => {
    live.runtime.script('guide.content', async function* (_request, { gate }) {
      yield { type: 'agent.token', payload: { text: 'Half ' } }
      await gate('for ever')
    })
    const client = clientOf(anna)
    const stream = client.responses.stream({ model: 'guide.content', input: 'Go on' })
    let id = ''
    const seen: string[] = []
    for await (const event of stream) {
      seen.push(event.type)
      if (event.type === 'response.created') id = event.response.id
      if (event.type === 'response.output_text.delta') await client.responses.cancel(id)
    }
    expect(seen.at(-1)).toBe('response.incomplete')
    const final = await stream.finalResponse()
    expect([final.status, final.output_text]).toEqual(['cancelled', 'Half '])
    expect((await client.responses.retrieve(id)).status).toBe('cancelled')
  })

  test('shows the surviving attempt alone', async () => {
    live.runtime.script(
      'guide.operations',
      async function* (_request, { attempt, gate }) {
        yield { type: 'agent.token', payload: { text: attempt === 1 ? 'Wro' : 'Right' } }
        if (attempt === 1) await gate('superseded')
      },
      { recovery: 'restart' },
    )
    const client = clientOf(anna)
    const stream = client.responses.stream({ model: 'guide.operations', input: 'Which?' })
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta' && event.delta === 'Wro') live.runtime.forget()
    }
    expect((await stream.finalResponse()).output_text).toBe('Right')
  })

  test('says what a failure was', async () => {
    live.runtime.script('guide.insights', async function* () {
      yield { type: 'agent.token', payload: { text: 'So ' } }
      throw new Refusal('AGENT_FAILED', 'broken')
    })
    const client = clientOf(anna)
    const failed = await client.responses.create({ model: 'guide.insights', input: 'Break' })
    expect([failed.status, failed.error?.code]).toEqual(['failed', 'agent_failed'])
    const messages = [{ role: 'user' as const, content: 'Break' }]
    const whole = await errorOf(
      client.chat.completions.create({ model: 'guide.insights', messages }, { maxRetries: 0 }),
    )
    expect(whole.code).toBe('agent_failed')
    const chunks = await client.chat.completions.create({ model: 'guide.insights', messages, stream: true })
    const read = (async () => {
      for await (const _ of chunks);
    })()
    expect((await errorOf(read)).code).toBe('agent_failed')
  })

  test('keeps a conversation over several responses', async () => {
    const client = clientOf(anna)
    const current = await anna.trpc.guide.history.query({})
    const { id } = await client.conversations.create()
    const one = await client.responses.create({ input: 'One', conversation: id })
    const two = await client.responses.create({ input: 'Two', previous_response_id: one.id })
    expect(two.conversation?.id).toBe(id)
    const items = await client.conversations.items.list(id, { order: 'asc' })
    expect(items.data.map((item) => item.type === 'message' && item.role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ])
    const [newest] = (await client.conversations.items.list(id, { limit: 1 })).data
    expect(newest).toEqual(items.data.at(-1))
    expect((await anna.trpc.guide.history.query({})).conversation_id).toBe(current.conversation_id)
    expect((await errorOf(client.responses.delete(one.id))).status).toBe(409)
    await client.conversations.delete(id)
    expect((await errorOf(client.responses.retrieve(one.id))).status).toBe(404)
  })

  test('takes files by id and as data', async () => {
    const client = clientOf(anna)
    const file = await client.files.create({ file: new File(['a,b\n1,2\n'], 'mine.csv'), purpose: 'user_data' })
    expect((await client.files.retrieve(file.id)).filename).toBe('mine.csv')
    const file_data = `data:text/csv;base64,${Buffer.from('a,b\n3,4\n').toString('base64')}`
    const answer = await client.responses.create({
      model: 'liaison.content',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Read' },
            { type: 'input_file', file_id: file.id },
            { type: 'input_file', file_data, filename: 'other.csv' },
          ],
        },
      ],
    })
    expect(answer.status).toBe('completed')
    const names = live.runtime.requests.at(-1)?.invocation.input.files?.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['mine.csv', 'other.csv']))
    expect((await client.files.delete(file.id)).deleted).toBe(true)
  })
})

describe('[OA2] a repetition', () => {
  test('of the SDK whose connection was lost is the same send', async () => {
    const before = live.runtime.executions.length
    const sent: number[] = []
    const client = new OpenAI({
      baseURL: `${live.url}/v1`,
      apiKey: anna.token,
      async fetch(url, init) {
        sent.push(1)
        const answer = await fetch(url, init)
        if (sent.length < 3) {
          await answer.arrayBuffer()
          throw new TypeError('fetch failed')
        }
        return answer
      },
    })
    const said = `Once ${crypto.randomUUID()}`
    const answer = await client.responses.create({ input: said })
    expect([sent.length, answer.status]).toEqual([3, 'completed'])
    expect(live.runtime.executions.length - before).toBe(1)
  })

  test('with the same Idempotency-Key is one send, or a CONFLICT', async () => {
    const client = clientOf(anna)
    const options = { headers: { 'idempotency-key': crypto.randomUUID() } }
    const [one, two] = await Promise.all([
      client.responses.create({ input: 'Same' }, options),
      client.responses.create({ input: 'Same' }, options),
    ])
    expect(one.id).toBe(two.id)
    expect((await client.responses.create({ input: 'Same' }, options)).id).toBe(one.id)
    const other = await errorOf(client.responses.create({ input: 'Other' }, options))
    expect([other.status, other.code, other.headers?.get('x-should-retry')]).toEqual([409, 'conflict', 'false'])
  })

  test('without either is another send', async () => {
    const client = clientOf(anna)
    const [one, two] = [
      await client.responses.create({ input: 'Twice' }),
      await client.responses.create({ input: 'Twice' }),
    ]
    expect(one.id).not.toBe(two.id)
  })
})

describe('[OA3] errors in OpenAI’s shape', () => {
  test('a wrong token is an AuthenticationError', async () => {
    const error = await errorOf(clientOf({ token: 'nonsense' }).models.list())
    expect(error).toBeInstanceOf(AuthenticationError)
    expect([error.type, error.headers?.get('www-authenticate')]).toEqual(['authentication_error', 'Bearer'])
  })

  test('an unknown model, path and response are NotFoundErrors', async () => {
    const client = clientOf(anna)
    const model = await errorOf(client.responses.create({ model: 'gpt-5', input: 'x' }))
    expect(model).toBeInstanceOf(NotFoundError)
    expect([model.code, model.param]).toEqual(['model_not_found', 'model'])
    expect((await errorOf(client.get('/nothing'))).code).toBe('not_found')
    expect((await errorOf(client.responses.retrieve('resp_nothing'))).status).toBe(404)
  })

  test('what is another person’s is as unknown, byte for byte', async () => {
    const client = clientOf(anna)
    const mine = await client.responses.create({ input: 'Mine' })
    const ben = await live.guest()
    const about = async (route: string, init?: RequestInit) => {
      const answer = await ben.fetch(route, init)
      return [answer.status, await answer.text()]
    }
    const conversation = mine.conversation?.id ?? ''
    const file = await client.files.create({ file: new File(['a,b\n1,2\n'], 'mine.csv'), purpose: 'user_data' })
    const post = (body: object) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const unknown = '0193d9f0-0000-7000-8000-000000000000'
    const calls: [string, string, (id: string) => [string, RequestInit?]][] = [
      [mine.id, `resp_${unknown}`, (id) => [`/v1/responses/${id}`]],
      [mine.id, `resp_${unknown}`, (id) => [`/v1/responses/${id}?stream=true&starting_after=3`]],
      [mine.id, `resp_${unknown}`, (id) => [`/v1/responses/${id}/cancel`, { method: 'POST' }]],
      [mine.id, `resp_${unknown}`, (id) => [`/v1/responses/${id}`, { method: 'DELETE' }]],
      [mine.id, `resp_${unknown}`, (id) => ['/v1/responses', post({ input: 'x', previous_response_id: id })]],
      [conversation, unknown, (id) => [`/v1/conversations/${id}`]],
      [conversation, unknown, (id) => [`/v1/conversations/${id}`, { method: 'DELETE' }]],
      [conversation, unknown, (id) => [`/v1/conversations/${id}/items`]],
      [conversation, unknown, (id) => ['/v1/responses', post({ input: 'x', conversation: id })]],
      [file.id, `file-${unknown}`, (id) => [`/v1/files/${id}`]],
      [file.id, `file-${unknown}`, (id) => [`/v1/files/${id}/content`]],
      [file.id, `file-${unknown}`, (id) => [`/v1/files/${id}`, { method: 'DELETE' }]],
      [
        file.id,
        `file-${unknown}`,
        (id) => [
          '/v1/responses',
          post({
            input: [
              {
                role: 'user',
                content: [
                  { type: 'input_text', text: 'x' },
                  { type: 'input_file', file_id: id },
                ],
              },
            ],
          }),
        ],
      ],
    ]
    for (const [foreign, none, call] of calls) {
      expect(await about(...call(foreign))).toEqual(await about(...call(none)))
    }
    expect((await client.responses.retrieve(mine.id)).status).toBe('completed')
  })

  test.each<[string, string, number, string]>([
    ['{"input":', 'application/json', 400, 'bad_json'],
    ['{}', 'application/json', 400, 'bad_message'],
    ['{"input":[]}', 'application/json', 400, 'bad_message'],
    ['{"input":"  "}', 'application/json', 400, 'bad_message'],
    ['{"input":[{"role":"assistant","content":"x"}]}', 'application/json', 400, 'bad_message'],
    [
      '{"input":[{"role":"user","content":[{"type":"input_file","file_data":"%%%"}]}]}',
      'application/json',
      400,
      'bad_message',
    ],
    ['{"input":"x","stream":"yes"}', 'application/json', 400, 'bad_message'],
    ['{"input":"\\ud83d"}', 'application/json', 400, 'bad_message'],
    ['{"input":"x","__proto__":{}}', 'application/json', 400, 'bad_message'],
    ['x=1', 'application/x-www-form-urlencoded', 415, ''],
    [JSON.stringify({ input: 'x'.repeat(40_000) }), 'application/json', 413, 'too_large'],
    [JSON.stringify({ input: 'x'.repeat(9_000_000) }), 'application/json', 413, 'too_large'],
  ])('refuses the body %.40s', async (body, type, status, code) => {
    const answer = await anna.fetch('/v1/responses', { method: 'POST', headers: { 'content-type': type }, body })
    const { error } = Object(await answer.json())
    expect([answer.status, error.code]).toEqual([status, code])
    expect([error.message, error.type, error.param, error.code].every((text) => typeof text === 'string')).toBe(true)
  })

  test.each(['1.5', 'x', '-2', '9999999999', '99999999999999'])('refuses starting_after=%s', async (after) => {
    const { id } = await clientOf(anna).responses.create({ input: 'x' })
    const answer = await anna.fetch(`/v1/responses/${id}?stream=true&starting_after=${after}`)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(Object(await answer.json()).error.param).toBe('starting_after')
  })

  test('another method is 405 in the same shape', async () => {
    const answer = await anna.fetch('/v1/models', { method: 'POST' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'OPTIONS, GET, HEAD'])
    expect(Object(await answer.json()).error.code).toBe('method_not_allowed')
  })
})

describe('[OA1] the AI SDK over open responses', () => {
  const model = () => createOpenResponses({ name: 'biplane', url: `${live.url}/v1/responses`, apiKey: anna.token })

  test('gets a text, whole and streamed', async () => {
    const whole = await generateText({ model: model()('guide'), prompt: 'Hello there' })
    expect(whole.text).not.toBe('')
    const streamed = streamText({ model: model()('guide'), prompt: 'Hello there' })
    expect(await streamed.text).toBe(whole.text)
    expect(await streamed.finishReason).toBe('stop')
  })

  test('shows our own words of an error', async () => {
    await expect(generateText({ model: model()('gpt-5'), prompt: 'x', maxRetries: 0 })).rejects.toThrow(
      'does not exist',
    )
  })
})
