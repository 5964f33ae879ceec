// Describes HTTP for machines: OpenAPI 3.1, made from the declared routes and from the router itself, so that
// it cannot say what the server does not do. [D3.13]
import { refusalCodesOf } from './openapi-refusals.ts'
import { trpcPaths, trpcRefusals } from './openapi-trpc.ts'
import type { Route, Said } from './routes/route.ts'
import type { JsonSchema, SchemaBook } from './schema-book.ts'

export type OpenApiDocument = Record<string, unknown>

/** Every tag that an operation has, in the order in which a reader meets them. */
const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['auth', 'Sessions of guests and of signed-in people, and tickets for sockets.'],
  ['chat', 'Sending messages, conversations and their events.'],
  ['sessions', "A person's own sessions."],
  ['files', 'Uploaded files.'],
  ['artifacts', 'Results of agents, with their versions.'],
  ['traffic cop', 'Live connections and what they are linked to.'],
  ['openai', "OpenAI's API, for clients that speak it: models, chat completions, responses, conversations, files."],
  ['streams', 'The log of a conversation as a durable stream.'],
  ['ag-ui', 'AG-UI: a run of an agent as events.'],
  ['a2a', 'A2A 1.0: agents of elsewhere ask ours; the agent cards.'],
  ['mcp', 'The Model Context Protocol: agents as tools, files and results as resources.'],
  ['admin', 'For operators.'],
  ['platform', 'Health, features and figures.'],
  ['trpc', 'The same as procedures of tRPC.'],
]

export function openApiDocument(routes: readonly Route[], book: SchemaBook, refusal: JsonSchema): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = paths[route.path] ?? {}
    path[route.method.toLowerCase()] = operation(route, book, refusal)
    paths[route.path] = path
  }
  Object.assign(paths, trpcPaths(book))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Biplane',
      version: '1',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Experience over HTTP. Sockets are described in /asyncapi.json. Get a token from `POST /api/auth/session` and ' +
        'send it as `Authorization: Bearer <token>`.',
    },
    // Relative: wherever the document was read, the calls are beside it.
    servers: [{ url: '/', description: 'The server that this document came from.' }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
    paths,
    components: {
      responses: trpcRefusals(refusal),
      securitySchemes: { session: { type: 'http', scheme: 'bearer', description: 'A session token, or a ticket.' } },
      schemas: book.referredIn([paths, refusal]),
    },
  }
}

function operation(route: Route, book: SchemaBook, refusal: JsonSchema): object {
  const { tag, summary, method, path, needsSession } = route
  return {
    tags: [tag],
    summary,
    operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+/g, '_')}`.replace(/_$/, ''),
    security: needsSession ? [{ session: [] }] : [],
    parameters: [...parameters(route, 'path', book), ...parameters(route, 'query', book)],
    ...requestBody(route, book),
    responses: {
      ...said(route.answers, book),
      ...refused(route, route.errorShape ? book.schemaOf(route.errorShape) : refusal),
    },
  }
}

function parameters(route: Route, where: 'path' | 'query', book: SchemaBook): object[] {
  const { shape } = where === 'path' ? route.params : route.query
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    in: where,
    required: where === 'path',
    schema: book.valueOf(schema),
  }))
}

function requestBody({ method, upload, body }: Route, book: SchemaBook): object {
  if (upload) {
    const file = { type: 'string', format: 'binary' }
    const schema = { type: 'object', properties: { [upload.field]: file }, required: [upload.field] }
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } }
  }
  if (method === 'GET') return {}
  const required = !body.safeParse({}).success
  return { requestBody: { required, content: { 'application/json': { schema: book.schemaOf(body) } } } }
}

const said = (answers: Record<number, Said>, book: SchemaBook): object =>
  Object.fromEntries(
    Object.entries(answers).map(([status, { says, json, media }]) => {
      const content = {
        ...(json ? { 'application/json': { schema: book.schemaOf(json) } } : {}),
        ...Object.fromEntries(media.map((type) => [type, { schema: { type: 'string' } }])),
      }
      return [status, { description: says, ...(Object.keys(content).length > 0 ? { content } : {}) }]
    }),
  )

const refused = (route: Route, refusal: JsonSchema): object =>
  Object.fromEntries(
    refusalCodesOf(route).map(([status, codes]) => [
      status,
      { description: codes.join(', '), content: { 'application/json': { schema: refusal } } },
    ]),
  )
