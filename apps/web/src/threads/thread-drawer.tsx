// Drawer with all threads: by date, those that were put away, search, and what is done to several at once. Loaded on first use.
import type { ThreadHit, ThreadListItem } from '@biplane/contracts/wire/threads'
import { Dialog } from 'radix-ui'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useConversations } from '../chat/chat-provider.tsx'
import { Button, IconButton } from '../design/buttons.tsx'
import { CloseIcon, NewChatIcon, SearchIcon } from '../design/icons.tsx'
import { FIELD, focusOnSelf, OVERLAY, SHEET } from '../design/menu.ts'
import { useRouter } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { groupByDate } from './by-date.ts'
import { useRemovals } from './removals.tsx'
import { SearchHits } from './search-hits.tsx'
import { ThreadItem } from './thread-item.tsx'
import { useThreadActs, useThreadList } from './use-threads.ts'

const words = STRINGS.conversations

interface DrawerProps {
  /** Opened to search. */
  searching: boolean
  close: () => void
}

export default function ThreadDrawer({ searching, close }: DrawerProps) {
  const [query, setQuery] = useState('')
  const [archived, setArchived] = useState(false)
  const [failed, setFailed] = useState(false)
  const wanted = useDeferredValue(query.trim())
  const field = useRef<HTMLInputElement>(null)
  const conversations = useConversations()
  const { visit } = useRouter()
  const { create } = useThreadActs()
  const { notice, host } = useRemovals()
  useEffect(host, [host])
  const go = (thread_id: string) => {
    visit(thread_id)
    close()
  }
  const toHit = ({ thread_id, message_id }: ThreadHit) => {
    go(thread_id)
    conversations.want({ thread_id, message_id })
  }
  const begin = () => {
    setFailed(false)
    create().then(close, () => setFailed(true))
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
          <header className="flex items-center gap-2 px-4 pt-4">
            <Dialog.Title className="grow font-display text-xl font-semibold">{words.title}</Dialog.Title>
            <IconButton label={words.createShort} onClick={begin}>
              <NewChatIcon />
            </IconButton>
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
            {wanted.length >= 2 ? (
              <SearchHits query={wanted} visit={toHit} />
            ) : (
              <>
                <fieldset aria-label={words.which} className="mb-1 flex gap-1">
                  {[false, true].map((each) => (
                    <Button
                      key={String(each)}
                      tone={archived === each ? 'line' : 'quiet'}
                      aria-pressed={archived === each}
                      onClick={() => setArchived(each)}
                    >
                      {each ? words.archivedOnes : words.allOnes}
                    </Button>
                  ))}
                </fieldset>
                <Threads key={String(archived)} archived={archived} go={go} />
              </>
            )}
          </div>
          {notice}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Threads({ archived, go }: { archived: boolean; go: (thread_id: string) => void }) {
  const list = useThreadList(archived)
  const { hidden, remove } = useRemovals()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choose = (thread_id: string, yes: boolean) =>
    setChosen((before) => new Set([...[...before].filter((id) => id !== thread_id), ...(yes ? [thread_id] : [])]))
  const drop = (gone: readonly ThreadListItem[]) => {
    remove(gone)
    setChosen(new Set())
  }
  if (list.status === 'pending') return <p className="py-4 text-[0.8125rem] text-ink-3">{STRINGS.panel.resuming}</p>
  if (list.status === 'error') {
    return (
      <div role="alert" className="flex items-center gap-3 py-4 text-[0.8125rem]">
        {words.failed}
        <Button onClick={list.refetch}>{words.tryAgain}</Button>
      </div>
    )
  }
  const threads = list.threads.filter(({ thread_id }) => !hidden.has(thread_id))
  const picked = threads.filter(({ thread_id }) => chosen.has(thread_id))
  return (
    <>
      {picked.length > 0 && (
        <div className="sticky top-0 z-10 flex items-center gap-2 rounded-lg bg-accent-soft px-3 py-1.5 text-[0.8125rem]">
          <span className="grow">{words.chosen(picked.length)}</span>
          <Button onClick={() => setChosen(new Set())}>{words.cancel}</Button>
          <Button onClick={() => drop(picked)}>{words.removeChosen}</Button>
        </div>
      )}
      {threads.length === 0 && <p className="py-3 text-[0.8125rem] text-ink-3">{words.empty}</p>}
      {groupByDate(threads, new Date()).map(({ name, threads: found }) => (
        <section key={name} aria-label={words.groups[name]} className="mt-3">
          <h3 className="px-2 text-xs font-medium text-ink-3">{words.groups[name]}</h3>
          <ul className="mt-0.5">
            {found.map((item) => (
              <li key={item.thread_id}>
                <ThreadItem
                  item={item}
                  open={() => go(item.thread_id)}
                  chosen={picked.length === 0 ? null : chosen.has(item.thread_id)}
                  onChoose={(yes) => choose(item.thread_id, yes)}
                  onRemove={() => drop([item])}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
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
