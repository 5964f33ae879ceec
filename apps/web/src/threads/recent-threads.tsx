// The threads in the rail, by date, and the buttons above them.
import type { ThreadListItem } from '@biplane/contracts/wire/threads'
import { usePagePanels } from '../conversations/page-panels.tsx'
import { Button, IconButton } from '../design/buttons.tsx'
import { ChatsIcon, NewChatIcon, SearchIcon } from '../design/icons.tsx'
import { Link, useRouter } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { groupByDate } from './by-date.ts'
import { useRemovals } from './removals.tsx'
import { useThreadActs, useThreadList } from './use-threads.ts'

const words = STRINGS.conversations
const SHOWN = 30

export function ConversationsButton() {
  const { show } = usePagePanels()
  return (
    <IconButton label={words.open} onClick={() => show('conversations')}>
      <ChatsIcon />
    </IconButton>
  )
}

export function NewThreadButton({ brief = false }: { brief?: boolean }) {
  const { show } = usePagePanels()
  const { create } = useThreadActs()
  const begin = () => void create().catch(() => show('conversations'))
  if (brief) {
    return (
      <IconButton label={words.createShort} onClick={begin}>
        <NewChatIcon />
      </IconButton>
    )
  }
  return (
    <Button className="w-full justify-start! gap-2.5! px-2.5!" onClick={begin}>
      <NewChatIcon size={15} className="text-accent" /> {words.createShort}
    </Button>
  )
}

export function RecentThreads() {
  const { show } = usePagePanels()
  const { threads, status } = useThreadList()
  const { hidden } = useRemovals()
  const shown = threads.filter(({ thread_id }) => !hidden.has(thread_id)).slice(0, SHOWN)
  const groups = groupByDate(shown, new Date())
  return (
    <nav aria-label={words.title} className="mt-3 flex min-h-0 grow flex-col">
      <button
        type="button"
        onClick={() => show('palette')}
        aria-label={words.search}
        className="flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 text-[0.8125rem] text-ink-2 hover:bg-hover hover:text-ink"
      >
        <SearchIcon size={15} className="text-ink-3" /> {words.searchShort}
        <span aria-hidden="true" className="ms-auto text-[0.6875rem] text-ink-3">
          Ctrl K
        </span>
      </button>
      <button
        type="button"
        onClick={() => show('conversations')}
        aria-label={words.open}
        className="flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 text-[0.8125rem] text-ink-2 hover:bg-hover hover:text-ink"
      >
        <ChatsIcon size={15} className="text-ink-3" /> {words.all}
      </button>
      <div className="-mx-1 mt-2 min-h-0 grow overflow-y-auto px-1">
        {status === 'success' && groups.length === 0 && <p className="px-2.5 text-xs text-ink-3">{words.empty}</p>}
        {groups.map(({ name, threads: found }) => (
          <section key={name} aria-label={words.groups[name]} className="mb-3">
            <h2 className="px-2.5 pb-0.5 text-xs text-ink-3">{words.groups[name]}</h2>
            <ul>
              {found.map((thread) => (
                <li key={thread.thread_id}>
                  <Recent thread={thread} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  )
}

function Recent({ thread: { thread_id, title } }: { thread: ThreadListItem }) {
  const { thread, route } = useRouter()
  const here = route.kind === 'thread' && thread === thread_id
  return (
    <Link
      to="/"
      of={thread_id}
      title={title}
      aria-current={here ? 'page' : undefined}
      className={`flex min-h-8 w-full items-center gap-2 rounded-lg px-2.5 text-[0.8125rem] ${
        here ? 'bg-card font-medium text-ink shadow-card' : 'text-ink-2 hover:bg-hover hover:text-ink'
      }`}
    >
      <span className="min-w-0 truncate">{title || words.untitled}</span>
    </Link>
  )
}
