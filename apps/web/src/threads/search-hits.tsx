// Search results: conversation, author, and the words around the match.
import { isAgentType, pillarOfAgentType } from '@biplane/contracts/vocabulary/pillars'
import type { ThreadHit } from '@biplane/contracts/wire/threads'
import { keepPreviousData } from '@tanstack/react-query'
import { iconOf, voiceOf } from '../design/agents.tsx'
import { dayAndTime } from '../design/format.ts'
import { STRINGS } from '../strings.ts'
import { trpc } from '../transport/trpc.ts'

const words = STRINGS.conversations

export function SearchHits({ query, visit }: { query: string; visit: (hit: ThreadHit) => void }) {
  const found = trpc.thread.search.useQuery({ query }, { placeholderData: keepPreviousData })
  const hits = found.data
  return (
    <>
      <p role="status" className="py-1 text-xs text-ink-3">
        {found.isError
          ? words.searchFailed
          : !hits
            ? words.searching
            : hits.length === 0
              ? words.nothing(query)
              : words.found(hits.length)}
      </p>
      <ol className="space-y-1.5">
        {hits?.map((hit) => (
          <li key={hit.message_id}>
            <Hit hit={hit} visit={() => visit(hit)} />
          </li>
        ))}
      </ol>
    </>
  )
}

function Hit({ hit, visit }: { hit: ThreadHit; visit: () => void }) {
  const target = (isAgentType(hit.agent_type) && pillarOfAgentType(hit.agent_type)) || 'guide'
  const Mark = iconOf(target)
  const { before, match, after } = hit.snippet
  return (
    <button
      type="button"
      onClick={visit}
      className="w-full rounded-xl border border-line bg-card px-3 py-2 text-start hover:border-accent"
    >
      <span className="flex items-center gap-1.5 text-xs text-ink-3">
        <Mark size={12} className="shrink-0 text-accent" />
        <span className="min-w-0 grow truncate">
          {hit.role === 'user' ? STRINGS.message.you : voiceOf(target)} · {hit.thread_title || words.untitled}
        </span>
        <time dateTime={hit.timestamp} className="shrink-0 tabular-nums">
          {dayAndTime(hit.timestamp)}
        </time>
      </span>
      <span className="mt-0.5 block text-[0.8125rem] wrap-anything text-ink-2">
        {before}
        <mark className="rounded-sm bg-mark px-0.5 text-ink">{match}</mark>
        {after}
      </span>
    </button>
  )
}
