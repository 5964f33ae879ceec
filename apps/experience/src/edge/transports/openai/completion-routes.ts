// OpenAI's chat completions: the whole answer, or chunks. Each call without a named conversation begins a new one, so that
// no client gets another's context.
import { Refusal } from '@biplane/contracts/refusal'
import { REFUSAL_CODES, type RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import { z } from 'zod'
import { encodeTurn } from '../../../chat/turn/encode-turn.ts'
import { ANSWERED, answer, json, type Route, route } from '../../routes/route.ts'
import { respondWithEvents, type SseDeps } from '../../sse-response.ts'
import { BETWEEN_HOPS, CompletionEncoder, DONE } from './completion-encoder.ts'
import { openAiErrorOf } from './openai-errors.ts'
import { conversationIdIn } from './openai-ids.ts'
import { completionCreate } from './openai-requests.ts'
import { readInput } from './read-input.ts'
import type { ResponseObject } from './response-object.ts'
import { BODY_BYTES, modelFor, type ResponseRouteDeps, SEND_REFUSALS, shared } from './response-routes.ts'
import { data } from './turn-responses.ts'

const usage = z.object({
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
  total_tokens: z.number().int(),
})
const completion = z.object({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.number().int(),
  model: z.string(),
  choices: z.array(
    z.object({
      index: z.number().int(),
      message: z.object({ role: z.literal('assistant'), content: z.string(), refusal: z.null() }),
      finish_reason: z.literal('stop'),
      logprobs: z.null(),
    }),
  ),
  usage: usage.nullable(),
})

export function completionRoutes(deps: ResponseRouteDeps & SseDeps): Route[] {
  const { chat, sender, responses } = deps
  return [
    route({
      ...shared,
      method: 'POST',
      path: '/v1/chat/completions',
      summary: 'Ask an agent; the answer whole or in chunks. A lost stream is not resumed here: use /v1/responses.',
      body: completionCreate,
      bodyBytes: BODY_BYTES,
      answers: { 200: json('The completion, or its chunks.', completion, 'text/event-stream') },
      refusals: [...SEND_REFUSALS, 'AGENT_FAILED', 'RUNTIME_UNAVAILABLE'],
      async handle({ caller, live, body, request, reply }) {
        const input = readInput(body.messages, 'messages')
        const named = request.headers['x-conversation-id']
        const conversation = typeof named === 'string' ? chat.own(caller, conversationIdIn(named)) : null
        const model = modelFor(body.model, conversation)
        const { headers } = request
        const turn = { caller, model, input, conversation, headers, body, path: '/v1/chat/completions' }
        const { invocation_id } = await sender.send(turn)
        const found = await responses.begun(caller, invocation_id)
        const id = `chatcmpl-${invocation_id}`
        const saysWhere = { 'x-conversation-id': found.begin.conversation.id }
        if (!body.stream) {
          const ended = await responses.wait(live, found, reply)
          if (!ended) throw new Refusal('CANCELLED', 'The wait for this answer was ended; the answer goes on.')
          reply.headers(saysWhere)
          return answer(200, completionOf(id, ended))
        }
        await respondWithEvents(
          { reply, live, headers: saysWhere, refused: (error) => data(openAiErrorOf(error).body) },
          async function* (reader) {
            const encoder = new CompletionEncoder(id, body.stream_options?.include_usage === true)
            await chat.requireReadable(caller, found.begin, null)
            const facts = chat.readTurn(found.begin, { caller, ...reader })
            for await (const placed of encodeTurn(facts, encoder, null)) {
              let text = ''
              for (const { value } of placed) text += value === DONE ? `data: ${DONE}\n\n` : data(value)
              yield text
            }
          },
          deps,
        )
        return ANSWERED
      },
    }),
  ]
}

/** @throws what the answer failed with */
function completionOf(id: string, response: ResponseObject): z.infer<typeof completion> {
  const { status, error, created_at: created, model, output } = response
  if (status === 'failed') throw new Refusal(codeNamed(error?.code ?? ''), error?.message ?? '')
  const content = output.map((item) => item.content.map(({ text }) => text).join('')).join(BETWEEN_HOPS)
  const { usage: known } = response
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [
      { index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop', logprobs: null },
    ],
    usage: known && {
      prompt_tokens: known.input_tokens,
      completion_tokens: known.output_tokens,
      total_tokens: known.total_tokens,
    },
  }
}

const codeNamed = (code: string): RefusalCode =>
  REFUSAL_CODES.find((known) => known.toLowerCase() === code) ?? 'AGENT_FAILED'
