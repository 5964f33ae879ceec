// HTTP calls for tests that validate every answer against the server's own OpenAPI description. Knows no route by name.
import { z } from 'zod'
import type { Live, Person } from './live.test-support.ts'

const schema = z.record(z.string(), z.unknown())
const content = z.record(z.string(), z.object({ schema }))
const response = z.object({ description: z.string(), content: content.optional() })
const operation = z.object({
  tags: z.array(z.string()),
  security: z.array(z.unknown()),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query']),
        required: z.boolean(),
        schema: schema.optional(),
        content: content.optional(),
      }),
    )
    .default([]),
  requestBody: z.object({ required: z.boolean(), content }).optional(),
  responses: z.record(z.string(), z.union([response, z.object({ $ref: z.string() })])),
})
const document = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), schema), responses: z.record(z.string(), response) }),
})

export type Operation = z.infer<typeof operation>

export interface Call {
  /** `null` for nobody. */
  as: Person | null
  method: string
  route: string
  body?: unknown
  headers?: Record<string, string>
}

export interface Told {
  status: number
  headers: Headers
  /** `null` where there was none. */
  body: z.infer<ReturnType<typeof z.json>>
  text: string
}

export class DescribedHttp {
  /** Operations that were called, as `GET /path`. */
  readonly called = new Set<string>()
  readonly document: z.infer<typeof document>
  readonly #live: Live
  readonly #schemas: Record<string, unknown>

  private constructor(live: Live, described: z.infer<typeof document>) {
    this.#live = live
    this.document = described
    this.#schemas = described.components.schemas
  }

  static async open(live: Live): Promise<DescribedHttp> {
    return new DescribedHttp(live, document.parse(await (await fetch(`${live.url}/openapi.json`)).json()))
  }

  /** Every operation, as `GET /path`. */
  get operations(): Map<string, Operation> {
    return new Map(
      Object.entries(this.document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, found]): [string, Operation] => [
          `${method.toUpperCase()} ${path}`,
          found,
        ]),
      ),
    )
  }

  /** Calls it, and throws when the answer is not one that the description has. */
  async call({ as, method, route, body, headers }: Call): Promise<Told> {
    const response = await fetch(`${this.#live.url}${route}`, {
      method,
      headers: {
        ...(as ? { authorization: `Bearer ${as.token}` } : {}),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: bodyOf(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    const told = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : null, text }
    this.#check(method, route, told)
    return told
  }

  #check(method: string, route: string, { status, headers, body, text }: Told): void {
    const path = this.#pathOf(route)
    const found = path === undefined ? undefined : this.document.paths[path]?.[method.toLowerCase()]
    // What no operation answers is 404, or 405 at a path that has others.
    if (!found) {
      if (status !== 404 && status !== 405) throw new Error(`${method} ${route} is not described, but says ${status}`)
      return
    }
    this.called.add(`${method} ${path}`)
    const declared = found.responses[String(status)] ?? found.responses.default
    const described =
      declared && '$ref' in declared
        ? this.document.components.responses[declared.$ref.replace('#/components/responses/', '')]
        : declared
    if (!described) throw new Error(`${method} ${path} says ${status}, which is not described: ${text}`)
    const type = headers.get('content-type')?.split(';', 1)[0] ?? ''
    if (text === '' && !described.content) return
    const shape = described.content?.[type] ?? described.content?.['*/*']
    if (!shape) throw new Error(`${method} ${path} says ${status} as ${type}, which is not described`)
    if (type !== 'application/json') return
    const checked = this.#shape(shape.schema).safeParse(body)
    if (!checked.success) throw new Error(`${method} ${path} ${status}: ${checked.error.message} in ${text}`)
  }

  #shape(of: Record<string, unknown>): z.ZodType {
    const text = JSON.stringify({ ...exact(of), $defs: exact(this.#schemas) })
    return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))
  }

  /** The described path that an address is of; one without placeholders goes first. */
  #pathOf(route: string): string | undefined {
    const address = route.split('?', 1)[0] ?? ''
    if (this.document.paths[address]) return address
    return Object.keys(this.document.paths).find((path) =>
      new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(address),
    )
  }
}

/** The same schema, in which an object has no field that is not described. */
function exact(value: object): Record<string, unknown> {
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] => [key, isRecord(inner) ? exact(inner) : list(inner)]),
  )
  return 'properties' in copy && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((inner: unknown) => (isRecord(inner) ? exact(inner) : inner)) : value

const bodyOf = (body: unknown) =>
  body instanceof FormData || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
