// A task from the answers as they are kept: for a turn whose pieces are gone. The texts are whole. [V5, TU3]
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { MessageView } from '@biplane/contracts/wire/events'
import { questionParts } from './a2a-encoder.ts'
import { type A2aMessage, type A2aPart, type A2aState, type A2aTask, applyUpdate } from './a2a-task.ts'
import { agentChoicesIn } from './agent-choice.ts'

/** Adds the answers of a turn, hop by hop; one that is `null` has not ended. */
export function foldSettled(target: A2aTask, said: A2aMessage, answers: readonly (MessageView | null)[]): void {
  applyUpdate(target, { said })
  for (const answer of answers) {
    if (answer === null) return
    const { message_id: artifactId, agent_id, content: text, artifacts } = answer
    if (text !== '') target.artifacts.push({ artifactId, name: agent_id ?? '', parts: [{ text }] })
    for (const { artifact_id, title, summary, ...metadata } of artifacts) {
      // The contents are read by their ids: GET /api/artifacts/{id}.
      target.artifacts.push({ artifactId: artifact_id, name: title, description: summary, parts: [], metadata })
    }
    target.status = { ...statusOf(answer, said), timestamp: answer.timestamp }
  }
}

function statusOf(answer: MessageView, { taskId, contextId }: A2aMessage): { state: A2aState; message?: A2aMessage } {
  const says = (parts: A2aPart[]): A2aMessage => ({
    messageId: `${answer.message_id}.${answer.event_id}`,
    contextId,
    taskId,
    role: 'ROLE_AGENT',
    parts,
  })
  switch (answer.status) {
    case 'complete': {
      const choices = answer.ui.flatMap(agentChoicesIn)
      if (choices.length === 0) return { state: 'TASK_STATE_COMPLETED' }
      return { state: 'TASK_STATE_INPUT_REQUIRED', message: says(questionParts(answer.content, choices)) }
    }
    case 'failed':
      return { state: 'TASK_STATE_FAILED', message: says([{ text: answer.error?.message ?? '' }]) }
    case 'cancelled':
      return { state: 'TASK_STATE_CANCELED' }
    case 'queued':
    case 'streaming':
      return { state: 'TASK_STATE_WORKING' }
    default:
      return assertNever(answer.status, 'status')
  }
}
