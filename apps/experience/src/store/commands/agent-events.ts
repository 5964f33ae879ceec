// Appends an agent's events to the log, fenced by invocation and attempt; events that the log has are skipped, and the
// last one ends the invocation. [L7, L8]
import { Refusal } from '@biplane/contracts/refusal'
import { type InvocationMove, isTerminal, moveInvocation } from '@biplane/contracts/vocabulary/invocation-states'
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import { UNKNOWN_USAGE, type Usage } from '@biplane/contracts/wire/agent-events'
import type { ArtifactDraft } from '@biplane/contracts/wire/artifacts'
import type { EndCause } from '@biplane/contracts/wire/end-cause'
import type { EventOf } from '@biplane/contracts/wire/events'
import type { ClaimedInvocation, InvocationHead, InvocationRow } from '../rows.ts'
import type { Transaction } from '../transaction.ts'
import { claimNext } from './claim-next.ts'
import { routingAnswered } from './liaison-routing.ts'

type Shown = 'agent.started' | 'agent.recovering' | 'agent.progress' | 'agent.tool' | 'agent.ui'

/** One entry for the log. `n` is the last of Runtime's events that it holds; `null` when Experience itself says it. */
export type AgentEntry =
  | { type: 'agent.token'; n: number; text: string }
  | { [T in Shown]: { type: T; n: number | null; payload: EventOf<T>['payload'] } }[Shown]
  | { type: 'agent.artifact'; n: number; draft: ArtifactDraft; tenant: string; pillar: Pillar | null }
  | AgentEnd

export type AgentEnd =
  | { type: 'agent.completed'; n: number | null; usage: Usage }
  | { type: 'agent.cancelled'; n: number | null; usage: Usage }
  | {
      type: 'agent.failed'
      n: number | null
      usage: Usage
      code: EventOf<'agent.failed'>['payload']['code']
      message: string
      retryable: boolean
      cause: EndCause
    }

export interface AppendAgentEvents {
  invocationId: string
  attempt: number
  entries: AgentEntry[]
  /** The process run that takes what waits next in this conversation when this is the end; absent: nobody does. */
  claims?: string
}

/**
 * `fenced`: another attempt has taken over, the invocation has ended or was deleted, or the log has this already;
 * nothing was written.
 */
export type Appended = { outcome: 'appended'; ended: false } | AppendedEnd | { outcome: 'fenced' }

export interface AppendedEnd {
  outcome: 'appended'
  ended: true
  /** The number of the end, the last one so far. */
  seq: number
  /** Why it ended before it was complete; `null` where it is complete. */
  cause: EndCause | null
  /** What waited next and is at work now. [L7] */
  next: ClaimedInvocation | null
}

export function appendAgentEvents(tx: Transaction, input: AppendAgentEvents): Appended {
  const { invocationId, attempt, entries, claims } = input
  const invocation = tx.findInvocation(invocationId)
  if (invocation?.attempt !== attempt || isTerminal(invocation.status)) return { outcome: 'fenced' }
  if (!goesOn(entries, tx.lastN(invocation))) return { outcome: 'fenced' }
  for (const entry of entries) {
    if (entry.type === 'agent.completed' || entry.type === 'agent.failed' || entry.type === 'agent.cancelled') {
      const { seq, cause } = end(tx, invocation, entry)
      const { conversationId } = invocation
      const next = claims === undefined ? null : claimNext(tx, { conversationId, owner: claims })
      return { outcome: 'appended', ended: true, seq, cause, next }
    }
    appendShown(tx, invocation, entry)
  }
  return { outcome: 'appended', ended: false }
}

/**
 * Whether each number lies beyond all before it: what an attempt said once is in the log once, whoever writes it. The parts
 * of a piece that is too long for one row carry the number before it, but for the last one: they are kept together.
 */
function goesOn(entries: AgentEntry[], lastN: number): boolean {
  let last = lastN
  for (const [at, entry] of entries.entries()) {
    if (entry.n === null) continue
    if (entry.n < last || (entry.n === last && !isPart(entry, entries[at + 1]))) return false
    last = entry.n
  }
  return true
}

const isPart = (entry: AgentEntry, next: AgentEntry | undefined): boolean =>
  entry.type === 'agent.token' && next?.type === 'agent.token' && (next.n === entry.n || next.n === entry.n + 1)

function appendShown(tx: Transaction, invocation: InvocationHead, entry: Exclude<AgentEntry, AgentEnd>): void {
  const common = { conversationId: invocation.conversationId, invocation, n: entry.n }
  switch (entry.type) {
    case 'agent.token':
      tx.append({ ...common, type: entry.type, payload: { text: entry.text, index: tx.answer(invocation).pieces } })
      return
    case 'agent.artifact': {
      const stored = insertArtifact(tx, invocation, entry)
      tx.append({ ...common, type: entry.type, payload: stored })
      return
    }
    default:
      tx.append({ ...common, type: entry.type, payload: entry.payload })
  }
}

const MOVE: Record<AgentEnd['type'], InvocationMove> = {
  'agent.completed': 'complete',
  'agent.failed': 'fail',
  'agent.cancelled': 'cancel',
}

/** Ends an invocation: the answer is what its pieces made, never what somebody says that it was. [L8, L9] */
function end(tx: Transaction, invocation: InvocationHead, entry: AgentEnd): { seq: number; cause: EndCause | null } {
  const status = moveInvocation(invocation.status, MOVE[entry.type])
  if (!status) throw new Error(`an invocation cannot ${MOVE[entry.type]} when it is ${invocation.status}`)
  const text = tx.answer(invocation).content
  const cause = causeOf(tx, invocation, entry)
  const event = tx.append({
    conversationId: invocation.conversationId,
    type: entry.type,
    invocation,
    n: entry.n,
    payload:
      entry.type === 'agent.failed'
        ? { text, code: entry.code, message: entry.message, retryable: entry.retryable, usage: entry.usage, cause }
        : { text, usage: entry.usage, ...(cause && { cause }) },
  })
  const answer = tx.answer(invocation)
  tx.run(
    'UPDATE Message SET status = ?, content = ?, bytes = ?, view = ? WHERE sessionId = ? AND messageId = ?',
    answer.status,
    text,
    Buffer.byteLength(text),
    JSON.stringify(answer),
    invocation.sessionId,
    invocation.answerMessageId,
  )
  tx.run(
    'UPDATE Invocation SET status = ?, owner = NULL, endedAt = ?, endedIn = ?, usage = ?, code = ?, reason = ?, cause = ? WHERE id = ?',
    status,
    event.createdAt,
    tx.commit,
    JSON.stringify(entry.usage),
    entry.type === 'agent.failed' ? entry.code : null,
    entry.type === 'agent.failed' ? entry.message : null,
    cause && JSON.stringify(cause),
    invocation.id,
  )
  tx.run('UPDATE Conversation SET updatedAt = ? WHERE id = ?', event.createdAt, invocation.conversationId)
  routingAnswered(tx, invocation, entry.type)
  tx.settle(invocation.id)
  return { seq: event.seq, cause }
}

/** What the end was asked for with; a failure says its own; an agent that stops unasked has ended its work itself. */
function causeOf(tx: Transaction, invocation: InvocationHead, entry: AgentEnd): EndCause | null {
  if (entry.type === 'agent.completed') return null
  if (entry.type === 'agent.failed') return entry.cause
  const row = tx.get<Pick<InvocationRow, 'cause'>>('SELECT cause FROM Invocation WHERE id = ?', invocation.id)
  return row?.cause ? JSON.parse(row.cause) : { by: 'agent' }
}

function insertArtifact(
  tx: Transaction,
  invocation: InvocationHead,
  { draft, tenant, pillar }: Extract<AgentEntry, { type: 'agent.artifact' }>,
): EventOf<'agent.artifact'>['payload'] {
  const before = tx.get<{ id: string; version: number }>(
    'SELECT id, max(version) AS version FROM Artifact WHERE conversationId = ? AND key = ? GROUP BY id',
    invocation.conversationId,
    draft.key,
  )
  const artifact_id = before?.id ?? `${invocation.id}.${draft.key}`
  const version = (before?.version ?? 0) + 1
  tx.run(
    `INSERT INTO Artifact (id, version, sessionId, tenant, conversationId, invocationId, pillar, kind, key, title,
       summary, status, provenance, data, createdAt, madeIn)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?)`,
    artifact_id,
    version,
    invocation.sessionId,
    tenant,
    invocation.conversationId,
    invocation.id,
    pillar,
    draft.kind,
    draft.key,
    draft.title,
    draft.summary,
    draft.provenance && JSON.stringify(draft.provenance),
    JSON.stringify(draft.data),
    tx.now(),
    tx.commit,
  )
  const { kind, key, title, summary, provenance, data } = draft
  return { artifact_id, version, kind, key, title, summary, provenance, data }
}

export interface Supersede {
  invocationId: string
  /** The attempt that is given up. */
  attempt: number
  reason: string
}

/**
 * Gives up an attempt: every reader drops what it had shown, and the next one may begin. Returns its number, or `null`
 * when that attempt was no longer the current one. [L8]
 */
export function supersede(tx: Transaction, { invocationId, attempt, reason }: Supersede): number | null {
  const invocation = tx.findInvocation(invocationId)
  if (invocation?.attempt !== attempt || !moveInvocation(invocation.status, 'retry')) return null
  tx.append({
    conversationId: invocation.conversationId,
    type: 'agent.superseded',
    invocation,
    payload: { attempt, reason },
  })
  // What the given-up attempt made goes with what it said.
  tx.run('DELETE FROM Artifact WHERE conversationId = ? AND invocationId = ?', invocation.conversationId, invocationId)
  tx.run('UPDATE Invocation SET attempt = ? WHERE id = ?', attempt + 1, invocationId)
  return attempt + 1
}

export interface RequestCancel {
  sessionId: string
  invocationId?: string | undefined
  /** The person's message or the answer. */
  messageId?: string | undefined
  /** Who asked for the end, and with what. The first one who asks is named. */
  cause: EndCause
}

export interface CancelRequested {
  invocationId: string
  conversationId: string
  outcome: 'cancelling' | 'withdrawn' | 'already_finished'
  status: InvocationRow['status']
}

/** What is left of a deleted conversation is not found. [L16] */
const KEPT = 'EXISTS (SELECT 1 FROM Conversation AS c WHERE c.id = i.conversationId)'

/** Writes down that an end was asked for; what waits is withdrawn at once. Asking twice is asking once. @throws NOT_FOUND */
export function requestCancel(
  tx: Transaction,
  { sessionId, invocationId, messageId, cause }: RequestCancel,
): CancelRequested {
  const invocation =
    invocationId === undefined
      ? tx.get<InvocationRow>(
          `SELECT * FROM Invocation AS i WHERE sessionId = ? AND (messageId = ? OR answerMessageId = ?) AND ${KEPT}`,
          sessionId,
          messageId ?? '',
          messageId ?? '',
        )
      : tx.get<InvocationRow>(
          `SELECT * FROM Invocation AS i WHERE sessionId = ? AND id = ? AND ${KEPT}`,
          sessionId,
          invocationId,
        )
  if (!invocation) throw new Refusal('NOT_FOUND', 'There is no such invocation.')
  const base = { invocationId: invocation.id, conversationId: invocation.conversationId }
  if (isTerminal(invocation.status)) return { ...base, outcome: 'already_finished', status: invocation.status }
  const status = moveInvocation(invocation.status, 'request_cancel')
  if (status === 'cancelled') {
    tx.run('UPDATE Invocation SET cause = ? WHERE id = ?', JSON.stringify(cause), invocation.id)
    end(tx, invocation, { type: 'agent.cancelled', n: null, usage: UNKNOWN_USAGE })
    return { ...base, outcome: 'withdrawn', status }
  }
  if (status === null) throw new Error(`an invocation that is ${invocation.status} cannot be cancelled`)
  if (status !== invocation.status) beginCancel(tx, invocation, status, cause)
  return { ...base, outcome: 'cancelling', status }
}

/** Writes down that the end of what runs was asked for, and why. */
export function beginCancel(
  tx: Transaction,
  invocation: InvocationHead,
  status: InvocationRow['status'],
  cause: EndCause,
): void {
  const { id, conversationId } = invocation
  tx.run('UPDATE Invocation SET status = ?, cause = ? WHERE id = ?', status, JSON.stringify(cause), id)
  tx.append({ conversationId, type: 'agent.cancelling', invocation, payload: { cause } })
}
