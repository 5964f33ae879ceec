// Waits for the answer to a question: reads the log until the answer has ended, and, where it was handed over, the log of the
// conversation in which the next agent gives it. Going away, or running out of time, changes nothing about the work. [L4]
import { refusalOf } from '@biplane/contracts/refusal'
import { foldAnswer, isOfAnswer, openAnswer } from '@biplane/contracts/vocabulary/transcript'
import { formatCursor } from '@biplane/contracts/wire/cursor'
import type { ConversationEvent, MessageView } from '@biplane/contracts/wire/events'
import type { ConversationRow } from '../store/log-reader.ts'
import type { DoorChat } from './door-chat.ts'
import type { Reading } from './read-events.ts'

export type FollowingChat = Pick<DoorChat, 'read' | 'epoch' | 'handedOver'>

export interface FollowRequest {
  invocationId: string
  conversation: ConversationRow
  /** An event before the answer began; an answer that has ended already is found too. [L6] */
  after: number
  caller: Parameters<DoorChat['own']>[0]
  signal: AbortSignal
}

export interface FollowedAnswer {
  message: MessageView
  /** In which it was given. */
  conversation: ConversationRow
  after: number
  /** How often it was handed over. */
  hops: number
}

/** A chain of handoffs has an end. */
const MOST_HOPS = 4

/** The whole answer once its last agent has ended, or `null` when the signal fired first. */
export async function followAnswer(chat: FollowingChat, request: FollowRequest): Promise<FollowedAnswer | null> {
  let asked = request
  for (let hops = 0; ; hops += 1) {
    const message = await oneAnswer(chat, asked)
    if (!message) return null
    const { conversation, after } = asked
    const answered = { message, conversation, after, hops }
    if (message.status !== 'complete' || message.handoff === null || hops >= MOST_HOPS) return answered
    const { handoff } = message
    try {
      const next = await chat.handedOver(request.caller, handoff)
      asked = { ...request, ...next, invocationId: handoff.invocation_id }
    } catch (error) {
      // The other conversation was deleted meanwhile: what was said here is the whole answer.
      if (refusalOf(error)?.refusal === 'NOT_FOUND') return answered
      throw error
    }
  }
}

async function oneAnswer(
  chat: FollowingChat,
  { invocationId, conversation, after, caller, signal }: FollowRequest,
): Promise<MessageView | null> {
  const lastEventId = formatCursor(chat.epoch, after)
  let answer: MessageView | null = null
  for await (const reading of chat.read(conversation, { caller, lastEventId, room: () => null, signal })) {
    answer = answerAfter(reading, invocationId, answer)
    if (answer && hasEnded(answer)) return answer
  }
  return null
}

function answerAfter(reading: Reading, invocationId: string, before: MessageView | null): MessageView | null {
  if (reading.kind === 'event') return foldOne(reading.logged.event, invocationId, before)
  const isAnswer = (m: MessageView) => m.role === 'assistant' && m.invocation_id === invocationId
  return reading.snapshot.messages.find(isAnswer) ?? before
}

function foldOne(event: ConversationEvent, invocationId: string, before: MessageView | null): MessageView | null {
  if (!('invocation_id' in event) || event.invocation_id !== invocationId) return before
  if (event.type === 'agent.routed') return openAnswer(event)
  return before && isOfAnswer(event) ? foldAnswer(before, event) : before
}

const hasEnded = ({ status }: MessageView): boolean => status !== 'queued' && status !== 'streaming'
