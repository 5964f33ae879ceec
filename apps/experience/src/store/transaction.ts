// Context of a write command: prepared statements, the next number of each log, and growing answers. Runs in the writer
// thread only; its caller reports commit or rollback to it.
import { Refusal } from '@biplane/contracts/refusal'
import { foldAnswer, isOfAnswer, openAnswer } from '@biplane/contracts/vocabulary/transcript'
import type { ConversationEvent, ConversationEventType, MessageView } from '@biplane/contracts/wire/events'
import type { Database, Statement } from '@biplane/db/open'
import { eventFromRow, eventOf } from './event-rows.ts'
import { NO_QUOTAS, type Quotas } from './quota-limits.ts'
import type { EventRow, InvocationHead } from './rows.ts'

type Value = string | number | null

/** What a command hands to the log: everything but the number. */
export interface NewEvent {
  conversationId: string
  type: ConversationEventType
  payload: object
  invocation?: InvocationHead
  messageId?: string
  n?: number | null
}

/** Rows that one commit deletes at once: about 40 ms. What is more follows in slices. [L16] */
const DELETED_AT_ONCE = 4_000

/** Conversations whose last number is held; it can always be read again. */
const MOST_HELD = 50_000

export class Transaction {
  readonly #statements = new Map<string, Statement<Value[]>>()
  readonly #lastSeq = new Map<string, number>()
  readonly #answers = new Map<string, MessageView>()
  /** By invocation, the last `n` of its current attempt that is in the log. */
  readonly #lastN = new Map<string, { attempt: number; n: number }>()
  /** Invocations as they were read since anything but the log was last written. */
  readonly #heads = new Map<string, InvocationHead>()
  readonly #connection: Database
  readonly #now: () => string
  /** Sessions that were deleted in this run of the process. No session id is used twice, so a rollback need not lift it. */
  readonly #barred = new Set<string>()
  readonly #skipped = new Set<string>()
  #appended: EventRow[] = []
  #writes = 0
  #commit = 0
  #deletable = DELETED_AT_ONCE

  /** What may be kept. */
  readonly quotas: Quotas

  constructor(connection: Database, now: () => string, quotas: Quotas = NO_QUOTAS) {
    this.quotas = quotas
    this.#connection = connection
    this.#now = now
  }

  /** What comes now is kept in this commit of the log. */
  begin(commit: number): void {
    this.#commit = commit
    this.#deletable = DELETED_AT_ONCE
    this.#skipped.clear()
  }

  /** The number of the commit: of two things, what came earlier has the lower one, whatever the clock does. */
  get commit(): number {
    return this.#commit
  }

  /** Whether so many more rows may be deleted in this commit: messages do not wait long behind a deletion. [L16] */
  mayDelete(rows: number): boolean {
    if (rows > this.#deletable) return false
    this.#deletable -= rows
    return true
  }

  /** For people to read; no order is ever taken from it. */
  now(): string {
    return this.#now()
  }

  /** How many statements have written so far: a command that fails and has not added to it left nothing to undo. */
  get writes(): number {
    return this.#writes
  }

  run(sql: string, ...values: Value[]): number {
    this.#heads.clear()
    return this.#run(sql, ...values)
  }

  #run(sql: string, ...values: Value[]): number {
    this.#writes += 1
    return this.#prepare(sql).run(...values).changes
  }

  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[]
  }

  #prepare(sql: string): Statement<Value[]> {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#connection.prepare<Value[]>(sql).safeIntegers(false)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** The number of the last event of a conversation; 0 when it has none. [L2] */
  lastSeq(conversationId: string): number {
    const known = this.#lastSeq.get(conversationId)
    if (known !== undefined) return known
    const row = this.get<{ seq: number | null }>(
      'SELECT max(seq) AS seq FROM Event WHERE conversationId = ?',
      conversationId,
    )
    return row?.seq ?? 0
  }

  /** Gives the event the next number. It is true, and may be told, once the group has been committed. [L1] */
  append(event: NewEvent): EventRow {
    const seq = this.lastSeq(event.conversationId) + 1
    const row: EventRow = {
      conversationId: event.conversationId,
      seq,
      type: event.type,
      invocationId: event.invocation?.id ?? null,
      messageId: event.messageId ?? event.invocation?.answerMessageId ?? null,
      agentId: event.invocation?.agentId ?? null,
      attempt: event.invocation?.attempt ?? null,
      n: event.n ?? null,
      payload: JSON.stringify(event.payload),
      createdAt: this.#now(),
    }
    this.#run(
      `INSERT INTO Event (conversationId, seq, type, invocationId, messageId, agentId, attempt, n, payload, createdAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.conversationId,
      row.seq,
      row.type,
      row.invocationId,
      row.messageId,
      row.agentId,
      row.attempt,
      row.n,
      row.payload,
      row.createdAt,
    )
    if (this.#lastSeq.size >= MOST_HELD) this.#lastSeq.clear()
    this.#lastSeq.set(row.conversationId, seq)
    this.#appended.push(row)
    if (event.invocation) {
      this.#countN(event.invocation, row)
      this.#foldInto(event.invocation, eventOf(row, event.payload))
    }
    return row
  }

  /**
   * The last of Runtime's numbers that the log holds of this attempt; 0 for none. What is not beyond it was written before.
   * Held in memory, which is safe behind the fence: since it was read nobody else can have written. [L8, L15]
   */
  lastN({ id, conversationId, sessionId, answerMessageId, attempt }: InvocationHead): number {
    const known = this.#lastN.get(id)
    if (known?.attempt === attempt) return known.n
    const row = this.get<{ n: number | null }>(
      `SELECT max(n) AS n FROM Event WHERE conversationId = ? AND seq >=
         (SELECT seq FROM Message WHERE sessionId = ? AND messageId = ?) AND invocationId = ? AND attempt = ?`,
      conversationId,
      sessionId,
      answerMessageId,
      id,
      attempt,
    )
    this.#holdN(id, { attempt, n: row?.n ?? 0 })
    return row?.n ?? 0
  }

  #countN({ id, attempt }: InvocationHead, { type, n }: EventRow): void {
    if (type === 'agent.routed') this.#holdN(id, { attempt, n: 0 })
    else if (n !== null) this.#holdN(id, { attempt, n })
  }

  #holdN(id: string, last: { attempt: number; n: number }): void {
    if (this.#lastN.size >= MOST_HELD) this.#lastN.clear()
    this.#lastN.set(id, last)
  }

  /** The answer of an invocation as its events have made it so far. */
  answer(invocation: InvocationHead): MessageView {
    const known = this.#answers.get(invocation.id)
    if (known) return known
    const rows = this.all<EventRow>(
      `SELECT * FROM Event WHERE conversationId = ? AND seq >=
         (SELECT seq FROM Message WHERE sessionId = ? AND messageId = ?) AND invocationId = ? ORDER BY seq`,
      invocation.conversationId,
      invocation.sessionId,
      invocation.answerMessageId,
      invocation.id,
    )
    const view = rows.reduce<MessageView | null>((answer, row) => fold(answer, eventFromRow(row)), null)
    if (!view) throw new Error(`invocation ${invocation.id} has no events`)
    this.#answers.set(invocation.id, view)
    return view
  }

  #foldInto(invocation: InvocationHead, event: ConversationEvent): void {
    const before = event.type === 'agent.routed' ? null : this.#answers.get(invocation.id)
    // Not held: it is rebuilt from the rows, this one included, when somebody asks.
    if (before === undefined) return
    const after = fold(before, event)
    if (after) this.#answers.set(invocation.id, after)
  }

  /** Leaves a number out: whoever stands before it cannot go on without a snapshot. Returns it. [L14] */
  skip(conversationId: string): number {
    const seq = this.lastSeq(conversationId) + 1
    this.#lastSeq.set(conversationId, seq)
    this.#skipped.add(conversationId)
    return seq
  }

  /** Its rows are deleted: nothing that is held of it may outlive them. */
  forgetConversation(conversationId: string, invocations: readonly { id: string }[]): void {
    this.#lastSeq.delete(conversationId)
    this.#heads.clear()
    for (const { id } of invocations) {
      this.#answers.delete(id)
      this.#lastN.delete(id)
    }
  }

  /** A session that is being deleted: a write that was already on its way begins nothing for it. */
  barSession(sessionId: string): void {
    const [oldest] = this.#barred
    if (this.#barred.size >= MOST_HELD && oldest !== undefined) this.#barred.delete(oldest)
    this.#barred.add(sessionId)
  }

  isBarred(sessionId: string): boolean {
    return this.#barred.has(sessionId)
  }

  /** Drops the answer of an invocation that has ended. */
  settle(invocationId: string): void {
    this.#answers.delete(invocationId)
    this.#lastN.delete(invocationId)
  }

  /** @throws NOT_FOUND */
  invocation(id: string): InvocationHead {
    const found = this.findInvocation(id)
    if (!found) throw new Refusal('NOT_FOUND', 'There is no such invocation.')
    return found
  }

  /** `null` for one that was deleted with its conversation. */
  findInvocation(id: string): InvocationHead | null {
    const known = this.#heads.get(id)
    if (known) return known
    const row = this.get<InvocationHead>(
      'SELECT id, sessionId, conversationId, agentId, messageId, answerMessageId, status, attempt FROM Invocation WHERE id = ?',
      id,
    )
    if (!row) return null
    if (this.#heads.size >= MOST_HELD) this.#heads.clear()
    this.#heads.set(id, row)
    return row
  }

  /** How many events stand in the current group; give it to `undoTo` when a command fails. */
  mark(): number {
    return this.#appended.length
  }

  /** A command failed and its savepoint was rolled back: what it appended never was. */
  undoTo(mark: number): void {
    this.#heads.clear()
    for (const conversationId of this.#skipped) this.#lastSeq.delete(conversationId)
    this.#skipped.clear()
    for (const { conversationId, invocationId } of this.#appended.splice(mark)) {
      this.#lastSeq.delete(conversationId)
      if (!invocationId) continue
      this.#answers.delete(invocationId)
      this.#lastN.delete(invocationId)
    }
  }

  /** The events since the last call, in the order of their numbers. */
  takeAppended(from = 0): EventRow[] {
    return this.#appended.splice(from)
  }

  /** The group was rolled back: nothing that is held can be trusted. */
  forget(): void {
    this.#appended = []
    this.#lastSeq.clear()
    this.#skipped.clear()
    this.#answers.clear()
    this.#lastN.clear()
    this.#heads.clear()
  }
}

function fold(answer: MessageView | null, event: ConversationEvent): MessageView | null {
  if (event.type === 'agent.routed') return openAnswer(event)
  return answer && isOfAnswer(event) ? foldAnswer(answer, event) : answer
}
