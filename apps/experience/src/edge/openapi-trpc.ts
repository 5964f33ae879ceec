// The procedures of the router as they look over HTTP, read from the router itself. [D3.13]
import { experienceRouter } from '@biplane/contracts/experience-router'
import { REFUSAL_CODES, REFUSALS } from '@biplane/contracts/vocabulary/refusal-codes'
import { z } from 'zod'
import type { JsonSchema, SchemaBook } from './schema-book.ts'

/** What tRPC keeps of a procedure, as far as a description needs it. */
const built = z.object({
  _def: z.object({
    type: z.enum(['query', 'mutation', 'subscription']),
    inputs: z.array(z.instanceof(z.ZodType)),
  }),
})

const RESULT = {
  type: 'object',
  properties: { result: { type: 'object', properties: { data: {} } } },
  required: ['result'],
}

/** Status → the codes that are answered with it. */
const CODES = new Map<number, string[]>()
for (const code of REFUSAL_CODES) CODES.set(REFUSALS[code].http, [...(CODES.get(REFUSALS[code].http) ?? []), code])
const STATUSES = [...CODES.keys()].sort((a, b) => a - b)

/** The refusals of every procedure, by status: one set for all of them. */
export const trpcRefusals = (refusal: JsonSchema): Record<string, object> =>
  Object.fromEntries(
    STATUSES.map((status) => [
      `trpc_${status}`,
      {
        description: `${CODES.get(status)?.join(', ')}, in \`error.data.refusal\`.`,
        content: { 'application/json': { schema: errorSchema(refusal) } },
      },
    ]),
  )

export function trpcPaths(book: SchemaBook): Record<string, Record<string, unknown>> {
  const failed = Object.fromEntries(
    STATUSES.map((status) => [status, { $ref: `#/components/responses/trpc_${status}` }]),
  )
  return Object.fromEntries(
    Object.entries(experienceRouter._def.procedures).map(([name, procedure]) => {
      // A procedure is a function with `_def` on it.
      const { _def } = built.parse({ _def: Reflect.get(Object(procedure), '_def') })
      const [input] = _def.inputs
      const type = _def.type === 'subscription' ? 'text/event-stream' : 'application/json'
      const schema = _def.type === 'subscription' ? { type: 'string' } : RESULT
      const operation = {
        tags: ['trpc'],
        summary: `tRPC ${_def.type} \`${name}\``,
        operationId: `trpc_${name.replace('.', '_')}`,
        security: name === 'session.open' ? [] : [{ session: [] }],
        ...(input ? inputOf(_def.type, book.schemaOf(input), input.safeParse(undefined).success) : {}),
        responses: { 200: { description: 'The result.', content: { [type]: { schema } } }, ...failed },
      }
      return [`/trpc/${name}`, { [_def.type === 'mutation' ? 'post' : 'get']: operation }]
    }),
  )
}

function inputOf(type: 'query' | 'mutation' | 'subscription', schema: JsonSchema, optional: boolean): object {
  const content = { 'application/json': { schema } }
  if (type === 'mutation') return { requestBody: { required: true, content } }
  return { parameters: [{ name: 'input', in: 'query', required: !optional, content }] }
}

const errorSchema = (refusal: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        message: { type: 'string' },
        code: { type: 'integer' },
        data: {
          type: 'object',
          properties: {
            /** tRPC's own name for it. */
            code: { type: 'string' },
            httpStatus: { type: 'integer' },
            path: { type: 'string' },
            refusal,
          },
          required: ['refusal'],
        },
      },
      required: ['message', 'data'],
    },
  },
  required: ['error'],
})
