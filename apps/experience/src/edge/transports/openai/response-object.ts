// The shapes of OpenAI's Responses API as they are sent. What is not known is null, never 0 [E1].
import type { Usage } from '@biplane/contracts/wire/agent-events'
import { z } from 'zod'

const annotation = z.object({
  type: z.literal('url_citation'),
  url: z.string(),
  title: z.string(),
  start_index: z.number().int(),
  end_index: z.number().int(),
})

export const outputText = z.object({
  type: z.literal('output_text'),
  text: z.string(),
  annotations: z.array(annotation),
  logprobs: z.array(z.never()),
})

export const outputItem = z.object({
  id: z.string(),
  type: z.literal('message'),
  role: z.literal('assistant'),
  status: z.enum(['in_progress', 'completed', 'incomplete']),
  content: z.array(outputText),
})

export const responseUsage = z.object({
  input_tokens: z.number().int(),
  input_tokens_details: z.object({ cached_tokens: z.number().int() }),
  output_tokens: z.number().int(),
  output_tokens_details: z.object({ reasoning_tokens: z.number().int() }),
  total_tokens: z.number().int(),
})

export const responseObject = z.object({
  id: z.string(),
  object: z.literal('response'),
  created_at: z.number().int(),
  status: z.enum(['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled']),
  background: z.boolean(),
  conversation: z.object({ id: z.string() }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  incomplete_details: z.object({ reason: z.string() }).nullable(),
  instructions: z.null(),
  max_output_tokens: z.null(),
  metadata: z.record(z.string(), z.string()),
  model: z.string(),
  output: z.array(outputItem),
  parallel_tool_calls: z.boolean(),
  previous_response_id: z.null(),
  store: z.boolean(),
  temperature: z.null(),
  text: z.object({ format: z.object({ type: z.literal('text') }) }),
  tool_choice: z.literal('auto'),
  tools: z.array(z.never()),
  top_p: z.null(),
  truncation: z.literal('disabled'),
  usage: responseUsage.nullable(),
})

export type ResponseObject = z.infer<typeof responseObject>
export type OutputItem = z.infer<typeof outputItem>
export type OutputText = z.infer<typeof outputText>
export type Annotation = z.infer<typeof annotation>

export type ResponseHead = Pick<ResponseObject, 'id' | 'created_at' | 'model'> & { conversationId: string }

/** A response that has just begun. Work is always kept and goes on without a reader [L4]. */
export const newResponse = ({ id, created_at, model, conversationId }: ResponseHead): ResponseObject => ({
  id,
  object: 'response',
  created_at,
  status: 'in_progress',
  background: true,
  conversation: { id: conversationId },
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  metadata: {},
  model,
  output: [],
  parallel_tool_calls: true,
  previous_response_id: null,
  store: true,
  temperature: null,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_p: null,
  truncation: 'disabled',
  usage: null,
})

/** Of several agents together; null as soon as one of them is not known. */
export function usageOf(usages: readonly Usage[]): z.infer<typeof responseUsage> | null {
  let input = 0
  let output = 0
  for (const { input_tokens, output_tokens } of usages) {
    if (input_tokens === null || output_tokens === null) return null
    input += input_tokens
    output += output_tokens
  }
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  }
}

/** Seconds since 1970, as OpenAI counts. */
export const secondsOf = (timestamp: string): number => Math.floor(Date.parse(timestamp) / 1_000)
