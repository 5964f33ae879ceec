// Reads the list of conversations page by page; a change to any of them fetches the pages that are shown again.
import type { ConversationListItem } from '@biplane/contracts/wire/commands'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { trpc } from '../transport/trpc.ts'

/** As many as fill a screen; the server allows 200. */
const PAGE = 100
/** Below the key of the list's own procedure, so that its `invalidate()` reaches these pages as well. */
const KEY = [['conversation', 'list'], { type: 'pages' }]

export interface AllConversations {
  conversations: readonly ConversationListItem[]
  status: 'pending' | 'error' | 'success'
  hasMore: boolean
  isLoadingMore: boolean
  loadMore(): void
  refetch(): void
}

export function useAllConversations(): AllConversations {
  const { client } = trpc.useUtils()
  const { data, status, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) =>
      client.conversation.list.query({ limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: firstPage,
    getNextPageParam: (page) => (page.length < PAGE ? null : (page.at(-1)?.cursor ?? null)),
  })
  // The list may be older than the place that shows it.
  useEffect(() => void refetch(), [refetch])
  return {
    conversations: withoutRepeats(data?.pages.flat() ?? []),
    status,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    refetch: () => void refetch(),
  }
}

const firstPage: string | null = null

/** A conversation that became active between two pages is on both. */
function withoutRepeats(items: readonly ConversationListItem[]): ConversationListItem[] {
  return [...new Map(items.map((item) => [item.conversation_id, item] as const)).values()]
}
