// Owns the waiting of one call for the answer to what it said: the log is read until the answer has ended. Going away, or
// running out of time, changes nothing about the work. [L4, D3.6]
import { foldAnswer, isOfAnswer, openAnswer } from '@biplane/contracts/vocabulary/transcript'
import type { Accepted } from '@biplane/contracts/wire/commands'
import { formatCursor } from '@biplane/contracts/wire/cursor'
import type { ConversationEvent, MessageView } from '@biplane/contracts/wire/events'
import type { DoorChat } from '../../chat/door-chat.ts'
import type { Reading } from '../../chat/read-events.ts'

const STATUS = { complete: 'completed', failed: 'failed', cancelled: 'cancelled' } as const

export interface Ended {
  status: (typeof STATUS)[keyof typeof STATUS]
  text: string
  message: MessageView
}

export interface AwaitRequest {
  accepted: Accepted
  conversation: ReturnType<DoorChat['own']>
  caller: Parameters<DoorChat['own']>[0]
  /** Fires when nobody waits any more. */
  signal: AbortSignal
}

/** The whole answer once it has ended, or `null` when the signal fired first. */
export async function awaitAnswer(
  chat: Pick<DoorChat, 'read' | 'epoch'>,
  { accepted, conversation, caller, signal }: AwaitRequest,
): Promise<Ended | null> {
  // From the person's own message on: an answer that ended already is found there too. [L6]
  const lastEventId = formatCursor(chat.epoch, accepted.event_id)
  let answer: MessageView | null = null
  for await (const reading of chat.read(conversation, { caller, lastEventId, room: () => null, signal })) {
    answer = answerAfter(reading, accepted.invocation_id, answer)
    const ended = answer && endedAs(answer)
    if (ended) return ended
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

function endedAs(message: MessageView): Ended | null {
  if (message.status === 'queued' || message.status === 'streaming') return null
  return { status: STATUS[message.status], text: message.content, message }
}
