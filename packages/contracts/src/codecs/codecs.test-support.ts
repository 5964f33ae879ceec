// Random events, snapshots, commands and notices for the codec tests: every field of a wire in every combination that
// the schemas allow, including those that no conversation could hold.
import fc from 'fast-check'
import { expect } from 'vitest'
import type { z } from 'zod'
import { type Refusal, refusalOf } from '../refusal.ts'
import { INVOCATION_STATES } from '../vocabulary/invocation-states.ts'
import { LIMITS } from '../vocabulary/limits.ts'
import { PILLAR_NAMES, PILLARS, SURFACES } from '../vocabulary/pillars.ts'
import { REFUSAL_CODES } from '../vocabulary/refusal-codes.ts'
import { artifactStatus } from '../wire/artifacts.ts'
import { accepted, historyPage, sendInput } from '../wire/commands.ts'
import { endCause } from '../wire/end-cause.ts'
import { type ConversationEvent, conversationEvent, conversationSnapshot, restoreReason } from '../wire/events.ts'
import { conversationId, invocationId, messageId } from '../wire/ids.ts'
import type { CancelCommand, Claims, EnvelopeCommand, RuntimeAgentCommand, StandardCommand } from './door-command.ts'
import type { EnvelopeNotice, ResumedPlace, RuntimeAgentNotice, StandardNotice } from './door-notice.ts'

const id = fc
  .array(fc.constantFrom(...'abcXYZ019-_.:~!#'), { minLength: 1, maxLength: 12 })
  .map((chars) => chars.join(''))
const words = fc.oneof(
  fc.string({ maxLength: 20, unit: 'grapheme' }),
  fc.string({ maxLength: 20, unit: 'binary' }),
  fc.constantFrom('', ' ', '\n', '\u2028', '\u0000', '\ud83d', '__proto__', '{"type":"error"}', '</script>'),
)
const said = words.map((text) => (text.trim() === '' ? `x${text}` : text))
/** As JSON has numbers: -0 is 0 there. */
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((n) => n + 0)
const count = fc.nat(1_000_000)
const attempt = fc.integer({ min: 1, max: 9 })
const timestamp = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((d) => d.toISOString())
/** A record as JSON gives one; keys that a door lets through. */
const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value): unknown => JSON.parse(JSON.stringify(value)))
const record = fc.dictionary(id, json, { maxKeys: 4 }).map((r): Record<string, unknown> => ({ ...r }))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 })
const refusalCode = fc.constantFrom(...REFUSAL_CODES)
const agentId = fc.constantFrom('guide.global', 'guide.content', ...PILLAR_NAMES.map((p) => PILLARS[p].liaison))

const usage = fc.record({
  input_tokens: maybe(count),
  output_tokens: maybe(count),
  tool_calls: maybe(count),
  model: maybe(words),
})
const file = fc.record({ file_uuid: id, name: words, mime: words, size: count })
const via = fc.record({ agent_id: agentId, conversation_id: id })
const cause = fc.record(
  { by: fc.constantFrom(...endCause.shape.by.options), session_id: id, message_id: id },
  { requiredKeys: ['by'] },
)
const routing = fc.record({
  agent_id: agentId,
  source: fc.constantFrom('path' as const, 'surface' as const, 'user' as const, 'sticky' as const, 'router' as const),
  reason: words,
  confidence: share,
  candidates: some(fc.record({ agent_id: agentId, score: share })),
})
const handoff = fc.record({
  to_agent: agentId,
  pillar: maybe(fc.constantFrom(...PILLAR_NAMES)),
  conversation_id: id,
  invocation_id: id,
  reason: words,
  confidence: share,
})
const toolStatus = fc.constantFrom('started' as const, 'finished' as const, 'failed' as const)
const fileProgress = fc.record(
  {
    file_uuid: id,
    name: words,
    status: fc.constantFrom('selected' as const, 'processing' as const, 'complete' as const, 'error' as const),
    code: refusalCode,
    message: words,
  },
  { requiredKeys: ['file_uuid', 'name', 'status'] },
)
const header = {
  artifact_id: id,
  version: attempt,
  kind: fc.oneof(fc.constantFrom('chart', 'table', 'workflow', 'sop', 'question_answer', 'toString'), id),
  key: id,
  title: words,
  summary: words,
}
const provenance = fc.record({
  tool: words,
  file: maybe(fc.record({ file_uuid: id, name: words, sha256: id })),
  rows_considered: count,
  expression: words,
  steps: some(fc.record({ label: words, expression: words, result: words })),
})
const schedule = fc.record({ schedule_id: id, title: words, occurrence: words })
const statusOf = fc.constantFrom(...artifactStatus.options)

const payloads: { [T in ConversationEvent['type']]: fc.Arbitrary<Extract<ConversationEvent, { type: T }>['payload']> } =
  {
    'user.message': fc.record(
      { text: words, files: some(file), surface: maybe(words), via: maybe(via), replaces: id, schedule },
      { requiredKeys: ['text', 'files', 'surface', 'via'] },
    ),
    'agent.routed': routing,
    'agent.queued': fc.record({ position: count }),
    'agent.started': fc.record({ recovery: fc.constantFrom('exact' as const, 'restart' as const) }),
    'agent.recovering': fc.record({ reason: words }),
    'agent.token': fc.record({ text: words, index: count }),
    'agent.progress': fc.record(
      { progress: share, label: words, file: fileProgress },
      { requiredKeys: ['progress', 'label'] },
    ),
    'agent.tool': fc.record({ call_id: id, tool: words, version: words, status: toolStatus, summary: words }),
    'agent.artifact': fc.record(
      { ...header, status: statusOf, provenance: maybe(provenance), data: json },
      { requiredKeys: ['artifact_id', 'version', 'kind', 'key', 'title', 'summary', 'provenance', 'data'] },
    ),
    'agent.artifact_status': fc.record({ artifact_id: id, version: attempt, status: statusOf }),
    'agent.ui': fc.record({ message: record }),
    'agent.handoff': handoff,
    'agent.cancelling': fc.record({ cause }, { requiredKeys: [] }),
    'agent.superseded': fc.record({ attempt, reason: words }),
    'agent.completed': fc.record({ text: words, usage }),
    'agent.failed': fc.record(
      { text: words, code: refusalCode, message: words, retryable: fc.boolean(), usage, cause },
      { requiredKeys: ['text', 'code', 'message', 'retryable', 'usage'] },
    ),
    'agent.cancelled': fc.record({ text: words, usage, cause }, { requiredKeys: ['text', 'usage'] }),
    'conversation.renamed': fc.record({ title: words }),
    'conversation.deleted': fc.constant({}),
  }

export const EVENT_TYPES = conversationEvent.options.flatMap((option) => [...option.shape.type.values])

/** Any event of one type. */
export const eventOf = (type: ConversationEvent['type']): fc.Arbitrary<ConversationEvent> => {
  const payload: fc.Arbitrary<object> = payloads[type]
  return fc
    .record({
      event_id: count.map((n) => n + 1),
      cursor: id,
      conversation_id: id,
      timestamp,
      message_id: id,
      invocation_id: id,
      agent_id: agentId,
      attempt,
      payload,
    })
    .map((fields) => conversationEvent.parse({ type, ...fields }))
}
export const anyEvent = fc.constantFrom(...EVENT_TYPES).chain(eventOf)

export const uiMessages = some(record)

const messageFields = {
  message_id: id,
  role: fc.constantFrom('user' as const, 'assistant' as const),
  content: words,
  status: fc.constantFrom(
    'complete' as const,
    'queued' as const,
    'streaming' as const,
    'cancelled' as const,
    'failed' as const,
  ),
  agent_id: maybe(agentId),
  timestamp,
  event_id: count,
  invocation_id: maybe(id),
  attempt,
  pieces: count,
  files: some(file),
  via: maybe(via),
  routing: maybe(routing),
  handoff: maybe(handoff),
  tools: some(fc.record({ call_id: id, tool: words, status: toolStatus, summary: words })),
  artifacts: some(fc.record(header)),
  file_progress: some(fileProgress),
  ui: some(record),
  activity: maybe(fc.record({ label: words, progress: maybe(share) })),
  error: maybe(fc.record({ code: refusalCode, message: words, retryable: fc.boolean() })),
  usage: maybe(usage),
  cause,
}
const message = fc.record(messageFields, {
  requiredKeys: Object.keys(messageFields).filter((key) => key !== 'cause') as (keyof typeof messageFields)[],
})
const running = fc.record({ invocation_id: id, message_id: id, status: fc.constantFrom(...INVOCATION_STATES) })

export const anyAbout = fc.record({
  session_id: id,
  agent_type: id,
  pillar: maybe(fc.constantFrom(...PILLAR_NAMES)),
})

export const anySnapshot = fc
  .record({
    type: fc.constant('snapshot' as const),
    epoch: id,
    conversation_id: id,
    agent_type: id,
    pillar: maybe(fc.constantFrom(...PILLAR_NAMES)),
    title: words,
    messages: some(message),
    has_more: fc.boolean(),
    before: maybe(count),
    last_event_id: count,
    running: maybe(running),
    reason: fc.constantFrom(...restoreReason.options),
  })
  .map((snapshot) => conversationSnapshot.parse(snapshot))

const place = anySnapshot.map(
  ({ epoch, conversation_id, agent_type, pillar, title, last_event_id, running: at }): ResumedPlace => ({
    epoch,
    conversation_id,
    agent_type,
    pillar,
    title,
    last_event_id,
    running: at,
  }),
)

const optional = <T>(name: string, arbitrary: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.constant({}),
    arbitrary.map((value) => ({ [name]: value })),
  )

const refusal = fc.record(
  { code: refusalCode, message: words, retryable: fc.boolean(), path: words, retry_after_ms: count },
  { requiredKeys: ['code', 'message', 'retryable'] },
)
const kind = <K extends string>(name: K) => fc.constant(name)
const restoredNotice = fc.record({ kind: kind('restored'), snapshot: anySnapshot })
const resumedNotice = fc.record({ kind: kind('resumed'), place })
const refusedNotice = fc.record(
  { kind: kind('refused'), refusal, message_id: id },
  { requiredKeys: ['kind', 'refusal'] },
)
const finishedNotice = fc.record({
  kind: kind('already_finished'),
  invocation_id: id,
  status: fc.constantFrom(...INVOCATION_STATES),
})
const anyAccepted = fc
  .record({ message_id: id, invocation_id: id, conversation_id: id, event_id: count, cursor: id })
  .map((of) => accepted.parse(of))
const pongNotice = fc.record({ kind: kind('pong') })

export const standardNotice: fc.Arbitrary<StandardNotice> = fc.oneof(
  restoredNotice,
  resumedNotice,
  refusedNotice,
  finishedNotice,
  pongNotice,
  fc.record({ kind: kind('already_accepted'), accepted: anyAccepted }),
  fc.record({ kind: kind('warning'), message: words }),
)
export const runtimeAgentNotice: fc.Arbitrary<RuntimeAgentNotice> = fc.oneof(
  restoredNotice,
  resumedNotice,
  refusedNotice,
  finishedNotice,
  pongNotice,
  fc.record({ kind: kind('accepted'), accepted: anyAccepted }),
)
export const envelopeNotice: fc.Arbitrary<EnvelopeNotice> = fc.oneof(
  restoredNotice,
  resumedNotice,
  fc.record({ kind: kind('refused'), refusal, message_id: id, echo: words }, { requiredKeys: ['kind', 'refusal'] }),
  finishedNotice,
  pongNotice,
  fc
    .record({ conversation_id: id, messages: some(message), has_more: fc.boolean(), before: maybe(count) })
    .map((page) => ({ kind: 'history' as const, page: historyPage.parse(page) })),
  fc.record(
    { kind: kind('session'), session_token: id, expires_at: timestamp, epoch: id, resumed: fc.boolean() },
    { requiredKeys: ['kind', 'expires_at', 'epoch', 'resumed'] },
  ),
)

const context = fc
  .record({ surface: fc.constantFrom(...SURFACES), project_id: words, agent: words }, { requiredKeys: [] })
  .filter((c) => Object.keys(c).length > 0)

/** Any send in its canonical form: no part of it is there and empty. */
export const anyInput = fc
  .record(
    {
      message: said,
      conversation_id: id,
      message_id: id,
      file_uuids: fc.array(id, { maxLength: LIMITS.filesPerMessage, size: 'small' }),
      when_busy: fc.constantFrom('enqueue', 'interrupt', 'reject'),
      context,
    },
    { requiredKeys: ['message'] },
  )
  .map((input) => sendInput.parse(input))

const by: fc.Arbitrary<CancelCommand['by']> = fc.oneof(
  id.map((given) => ({ invocation_id: invocationId.parse(given) })),
  id.map((given) => ({ message_id: messageId.parse(given) })),
)
const whichConversation = id.map((given) => conversationId.parse(given))

const claiming = (claims: fc.Arbitrary<Claims>) =>
  fc.oneof(
    fc.constant({}),
    claims.filter((c) => Object.keys(c).length > 0).map((c) => ({ claims: c })),
  )
const pillarClaim = claiming(fc.record({ pillar: id }, { requiredKeys: [] }))
const single = { single: true } as const

export const standardCommand: fc.Arbitrary<StandardCommand> = fc.oneof(
  fc.tuple(anyInput, pillarClaim).map(([input, c]) => ({ kind: 'send' as const, input, ...c })),
  fc
    .tuple(anyInput, claiming(fc.record({ agent_type: id, pillar: id }, { requiredKeys: [] })))
    .map(([input, c]) => ({ kind: 'send' as const, input, ...single, ...c })),
  fc.tuple(by, pillarClaim).map(([given, c]) => ({ kind: 'cancel' as const, by: given, ...c })),
  fc.tuple(optional('request_id', id), pillarClaim).map(([r, c]) => ({ kind: 'ping' as const, ...r, ...c })),
)

export const runtimeAgentCommand: fc.Arbitrary<RuntimeAgentCommand> = fc.oneof(
  anyInput.map((input) => ({ kind: 'send' as const, input })),
  by.map((given) => ({ kind: 'cancel' as const, by: given })),
  fc.record({ kind: kind('resume'), conversation_id: whichConversation, last_event_id: maybe(words) }),
  fc.record({ kind: kind('ping') }),
)

const asked = fc
  .tuple(optional('request_id', id), claiming(fc.record({ session_id: id }, { requiredKeys: [] })))
  .map(([r, c]) => ({ ...r, ...c }))

export const envelopeCommand: fc.Arbitrary<EnvelopeCommand> = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(anyInput, optional('stream', fc.boolean()))
        .map(([input, s]) => ({ kind: 'send' as const, input, ...s })),
      by.map((given) => ({ kind: 'cancel' as const, by: given })),
      fc.record({ kind: kind('resume'), conversation_id: maybe(whichConversation), last_event_id: maybe(words) }),
      fc.record(
        {
          kind: kind('history'),
          conversation_id: maybe(whichConversation),
          before: attempt,
          limit: fc.integer({ min: 1, max: LIMITS.historyMessages }),
        },
        { requiredKeys: ['kind', 'conversation_id'] },
      ),
      fc.record({ kind: kind('ping') }),
    ),
    asked,
  )
  .map(([command, a]) => ({ ...command, ...a }))

/** What arrives of a frame. Its schema has to know every field of it. */
export function overTheWire<F>(schema: z.ZodType<F>, frame: F): F {
  const arrived: unknown = JSON.parse(JSON.stringify(frame))
  const read = schema.parse(arrived)
  expect(read).toEqual(arrived)
  return read
}

/** The refusal with which a decoder ends; `null` when it does not. A bug is not caught. */
export function refusedBy(decode: () => unknown): Refusal | null {
  try {
    decode()
    return null
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    return refusal
  }
}
