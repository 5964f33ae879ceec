// A question through OpenAI's SDK: a response that was cut goes on with `starting_after`.
import OpenAI, { APIError } from 'openai'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import { NotAnswered, pause, type Question } from './protocol-client.ts'

interface Heard {
  response: string
  after: number
  text: string
  whole: string | null
}

export async function askByOpenAi(question: Question): Promise<string> {
  const { url, token, id, text, fetch } = question
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0, fetch })
  const heard: Heard = { response: '', after: -1, text: '', whole: null }
  const open = (): Promise<AsyncIterable<ResponseStreamEvent>> =>
    heard.response === ''
      ? client.responses.create({ model: 'guide', input: text, stream: true }, { headers: { 'idempotency-key': id } })
      : client.responses.retrieve(heard.response, {
          stream: true,
          starting_after: question.forgets ? -1 : heard.after,
        })
  for (;;) {
    try {
      for await (const event of await open()) hear(heard, event, question)
    } catch (error) {
      if (error instanceof NotAnswered || isRefusal(error)) throw error
    }
    if (heard.whole !== null) return heard.whole
    await pause()
  }
}

function hear(heard: Heard, event: ResponseStreamEvent, { shows }: Question): void {
  heard.after = event.sequence_number
  switch (event.type) {
    case 'response.created':
      heard.response = event.response.id
      return
    case 'response.output_text.delta':
      heard.text += event.delta
      shows(heard.text)
      return
    case 'response.output_item.done':
      // A superseded attempt: another one begins.
      if (event.item.type === 'message' && event.item.status === 'incomplete') heard.text = ''
      return
    case 'response.completed':
      heard.whole = heard.text
      return
    case 'response.failed':
    case 'response.incomplete':
      throw new NotAnswered(`OpenAI: ${event.type}`)
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof APIError && typeof error.status === 'number' && error.status < 500
