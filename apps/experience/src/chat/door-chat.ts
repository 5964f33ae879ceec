// Chat commands for raw sockets and HTTP: the same few as the routers have, and the stored log, so that a transport can
// encode an event once for all of its readers. It decides nothing itself.
import type { ResumedPlace } from '@biplane/contracts/codecs/door-notice'
import { type AnswerEnd, isAnswerEnd } from '@biplane/contracts/codecs/standard-events'
import type { Caller, ExperiencePorts, Target } from '@biplane/contracts/experience-router'
import type { Limits } from '@biplane/contracts/vocabulary/limits'
import { type AgentType, pillarOfAgentType } from '@biplane/contracts/vocabulary/pillars'
import type { Accepted, CancelOutcome, HistoryPage } from '@biplane/contracts/wire/commands'
import type { Handoff, MessageView } from '@biplane/contracts/wire/events'
import { v7 as uuid } from 'uuid'
import type { PostOffice } from '../smart-city/post-office.ts'
import type { ConversationRow } from '../store/log-reader.ts'
import { findConversation, type Named } from './conversation-target.ts'
import { historyOf, settledMessage, snapshotOf } from './conversation-view.ts'
import { type Reading, readCursor, readLog } from './read-events.ts'
import type { SendTarget, SendWithEarlier } from './send-message.ts'
import {
  findTurn,
  hopsOf,
  newestPlace,
  type ReadTurn,
  readTurn,
  requireReadable,
  type TurnHop,
} from './turn/read-turn.ts'
import type { TurnFact } from './turn/turn-fact.ts'
import type { TurnPlace } from './turn/turn-place.ts'

export interface DoorChat {
  /**
   * The caller's current conversation behind a transport that pins one, or the one of that kind that is named.
   * @throws INVALID_PILLAR, NOT_FOUND
   */
  open(caller: Caller, target: Target, named?: Named): Promise<ConversationRow>
  /** Any conversation of the caller. @throws NOT_FOUND for another's as for none [L10] */
  own(caller: Caller, conversationId: string): ConversationRow
  /** @throws as `sendMessage` */
  send(caller: Caller, target: SendTarget, input: SendWithEarlier): Promise<Accepted>
  /** @throws NOT_FOUND */
  cancel(caller: Caller, by: Parameters<ExperiencePorts['invocations']['cancel']>[1]): Promise<CancelOutcome>
  history(conversation: ConversationRow, before: number | undefined, limit: number | undefined): HistoryPage
  /** A snapshot where the cursor is of no use, then every later event once. [L3, L14] */
  read(conversation: ConversationRow, request: DoorRead): AsyncIterable<Reading>
  /** First item of a reader that resumes: the place without messages; `null` where the cursor is of no use. */
  resumed(conversation: ConversationRow, lastEventId: string | null): ResumedPlace | null
  /** Where the answer to a handoff will be, and the number of the event before the question there. */
  handedOver(caller: Caller, handoff: Handoff): Promise<{ conversation: ConversationRow; after: number }>
  /** The end of the answer to a send; `null` while there is none. A send that is repeated may come after it. [L6, L7] */
  endOf(sent: Omit<Accepted, 'message_id'>): AnswerEnd | null
  /** What an answer that has ended showed as UI, in order. */
  uiOf(caller: Caller, messageId: string): MessageView['ui']
  /** An answer that has ended, as a snapshot shows it. */
  settled(caller: Caller, messageId: string): MessageView | null
  /** A new conversation that does not become the current one of its kind. @throws QUOTA_EXCEEDED */
  openAside(caller: Caller, agentType: AgentType, title?: string): Promise<ConversationRow>
  /** What an own message was accepted as, and what it said; `null` for an id that is not used. */
  acceptedAs(caller: Caller, messageId: string): { accepted: Accepted; text: string; fileIds: string[] } | null
  /** Ids of the caller's messages in a range of texts, the greatest first. */
  messageIds(caller: Caller, range: { from: string; to: string; limit: number }): string[]
  /**
   * The continuation of a message of the caller: nothing yet, a message that a new one may replace, or another branch.
   * `null` for an id that is not used.
   */
  followedBy(caller: Caller, messageId: string): { conversation: ConversationRow; next: NextMessage } | null
  /** Where the turn of an invocation begins. @throws NOT_FOUND */
  findTurn(caller: Caller, invocationId: string): Promise<TurnHop>
  /** The hops that a turn has so far, in order. */
  hopsOf(caller: Caller, begin: TurnHop): Promise<TurnHop[]>
  /** The place behind everything that the turn has so far. @throws CURSOR_EXPIRED */
  newestPlace(caller: Caller, begin: TurnHop): Promise<TurnPlace>
  /**
   * Before the head of a response: a turn that cannot be read after `after` is a status, not half a stream.
   * @throws CURSOR_AHEAD, CURSOR_EXPIRED
   */
  requireReadable(caller: Caller, begin: TurnHop, after: TurnPlace | null): Promise<void>
  /**
   * Every fact of a turn from its first event on, live until it ends; encoders drop what a reader has (`encodeTurn`).
   * Throws CURSOR_EXPIRED where pieces of the turn are gone.
   */
  readTurn(begin: TurnHop, request: ReadTurn): AsyncIterable<TurnFact>
  readonly epoch: string
}

export type NextMessage = { kind: 'nothing' } | { kind: 'message'; messageId: string } | { kind: 'branch' }

export interface DoorRead {
  /** Who reads: asked again before each batch, so that an ended session reads nothing more. [L10] */
  caller: Caller
  lastEventId: string | null
  room(): Promise<void> | null
  signal: AbortSignal
}

export interface DoorChatDeps {
  postOffice: PostOffice
  send(caller: Caller, target: SendTarget, input: SendWithEarlier): Promise<Accepted>
  cancel: ExperiencePorts['invocations']['cancel']
  invocation: ExperiencePorts['invocations']['get']
  limits: Limits
}

export const openDoorChat = ({ postOffice, send, cancel, invocation, limits }: DoorChatDeps): DoorChat => ({
  async openAside(caller, agentType, title = '') {
    const pillar = pillarOfAgentType(agentType)
    const { session_id: sessionId, tenant } = caller
    const made = { id: uuid(), sessionId, tenant, agentType, pillar, title, aside: true }
    return postOffice.own(caller, await postOffice.write('createConversation', made))
  },
  acceptedAs(caller, messageId) {
    const row = postOffice.reader.message(caller.session_id, messageId)
    const said = row?.role === 'user' ? postOffice.reader.shown(row) : null
    if (!row || !said || row.invocationId === null) return null
    const { conversationId: conversation_id, invocationId: invocation_id, seq: event_id } = row
    const accepted = { message_id: messageId, invocation_id, conversation_id, event_id }
    return { accepted, text: said.content, fileIds: said.files.map(({ file_uuid }) => file_uuid) }
  },
  messageIds: (caller, { from, to, limit }) => postOffice.reader.messageIds(caller.session_id, from, to, limit),
  followedBy(caller, messageId) {
    const row = postOffice.reader.message(caller.session_id, messageId)
    if (!row) return null
    const conversation = postOffice.own(caller, row.conversationId)
    // The answer begins in the same transaction as its message.
    const next = postOffice.reader.messagesAfter(row.conversationId, row.seq, 2).find(({ role }) => role === 'user')
    if (!next) return { conversation, next: { kind: 'nothing' } }
    const isBranch = next.branchedAt !== null
    return { conversation, next: isBranch ? { kind: 'branch' } : { kind: 'message', messageId: next.messageId } }
  },
  findTurn: (caller, invocationId) => findTurn({ postOffice, invocation }, caller, invocationId),
  hopsOf: (caller, begin) => hopsOf({ postOffice, invocation }, caller, begin),
  newestPlace: (caller, begin) => newestPlace({ postOffice, invocation }, caller, begin),
  requireReadable: (caller, begin, after) => requireReadable({ postOffice, invocation }, caller, begin, after),
  readTurn: (begin, request) => readTurn({ postOffice, invocation }, begin, request),
  epoch: postOffice.epoch,
  open: (caller, target, named) => findConversation(postOffice, caller, target, named),
  own: (caller, conversationId) => postOffice.own(caller, conversationId),
  send,
  cancel,
  history: (conversation, before, limit) =>
    historyOf(postOffice, conversation.id, before, limit ?? limits.historyMessages),
  read: (conversation, { caller, lastEventId, room, signal }) =>
    readLog(postOffice, conversation, { caller, lastEventId, windowMessages: limits.historyMessages, room, signal }),
  resumed(conversation, lastEventId) {
    const place = readCursor(lastEventId, {
      epoch: postOffice.epoch,
      everRestored: postOffice.log.everRestored,
      lastSeq: postOffice.reader.lastSeq(conversation.id),
      compactedTo: conversation.compactedTo,
    })
    if ('restore' in place) return null
    const { epoch, conversation_id, agent_type, pillar, title, running } = snapshotOf(
      postOffice,
      conversation,
      'no_cursor',
      0,
    )
    return { epoch, conversation_id, agent_type, pillar, title, running, last_event_id: place.after }
  },
  async handedOver(caller, { conversation_id, invocation_id }) {
    const { message_id } = await invocation(caller, invocation_id)
    const asked = postOffice.reader.message(caller.session_id, message_id)
    return { conversation: postOffice.own(caller, conversation_id), after: (asked?.seq ?? 1) - 1 }
  },
  endOf: ({ conversation_id, event_id, invocation_id }) =>
    postOffice.reader.together(() => {
      for (let after = event_id; ; ) {
        const page = postOffice.reader.eventsAfter(conversation_id, after, limits.replayPageEvents)
        const end = page.filter(isAnswerEnd).find((event) => event.invocation_id === invocation_id)
        if (end || page.length === 0) return end ?? null
        after = page.at(-1)?.event_id ?? after
      }
    }),
  settled: (caller, messageId) => settledMessage(postOffice, caller.session_id, messageId),
  uiOf: (caller, messageId) => settledMessage(postOffice, caller.session_id, messageId)?.ui ?? [],
})
