// The result that the address names, where its answer is not among the messages that are loaded.
import { trpc } from '../transport/trpc.ts'
import type { Result } from './results.ts'

/** For a thread that is loaded. `null` while there is nothing to say: none is named, it is here, or on its way. */
export function useNamedResult(
  artifact_id: string | null,
  results: readonly Result[],
  conversations: readonly string[],
): Result | 'unknown' | null {
  const loaded = results.some(({ artifacts }) => artifacts.some((each) => each.artifact_id === artifact_id))
  const asked = artifact_id !== null && !loaded
  const { data, isError } = trpc.artifact.get.useQuery(
    { artifact_id: artifact_id ?? '' },
    { enabled: asked, retry: false },
  )
  if (!asked) return null
  if (isError) return 'unknown'
  if (!data) return null
  // One of another thread is not here.
  if (!conversations.includes(data.conversation_id)) return 'unknown'
  const { version, kind, key, title, summary, status, pillar, created_at } = data
  return {
    message_id: `result ${artifact_id}`,
    question: title,
    agent_id: pillar === null ? null : `liaison.${pillar}`,
    timestamp: created_at,
    growing: false,
    artifacts: [{ artifact_id, version, kind, key, title, summary, status }],
  }
}
