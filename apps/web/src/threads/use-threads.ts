// Hooks for the threads of the session: the list, what can be done to whole threads, and news from other tabs.

import type { ThreadListItem } from '@biplane/contracts/wire/threads'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo } from 'react'
import { useChannel, useConversations } from '../chat/chat-provider.tsx'
import { useRouter } from '../shell/router.tsx'
import { trpc } from '../transport/trpc.ts'

const CHANNEL = 'biplane.threads'
/** Many events within this time are one fetch. Milliseconds. */
const SETTLE_MS = 400
/** As many as fill a screen; the server allows 200. */
const PAGE = 100

export interface ThreadActs {
  /** A new one, in this tab alone. An empty one that is shown is as good as a new one. */
  create(): Promise<void>
  rename(thread_id: string, title: string): Promise<void>
  pin(thread_id: string, pinned: boolean): Promise<void>
  archive(thread_id: string, archived: boolean): Promise<void>
  /** For good. Where the one that is shown goes, a new one begins. */
  remove(thread_ids: readonly string[]): Promise<void>
}

/** Each rejects with a refusal, or with anything else when the answer was lost. */
export function useThreadActs(): ThreadActs {
  const conversations = useConversations()
  const utils = trpc.useUtils()
  const { thread, visit } = useRouter()
  return useMemo(() => {
    const { client } = utils
    const changed = async () => {
      tell()
      await utils.thread.list.invalidate()
    }
    const begin = async () => {
      const { thread_id } = await client.thread.create.mutate({})
      visit(thread_id)
      await changed()
    }
    return {
      async create() {
        const { thread_id, messages, pending } = conversations.of(thread).getView()
        if (thread_id === null || messages.length > 0 || pending.length > 0) await begin()
        document.querySelector<HTMLTextAreaElement>('main form textarea')?.focus()
      },
      async rename(thread_id, title) {
        await client.thread.rename.mutate({ thread_id, title })
        await changed()
      },
      async pin(thread_id, pinned) {
        await client.thread.pin.mutate({ thread_id, pinned })
        await changed()
      },
      async archive(thread_id, archived) {
        await client.thread.archive.mutate({ thread_id, archived })
        await changed()
      },
      async remove(thread_ids) {
        if (thread !== null && thread_ids.includes(thread)) await begin()
        for (const thread_id of thread_ids) await client.thread.delete.mutate({ thread_id })
        await changed()
      },
    }
  }, [conversations, utils, thread, visit])
}

/** Other tabs show the same list; what they show stays. */
function tell(): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('changed')
  channel.close()
}

/** Keeps the list of this page true, and hears what other tabs did. Mounted once. */
export function useThreadNews(): void {
  const channel = useChannel()
  const utils = trpc.useUtils()
  const refresh = useCallback(() => void utils.thread.list.invalidate(), [utils])

  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return
    const others = new BroadcastChannel(CHANNEL)
    others.onmessage = refresh
    return () => others.close()
  }, [refresh])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let before = ''
    const leave = channel.subscribe(() => {
      const { thread_id, title, messages, stoppable } = channel.getView()
      const now = `${thread_id} ${title} ${messages.length} ${stoppable}`
      if (now === before) return
      before = now
      clearTimeout(timer)
      timer = setTimeout(() => {
        refresh()
        tell()
      }, SETTLE_MS)
    })
    return () => {
      clearTimeout(timer)
      leave()
    }
  }, [channel, refresh])
}

export interface ThreadList {
  threads: readonly ThreadListItem[]
  status: 'pending' | 'error' | 'success'
  hasMore: boolean
  isLoadingMore: boolean
  loadMore(): void
  refetch(): void
}

/** Page by page; a change to any of them fetches the pages that are shown again. Empty threads are left out. */
export function useThreadList(archived = false): ThreadList {
  const { client } = trpc.useUtils()
  const { data, status, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    // Below the key of the list's own procedure, so that its `invalidate()` reaches these pages.
    queryKey: [['thread', 'list'], { type: archived ? 'archived' : 'pages' }],
    queryFn: ({ pageParam }) =>
      client.thread.list.query({ archived, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: firstPage,
    getNextPageParam: (page) => (page.length < PAGE ? null : (page.at(-1)?.cursor ?? null)),
  })
  return {
    threads: useMemo(() => begun(data?.pages.flat() ?? []), [data]),
    status,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    refetch: () => void refetch(),
  }
}

const firstPage: string | null = null

/** A thread that became active between two pages is on both. */
const begun = (items: readonly ThreadListItem[]): ThreadListItem[] =>
  [...new Map(items.map((item) => [item.thread_id, item] as const)).values()].filter(
    ({ message_count, title }) => message_count > 0 || title !== '',
  )
