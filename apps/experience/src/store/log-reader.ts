// Reads of the sockets' own thread: the log after a cursor, windows of messages, ownership.
// Each is a point or a short range of an index, far below a millisecond, and sees every acknowledged commit.
import type { ConversationEvent, MessageView } from '@biplane/contracts/wire/events'
import { openReader } from '@biplane/db/reader'
import { STORAGE_USE, type StorageUseRow } from './commands/quotas.ts'
import { eventFromRow } from './event-rows.ts'
import {
  JOIN_ASKED,
  MESSAGE_TEXT,
  READ_MESSAGE,
  type ReadMessage,
  shownBytes,
  shownMessage,
  WHOLE_MESSAGE,
  type WholeMessage,
} from './message-text.ts'
import type { EventRow, InvocationRow, MessageRow } from './rows.ts'

export interface ConversationRow {
  id: string
  sessionId: string
  tenant: string
  agentType: string
  pillar: string | null
  title: string
  /** In its thread, one of its kind. */
  current: number
  /** The same, in the session's current thread. */
  reached?: number
  threadId: string
  /** Its number in the thread. */
  inThread: number
  compactedTo: number
  createdAt: string
  updatedAt: string
  deletedAt: string | null
}

export interface ThreadRow {
  id: string
  sessionId: string
  tenant: string
  title: string
  current: number
  pinned: number
  archivedAt: string | null
  heldBy: string | null
  createdAt: string
  updatedAt: string
}

/** Where a message stands: its place in the thread, and in its conversation. */
export interface MessagePlace {
  /** Grows with every message of the session, whatever its conversation. */
  place: number
  conversationId: string
  seq: number
}

/** An artifact's version without what is in it. */
export interface ArtifactContent {
  key: string
  /** JSON. */
  provenance: string | null
  /** JSON. */
  data: string
}

export interface WholeArtifact extends ArtifactContent, ArtifactHead {
  row: number
  conversationId: string
  invocationId: string
  status: string
  createdAt: string
}

export interface ArtifactHead {
  id: string
  version: number
  pillar: string | null
  kind: string
  title: string
  summary: string
}

/** An invocation as its other agents are told of it. */
export type JobRow = Pick<InvocationRow, 'agentId' | 'status' | 'startedAt' | 'endedAt' | 'begunIn' | 'endedIn'> & {
  asked: string
}

/** The conversations of the thread that a conversation belongs to. */
const SAME_THREAD = `(SELECT other.id FROM Conversation AS this JOIN Conversation AS other
  ON other.threadId = this.threadId WHERE this.id = ?)`

/** Of the rows of `m`: what a deleted conversation has left for the slices is not shown. [L16] */
const KEPT = 'EXISTS (SELECT 1 FROM Conversation AS kept WHERE kept.id = m.conversationId)'

/** Which thread an invocation works in. */
type WorkOf = Pick<InvocationRow, 'sessionId' | 'conversationId'>

/** A message without what it is shown with. */
export type Words = Pick<MessageRow, 'role' | 'content'>

const WORDS_AT_ONCE = 25
/** A character takes at most so many bytes. */
const CHAR_BYTES = 3

/** How many texts of these sizes are read at once where so many characters may be: at least one that may fit. */
function fitting(sizes: readonly number[], chars: number): number {
  let [count, bytes] = [0, 0]
  for (const size of sizes) {
    bytes += size
    if (bytes > chars) break
    count += 1
  }
  return count === 0 && sizes[0] !== undefined && sizes[0] <= chars * CHAR_BYTES ? 1 : count
}

export class LogReader {
  readonly #db
  readonly #after
  readonly #conversation
  readonly #byId
  readonly #current
  readonly #currentIn
  readonly #thread
  readonly #currentThread
  readonly #inThread
  readonly #placesBefore
  readonly #placeOf
  readonly #countMessages
  readonly #lastSeq
  readonly #messages
  readonly #messagesAfter
  readonly #artifactsOf
  readonly #words
  readonly #wordBytes
  readonly #open
  readonly #openAnswers
  readonly #payer
  readonly #principal
  readonly #message
  readonly #messageIds
  readonly #firstInput
  readonly #files
  readonly #artifacts
  readonly #artifact
  readonly #jobs
  readonly #ofInvocation
  readonly #storageUse

  readonly #pageBytes: number
  /** Of the log that is read: each event gets its whole cursor. */
  readonly #epoch: string | undefined

  constructor(file: string, pageBytes: number, epoch?: string) {
    this.#pageBytes = pageBytes
    this.#epoch = epoch
    this.#db = openReader(file)
    this.#after = this.#db.prepare<[string, number, number], EventRow>(
      'SELECT * FROM Event WHERE conversationId = ? AND seq > ? ORDER BY seq LIMIT ?',
    )
    this.#conversation = this.#db.prepare<[string, string], ConversationRow>(
      `SELECT c.*, c.current AND coalesce(t.current, 0) AS reached FROM Conversation AS c
       LEFT JOIN Thread AS t ON t.id = c.threadId WHERE c.id = ? AND c.sessionId = ? AND c.deletedAt IS NULL`,
    )
    this.#byId = this.#db.prepare<[string], ConversationRow>('SELECT * FROM Conversation WHERE id = ?')
    this.#current = this.#db.prepare<[string, string], ConversationRow>(
      `SELECT c.* FROM Thread AS t JOIN Conversation AS c ON c.threadId = t.id
       WHERE t.sessionId = ? AND t.current = 1 AND c.agentType = ? AND c.current = 1 AND c.deletedAt IS NULL`,
    )
    this.#currentIn = this.#db.prepare<[string, string], ConversationRow>(
      'SELECT * FROM Conversation WHERE threadId = ? AND agentType = ? AND current = 1 AND deletedAt IS NULL',
    )
    this.#thread = this.#db.prepare<[string, string], ThreadRow>('SELECT * FROM Thread WHERE id = ? AND sessionId = ?')
    this.#currentThread = this.#db.prepare<[string], ThreadRow>(
      'SELECT * FROM Thread WHERE sessionId = ? AND current = 1',
    )
    this.#inThread = this.#db.prepare<[string], ConversationRow>(
      'SELECT * FROM Conversation WHERE threadId = ? AND deletedAt IS NULL ORDER BY inThread',
    )
    this.#placesBefore = this.#db.prepare<[string, number, number], MessagePlace>(
      `SELECT id AS place, conversationId, seq FROM Message
       WHERE conversationId = ? AND id < ? ORDER BY seq DESC LIMIT ?`,
    )
    this.#countMessages = this.#db
      .prepare<[string], number>('SELECT count(*) FROM Message WHERE conversationId = ?')
      .pluck()
    this.#placeOf = this.#db
      .prepare<[string, string], number>(
        `SELECT id FROM Message AS m WHERE sessionId = ? AND messageId = ? AND ${KEPT}`,
      )
      .pluck()
    this.#lastSeq = this.#db.prepare<[string], { seq: number | null }>(
      'SELECT max(seq) AS seq FROM Event WHERE conversationId = ?',
    )
    this.#messages = this.#db.prepare<[string, number, number], ReadMessage>(
      `${READ_MESSAGE} WHERE m.conversationId = ? AND m.seq < ? ORDER BY m.seq DESC LIMIT ?`,
    )
    this.#messagesAfter = this.#db.prepare<[string, number, number], WholeMessage>(
      `${WHOLE_MESSAGE} WHERE m.conversationId = ? AND m.seq > ? ORDER BY m.seq LIMIT ?`,
    )
    this.#artifactsOf = this.#db.prepare<[string, number, number], WholeArtifact>(
      `SELECT rowid AS row, id, version, conversationId, invocationId, pillar, kind, key, title, summary, status,
         createdAt, provenance, data FROM Artifact AS m
       WHERE sessionId = ? AND rowid > ? AND ${KEPT} ORDER BY rowid LIMIT ?`,
    )
    this.#words = this.#db.prepare<[string, number, number], Words & { seq: number; branchedAt: number | null }>(
      `SELECT m.seq, m.role, ${MESSAGE_TEXT} AS content, m.branchedAt FROM Message AS m ${JOIN_ASKED}
       WHERE m.conversationId = ? AND m.seq < ? ORDER BY m.seq DESC LIMIT ?`,
    )
    // Of both only the header of the row is read, however long the text is.
    this.#wordBytes = this.#db
      .prepare<[string, number, number], number>(
        `SELECT CASE role WHEN 'user' THEN max(bytes, octet_length(content)) ELSE octet_length(content) END
         FROM Message WHERE conversationId = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
      )
      .pluck()
    this.#open = this.#db.prepare<[string], InvocationRow>(
      "SELECT * FROM Invocation WHERE conversationId = ? AND status IN ('queued', 'running', 'cancelling') ORDER BY createdAt",
    )
    this.#openAnswers = this.#db.prepare<[string], { messageId: string; seq: number }>(
      `SELECT m.messageId, m.seq FROM Invocation AS i
         JOIN Message AS m ON m.sessionId = i.sessionId AND m.messageId = i.answerMessageId
       WHERE i.conversationId = ? AND i.status IN ('queued', 'running', 'cancelling') ORDER BY m.seq`,
    )
    // Guests are free to come again as somebody else: who shares a network shares a budget.
    this.#payer = this.#db.prepare<[string], { payer: string }>(
      `SELECT CASE WHEN principalKind = 'guest' THEN json_array('guests', coalesce(origin, id))
         ELSE json_array('user', tenant, principalId) END AS payer FROM Session WHERE id = ?`,
    )
    this.#principal = this.#db.prepare<[string], { principal: string }>(
      'SELECT json_array(principalKind, tenant, principalId) AS principal FROM Session WHERE id = ?',
    )
    this.#message = this.#db.prepare<[string, string], WholeMessage>(
      `${WHOLE_MESSAGE} WHERE m.sessionId = ? AND m.messageId = ? AND ${KEPT}`,
    )
    this.#messageIds = this.#db.prepare<[string, string, string, number], { messageId: string }>(
      `SELECT messageId FROM Message AS m
       WHERE sessionId = ? AND messageId BETWEEN ? AND ? AND ${KEPT} ORDER BY messageId DESC LIMIT ?`,
    )
    this.#firstInput = this.#db.prepare<[string], { input: string }>(
      `SELECT input FROM Invocation WHERE id =
         (SELECT invocationId FROM Message WHERE conversationId = ? ORDER BY seq LIMIT 1)`,
    )
    this.#files = this.#db.prepare<[string, number], { id: string }>(
      `SELECT f.id FROM ThreadFile AS tf JOIN File AS f ON f.id = tf.fileId
       WHERE tf.threadId = ? AND f.deletedAt IS NULL ORDER BY f.rowid DESC LIMIT ?`,
    )
    this.#artifacts = this.#db.prepare<[string, string, number, string, number], ArtifactHead>(
      `SELECT id, version, pillar, kind, title, summary FROM Artifact
       WHERE sessionId = ? AND conversationId IN ${SAME_THREAD}
         AND coalesce(madeIn, 0) <= ? AND invocationId <> ?
       ORDER BY madeIn DESC, createdAt DESC, version DESC, id LIMIT ?`,
    )
    this.#artifact = this.#db.prepare<[string, string, number], ArtifactContent>(
      'SELECT key, provenance, data FROM Artifact WHERE sessionId = ? AND id = ? AND version = ?',
    )
    this.#ofInvocation = this.#db.prepare<[string], EventRow>(
      `SELECT e.* FROM Invocation AS i
       JOIN Message AS m ON m.sessionId = i.sessionId AND m.messageId = i.answerMessageId
       JOIN Event AS e ON e.conversationId = i.conversationId AND e.seq >= m.seq AND e.invocationId = i.id
       WHERE i.id = ? AND ${KEPT} ORDER BY e.seq`,
    )
    this.#storageUse = this.#db.prepare<[string], StorageUseRow>(STORAGE_USE)
    this.#jobs = this.#db.prepare<[number, string, string, number, number], JobRow>(
      `SELECT i.agentId, i.status, i.startedAt, i.endedAt, i.begunIn, i.endedIn,
         coalesce(substr(${MESSAGE_TEXT}, 1, ?), '') AS asked FROM Invocation AS i
       LEFT JOIN Message AS m ON m.sessionId = i.sessionId AND m.messageId = i.messageId ${JOIN_ASKED}
       WHERE i.sessionId = ? AND i.conversationId IN ${SAME_THREAD} AND coalesce(i.askedIn, 0) < ?
       ORDER BY i.askedIn DESC, i.createdAt DESC, i.id DESC LIMIT ?`,
    )
  }

  /** Events after `seq`, in order, at most `limit`, and fewer when they are large: a page is bounded in bytes too. */
  readAfter(conversationId: string, seq: number, limit: number): EventRow[] {
    const rows: EventRow[] = []
    let bytes = 0
    for (const row of this.#after.iterate(conversationId, seq, limit)) {
      rows.push(row)
      bytes += row.payload.length
      if (bytes >= this.#pageBytes) break
    }
    return rows
  }

  /** The same, as facts. */
  eventsAfter(conversationId: string, seq: number, limit: number): ConversationEvent[] {
    return this.readAfter(conversationId, seq, limit).map((row) => eventFromRow(row, this.#epoch))
  }

  /** A conversation of this session; `null` for a foreign one as for one that does not exist. [L10] */
  conversation(sessionId: string, id: string): ConversationRow | null {
    return this.#conversation.get(id, sessionId) ?? null
  }

  /** For work that Experience itself does; whoever asks in a principal's name uses `conversation`. */
  conversationById(id: string): ConversationRow | null {
    return this.#byId.get(id) ?? null
  }

  /** Of its kind in a thread; without `threadId` in the session's current one. */
  currentConversation(sessionId: string, agentType: string, threadId?: string): ConversationRow | null {
    if (threadId !== undefined) return this.#currentIn.get(threadId, agentType) ?? null
    return this.#current.get(sessionId, agentType) ?? null
  }

  /** A thread of this session; `null` for a foreign one as for one that does not exist. [L10] */
  thread(sessionId: string, id: string): ThreadRow | null {
    return this.#thread.get(id, sessionId) ?? null
  }

  currentThread(sessionId: string): ThreadRow | null {
    return this.#currentThread.get(sessionId) ?? null
  }

  /** The conversations of a thread, by their numbers in it. */
  conversationsOf(threadId: string): ConversationRow[] {
    return this.#inThread.all(threadId)
  }

  /** The last `limit` messages of a conversation before a place in its thread, newest first. */
  placesBefore(conversationId: string, before: number, limit: number): MessagePlace[] {
    return this.#placesBefore.all(conversationId, before, limit)
  }

  countMessages(conversationId: string): number {
    return this.#countMessages.get(conversationId) ?? 0
  }

  /** The place of a message in its thread; `null` for one that is gone. */
  placeOf(sessionId: string, messageId: string): number | null {
    return this.#placeOf.get(sessionId, messageId) ?? null
  }

  lastSeq(conversationId: string): number {
    return this.#lastSeq.get(conversationId)?.seq ?? 0
  }

  /** Versions that the thread had up to the commit in which an invocation began, without its own; newest first. */
  artifactsBefore(work: WorkOf, began: { in: number; invocationId: string }, limit: number): ArtifactHead[] {
    return this.#artifacts.all(work.sessionId, work.conversationId, began.in, began.invocationId, limit)
  }

  /** One version's content, as it is stored. */
  artifactContent(sessionId: string, id: string, version: number): ArtifactContent | null {
    return this.#artifact.get(sessionId, id, version) ?? null
  }

  /** What was asked in the thread before a commit of the log, newest first, as it is now, in so many characters each. */
  jobsBefore(work: WorkOf, commit: number, most: { jobs: number; chars: number }): JobRow[] {
    return this.#jobs.all(most.chars, work.sessionId, work.conversationId, commit, most.jobs)
  }

  /** Every event of one invocation, in order; of anybody's, so only for operators. */
  eventsOfInvocation(invocationId: string): ConversationEvent[] {
    return this.#ofInvocation.all(invocationId).map((row) => eventFromRow(row, this.#epoch))
  }

  /** The last `limit` messages before event `before`, newest first. */
  messagesBefore(conversationId: string, before: number, limit: number): ReadMessage[] {
    return this.#messages.all(conversationId, before, limit)
  }

  /** Messages after event `after`, oldest first. */
  messagesAfter(conversationId: string, after: number, limit: number): WholeMessage[] {
    return this.#messagesAfter.all(conversationId, after, limit)
  }

  /** Every version of a session's results, in the order in which they were written, after a row. */
  artifactsOf(sessionId: string, after: number, limit: number): WholeArtifact[] {
    return this.#artifactsOf.all(sessionId, after, limit)
  }

  /** What was said before event `before`, newest first: at most so many messages, and of so many characters together. */
  wordsBefore(conversationId: string, before: number, most: { messages: number; chars: number }): Words[] {
    const words: Words[] = []
    let chars = 0
    // Some at a time: row by row costs several times as much, and texts that do not fit are not read.
    for (let seq = before; words.length < most.messages; ) {
      const atMost = Math.min(WORDS_AT_ONCE, most.messages - words.length)
      const wanted = fitting(this.#wordBytes.all(conversationId, seq, atMost), most.chars - chars)
      const some = this.#words.all(conversationId, seq, wanted)
      for (const { seq: at, branchedAt, ...one } of some) {
        // What stands between an edited message and the one whose place it takes is another branch. [E5]
        if (at >= seq) continue
        chars += one.content.length
        if (chars > most.chars) return words
        words.push(one)
        seq = branchedAt ?? at
      }
      if (wanted === 0 || some.length < wanted) return words
    }
    return words
  }

  message(sessionId: string, messageId: string): WholeMessage | null {
    return this.#message.get(sessionId, messageId) ?? null
  }

  /** Message ids of a session in a range of texts, the greatest first. */
  messageIds(sessionId: string, from: string, to: string, limit: number): string[] {
    return this.#messageIds.all(sessionId, from, to, limit).map(({ messageId }) => messageId)
  }

  /** What is stored with the first work of a conversation; `null` where nothing was said yet. */
  firstInput(conversationId: string): string | null {
    return this.#firstInput.get(conversationId)?.input ?? null
  }

  /** The message as it is shown; `null` for an answer that has not ended. */
  shown(row: ReadMessage): MessageView | null {
    return shownMessage(row)
  }

  /** Roughly its bytes as it is sent; `null` for an answer that has not ended. */
  shownBytes(row: ReadMessage): number | null {
    return shownBytes(row)
  }

  openInvocations(conversationId: string): InvocationRow[] {
    return this.#open.all(conversationId)
  }

  /** Answers that have not ended, oldest first. */
  openAnswers(conversationId: string): { messageId: string; seq: number }[] {
    return this.#openAnswers.all(conversationId)
  }

  /** The newest files in scope of a thread. */
  fileIds(threadId: string, limit: number): string[] {
    return this.#files.all(threadId, limit).map(({ id }) => id)
  }

  /** What a session's principal, and who shares a quota with it, keeps. */
  storageUse(sessionId: string): StorageUseRow | null {
    return this.#storageUse.get(sessionId) ?? null
  }

  /** The liaison that holds the turn of a thread; without `threadId` of the current one. */
  heldBy(sessionId: string, threadId?: string): string | null {
    const thread = threadId === undefined ? this.currentThread(sessionId) : this.thread(sessionId, threadId)
    return thread?.heldBy ?? null
  }

  /** Who spends what a session asks of a language model: the user, or the guests of one network together. */
  payer(sessionId: string): string | null {
    return this.#payer.get(sessionId)?.payer ?? null
  }

  /** The principal of a session; another guest is another one. */
  principal(sessionId: string): string | null {
    return this.#principal.get(sessionId)?.principal ?? null
  }

  /** Runs reads that must agree with each other on one state of the database. */
  together<T>(read: () => T): T {
    return this.#db.transaction(read)()
  }

  close(): void {
    this.#db.close()
  }
}
