// AG-UI over HTTP: a run is a send and its turn as events; every event carries its place, so that a stream that was cut
// goes on exactly there. It decides nothing and keeps nothing but which dialect a run was begun in. [D12]
import { createHash } from 'node:crypto'
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf, viewOfError } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { sendInput } from '@biplane/contracts/wire/commands'
import { invocationId as invocationIdSchema } from '@biplane/contracts/wire/ids'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ClientThreads, Sent } from '../../../chat/client-threads.ts'
import type { DoorChat } from '../../../chat/door-chat.ts'
import { encodeTurn } from '../../../chat/turn/encode-turn.ts'
import { formatTurnCursor, parseTurnCursor, type TurnPlace } from '../../../chat/turn/turn-place.ts'
import type { FileStore } from '../../../files/file-store.ts'
import type { LiveCredential } from '../../../smart-city/traffic-cop.ts'
import { ANSWERED, media, plain, type Route, route } from '../../routes/route.ts'
import { respondWithEvents, type SseDeps } from '../../sse-response.ts'
import { agentNamed, type NamedAgent } from '../agent-spelling.ts'
import { areSameFiles, keepFile } from '../attached-file.ts'
import type { ReaderGrace } from '../reader-grace.ts'
import { type AgUiEvent, agUiEncoder, type Dialect, dialectOf, runError } from './ag-ui-encoder.ts'
import {
  type HistoryMessage,
  type NewMessage,
  newMessageOf,
  propsOf,
  type RunAgentInput,
  runAgentInput,
  runQuery,
} from './ag-ui-input.ts'

import { earlierOf, replacedBy } from './client-copy.ts'

export interface AgUiDeps extends SseDeps {
  chat: Pick<DoorChat, 'send' | 'cancel' | 'findTurn' | 'requireReadable' | 'readTurn' | 'history' | 'epoch'>
  threads: ClientThreads
  files: FileStore
  grace: ReaderGrace
}

const PATH = '/api/ag-ui/{agent}'
/** The client's copy of the whole conversation comes along each time. */
const BODY_BYTES = 8 * 1024 * 1024
const params = z.strictObject({ agent: z.string().max(80) })
const STREAM = { 200: media('The events of the run, each with its place as `id:`.', 'text/event-stream') }
const READ_REFUSALS = ['NOT_FOUND', 'CURSOR_AHEAD', 'CURSOR_EXPIRED', 'RATE_LIMITED'] as const

export function agUiRoutes(deps: AgUiDeps): Route[] {
  const dialects = new RememberedDialects()
  return [
    route({
      ...plain,
      method: 'POST',
      path: PATH,
      tag: 'ag-ui',
      summary: 'Run an agent (AG-UI): the same `runId` again, or with `Last-Event-ID`, is the same run.',
      params,
      body: runAgentInput,
      bodyBytes: BODY_BYTES,
      answers: STREAM,
      refusals: [...READ_REFUSALS, 'CONFLICT', 'BUSY', 'TOO_LARGE', 'QUOTA_EXCEEDED', 'STORE_UNAVAILABLE'],
      async handle({ params: { agent }, body, ...ask }) {
        const named = agentNamed(agent)
        const message = newMessageOf(body)
        const { onDisconnect } = propsOf(body.forwardedProps)
        const invocationId = await accept(deps, ask.caller, { named, body, message })
        const dialect = dialectOf(body.protocolVersion)
        dialects.set(`${ask.caller.session_id} ${body.runId}`, dialect)
        const { threadId, runId, messages } = body
        const run = { threadId, runId, dialect, history: messages }
        await stream(deps, { ...ask, invocationId, run, cancels: onDisconnect === 'cancel' })
        return ANSWERED
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: PATH,
      tag: 'ag-ui',
      summary: 'The events of a run after `Last-Event-ID`, or all of them; the last run of the thread without `runId`.',
      params,
      query: runQuery,
      answers: STREAM,
      refusals: READ_REFUSALS,
      async handle({ params: { agent }, query, ...ask }) {
        const { threadId } = query
        const sent = await runOf(deps, ask.caller, { named: agentNamed(agent), threadId, runId: query.runId })
        const runId = query.runId ?? sent.message.message_id
        const known = dialects.get(`${ask.caller.session_id} ${runId}`)
        const dialect = query.protocolVersion === undefined ? (known ?? 'legacy') : dialectOf(query.protocolVersion)
        const run = { threadId, runId, dialect, history: historyBefore(deps, sent) }
        await stream(deps, { ...ask, invocationId: sent.invocationId, run, cancels: false })
        return ANSWERED
      },
    }),
  ]
}

interface Ask {
  caller: Caller
  live: LiveCredential
  request: FastifyRequest
  reply: FastifyReply
}

/** The invocation that answers; a run that was accepted before is found, and is not another send. [L6] */
async function accept(
  { chat, threads, files }: AgUiDeps,
  caller: Caller,
  { named, body, message }: { named: NamedAgent; body: RunAgentInput; message: NewMessage },
): Promise<string> {
  const before = await threads.sent(caller, body.runId)
  if (before) {
    const thread = await threads.find(caller, named.agentType, body.threadId)
    if (thread?.id !== before.conversation.id || !isSame(before.message, message)) {
      throw new Refusal('CONFLICT', 'This runId was used for another message.', { path: 'runId' })
    }
    return before.invocationId
  }
  const known = await threads.find(caller, named.agentType, body.threadId)
  const earlier = earlierOf(body.messages)
  const replaces = known && replacedBy(chat.history(known, undefined, LIMITS.historyMessages), earlier)
  const conversation = known ?? (await threads.ensure(caller, named.agentType, body.threadId))
  const file_uuids: string[] = []
  for (const file of message.files) file_uuids.push(await keepFile(files, caller, file))
  const input = sendInput.parse({
    message: message.text,
    message_id: body.runId,
    conversation_id: conversation.id,
    ...(file_uuids.length > 0 && { file_uuids }),
    ...(replaces && { replaces }),
  })
  return (await chat.send(caller, named.target, known ? input : { ...input, earlier })).invocation_id
}

const isSame = (kept: Sent['message'], { text, files }: NewMessage): boolean =>
  kept.content === text && areSameFiles(kept.files, files)

/** @throws NOT_FOUND for another principal's run or thread as for an unknown one [L10] */
async function runOf(
  { threads }: AgUiDeps,
  caller: Caller,
  { named, threadId, runId }: { named: NamedAgent; threadId: string; runId: string | undefined },
): Promise<Sent> {
  const conversation = await threads.find(caller, named.agentType, threadId)
  if (!conversation) throw new Refusal('NOT_FOUND', 'There is no such run.')
  if (runId === undefined) return threads.lastSent(caller, conversation)
  const sent = await threads.sent(caller, runId)
  if (sent?.conversation.id !== conversation.id) throw new Refusal('NOT_FOUND', 'There is no such run.')
  return sent
}

/** What the log has of the conversation before a run's answer, for a client that did not send its own copy. */
function historyBefore({ chat }: AgUiDeps, { conversation, message }: Sent): HistoryMessage[] {
  const { messages } = chat.history({ ...conversation }, message.event_id + 1, undefined)
  return messages.map(({ message_id, role, content }) => ({ id: message_id, role, content }))
}

interface Streamed extends Ask {
  invocationId: string
  run: { threadId: string; runId: string; dialect: Dialect; history: readonly HistoryMessage[] }
  cancels: boolean
}

async function stream(deps: AgUiDeps, { caller, live, request, reply, invocationId, run, cancels }: Streamed) {
  const { chat, grace } = deps
  const tag = tagOf(invocationId)
  const after = placeAfter(chat.epoch, tag, request.headers['last-event-id'])
  const begin = await chat.findTurn(caller, invocationId)
  await chat.requireReadable(caller, begin, after)
  const cancel = () => {
    chat.cancel(caller, { invocation_id: invocationIdSchema.parse(invocationId) }).catch((error: unknown) => {
      if (!refusalOf(error)) deps.onMistake(error)
    })
  }
  const leave = grace.hold(invocationId, cancels ? cancel : undefined)
  let ended = false
  try {
    await respondWithEvents(
      {
        reply,
        live,
        headers: { 'x-conversation-id': begin.conversation.id },
        refused: (error) => frame(runError(viewOfError(error).message, viewOfError(error).code)),
      },
      async function* ({ room, signal }) {
        const facts = chat.readTurn(begin, { caller, room, signal })
        for await (const placed of encodeTurn(facts, agUiEncoder(run), after)) {
          yield placed
            .map(({ place, value }) => `id: ${tag}.${formatTurnCursor(chat.epoch, place)}\n${frame(value)}`)
            .join('')
        }
        ended = !signal.aborted
      },
      deps,
    )
  } finally {
    leave(ended)
  }
}

const frame = (event: AgUiEvent): string => `data: ${JSON.stringify(event)}\n\n`

/** Tells the cursors of one run from those of another: a place of another run would skip events without a word. */
const tagOf = (invocationId: string): string => createHash('sha256').update(invocationId).digest('hex').slice(0, 8)

/** @throws BAD_MESSAGE for no cursor of this run, CURSOR_AHEAD for one of another log */
function placeAfter(epoch: string, tag: string, header: string | string[] | undefined): TurnPlace | null {
  const cursor = Array.isArray(header) ? header[0] : header
  if (cursor === undefined || cursor === '') return null
  if (!cursor.startsWith(`${tag}.`)) throw new Refusal('BAD_MESSAGE', 'Invalid cursor.', { path: 'last-event-id' })
  return parseTurnCursor(epoch, cursor.slice(tag.length + 1))
}

/** Protocol versions of the latest runs, for readers that do not send theirs. Older runs get the older version. */
class RememberedDialects {
  readonly #known = new Map<string, Dialect>()

  get(run: string): Dialect | undefined {
    return this.#known.get(run)
  }

  set(run: string, dialect: Dialect): void {
    const [oldest] = this.#known.keys()
    if (this.#known.size >= MAX_DIALECTS && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(run, dialect)
  }
}
const MAX_DIALECTS = 10_000
