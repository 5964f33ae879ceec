// Tasks read from the log. A task is the turn that answers a message; where that answer asked the person something, the
// next message of the conversation answers it, and its turn goes on with the same task. [AT2, TU1]
import { createHash } from 'node:crypto'
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { invocationId as invocationIdSchema } from '@biplane/contracts/wire/ids'
import type { FastifyReply } from 'fastify'
import type { DoorChat } from '../../../chat/door-chat.ts'
import { encodeFact } from '../../../chat/turn/encode-turn.ts'
import type { TurnHop } from '../../../chat/turn/read-turn.ts'
import type { TurnFact } from '../../../chat/turn/turn-fact.ts'
import {
  comparePlaces,
  formatTurnCursor,
  LAST_PART,
  parseTurnCursor,
  type TurnPlace,
} from '../../../chat/turn/turn-place.ts'
import type { PostOffice } from '../../../smart-city/post-office.ts'
import type { LiveCredential } from '../../../smart-city/traffic-cop.ts'
import { respondWithEvents, type SseDeps } from '../../sse-response.ts'
import { A2aEncoder } from './a2a-encoder.ts'
import { a2aErrorOf, type RpcId } from './a2a-errors.ts'
import { type A2aMessage, type A2aTask, type A2aUpdate, applyUpdate, newTask } from './a2a-task.ts'
import { agentChoicesIn } from './agent-choice.ts'
import { foldSettled } from './settled-task.ts'

export interface TaskDeps extends SseDeps {
  chat: DoorChat
  postOffice: PostOffice
  invocation: ExperiencePorts['invocations']['get']
}

export interface TaskTurnFound {
  begin: TurnHop
  createdAt: string
  said: A2aMessage
}

export interface FoundTask {
  id: string
  contextId: string
  createdAt: string
  /** The turns so far: all but the last one ended with a question that was answered. */
  turns: [TaskTurnFound, ...TaskTurnFound[]]
}

export const lastTurn = ({ turns }: FoundTask): TaskTurnFound => turns.at(-1) ?? turns[0]

/** A chain of questions has an end. */
const MAX_TURNS = 16

export class Tasks {
  readonly #deps: TaskDeps

  constructor(deps: TaskDeps) {
    this.#deps = deps
  }

  /** @throws NOT_FOUND for another principal's task as for an unknown one [L10] */
  async find(caller: Caller, id: string): Promise<FoundTask> {
    if (!invocationIdSchema.safeParse(id).success) throw noSuchTask()
    try {
      const first = await this.#turn(caller, id, id)
      const turns: FoundTask['turns'] = [first]
      for (let turn = first; turns.length < MAX_TURNS; turns.push(turn)) {
        const next = this.#answerTo(caller, turn.begin)
        if (next === null) break
        turn = await this.#turn(caller, next, id)
      }
      return { id, contextId: first.begin.conversation.id, createdAt: first.createdAt, turns }
    } catch (error) {
      if (refusalOf(error)?.refusal === 'NOT_FOUND') throw noSuchTask()
      throw error
    }
  }

  async #turn(caller: Caller, invocationId: string, taskId: string): Promise<TaskTurnFound> {
    const { chat, invocation } = this.#deps
    const begin = await chat.findTurn(caller, invocationId)
    const { message_id: messageId, created_at: createdAt } = await invocation(
      caller,
      invocationIdSchema.parse(invocationId),
    )
    const text = chat.acceptedAs(caller, messageId)?.text ?? ''
    const contextId = begin.conversation.id
    return { begin, createdAt, said: { messageId, contextId, taskId, role: 'ROLE_USER', parts: [{ text }] } }
  }

  /** The invocation of the message that answers this turn's question; `null` where there is no question, or no answer. */
  #answerTo(caller: Caller, begin: TurnHop): string | null {
    const { chat, postOffice } = this.#deps
    if (!this.#asks(caller, begin)) return null
    const { conversation, first: event_id, invocationId: invocation_id } = begin
    const end = chat.endOf({ conversation_id: conversation.id, event_id, invocation_id })
    const [next] = end ? postOffice.reader.messagesAfter(conversation.id, end.event_id, 1) : []
    return next?.role === 'user' ? next.invocationId : null
  }

  #asks(caller: Caller, { answerId }: TurnHop): boolean {
    const answer = this.#deps.chat.settled(caller, answerId)
    if (answer?.status !== 'complete' || answer.handoff) return false
    return answer.ui.some((message) => agentChoicesIn(message).length > 0)
  }

  /** Nothing runs in it. */
  async isSettled(caller: Caller, task: FoundTask): Promise<boolean> {
    const { chat } = this.#deps
    const { begin } = lastTurn(task)
    const hops = await chat.hopsOf(caller, begin)
    return chat.settled(caller, (hops.at(-1) ?? begin).answerId) !== null
  }

  /** It waits for the person's answer. */
  isAsking(caller: Caller, task: FoundTask): boolean {
    return this.#asks(caller, lastTurn(task).begin)
  }

  /** The task as it stands now. */
  async get(caller: Caller, task: FoundTask): Promise<A2aTask> {
    const target = await this.#before(caller, task, task.turns.length - 1)
    const turn = lastTurn(task)
    await this.#foldUpTo(caller, { task, turn, target }, await this.#deps.chat.newestPlace(caller, turn.begin))
    return target
  }

  /** The task once it has ended or asks something; `null` when the signal fired first. */
  async settled(caller: Caller, task: FoundTask, signal: AbortSignal): Promise<A2aTask | null> {
    const target = await this.#before(caller, task, task.turns.length - 1)
    const turn = lastTurn(task)
    return (await this.#foldUpTo(caller, { task, turn, target }, null, signal)) ? target : null
  }

  /** The same for a call that waits; it counts as an open stream. */
  async wait(live: LiveCredential, task: FoundTask, reply: FastifyReply): Promise<A2aTask> {
    const { caller } = live
    const enough = new AbortController()
    const stop = () => enough.abort()
    const forget = this.#deps.streams.add({ principal: caller.principal.id, check: () => live.check(), end: stop })
    reply.raw.once('close', stop)
    try {
      return (await this.settled(caller, task, enough.signal)) ?? (await this.get(caller, task))
    } finally {
      reply.raw.off('close', stop)
      forget()
    }
  }

  /** The task after the turns before this one. */
  async #before(caller: Caller, task: FoundTask, turns: number): Promise<A2aTask> {
    const target = newTask(task.id, task.contextId, task.createdAt)
    for (const turn of task.turns.slice(0, turns)) await this.#foldUpTo(caller, { task, turn, target }, null)
    return target
  }

  /** Whether the place (the end of the turn when `null`) was reached. Pieces that are gone are read as whole texts. */
  async #foldUpTo(
    caller: Caller,
    { task, turn, target }: { task: FoundTask; turn: TaskTurnFound; target: A2aTask },
    upTo: TurnPlace | null,
    signal = new AbortController().signal,
  ): Promise<boolean> {
    const { chat } = this.#deps
    const { begin } = turn
    try {
      await chat.requireReadable(caller, begin, null)
    } catch (error) {
      if (refusalOf(error)?.refusal !== 'CURSOR_EXPIRED') throw error
      const answers = (await chat.hopsOf(caller, begin)).map(({ answerId }) => chat.settled(caller, answerId))
      foldSettled(target, turn.said, answers)
      return true
    }
    const encoder = encoderOf(task, turn)
    for await (const fact of chat.readTurn(begin, { caller, room: () => null, signal })) {
      for (const { value } of encodeFact(encoder, fact, null)) applyUpdate(target, value)
      if (upTo === null ? fact.step === 'end' : isReached(fact, upTo)) return true
    }
    return false
  }

  /** Which turn a cursor is of, and its place. @throws BAD_MESSAGE for a cursor of another task, CURSOR_AHEAD */
  placeOf({ turns }: FoundTask, cursor: string): { at: number; place: TurnPlace } {
    const at = turns.findIndex(({ begin }) => cursor.startsWith(`${tagOf(begin.invocationId)}.`))
    if (at < 0) throw new Refusal('BAD_MESSAGE', 'Invalid cursor.', { path: 'last-event-id' })
    return { at, place: parseTurnCursor(this.#deps.chat.epoch, cursor.slice(cursor.indexOf('.') + 1)) }
  }

  /**
   * First the task as it stands at `place` (at the turn's beginning when `null`), then exactly what follows it.
   * @throws CURSOR_AHEAD, CURSOR_EXPIRED, RATE_LIMITED before anything is sent
   */
  async stream(
    live: LiveCredential,
    {
      task,
      at,
      place,
      historyLength,
    }: { task: FoundTask; at: number; place: TurnPlace | null; historyLength?: number | undefined },
    { reply, id }: { reply: FastifyReply; id: RpcId },
  ): Promise<void> {
    const { chat } = this.#deps
    const { caller } = live
    const turn = task.turns[at] ?? lastTurn(task)
    const { begin } = turn
    await chat.requireReadable(caller, begin, place)
    const from = place ?? { hop: 0, eventId: begin.first, part: LAST_PART }
    const target = await this.#before(caller, task, at)
    const cursorOf = (one: TurnPlace) => `${tagOf(begin.invocationId)}.${formatTurnCursor(chat.epoch, one)}`
    const frame = (one: TurnPlace, result: object) =>
      `id: ${cursorOf(one)}\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, result })}\n\n`
    await respondWithEvents(
      {
        reply,
        live,
        headers: { 'x-conversation-id': task.contextId },
        refused: (error) => `data: ${JSON.stringify(a2aErrorOf(error, id).body)}\n\n`,
      },
      async function* (reader) {
        const encoder = encoderOf(task, turn)
        let isBegun = false
        for await (const fact of chat.readTurn(begin, { caller, ...reader })) {
          let text = ''
          const begun = () => {
            isBegun = true
            text += frame(from, { task: viewOf(target, historyLength) })
          }
          for (const { place: one, value } of encodeFact(encoder, fact, null)) {
            if (!isBegun && comparePlaces(one, from) <= 0) applyUpdate(target, value)
            else {
              if (!isBegun) begun()
              text += frame(one, withCursor(value, cursorOf(one)))
            }
          }
          if (!isBegun && isReached(fact, from)) begun()
          if (text !== '') yield text
        }
      },
      this.#deps,
    )
  }
}

/** The newest messages alone, where fewer are wanted. */
export const viewOf = (task: A2aTask, historyLength: number | undefined): A2aTask =>
  historyLength === undefined
    ? task
    : { ...task, history: historyLength === 0 ? [] : task.history.slice(-historyLength) }

const encoderOf = ({ id, contextId }: FoundTask, { said }: TaskTurnFound): A2aEncoder =>
  new A2aEncoder({ taskId: id, contextId, said })

const isReached = ({ hop, event }: TurnFact, place: TurnPlace): boolean =>
  comparePlaces({ hop, eventId: event.event_id, part: LAST_PART }, place) >= 0

/** For clients that do not show `id:` to their users. */
function withCursor(update: A2aUpdate, cursor: string): object {
  const metadata = { cursor }
  if ('statusUpdate' in update) return { statusUpdate: { ...update.statusUpdate, metadata } }
  if ('artifactUpdate' in update) return { artifactUpdate: { ...update.artifactUpdate, metadata } }
  return { message: update.said }
}

/** Tells the cursors of one turn from those of another: a place of another turn would skip events without a word. */
const tagOf = (invocationId: string): string => createHash('sha256').update(invocationId).digest('hex').slice(0, 8)

const noSuchTask = () => new Refusal('NOT_FOUND', 'There is no such task.')
