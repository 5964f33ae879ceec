// Clients that keep their own history and send it along with each message.
import OpenAI from 'openai'
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'

let live: Live
let anna: Person
/** The history that the agent got with each call. */
let histories: string[][]

beforeAll(async () => {
  live = await Live.open()
  let n = 0
  live.runtime.script('liaison.insights', async function* ({ invocation }) {
    const { history, text } = invocation.input
    histories.push(history.map(({ content }) => content))
    n += 1
    yield { type: 'agent.token', payload: { text: `${text}? Answer ${n}.\n\nMore.` } }
  })
})
afterAll(() => live[Symbol.asyncDispose]())
beforeEach(async () => {
  anna = await live.guest()
  histories = []
})

/** Keeps its own history. */
class Chat {
  readonly said: ChatCompletionMessageParam[] = []
  readonly conversations: string[] = []
  readonly #client = new OpenAI({ baseURL: `${live.url}/v1`, apiKey: anna.token, maxRetries: 0 })

  async ask(content: string, headers: Record<string, string> = {}): Promise<string> {
    this.said.push({ role: 'user', content })
    const { data, response } = await this.#client.chat.completions
      .create({ model: 'liaison.insights', messages: this.said }, { headers })
      .withResponse()
    this.conversations.push(response.headers.get('x-conversation-id') ?? '')
    const text = data.choices[0]?.message.content ?? ''
    this.said.push({ role: 'assistant', content: text })
    return text
  }
}

const user = (content: string): ChatCompletionMessageParam => ({ role: 'user', content })
const assistant = (content: string): ChatCompletionMessageParam => ({ role: 'assistant', content })

describe('[OA4] a chat of a client without state', () => {
  test('goes on in its conversation', async () => {
    const chat = new Chat()
    const one = await chat.ask('One')
    const two = await chat.ask('Two')
    await chat.ask('Three')
    expect(histories).toEqual([[], ['One', one], ['One', one, 'Two', two]])
    expect(new Set(chat.conversations).size).toBe(1)
  })

  test('keeps apart from another with the same beginning', async () => {
    const [a, b] = [new Chat(), new Chat()]
    await a.ask('Hello')
    await b.ask('Hello')
    await a.ask('A')
    await b.ask('B')
    expect(a.conversations[0]).toBe(a.conversations[1])
    expect(b.conversations[0]).toBe(b.conversations[1])
    expect(a.conversations[0]).not.toBe(b.conversations[0])
  })

  test('branches where a message is edited or asked again', async () => {
    const chat = new Chat()
    const one = await chat.ask('One')
    await chat.ask('Two')
    chat.said.length = 2
    const other = await chat.ask('Two, edited')
    await chat.ask('Three')
    expect(histories.slice(2)).toEqual([
      ['One', one],
      ['One', one, 'Two, edited', other],
    ])
    chat.said.length = 4
    await chat.ask('Three')
    expect(histories[4]).toEqual(['One', one, 'Two, edited', other])
    expect(new Set(chat.conversations).size).toBe(1)
  })

  test('takes what the log does not have as context', async () => {
    const chat = new Chat()
    chat.said.push({ role: 'system', content: 'Be kind.' }, user('Elsewhere'), assistant('Answered elsewhere.'))
    const here = await chat.ask('Here')
    await chat.ask('And on')
    expect(histories).toEqual([
      ['Elsewhere', 'Answered elsewhere.'],
      ['Elsewhere', 'Answered elsewhere.', 'Here', here],
    ])
    expect(new Set(chat.conversations).size).toBe(1)
  })

  test('begins anew where an answer was changed', async () => {
    const chat = new Chat()
    await chat.ask('One')
    chat.said[1] = assistant('I never said this.')
    await chat.ask('Two')
    expect(histories[1]).toEqual(['One', 'I never said this.'])
    expect(new Set(chat.conversations).size).toBe(2)
  })

  test('knows the beginning of an answer that was cut', async () => {
    const chat = new Chat()
    const one = await chat.ask('One')
    chat.said[1] = assistant(one.slice(0, 8))
    await chat.ask('Two')
    expect(histories[1]).toEqual(['One', one])
  })

  test('leaves a named conversation to those who name it', async () => {
    const chat = new Chat()
    const one = await chat.ask('One')
    const headers = { 'x-conversation-id': chat.conversations[0] ?? '' }
    chat.said.length = 0
    await chat.ask('Named', headers)
    expect(histories[1]).toEqual(['One', one])
    await chat.ask('Without a name')
    expect(chat.conversations[2]).not.toBe(chat.conversations[0])
  })

  test('gives an agent at most 64 000 characters of it', async () => {
    const chat = new Chat()
    const long = 'x'.repeat(30_000)
    chat.said.push(user(`a${long}`), assistant(`b${long}`), user(`c${long}`), assistant(`d${long}`))
    await chat.ask('Short')
    expect(histories[0]?.map((text) => text[0])).toEqual(['c', 'd'])
  })

  test('finds nothing of another person', async () => {
    const chat = new Chat()
    const one = await chat.ask('Mine')
    anna = await live.guest()
    const other = new Chat()
    other.said.push(user('Mine'), assistant(one))
    await other.ask('Theirs')
    expect(other.conversations[0]).not.toBe(chat.conversations[0])
    expect(histories[1]).toEqual(['Mine', one])
  })
})

describe('[OA4] a response without a named conversation', () => {
  test('goes on by the items of its input', async () => {
    const client = new OpenAI({ baseURL: `${live.url}/v1`, apiKey: anna.token })
    const first = await client.responses.create({ model: 'liaison.insights', input: 'One' })
    const input = [
      { role: 'user' as const, content: 'One' },
      { role: 'assistant' as const, content: first.output_text },
      { role: 'user' as const, content: 'Two' },
    ]
    const second = await client.responses.create({ model: 'liaison.insights', input })
    expect(histories).toEqual([[], ['One', first.output_text]])
    expect(second.conversation?.id).toBe(first.conversation?.id)
  })
})

describe('[D12.5] a run of AG-UI', () => {
  let runs = 0
  const run = async (threadId: string, texts: string[]) => {
    runs += 1
    const messages = texts.map((content, i) => ({ id: `m${i}`, role: i % 2 === 0 ? 'user' : 'assistant', content }))
    const body = JSON.stringify({ threadId, runId: `history-run-${runs}`, messages })
    const headers = { 'content-type': 'application/json' }
    const response = await anna.fetch('/api/ag-ui/liaison.insights', { method: 'POST', body, headers })
    expect([response.status, (await response.text()).includes('RUN_FINISHED')]).toEqual([200, true])
  }

  test('takes the copy of a new thread as context', async () => {
    await run('new', ['Elsewhere', 'Answered elsewhere.', 'Here'])
    await run('new', ['Elsewhere', 'Answered elsewhere.', 'Here', 'whatever', 'On'])
    expect(histories[0]).toEqual(['Elsewhere', 'Answered elsewhere.'])
    expect(histories[1]?.slice(0, 3)).toEqual(['Elsewhere', 'Answered elsewhere.', 'Here'])
  })

  test('branches where the person went back', async () => {
    await run('known', ['One'])
    await run('known', ['One', 'a', 'Two'])
    await run('known', ['One', 'a', 'Two, edited'])
    await run('known', ['One', 'a', 'Two, edited', 'b', 'Three'])
    expect(histories.map((texts) => texts.filter((_, i) => i % 2 === 0))).toEqual([
      [],
      ['One'],
      ['One'],
      ['One', 'Two, edited'],
    ])
  })

  test('believes the log of a known thread', async () => {
    await run('log', ['One'])
    await run('log', ['Never said', 'a', 'Two'])
    await run('log', ['Three'])
    expect(histories.map((texts) => texts.filter((_, i) => i % 2 === 0))).toEqual([[], ['One'], ['One', 'Two']])
  })
})
