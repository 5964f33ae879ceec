// Streams the answer to a tool call: first its cursor, then progress and the result, each with its place as `id:`. What
// resumes it is the same function. [MC3]
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { invocationId as invocationIdSchema } from '@biplane/contracts/wire/ids'
import type { FastifyReply } from 'fastify'
import type { DoorChat } from '../../../chat/door-chat.ts'
import { encodeTurn } from '../../../chat/turn/encode-turn.ts'
import type { TurnHop } from '../../../chat/turn/read-turn.ts'
import type { TurnPlace } from '../../../chat/turn/turn-place.ts'
import type { LiveCredential } from '../../../smart-city/traffic-cop.ts'
import { respondWithEvents, type SseDeps } from '../../sse-response.ts'
import type { ReaderGrace } from '../reader-grace.ts'
import { eventIdsOf, type McpCall } from './mcp-call.ts'
import { mcpEncoder } from './mcp-encoder.ts'
import { jsonRpcErrorOf } from './mcp-errors.ts'
import { type AskedTurn, askResult } from './mcp-result.ts'

export interface McpStreamDeps extends SseDeps {
  chat: Pick<DoorChat, 'findTurn' | 'hopsOf' | 'requireReadable' | 'readTurn' | 'settled' | 'cancel' | 'epoch'>
  invocations: Pick<ExperiencePorts['invocations'], 'get'>
  grace: ReaderGrace
}

export interface StreamCall {
  reply: FastifyReply
  live: LiveCredential
  call: McpCall
  /** What the client has; `null` for a new call. */
  after: TurnPlace | null
  headers: Record<string, string>
  /** Clients of revisions before 2025-11-25 take an event without data for a broken one. */
  primes: boolean
}

export async function streamCall(deps: McpStreamDeps, asked: StreamCall): Promise<void> {
  const { chat, invocations } = deps
  const { live, call, after, reply, headers } = asked
  const begin = await chat.findTurn(live.caller, call.invocationId)
  const { message_id } = await invocations.get(live.caller, call.invocationId)
  const turn = { conversationId: begin.conversation.id, invocationId: call.invocationId, messageId: message_id }
  try {
    await chat.requireReadable(live.caller, begin, after)
  } catch (error) {
    const isPast = refusalOf(error)?.refusal === 'CURSOR_EXPIRED' && after === null
    if (!isPast) throw error
    const result = await storedResult(deps, asked, begin, turn)
    reply.headers(headers).header('cache-control', 'no-store').send({ jsonrpc: '2.0', id: call.requestId, result })
    return
  }
  await streamTurn(deps, asked, begin, turn)
}

/** The result of a turn that lost pieces: the log keeps its texts. @throws CURSOR_EXPIRED while it runs */
async function storedResult({ chat }: McpStreamDeps, { live, call }: StreamCall, begin: TurnHop, turn: AskedTurn) {
  const hops = await chat.hopsOf(live.caller, begin)
  const answers = hops.map(({ answerId }) => {
    const answer = chat.settled(live.caller, answerId)
    if (!answer) throw new Refusal('CURSOR_EXPIRED', 'This answer is not complete in the log yet: ask again later.')
    return answer
  })
  return askResult(turn, answers, call.era)
}

async function streamTurn(deps: McpStreamDeps, asked: StreamCall, begin: TurnHop, turn: AskedTurn): Promise<void> {
  const { chat, grace, onMistake } = deps
  const { live, call, after, reply, headers, primes } = asked
  const { caller } = live
  const ids = eventIdsOf(call, chat.epoch)
  const from = after ?? { hop: 0, eventId: begin.first - 1, part: 0 }
  // 2026-07-28: closing the stream is the cancel signal, so only a client that comes back shows that it was a cut.
  const cancels = call.era === 'modern'
  const cancel = () => {
    chat.cancel(caller, { invocation_id: invocationIdSchema.parse(call.invocationId) }).catch((error: unknown) => {
      if (!refusalOf(error)) onMistake(error)
    })
  }
  const leave = grace.hold(call.invocationId, cancels ? cancel : undefined)
  let ended = false
  try {
    await respondWithEvents(
      {
        reply,
        live,
        headers,
        // A client that is cut before the first id would forget its place.
        begin: `id: ${ids.idAt(from)}\n${primes ? 'data: \n' : ''}\n`,
        refused: (error) => frame(jsonRpcErrorOf(error, call.requestId).body),
      },
      async function* ({ room, signal }) {
        const facts = chat.readTurn(begin, { caller, room, signal })
        for await (const placed of encodeTurn(facts, mcpEncoder(call, turn), after)) {
          yield placed.map(({ place, value }) => `id: ${ids.idAt(place)}\n${frame(value)}`).join('')
        }
        ended = !signal.aborted
      },
      deps,
    )
  } finally {
    leave(ended)
  }
}

const frame = (message: object): string => `event: message\ndata: ${JSON.stringify(message)}\n\n`
