// A response of /v1 read from the log: the whole as it stands, or its events as a stream after a number. [OA1, TU3]
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import type { FastifyReply } from 'fastify'
import type { DoorChat } from '../../../chat/door-chat.ts'
import { encodeTurn } from '../../../chat/turn/encode-turn.ts'
import type { TurnHop } from '../../../chat/turn/read-turn.ts'
import { placeOfSequence, type TurnPlace } from '../../../chat/turn/turn-place.ts'
import type { LiveCredential } from '../../../smart-city/traffic-cop.ts'
import { respondWithEvents, type SseDeps } from '../../sse-response.ts'
import { errorCodeOf, openAiErrorOf } from './openai-errors.ts'
import { itemIdOf, readResponseId, responseIdOf } from './openai-ids.ts'
import { ResponseEncoder } from './response-encoder.ts'
import { newResponse, type OutputItem, type ResponseObject, secondsOf, usageOf } from './response-object.ts'

export interface TurnResponseDeps extends SseDeps {
  chat: DoorChat
  invocation(caller: Caller, id: string): Promise<{ status: string; created_at: string; agent_id: string }>
  /** The log had another epoch before. [L14] */
  everRestored: boolean
}

export interface FoundResponse {
  id: string
  begin: TurnHop
  /** Its id says of which log it is, or there was only one. */
  isOfThisLog: boolean
}

export class TurnResponses {
  readonly #deps: TurnResponseDeps

  constructor(deps: TurnResponseDeps) {
    this.#deps = deps
  }

  idOf(invocationId: string): string {
    const { everRestored, chat } = this.#deps
    return responseIdOf(invocationId, everRestored ? chat.epoch : null)
  }

  /** @throws NOT_FOUND for another principal's response as for an unknown one [L10] */
  async find(caller: Caller, id: string): Promise<FoundResponse> {
    const { chat, everRestored } = this.#deps
    const { invocationId, epoch } = readResponseId(id)
    const begin = await notFoundAs('There is no such response.', () => chat.findTurn(caller, invocationId))
    return { id: this.idOf(invocationId), begin, isOfThisLog: epoch === null ? !everRestored : epoch === chat.epoch }
  }

  async begun(caller: Caller, invocationId: string): Promise<FoundResponse> {
    const begin = await this.#deps.chat.findTurn(caller, invocationId)
    return { id: this.idOf(invocationId), begin, isOfThisLog: true }
  }

  /** The response as it stands now: once it has ended, exactly what its stream ends with. */
  async get(caller: Caller, found: FoundResponse): Promise<ResponseObject> {
    const { chat } = this.#deps
    const hops = await chat.hopsOf(caller, found.begin)
    const last = hops.at(-1) ?? found.begin
    if (!chat.settled(caller, last.answerId)) return this.#fromAnswers(caller, found, hops)
    try {
      return (await this.#whole(caller, found, new AbortController().signal)) ?? this.#fromAnswers(caller, found, hops)
    } catch (error) {
      // Pieces are gone, the texts are not.
      if (refusalOf(error)?.refusal === 'CURSOR_EXPIRED') return this.#fromAnswers(caller, found, hops)
      throw error
    }
  }

  async #whole(caller: Caller, { id, begin }: FoundResponse, signal: AbortSignal): Promise<ResponseObject | null> {
    const { chat } = this.#deps
    await chat.requireReadable(caller, begin, null)
    const encoder = new ResponseEncoder(id, begin.conversation.id)
    for await (const fact of chat.readTurn(begin, { caller, room: () => null, signal })) {
      encoder.encode(fact)
      if (fact.step === 'end') return encoder.response
    }
    return null
  }

  async #fromAnswers(caller: Caller, { id, begin }: FoundResponse, hops: readonly TurnHop[]): Promise<ResponseObject> {
    const { chat, invocation } = this.#deps
    const answers = hops.map(({ answerId }) => chat.settled(caller, answerId))
    const first = await invocation(caller, begin.invocationId)
    const head = {
      id,
      conversationId: begin.conversation.id,
      model: first.agent_id,
      created_at: secondsOf(first.created_at),
    }
    const ended = answers.flatMap((answer) => (answer ? [answer] : []))
    const output = ended.flatMap((answer): OutputItem[] =>
      answer.content === '' && answer.artifacts.length === 0
        ? []
        : [
            {
              id: itemIdOf(answer.message_id, answer.attempt),
              type: 'message',
              role: 'assistant',
              status: answer.status === 'complete' ? 'completed' : 'incomplete',
              content: [{ type: 'output_text', text: answer.content, annotations: [], logprobs: [] }],
            },
          ],
    )
    const response = { ...newResponse(head), output }
    const last = answers.at(-1)
    if (!last) {
      const { status } = await invocation(caller, (hops.at(-1) ?? begin).invocationId)
      return { ...response, status: hops.length === 1 && status === 'queued' ? 'queued' : 'in_progress' }
    }
    const usage = usageOf(ended.flatMap(({ usage: known }) => (known ? [known] : [])))
    if (last.status === 'complete') return { ...response, status: 'completed', usage }
    if (last.status === 'cancelled') {
      return { ...response, status: 'cancelled', incomplete_details: { reason: 'cancelled' }, usage }
    }
    const error = { code: errorCodeOf(last.error?.code ?? 'AGENT_FAILED'), message: last.error?.message ?? '' }
    return { ...response, status: 'failed', error, usage }
  }

  /** The response once it has ended; `null` when the signal fired first. Counts as an open stream. */
  async wait(live: LiveCredential, found: FoundResponse, reply: FastifyReply): Promise<ResponseObject | null> {
    const { streams } = this.#deps
    const { caller } = live
    const enough = new AbortController()
    const stop = () => enough.abort()
    const forget = streams.add({ principal: caller.principal.id, check: () => live.check(), end: stop })
    reply.raw.once('close', stop)
    try {
      return await this.#whole(caller, found, enough.signal)
    } catch (error) {
      if (refusalOf(error)?.refusal === 'CURSOR_EXPIRED') return this.get(caller, found)
      throw error
    } finally {
      reply.raw.off('close', stop)
      forget()
    }
  }

  /**
   * Its events with a greater number than `after`, live until its end; all of them for -1.
   * @throws CURSOR_AHEAD, CURSOR_EXPIRED, RATE_LIMITED before anything is sent
   */
  async stream(live: LiveCredential, found: FoundResponse, after: number, reply: FastifyReply): Promise<void> {
    const { chat } = this.#deps
    const { caller } = live
    const { begin, id } = found
    const place = await this.#placeOf(caller, found, after)
    await chat.requireReadable(caller, begin, place)
    const headers = { 'x-conversation-id': begin.conversation.id }
    const refused = (error: unknown) => `event: error\n${data({ ...openAiErrorOf(error).body.error, type: 'error' })}`
    await respondWithEvents(
      { reply, live, headers, refused },
      async function* (reader) {
        const encoder = new ResponseEncoder(id, begin.conversation.id)
        const facts = chat.readTurn(begin, { caller, ...reader })
        for await (const placed of encodeTurn(facts, encoder, place)) {
          let text = ''
          for (const { value } of placed) text += `event: ${value.type}\n${data(value)}`
          yield text
        }
      },
      this.#deps,
    )
  }

  async #placeOf(caller: Caller, { begin, isOfThisLog }: FoundResponse, after: number): Promise<TurnPlace | null> {
    if (after < 0) return null
    if (!isOfThisLog) {
      throw new Refusal('CURSOR_AHEAD', 'The log was restored since: read the response from its start.', {
        path: 'starting_after',
      })
    }
    const hops = await this.#deps.chat.hopsOf(caller, begin)
    const place = placeOfSequence(after, (hop) => hops[hop]?.first ?? null)
    if (place) return place
    throw new Refusal('CURSOR_AHEAD', 'This number is ahead of the response.', { path: 'starting_after' })
  }
}

export const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`

/** The same words for every kind of unknown id. */
async function notFoundAs<T>(message: string, find: () => Promise<T>): Promise<T> {
  try {
    return await find()
  } catch (error) {
    if (refusalOf(error)?.refusal === 'NOT_FOUND') throw new Refusal('NOT_FOUND', message)
    throw error
  }
}
