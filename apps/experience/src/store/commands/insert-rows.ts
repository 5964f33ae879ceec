// Inserts a message and an invocation.
import type { InvocationRow, NewMessage } from '../rows.ts'
import type { Transaction } from '../transaction.ts'

export function insertMessage(tx: Transaction, row: NewMessage): void {
  tx.run(
    `INSERT INTO Message (sessionId, conversationId, messageId, role, seq, status, agentId, invocationId, content,
       bytes, contentHash, view, branchedAt, createdAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.sessionId,
    row.conversationId,
    row.messageId,
    row.role,
    row.seq,
    row.status,
    row.agentId,
    row.invocationId,
    row.content,
    row.bytes,
    row.contentHash,
    row.view,
    row.branchedAt ?? null,
    row.createdAt,
  )
}

export function insertInvocation(tx: Transaction, row: InvocationRow): void {
  tx.run(
    `INSERT INTO Invocation (id, sessionId, tenant, conversationId, agentId, messageId, answerMessageId, status, attempt, owner,
       turn, input, createdAt, startedAt, askedIn, begunIn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.sessionId,
    row.tenant,
    row.conversationId,
    row.agentId,
    row.messageId,
    row.answerMessageId,
    row.status,
    row.attempt,
    row.owner,
    row.turn,
    row.input,
    row.createdAt,
    row.startedAt,
    row.askedIn,
    row.begunIn,
  )
}
