// Changes the review status of an artifact version. The change is an event of the answer that made it, so every reader
// sees it and it is restored with it. The content never changes. [A1, L14]
import { Refusal } from '@biplane/contracts/refusal'
import { type ArtifactMove, type ArtifactState, moveArtifact } from '@biplane/contracts/vocabulary/artifact-states'
import { foldAnswer, isOfAnswer } from '@biplane/contracts/vocabulary/transcript'
import { eventFromRow } from '../event-rows.ts'
import type { Rows } from '../rows.ts'
import type { Transaction } from '../transaction.ts'

export interface SetArtifactStatus {
  sessionId: string
  id: string
  version: number
  move: ArtifactMove
}

/** Saying the same twice is saying it once. @throws NOT_FOUND, CONFLICT when the version is past that */
export function setArtifactStatus(
  tx: Transaction,
  { sessionId, id, version, move }: SetArtifactStatus,
): { status: ArtifactState } {
  const artifact = tx.get<{ status: ArtifactState; invocationId: string; conversationId: string }>(
    `SELECT a.status, a.invocationId, a.conversationId FROM Artifact AS a
       JOIN Conversation AS c ON c.id = a.conversationId AND c.deletedAt IS NULL
     WHERE a.sessionId = ? AND a.id = ? AND a.version = ?`,
    sessionId,
    id,
    version,
  )
  if (!artifact) throw new Refusal('NOT_FOUND', 'There is no such artifact.')
  const status = moveArtifact(artifact.status, move)
  if (status === null) throw new Refusal('CONFLICT', `This version is ${artifact.status} already.`)
  if (status === artifact.status) return { status }
  tx.run('UPDATE Artifact SET status = ? WHERE id = ? AND version = ?', status, id, version)
  const invocation = tx.invocation(artifact.invocationId)
  const event = eventFromRow(
    tx.append({
      conversationId: artifact.conversationId,
      type: 'agent.artifact_status',
      invocation,
      payload: { artifact_id: id, version, status },
    }),
  )
  const ended = tx.get<Pick<Rows['Message'], 'view'>>(
    'SELECT view FROM Message WHERE sessionId = ? AND messageId = ?',
    sessionId,
    invocation.answerMessageId,
  )
  if (ended?.view && isOfAnswer(event)) {
    const view = foldAnswer(JSON.parse(ended.view), event)
    tx.run(
      'UPDATE Message SET view = ? WHERE sessionId = ? AND messageId = ?',
      JSON.stringify(view),
      sessionId,
      invocation.answerMessageId,
    )
  }
  return { status }
}
