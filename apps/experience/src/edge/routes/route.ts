// Declares a route once; the server's handler and the OpenAPI description are both made from it, so they cannot differ.
// [D3.13]
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal, refuseInput } from '@biplane/contracts/refusal'
import type { RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { LiveCredential } from '../../smart-city/traffic-cop.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Tag =
  | 'auth'
  | 'chat'
  | 'threads'
  | 'schedules'
  | 'sessions'
  | 'files'
  | 'artifacts'
  | 'traffic cop'
  | 'admin'
  | 'platform'
  | 'openai'
  | 'streams'
  | 'ag-ui'
  | 'a2a'
  | 'mcp'

/** What one status says: JSON of this shape, other media types beside it, or nothing at all. */
export interface Said {
  says: string
  json: z.ZodType | null
  media: readonly string[]
}

export interface JsonSaid<S extends z.ZodType> extends Said {
  json: S
}
export interface OtherSaid extends Said {
  json: null
}

export const json = <S extends z.ZodType>(says: string, schema: S, ...media: string[]): JsonSaid<S> => ({
  says,
  json: schema,
  media,
})
export const nothing = (says: string): OtherSaid => ({ says, json: null, media: [] })
export const media = (says: string, ...types: string[]): OtherSaid => ({ says, json: null, media: types })

type Answers = Record<number, Said>
type AnswerOf<A extends Answers> = {
  [S in keyof A & number]: A[S] extends JsonSaid<infer Z> ? { status: S; body: z.output<Z> } : { status: S }
}[keyof A & number]

/** What a handler answers: one of the statuses that its route declares, with the body of that status. */
export const answer = <S extends number, B>(status: S, body: B): { status: S; body: B } => ({ status, body })
export const done = <S extends number>(status: S): { status: S } => ({ status })

/** The handler has answered by itself: a download, a stream. */
export const ANSWERED = Symbol('answered')

interface Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends Answers> {
  method: Method
  /** As OpenAPI spells it: `/api/files/{id}`. */
  path: string
  tag: Tag
  summary: string
  params: P
  query: Q
  body: B
  answers: A
  /** Beyond those that follow from having a session, a query and a body. */
  refusals: readonly RefusalCode[]
  /** The shape of its errors, where another protocol has its own. */
  errorShape?: z.ZodType
  /** Statuses of refusals, where another protocol has its own. */
  statuses?: Partial<Record<RefusalCode, number>>
  /** Fields of the query that are not known are passed over: clients of other protocols send many. */
  lenient?: true
  /** Largest body in bytes, where it is not the server's. */
  bodyBytes?: number
  /** For a body that is no JSON: what it is, and how large. */
  upload?: { field: string; mostBytes: number }
}

interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
  request: FastifyRequest
  reply: FastifyReply
}

type Result<A extends Answers> = Promise<AnswerOf<A> | typeof ANSWERED>

/** What the server hands to a route. */
export interface Raw {
  request: FastifyRequest
  reply: FastifyReply
  /** @throws UNAUTHENTICATED, SESSION_EXPIRED */
  recognise(): Promise<LiveCredential>
  /** Counts one more call of this principal. @throws RATE_LIMITED */
  admit(caller: Caller, kind: 'change' | 'read'): Promise<void>
}

/** A declared route without its type parameters: what the server and the description need of it. */
export interface Route extends Spec<z.ZodObject, z.ZodObject, z.ZodType, Answers> {
  /** Whether a caller must show a session. */
  needsSession: boolean
  run(raw: Raw): Promise<{ status: number; body?: unknown } | typeof ANSWERED>
}

const none = z.strictObject({})
/** The inputs of a route that takes none. */
export const plain = { params: none, query: none, body: none }

/** A route for whoever shows a session. */
export function route<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends Answers>(
  spec: Spec<P, Q, B, A> & {
    handle(ask: Input<P, Q, B> & { caller: Caller; live: LiveCredential }): Result<A>
  },
): Route {
  return {
    ...spec,
    needsSession: true,
    async run(raw) {
      const live = await raw.recognise()
      const caller = live.check()
      await raw.admit(caller, spec.method === 'GET' ? 'read' : 'change')
      return spec.handle({ ...readInput(spec, raw), caller, live })
    },
  }
}

/** A route for anybody. */
export function openRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends Answers>(
  spec: Spec<P, Q, B, A> & { handle(ask: Input<P, Q, B>): Result<A> },
): Route {
  return { ...spec, needsSession: false, run: (raw) => spec.handle(readInput(spec, raw)) }
}

function readInput<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  spec: { params: P; query: Q; body: B; upload?: unknown; lenient?: true },
  { request, reply }: Raw,
): Input<P, Q, B> {
  return {
    params: read(spec.params, request.params),
    query: read(spec.query, queryOf(request, spec.lenient ? spec.query.shape : null)),
    // A call without a body says the same as one with an empty object: each field that it lacks is named.
    body: read(spec.body, spec.upload ? {} : (request.body ?? {})),
    request,
    reply,
  }
}

/** @throws BAD_MESSAGE with the path of the offending field */
function read<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw refuseInput(parsed.error)
}

/**
 * Each name once, of the names in `known` where there is one; the credential in it is not the route's.
 * @throws BAD_MESSAGE for a name given twice
 */
function queryOf(request: FastifyRequest, known: object | null): Record<string, string> {
  const fields: [string, string][] = []
  const seen = new Set<string>()
  for (const [name, value] of new URL(request.url, 'http://experience').searchParams) {
    if (name === 'session_token' || (known && !Object.hasOwn(known, name))) continue
    if (seen.has(name)) throw new Refusal('BAD_MESSAGE', `${name}: is given twice`, { path: name })
    seen.add(name)
    fields.push([name, value])
  }
  return Object.fromEntries(fields)
}
