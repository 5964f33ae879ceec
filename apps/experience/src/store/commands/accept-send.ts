// The transaction of a send: the message, its routing, and the invocation that answers it. [L6, L9, L12]
import { Refusal } from '@biplane/contracts/refusal'
import { moveInvocation } from '@biplane/contracts/vocabulary/invocation-states'
import { titleAfter } from '@biplane/contracts/vocabulary/transcript'
import type { Accepted, WhenBusy } from '@biplane/contracts/wire/commands'
import type { ConversationEvent, MessageFile, RoutingDecision } from '@biplane/contracts/wire/events'
import type { ScheduleCause } from '@biplane/contracts/wire/schedules'
import { eventOf } from '../event-rows.ts'
import type { ClaimedInvocation, EventRow, InvocationHead, InvocationRow, MessageRow, Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { beginCancel } from './agent-events.ts'
import { claimNext, start } from './claim-next.ts'
import { insertInvocation, insertMessage } from './insert-rows.ts'
import { routingHandedBack } from './liaison-routing.ts'
import { requireBytes } from './quotas.ts'
import { type DueOccurrence, takeOccurrence } from './schedules.ts'
import { putInScope } from './threads.ts'

export interface AcceptSend {
  sessionId: string
  conversationId: string
  /** Whether the door named the conversation, or routing chose it. */
  pinned: boolean
  /** Whether the sender named the conversation itself. */
  named?: boolean
  messageId: string
  contentHash: string
  /** What an earlier release would have made of the same content. */
  formerHash?: string | null
  text: string
  files: MessageFile[]
  surface: string | null
  routing: RoutingDecision
  /** Ids for what this send creates. */
  invocationId: string
  answerMessageId: string
  /** JSON: what Runtime will be told beside the text. */
  input: string
  whenBusy: WhenBusy
  /** More than so many waiting are refused. */
  mostQueued: number
  /** The process run that may begin at once; `null` leaves it in the queue. */
  owner: string | null
  /** Set when a handoff says it in the person's place. */
  via: { agent_id: string; conversation_id: string } | null
  /** The person's own earlier message of this conversation that this one takes the place of. */
  replaces?: string | null
  /** The liaison that holds the thread's turn lets go with this message. */
  releases: boolean
  /** The occurrence of a schedule that this message is; it is taken with it. [J2] */
  occurrence?: DueOccurrence
}

export interface AcceptedSend {
  accepted: Accepted
  /** The same message had been accepted before: nothing was done now. */
  repeated: boolean
  /** Work that begins now, if any. */
  claimed: ClaimedInvocation | null
  /** The running invocation that gives way to this one. */
  interrupted: string | null
}

/** @throws CONFLICT, BUSY, NOT_FOUND, BAD_MESSAGE */
export function acceptSend(tx: Transaction, send: AcceptSend): AcceptedSend {
  const before = findMessage(tx, send.sessionId, send.messageId)
  if (before) return repeat(tx, before, send)
  if (send.occurrence) takeOccurrence(tx, send.occurrence, send)
  const found = checkConversation(tx, send)
  const { running, waiting } = found
  const { event, said } = writeMessage(tx, send, found)
  const queued = queuedInvocation(tx, send, found, event)
  // Where nothing is at work and nothing waits it never waits itself: it is written once, and not moved at once.
  const begun = { owner: send.owner ?? '', startedAt: event.createdAt, begunIn: tx.commit }
  const atOnce = running === undefined && waiting === 0 && send.owner !== null ? start(queued, begun) : null
  const invocation = atOnce?.invocation ?? queued
  writeInvocation(tx, send, invocation)
  updateThread(tx, send, found, said)
  const interrupted = running && send.whenBusy === 'interrupt' ? interrupt(tx, running, send) : null
  const { conversationId } = send
  const claimed = atOnce ?? (send.owner === null ? null : claimNext(tx, { conversationId, owner: send.owner }))
  if (claimed?.invocation.id !== invocation.id) {
    const payload = { position: placeInQueue(tx, invocation) }
    tx.append({ conversationId, type: 'agent.queued', invocation, payload })
  }
  return { accepted: acceptedOf(invocation, event.seq), repeated: false, claimed, interrupted }
}

/** What a send finds in its conversation. */
interface Found {
  conversation: Pick<Rows['Conversation'], 'id' | 'title' | 'tenant' | 'threadId'>
  running: InvocationRow | undefined
  replaced: MessageRow | null
  /** Messages in the queue. */
  waiting: number
}

/** @throws NOT_FOUND, BUSY, BAD_MESSAGE */
function checkConversation(tx: Transaction, send: AcceptSend): Found {
  const conversation = tx.get<Pick<Rows['Conversation'], 'id' | 'title' | 'tenant' | 'threadId'>>(
    'SELECT id, title, tenant, threadId FROM Conversation WHERE id = ? AND sessionId = ? AND deletedAt IS NULL',
    send.conversationId,
    send.sessionId,
  )
  if (!conversation) throw new Refusal('NOT_FOUND', 'There is no such conversation.')
  const running = tx.get<InvocationRow>(
    "SELECT * FROM Invocation WHERE conversationId = ? AND status IN ('running', 'cancelling')",
    send.conversationId,
  )
  if (running && send.whenBusy === 'reject') {
    throw new Refusal('BUSY', 'An answer is being given in this conversation.')
  }
  const replaced = readReplaced(tx, send)
  const waiting = countQueued(tx, send.conversationId)
  if (waiting >= send.mostQueued) {
    throw new Refusal('BUSY', `${waiting} messages are waiting in this conversation already.`)
  }
  return { conversation, running, replaced, waiting }
}

/** Writes the person's message and its event. @throws QUOTA_EXCEEDED */
function writeMessage(
  tx: Transaction,
  send: AcceptSend,
  { replaced }: Found,
): { event: EventRow; said: ConversationEvent } {
  const bytes = Buffer.byteLength(send.text)
  requireBytes(tx, send.sessionId, bytes)
  const payload = {
    text: send.text,
    files: send.files,
    surface: send.surface,
    via: send.via,
    ...(replaced && { replaces: replaced.messageId }),
    ...(send.occurrence && { schedule: causeOf(send.occurrence) }),
  }
  const { conversationId, messageId } = send
  const event = tx.append({ conversationId, type: 'user.message', messageId, payload })
  insertMessage(tx, {
    sessionId: send.sessionId,
    conversationId,
    messageId,
    role: 'user',
    seq: event.seq,
    status: 'complete',
    agentId: null,
    invocationId: send.invocationId,
    // The event has the text; readers join it.
    content: '',
    bytes,
    contentHash: send.contentHash,
    view: null,
    // An edit of an edit takes the place of the first one.
    branchedAt: replaced ? (replaced.branchedAt ?? replaced.seq) : null,
    createdAt: event.createdAt,
  })
  return { event, said: eventOf(event, payload) }
}

const causeOf = ({ scheduleId, title, due }: DueOccurrence): ScheduleCause => ({
  schedule_id: scheduleId,
  title,
  occurrence: due.name,
})

function queuedInvocation(
  tx: Transaction,
  send: AcceptSend,
  { conversation, running }: Found,
  { seq, createdAt }: EventRow,
): InvocationRow {
  const interrupts = running !== undefined && send.whenBusy === 'interrupt'
  return {
    id: send.invocationId,
    sessionId: send.sessionId,
    tenant: conversation.tenant,
    conversationId: send.conversationId,
    agentId: send.routing.agent_id,
    messageId: send.messageId,
    answerMessageId: send.answerMessageId,
    status: 'queued',
    attempt: 1,
    owner: null,
    // An interrupting message is next; the others keep the order in which they came.
    turn: interrupts ? -seq : seq,
    input: send.input,
    code: null,
    reason: null,
    cause: null,
    usage: null,
    createdAt,
    startedAt: null,
    endedAt: null,
    askedIn: tx.commit,
    begunIn: null,
    endedIn: null,
  }
}

/** Writes the invocation, its routing and the message of its answer. */
function writeInvocation(tx: Transaction, send: AcceptSend, invocation: InvocationRow): void {
  insertInvocation(tx, invocation)
  const { conversationId } = send
  const routed = tx.append({ conversationId, type: 'agent.routed', invocation, payload: send.routing })
  insertMessage(tx, {
    sessionId: send.sessionId,
    conversationId,
    messageId: send.answerMessageId,
    role: 'assistant',
    seq: routed.seq,
    status: 'queued',
    agentId: invocation.agentId,
    invocationId: invocation.id,
    content: '',
    bytes: 0,
    contentHash: null,
    view: null,
    createdAt: invocation.createdAt,
  })
}

/** Updates turn, files, title and time of the thread and its conversation. */
function updateThread(tx: Transaction, send: AcceptSend, { conversation }: Found, said: ConversationEvent): void {
  const { threadId } = conversation
  if (send.releases) {
    tx.run('UPDATE Thread SET heldBy = NULL WHERE id = ?', threadId)
    routingHandedBack(tx, { sessionId: send.sessionId, threadId }, 'person')
  }
  for (const { file_uuid } of send.files) putInScope(tx, threadId, file_uuid)
  tx.run(
    "UPDATE Thread SET updatedAt = ?, title = CASE title WHEN '' THEN ? ELSE title END, archivedAt = NULL WHERE id = ?",
    said.timestamp,
    titleAfter(said, ''),
    threadId,
  )
  const title = titleAfter(said, conversation.title)
  tx.run('UPDATE Conversation SET updatedAt = ?, title = ? WHERE id = ?', said.timestamp, title, send.conversationId)
}

/** @throws BAD_MESSAGE for anything but the person's own message in this conversation */
function readReplaced(tx: Transaction, send: AcceptSend): MessageRow | null {
  if (send.replaces === undefined || send.replaces === null) return null
  const found = findMessage(tx, send.sessionId, send.replaces)
  if (found?.role !== 'user' || found.conversationId !== send.conversationId) {
    throw new Refusal('BAD_MESSAGE', 'replaces: is no message of yours in this conversation', { path: 'replaces' })
  }
  return found
}

const acceptedOf = (invocation: InvocationHead, seq: number): Accepted => ({
  message_id: invocation.messageId,
  invocation_id: invocation.id,
  conversation_id: invocation.conversationId,
  event_id: seq,
})

/** The same id again: the first result for the same content, a conflict for other content. [L6] */
function repeat(tx: Transaction, before: MessageRow, send: AcceptSend): AcceptedSend {
  const hashes = [send.contentHash, send.formerHash ?? send.contentHash]
  const sameContent = before.role === 'user' && before.contentHash !== null && hashes.includes(before.contentHash)
  const samePlace =
    !send.pinned ||
    before.conversationId === send.conversationId ||
    // It named none: the first try went to the conversation that was current then, and this is its repetition.
    (!send.named && isSameKind(tx, before.conversationId, send.conversationId))
  if (!sameContent || !samePlace || before.invocationId === null) {
    throw new Refusal('CONFLICT', 'This message id was used for another message.', { path: 'message_id' })
  }
  const invocation = tx.invocation(before.invocationId)
  return { accepted: acceptedOf(invocation, before.seq), repeated: true, claimed: null, interrupted: null }
}

const isSameKind = (tx: Transaction, one: string, other: string): boolean =>
  tx.get(
    'SELECT 1 FROM Conversation a JOIN Conversation b ON a.agentType = b.agentType WHERE a.id = ? AND b.id = ?',
    one,
    other,
  ) !== undefined

function interrupt(tx: Transaction, running: InvocationRow, { sessionId, messageId }: AcceptSend): string {
  const status = moveInvocation(running.status, 'request_cancel')
  if (status && status !== running.status) {
    beginCancel(tx, running, status, { by: 'newer_message', session_id: sessionId, message_id: messageId })
  }
  return running.id
}

/** A message whose conversation was deleted, and which waits for its slice, gives its id up now. [L16] */
function findMessage(tx: Transaction, sessionId: string, messageId: string): MessageRow | undefined {
  const found = tx.get<MessageRow>('SELECT * FROM Message WHERE sessionId = ? AND messageId = ?', sessionId, messageId)
  if (!found || tx.get('SELECT 1 FROM Conversation WHERE id = ?', found.conversationId)) return found
  tx.run('DELETE FROM Message WHERE sessionId = ? AND messageId = ?', sessionId, messageId)
  return undefined
}

/** Counted once it is known who begins now: 1 is next. Who came later goes ahead only of those who do not interrupt. */
function placeInQueue(tx: Transaction, { id, conversationId, turn }: InvocationRow): number {
  const ahead = tx.get<{ count: number }>(
    `SELECT count(*) AS count FROM Invocation
     WHERE conversationId = ? AND status = 'queued' AND id <> ? AND (turn < 0 OR ? > 0)`,
    conversationId,
    id,
    turn,
  )
  return 1 + (ahead?.count ?? 0)
}

const countQueued = (tx: Transaction, conversationId: string): number =>
  tx.get<{ count: number }>(
    "SELECT count(*) AS count FROM Invocation WHERE conversationId = ? AND status = 'queued'",
    conversationId,
  )?.count ?? 0
