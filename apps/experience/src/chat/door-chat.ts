// Owns the face of chat that the raw doors and HTTP use: the same few commands that the routers have, and the log as it is
// kept, so that a door can encode an event once for all of its readers. A door decides nothing beside this.
import type { Caller, ExperiencePorts, Target } from '@biplane/contracts/experience-router'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import type { Accepted, CancelOutcome, HistoryPage, SendInput } from '@biplane/contracts/wire/commands'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import { findConversation } from './conversation-target.ts'
import { historyOf } from './conversation-view.ts'
import { type Reading, readLog } from './read-events.ts'
import type { SendTarget } from './send-message.ts'

export interface DoorChat {
  /** The caller's current conversation behind a door that pins one. @throws INVALID_PILLAR */
  open(caller: Caller, target: Target): Promise<ConversationRow>
  /** Any conversation of the caller. @throws NOT_FOUND for another's as for none [L10] */
  own(caller: Caller, conversationId: string): ConversationRow
  /** @throws as `sendMessage` */
  send(caller: Caller, target: SendTarget, input: SendInput): Promise<Accepted>
  /** @throws NOT_FOUND */
  cancel(caller: Caller, by: Parameters<ExperiencePorts['invocations']['cancel']>[1]): Promise<CancelOutcome>
  history(conversation: ConversationRow, before: number | undefined, limit: number | undefined): HistoryPage
  /** A snapshot where the cursor is of no use, then every later event once. [L3, L14] */
  read(conversation: ConversationRow, request: DoorRead): AsyncIterable<Reading>
  readonly epoch: string
}

export interface DoorRead {
  lastEventId: string | null
  room(): Promise<void> | null
  signal: AbortSignal
}

export interface DoorChatDeps {
  postOffice: PostOffice
  send(caller: Caller, target: SendTarget, input: SendInput): Promise<Accepted>
  cancel: ExperiencePorts['invocations']['cancel']
  limits: Limits
}

export const openDoorChat = ({ postOffice, send, cancel, limits }: DoorChatDeps): DoorChat => ({
  epoch: postOffice.epoch,
  open: (caller, target) => findConversation(postOffice, caller, target),
  own: (caller, conversationId) => postOffice.own(caller, conversationId),
  send,
  cancel,
  history: (conversation, before, limit) =>
    historyOf(postOffice, conversation.id, before, limit ?? limits.historyMessages),
  read: (conversation, { lastEventId, room, signal }) =>
    readLog(postOffice, conversation, { lastEventId, windowMessages: limits.historyMessages, room, signal }),
})
