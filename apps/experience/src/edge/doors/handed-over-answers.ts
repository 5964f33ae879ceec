// Follows answers that were handed over to another agent, for a socket that reads only the conversation in which it asked.
import type { AnswerEnd } from '@biplane/contracts/codecs/standard-events'
import type { Caller } from '@biplane/contracts/experience-router'
import { refusalOf } from '@biplane/contracts/refusal'
import type { MessageView } from '@biplane/contracts/wire/events'
import type { DoorChat } from '../../chat/door-chat.ts'
import { type FollowRequest, followAnswer } from '../../chat/follow-answer.ts'
import type { ConversationRow } from '../../store/log-reader.ts'

export interface HandedOverDeps {
  chat: DoorChat
  caller: Caller
  /** The session has ended, or something unexpected failed. */
  onError(error: unknown): void
}

export interface HandedOverAnswer {
  end: AnswerEnd
  message: MessageView
  conversation: ConversationRow
}

/** So many are followed for one socket at once; what is beyond is told without the other agent's answer. */
const MOST_FOLLOWED = 32

export class HandedOverAnswers {
  readonly #deps: HandedOverDeps
  readonly #closed = new AbortController()
  #followed = 0

  constructor(deps: HandedOverDeps) {
    this.#deps = deps
  }

  /** Calls `onAnswer` with the answer of the last agent, or with `null` where there is none to be had. */
  follow(
    { end, conversation }: { end: AnswerEnd; conversation: ConversationRow },
    onAnswer: (answer: HandedOverAnswer | null) => void,
  ): void {
    if (this.#followed >= MOST_FOLLOWED) {
      onAnswer(null)
      return
    }
    this.#followed += 1
    void this.#find(end, conversation)
      .then((answer) => {
        if (!this.#closed.signal.aborted) onAnswer(answer)
      })
      .catch((error: unknown) => {
        if (!this.#closed.signal.aborted) this.#deps.onError(error)
      })
      .finally(() => {
        this.#followed -= 1
      })
  }

  close(): void {
    this.#closed.abort()
  }

  async #find(handing: AnswerEnd, conversation: ConversationRow): Promise<HandedOverAnswer | null> {
    const { chat, caller } = this.#deps
    const handoff = chat.settled(caller, handing.message_id)?.handoff
    if (!handoff) return null
    let request: FollowRequest
    try {
      const asked = await chat.handedOver(caller, handoff)
      request = { ...asked, invocationId: handoff.invocation_id, caller, signal: this.#closed.signal }
    } catch (error) {
      if (refusalOf(error)?.refusal === 'NOT_FOUND') return null
      throw error
    }
    const followed = await followAnswer(chat, request)
    if (!followed || followed.message.invocation_id === null) return null
    const { message, conversation: where, after } = followed
    const invocation_id = followed.message.invocation_id
    const end = chat.endOf({ conversation_id: where.id, event_id: after, invocation_id })
    return end && where.id !== conversation.id ? { end, message, conversation: where } : null
  }
}
