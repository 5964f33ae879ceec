// Drawer with all conversations and their search. Loaded on first use.
import { Dialog } from 'radix-ui'
import { useDeferredValue, useRef, useState } from 'react'
import { useConversations } from '../chat/chat-provider.tsx'
import type { ConversationTarget } from '../chat/conversation-target.ts'
import { targetOf, useConversationActs } from '../chat/use-conversation-list.ts'
import { Button, IconButton } from '../design/buttons.tsx'
import { CloseIcon, SearchIcon } from '../design/icons.tsx'
import { FIELD, focusOnSelf, OVERLAY, SHEET } from '../design/menu.ts'
import { useGuideAgent } from '../shell/guide-agent-provider.tsx'
import { pathOf, useRouter } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { ConversationGroups, type Visit } from './conversation-groups.tsx'
import { SearchHits } from './search-hits.tsx'
import { useAllConversations } from './use-all-conversations.ts'

const words = STRINGS.conversations

interface DrawerProps {
  /** Opened to search. */
  searching: boolean
  close: () => void
}

export default function ConversationDrawer({ searching, close }: DrawerProps) {
  const [query, setQuery] = useState('')
  const [failed, setFailed] = useState(false)
  const wanted = useDeferredValue(query.trim())
  const field = useRef<HTMLInputElement>(null)
  const visit = useVisit(close)
  // An error is shown once, above the list that is still valid.
  const trying = (act: Promise<void>): void => {
    setFailed(false)
    act.catch(() => setFailed(true))
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className={OVERLAY} />
        <Dialog.Content
          className={SHEET}
          onOpenAutoFocus={(event) => {
            if (!searching) return focusOnSelf(event)
            event.preventDefault()
            field.current?.focus()
          }}
        >
          <header className="flex items-center gap-3 px-4 pt-4">
            <Dialog.Title className="grow font-display text-xl font-semibold">{words.title}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label={words.close}>
                <CloseIcon />
              </IconButton>
            </Dialog.Close>
          </header>
          <Dialog.Description className="px-4 text-[0.8125rem] text-ink-2">{words.intro}</Dialog.Description>
          <search className="relative mx-4 mt-3 mb-2">
            <SearchIcon
              size={15}
              className="pointer-events-none absolute start-3 top-1/2 -translate-y-1/2 text-ink-3"
            />
            <input
              ref={field}
              type="search"
              value={query}
              aria-label={words.search}
              placeholder={words.searchPlaceholder}
              onChange={(event) => setQuery(event.target.value)}
              className={`${FIELD} ps-9!`}
            />
          </search>
          {failed && (
            <p role="alert" className="mx-4 mb-2 rounded-lg bg-bad-soft px-3 py-2 text-[0.8125rem]">
              {words.actionFailed}
            </p>
          )}
          <div className="min-h-0 grow overflow-y-auto px-4 pb-5">
            {wanted.length < 2 ? (
              <Groups visit={visit} trying={trying} />
            ) : (
              <SearchHits query={wanted} visit={(hit) => trying(visit.hit(hit))} />
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Goes where a conversation is, and closes the drawer when it has got there. */
function useVisit(close: () => void): Visit {
  const { create, open } = useConversationActs()
  const conversations = useConversations()
  const { navigate } = useRouter()
  const { speakWith } = useGuideAgent()
  const go = (target: ConversationTarget) => {
    if (target !== 'guide') speakWith(target, 'liaison')
    navigate(pathOf(target))
    close()
  }
  return {
    async begin(target) {
      await create(target)
      go(target)
    },
    async conversation(target, { conversation_id }) {
      await open(target, conversation_id)
      go(target)
    },
    async hit({ agent_type, conversation_id, message_id }) {
      const target = targetOf(agent_type)
      if (!target) return
      await open(target, conversation_id)
      go(target)
      conversations.want({ target, conversation_id, message_id })
    },
  }
}

function Groups({ visit, trying }: { visit: Visit; trying: (act: Promise<void>) => void }) {
  const list = useAllConversations()
  if (list.status === 'pending') return <p className="py-4 text-[0.8125rem] text-ink-3">{STRINGS.panel.resuming}</p>
  if (list.status === 'error') {
    return (
      <div role="alert" className="flex items-center gap-3 py-4 text-[0.8125rem]">
        {words.failed}
        <Button onClick={list.refetch}>{words.tryAgain}</Button>
      </div>
    )
  }
  return (
    <>
      <ConversationGroups conversations={list.conversations} visit={visit} trying={trying} />
      {list.hasMore && (
        <p className="mt-4 text-center">
          <Button onClick={list.loadMore} disabled={list.isLoadingMore}>
            {list.isLoadingMore ? words.loadingMore : words.loadMore}
          </Button>
        </p>
      )}
    </>
  )
}
