// ListTasks of A2A: the tasks of a session, the newest first, page by page. [AT1]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal, refusalOf } from '@biplane/contracts/refusal'
import { conversationId } from '@biplane/contracts/wire/ids'
import type { z } from 'zod'
import type { listParams } from './a2a-requests.ts'
import type { A2aTask } from './a2a-task.ts'
import { type Tasks, viewOf } from './a2a-tasks.ts'

export interface ListTasksDeps {
  tasks: Tasks
  invocations: Pick<ExperiencePorts['invocations'], 'list'>
}

const PAGE = 20

/**
 * A page; `status` selects within it, so a page may hold fewer tasks than there are, and `nextPageToken` is set where more
 * follow. @throws BAD_MESSAGE for a context that is not the caller's as for an unknown one
 */
export async function listTasks(
  { tasks, invocations }: ListTasksDeps,
  caller: Caller,
  {
    contextId,
    status,
    pageSize = PAGE,
    pageToken,
    historyLength = 0,
    includeArtifacts = false,
  }: z.infer<typeof listParams>,
): Promise<object> {
  const listed = await invocations
    .list(caller, {
      limit: pageSize,
      ...(contextId ? { conversation_id: conversationId.parse(contextId) } : {}),
      ...(pageToken ? { cursor: pageToken } : {}),
    })
    .catch(noSuchContext)
  const shown: A2aTask[] = []
  for (const { invocation_id } of listed) {
    const task = await tasks.get(caller, await tasks.find(caller, invocation_id))
    if (status !== undefined && task.status.state !== status) continue
    shown.push(viewOf(includeArtifacts ? task : { ...task, artifacts: [] }, historyLength))
  }
  const last = listed.length === pageSize ? listed.at(-1) : undefined
  return { tasks: shown, nextPageToken: last?.cursor ?? '', pageSize, totalSize: shown.length }
}

function noSuchContext(error: unknown): never {
  if (refusalOf(error)?.refusal !== 'NOT_FOUND') throw error
  throw new Refusal('BAD_MESSAGE', 'contextId: there is no such context', { path: 'contextId' })
}
