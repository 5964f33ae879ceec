// The agents as a list of models.
import { z } from 'zod'
import { answer, json, plain, type Route, route } from '../../routes/route.ts'
import { MODELS, modelView, readModel } from './models.ts'
import { openAiError } from './openai-errors.ts'

const model = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.number().int(),
  owned_by: z.string(),
})
const shared = { ...plain, query: z.strictObject({}), tag: 'openai', errorShape: openAiError, lenient: true } as const

export const modelRoutes = (): Route[] => [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/models',
    summary: 'The agents, as models.',
    answers: { 200: json('The models.', z.object({ object: z.literal('list'), data: z.array(model) })) },
    refusals: [],
    handle: async () => answer(200, { object: 'list' as const, data: MODELS.map((id) => modelView({ id })) }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/v1/models/{id}',
    summary: 'One agent, as a model.',
    params: z.strictObject({ id: z.string() }),
    answers: { 200: json('The model.', model) },
    refusals: ['NOT_FOUND'],
    handle: async ({ params }) => answer(200, modelView(readModel(params.id))),
  }),
]
