// Hook for the session's list of conversations: fetched when first shown, and again when one of those open here is
// renamed or grows, or another tab changed the list.
import type { ConversationView } from '@biplane/contracts/wire/commands'
import { useCallback, useEffect, useMemo } from 'react'
import { pathOf, threadAddress } from '../shell/router.tsx'
import { agentTypeOf } from '../transport/http-commands.ts'
import { trpc } from '../transport/trpc.ts'
import { useConversations } from './chat-provider.tsx'
import { CONVERSATION_TARGETS, type ConversationTarget } from './conversation-target.ts'

const CHANNEL = 'biplane.conversations'
/** Many events within this time are one fetch. Milliseconds. */
const SETTLE_MS = 400

/** Whose conversation a listed one is; `null` for a kind that this page does not show. */
export const targetOf = (agent_type: string): ConversationTarget | null =>
  CONVERSATION_TARGETS.find((target) => agentTypeOf(target) === agent_type) ?? null

export interface ConversationActs {
  create(target: ConversationTarget): Promise<void>
  /** Makes an earlier one the current one and shows it. */
  open(target: ConversationTarget, conversation_id: string): Promise<void>
  rename(conversation_id: string, title: string): Promise<void>
  remove(conversation: ConversationView): Promise<void>
}

/** What can be done to whole conversations. Each rejects with a refusal, or with anything else when the answer was lost. */
export function useConversationActs(): ConversationActs {
  const conversations = useConversations()
  const utils = trpc.useUtils()
  return useMemo(() => {
    const { client } = utils
    const changed = async (target: ConversationTarget | null) => {
      if (target) {
        conversations.follow(target)
        conversations.of(target).channel.restart()
        tell(target)
      }
      await utils.conversation.list.invalidate()
    }
    return {
      async create(target) {
        const { thread } = conversations
        const { conversation_id, messages, pending } = conversations.of(target).channel.getView()
        // The open conversation is empty: it is as good as a new one.
        if (conversation_id !== null && messages.length === 0 && pending.length === 0) return
        await client.conversation.create.mutate({
          agent_type: agentTypeOf(target),
          ...(thread !== null && { thread_id: thread }),
        })
        await changed(target)
      },
      async open(target, conversation_id) {
        if (conversations.of(target).channel.getView().conversation_id === conversation_id) return
        const { thread_id } = await client.conversation.open.mutate({ conversation_id })
        // This tab shows the thread of its address; another one has an address of its own. [H4]
        if (conversations.thread !== null && conversations.thread !== thread_id) {
          location.assign(threadAddress(thread_id, pathOf(target), conversation_id))
          return
        }
        await changed(target)
        // It may belong to another thread: the other conversations of that one are read then.
        for (const other of conversations.followed()) {
          if (other !== target) conversations.of(other).followCurrent()
        }
      },
      async rename(conversation_id, title) {
        await client.conversation.rename.mutate({ conversation_id, title })
        await changed(null)
      },
      async remove({ conversation_id, agent_type }) {
        await client.conversation.delete.mutate({ conversation_id })
        const target = targetOf(agent_type)
        const shown = target && conversations.of(target).channel.getView().conversation_id === conversation_id
        await changed(shown ? target : null)
      },
    }
  }, [conversations, utils])
}

/** Other tabs show the same list, and go along where nothing is being written. */
function tell(target: ConversationTarget): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(target)
  channel.close()
}

/** Keeps the list of this page true, and hears what other tabs did. Mounted once. */
export function useConversationNews(): void {
  const conversations = useConversations()
  const utils = trpc.useUtils()
  const refresh = useCallback(() => void utils.conversation.list.invalidate(), [utils])

  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return
    const channel = new BroadcastChannel(CHANNEL)
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const target = CONVERSATION_TARGETS.find((each) => each === data)
      if (target && conversations.followed().includes(target)) conversations.of(target).followCurrent()
      refresh()
    }
    return () => channel.close()
  }, [conversations, refresh])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let before = ''
    let leave: (() => void)[] = []
    const look = () => {
      const views = conversations.followed().map((target) => conversations.of(target).channel.getView())
      const now = views.map((v) => `${v.conversation_id} ${v.title} ${v.messages.length}`).join('\n')
      if (now === before) return
      before = now
      clearTimeout(timer)
      timer = setTimeout(refresh, SETTLE_MS)
    }
    const join = () => {
      for (const off of leave) off()
      leave = conversations.followed().map((target) => conversations.of(target).channel.subscribe(look))
    }
    join()
    const off = conversations.subscribe(join)
    return () => {
      clearTimeout(timer)
      off()
      for (const each of leave) each()
    }
  }, [conversations, refresh])
}
