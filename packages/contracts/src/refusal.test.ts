import { initTRPC, TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { describe, expect, test } from 'vitest'
import { ZodError, z } from 'zod'
import { formatTrpcError, Refusal, refusalOf, refuseInput, viewOfError } from './refusal.ts'
import { REFUSAL_CODES, REFUSALS, type RefusalCode } from './vocabulary/refusal-codes.ts'

/** The table of the protocol, written down a second time: code → HTTP status, close code, retryable. */
const TABLE: Record<RefusalCode, [http: number, close: number | null, retryable: boolean]> = {
  BAD_JSON: [400, 4400, false],
  BAD_MESSAGE: [400, 4400, false],
  UNAUTHENTICATED: [401, 4401, false],
  FORBIDDEN: [403, 4403, false],
  NOT_FOUND: [404, null, false],
  QUOTA_EXCEEDED: [413, null, false],
  CONFLICT: [409, null, false],
  BUSY: [409, null, true],
  TOO_LARGE: [413, 4413, false],
  RATE_LIMITED: [429, 4429, true],
  SESSION_EXPIRED: [401, 4440, false],
  INVALID_PILLAR: [400, 4004, false],
  ORCHESTRATOR_UNAVAILABLE: [503, 4005, true],
  AGENT_UNAVAILABLE: [503, 4006, true],
  RUNTIME_UNAVAILABLE: [503, 4503, true],
  STORE_UNAVAILABLE: [503, null, true],
  AGENT_FAILED: [502, null, true],
  CANCELLED: [499, null, false],
  CURSOR_AHEAD: [412, null, false],
  CURSOR_EXPIRED: [412, null, false],
  SLOW_READER: [429, 4409, true],
  UNSUPPORTED_FILE: [415, null, false],
  INTERNAL: [500, 1011, false],
}

describe('[C1] the closed table of refusals', () => {
  test.each(REFUSAL_CODES)('%s is the same thing on every wire', (code) => {
    const { trpc, http, close, retryable } = REFUSALS[code]
    expect([http, close, retryable]).toEqual(TABLE[code])
    const refusal = new Refusal(code, 'no')
    expect(refusal.code).toBe(trpc)
    // What tRPC's own HTTP adapter makes of the tRPC code is the status of the table.
    expect(getHTTPStatusCodeFromError(refusal)).toBe(http)
    expect(viewOfError(refusal)).toEqual({ code, message: 'no', retryable })
  })

  test('gives each closing refusal its own close code', () => {
    const closing = REFUSAL_CODES.filter((code) => REFUSALS[code].close !== null)
    const shared = closing.filter((a) => closing.some((b) => a !== b && REFUSALS[a].close === REFUSALS[b].close))
    expect(shared).toEqual(['BAD_JSON', 'BAD_MESSAGE'])
  })
})

describe('[L11] what a client may see of an error', () => {
  test('a refusal says its path and when to come back, where it has them', () => {
    const view = viewOfError(new Refusal('RATE_LIMITED', 'slow down', { path: 'a.b', retry_after_ms: 7 }))
    expect(view).toEqual({
      code: 'RATE_LIMITED',
      message: 'slow down',
      retryable: true,
      path: 'a.b',
      retry_after_ms: 7,
    })
  })

  test.each<[string, unknown]>([
    ['an error', new Error('SELECT * FROM Session')],
    ['an error with a cause', new Error('outer', { cause: new Error('UNIQUE constraint failed') })],
    ['a string', 'at Object.<anonymous> (/srv/app.ts:1:1)'],
    ['nothing', undefined],
    ['null', null],
    ['a number', 42],
    ['an object that looks like a refusal', { refusal: 'FORBIDDEN', message: 'secret' }],
    ['an error of tRPC itself', new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new Error('secret') })],
  ])('%s that is not a refusal is INTERNAL without details', (_, error) => {
    expect(viewOfError(error)).toEqual({
      code: 'INTERNAL',
      message: 'Something went wrong on our side.',
      retryable: false,
    })
    expect(refusalOf(error)).toBeNull()
  })

  test('keeps the cause for the log and hides it from clients', () => {
    const cause = new Error('UNIQUE constraint failed: Message.messageId')
    const refusal = new Refusal('CONFLICT', 'used already', { cause })
    expect(refusal.cause).toBe(cause)
    expect(JSON.stringify(viewOfError(refusal))).not.toContain('UNIQUE')
  })

  test('a refusal is found however often a library has wrapped it', () => {
    const inner = new Refusal('BUSY', 'busy')
    const once = new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: inner })
    const twice = new TRPCError({ code: 'BAD_REQUEST', cause: once })
    expect(refusalOf(once)).toBe(inner)
    expect(refusalOf(twice)).toBe(inner)
  })
})

describe('[L11] bad input is BAD_MESSAGE with the path of the first thing that is wrong', () => {
  const schema = z.strictObject({
    message: z.string(),
    context: z.strictObject({ surface: z.enum(['home', 'away']) }).optional(),
    files: z.array(z.strictObject({ id: z.string().min(1) })).optional(),
    kind: z.discriminatedUnion('type', [z.strictObject({ type: z.literal('a'), n: z.number() })]).optional(),
  })
  const refuse = (input: unknown) => {
    const { error } = schema.safeParse(input)
    if (!error) throw new Error('that was not bad')
    return refuseInput(error)
  }

  test.each<[string, unknown, string]>([
    ['a missing field', {}, 'message'],
    ['a field of another type', { message: 1 }, 'message'],
    ['an unknown field', { message: 'm', colour: 'red' }, 'colour'],
    ['an unknown field further in', { message: 'm', context: { surface: 'home', x: 1 } }, 'context.x'],
    ['an unknown value', { message: 'm', context: { surface: 'moon' } }, 'context.surface'],
    ['an entry of a list', { message: 'm', files: [{ id: 'f' }, { id: '' }] }, 'files.1.id'],
    ['an unknown field in an entry', { message: 'm', files: [{ id: 'f', x: 1 }] }, 'files.0.x'],
    ['an unknown kind', { message: 'm', kind: { type: 'z' } }, 'kind.type'],
    ['no object at all', 'hello', ''],
    ['null', null, ''],
  ])('%s', (_, input, path) => {
    const refusal = refuse(input)
    expect(refusal.refusal).toBe('BAD_MESSAGE')
    expect(refusal.path).toBe(path)
    if (path) expect(refusal.message.startsWith(`${path}: `)).toBe(true)
  })

  test('an error of zod is a refusal wherever it turns up', () => {
    const { error } = schema.safeParse({})
    expect(error).toBeInstanceOf(ZodError)
    expect(viewOfError(error)).toMatchObject({ code: 'BAD_MESSAGE', path: 'message' })
    expect(viewOfError(new TRPCError({ code: 'BAD_REQUEST', cause: error }))).toMatchObject({ path: 'message' })
  })

  test('what was sent is not repeated in the answer', () => {
    expect(refuse({ message: 'm', context: { surface: 'my secret' } }).message).not.toContain('my secret')
  })
})

describe('[D2.2] over the wire of tRPC', () => {
  const t = initTRPC.create({ isDev: true, errorFormatter: ({ shape, error }) => formatTrpcError(shape, error) })
  const router = t.router({
    refuse: t.procedure.query(() => {
      throw new Refusal('BUSY', 'An answer is being given.', { cause: new Error('INSERT INTO Message') })
    }),
    bug: t.procedure.query(() => {
      throw new Error('SQLITE_CONSTRAINT: INSERT INTO Message failed in /srv/app/store.ts')
    }),
    take: t.procedure.input(z.strictObject({ n: z.number() })).mutation(() => 'taken'),
  })
  const call = async (path: string, init: RequestInit = {}) => {
    const req = new Request(`http://localhost/trpc/${path}`, init)
    const response = await fetchRequestHandler({ endpoint: '/trpc', req, router })
    const text = await response.text()
    const { error } = z.object({ error: z.looseObject({ data: z.looseObject({}) }) }).parse(JSON.parse(text))
    return { status: response.status, text, error }
  }
  const json = (body: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })

  test.each<[string, string, RequestInit, number, object]>([
    ['a refusal', 'refuse', {}, 409, { code: 'BUSY', retryable: true, message: 'An answer is being given.' }],
    ['a bug', 'bug', {}, 500, { code: 'INTERNAL', retryable: false }],
    ['bad input', 'take', json('{"n":"x"}'), 400, { code: 'BAD_MESSAGE', path: 'n' }],
    ['an unknown field', 'take', json('{"n":1,"m":2}'), 400, { code: 'BAD_MESSAGE', path: 'm' }],
    ['no JSON', 'take', json('{'), 400, { code: 'BAD_JSON' }],
    ['an unknown procedure', 'nowhere', {}, 404, { code: 'NOT_FOUND' }],
    ['the wrong method', 'take', {}, 405, { code: 'BAD_MESSAGE' }],
  ])('%s', async (_, path, init, status, refusal) => {
    const answer = await call(path, init)
    expect(answer.status).toBe(status)
    expect(answer.error.data.refusal).toMatchObject(refusal)
    // Even where tRPC would show it in development: no stack, no SQL, no path of a machine, no cause.
    expect(answer.text).not.toMatch(/stack|\bat \w|INSERT|SQLITE|\/srv|node_modules|\.ts\b|cause/)
  })
})
