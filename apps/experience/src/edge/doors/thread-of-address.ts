// The thread that a socket's address names: `?thread_id=`. Without one a socket means the current thread. [H3]
import { Refusal } from '@biplane/contracts/refusal'
import { type ThreadId, threadId } from '@biplane/contracts/wire/ids'

/** @throws BAD_MESSAGE for an invalid id */
export function threadOfAddress(query: URLSearchParams): { thread_id?: ThreadId } {
  const given = query.get('thread_id')
  if (given === null) return {}
  const read = threadId.safeParse(given)
  if (!read.success) throw new Refusal('BAD_MESSAGE', 'thread_id: invalid id', { path: 'thread_id' })
  return { thread_id: read.data }
}
