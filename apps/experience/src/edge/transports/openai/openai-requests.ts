// What OpenAI's clients send. Unknown fields are taken and ignored: real clients send dozens (temperature, tools …) that
// have no meaning here.
import { z } from 'zod'

const filePart = {
  file_id: z.string().max(80).nullish(),
  file_data: z.string().nullish(),
  filename: z.string().max(512).nullish(),
}

const part = z.union([
  z.looseObject({ type: z.enum(['input_text', 'output_text', 'text', 'summary_text']), text: z.string() }),
  z.looseObject({ type: z.literal('input_file'), ...filePart }),
  z.looseObject({ type: z.literal('file'), file: z.looseObject(filePart) }),
  z.looseObject({ type: z.string() }),
])
export const content = z.union([z.string(), z.array(part)])

/** An item of `input`: a message, or something that is no message and is passed over. */
const inputItem = z.union([
  z.looseObject({ type: z.literal('message').optional(), role: z.string(), content }),
  z.looseObject({ type: z.string() }),
])

const model = z.string().max(128)
const reference = z.string().max(160)

export const responseCreate = z.looseObject({
  model: model.optional(),
  input: z.union([z.string(), z.array(inputItem)]),
  stream: z.boolean().nullish(),
  background: z.boolean().nullish(),
  conversation: z.union([reference, z.looseObject({ id: reference })]).nullish(),
  previous_response_id: reference.nullish(),
})

export const completionCreate = z.looseObject({
  model,
  messages: z.array(z.looseObject({ role: z.string(), content: content.nullish() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
})

export const conversationCreate = z.looseObject({
  /** Which agent it belongs to; `guide` when absent. Not of OpenAI's. */
  model: model.nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
})

export type ContentPart = z.infer<typeof part>
export type Content = z.infer<typeof content>
