// Command palette: go to a thread, a message, a result or a file of this thread, or do what the page can do, by keyboard.
// Loaded on first use.
import { keepPreviousData } from '@tanstack/react-query'
import { Dialog } from 'radix-ui'
import {
  type KeyboardEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useConversations } from '../chat/chat-provider.tsx'
import { useChat } from '../chat/use-chat.ts'
import { isInputMethodKey } from '../design/composition.ts'
import { excerpt } from '../design/format.ts'
import { ChatsIcon, InspectIcon, NewChatIcon, SearchIcon, SunIcon, TableIcon } from '../design/icons.tsx'
import { OVERLAY } from '../design/menu.ts'
import { INSPECTOR_PATH, resultPath, useRouter } from '../shell/router.tsx'
import { setTheme, THEMES } from '../shell/theme.ts'
import { STRINGS } from '../strings.ts'
import { trpc } from '../transport/trpc.ts'
import { type Command, matching } from './match-commands.ts'
import { useThreadActs, useThreadList } from './use-threads.ts'

const words = STRINGS.palette
/** Shown of each kind. */
const MOST = 6
/** A search for less finds everything. */
const SEARCHED_FROM = 2

type Entry = Command & { icon: ReactNode; run: () => void }

interface PaletteProps {
  close: () => void
  /** Opens another panel. */
  show: (panel: 'conversations' | 'shortcuts') => void
}

export default function Palette({ close, show }: PaletteProps) {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const groups = useEntries(useDeferredValue(query.trim()), show)
  const entries = groups.flatMap(({ entries: each }) => each)
  const current = Math.min(at, Math.max(0, entries.length - 1))
  const run = (entry: Entry | undefined) => {
    if (!entry) return
    close()
    entry.run()
  }
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  })
  const press = (event: KeyboardEvent) => {
    if (isInputMethodKey(event.nativeEvent)) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && entries.length > 0) setAt((current + step + entries.length) % entries.length)
    else if (event.key === 'Enter') run(entries[current])
    else return
    event.preventDefault()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className={OVERLAY} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[12vh] z-50 mx-auto flex max-h-[70vh] max-w-xl animate-arrive flex-col overflow-hidden rounded-2xl border border-line bg-card shadow-float"
        >
          <Dialog.Title className="spoken">{words.title}</Dialog.Title>
          <div className="flex items-center gap-2.5 border-b border-line px-4">
            <SearchIcon size={16} className="shrink-0 text-ink-3" />
            <input
              type="text"
              role="combobox"
              aria-expanded="true"
              aria-controls={`${id}-list`}
              aria-activedescendant={entries.length > 0 ? `${id}-${current}` : undefined}
              aria-label={words.title}
              placeholder={words.placeholder}
              value={query}
              onChange={(event) => {
                setQuery(event.target.value)
                setAt(0)
              }}
              onKeyDown={press}
              className="min-h-12 grow bg-transparent text-base outline-none placeholder:text-ink-3"
            />
          </div>
          <div
            ref={list}
            id={`${id}-list`}
            role="listbox"
            aria-label={words.title}
            className="min-h-0 grow overflow-y-auto p-2"
          >
            {entries.length === 0 && (
              <p role="status" className="px-2.5 py-4 text-center text-[0.8125rem] text-ink-3">
                {STRINGS.conversations.nothing(query.trim())}
              </p>
            )}
            {groups.map(({ name, entries: found }) => (
              // biome-ignore lint/a11y/useSemanticElements: options of a listbox are grouped by role.
              <div key={name} role="group" aria-label={name} className="mb-1">
                <p aria-hidden="true" className="px-2.5 pt-1.5 pb-0.5 text-xs text-ink-3">
                  {name}
                </p>
                {found.map((entry) => {
                  const place = entries.indexOf(entry)
                  return (
                    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys work in the field above.
                    <div
                      key={entry.id}
                      id={`${id}-${place}`}
                      role="option"
                      aria-selected={place === current}
                      onClick={() => run(entry)}
                      onPointerMove={() => setAt(place)}
                      className={`flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-[0.875rem] ${place === current ? 'bg-accent-soft text-ink' : 'text-ink-2'}`}
                    >
                      <span className="shrink-0 text-ink-3">{entry.icon}</span>
                      <span className="min-w-0 truncate">{entry.title}</span>
                      {entry.detail && (
                        <span className="ms-auto max-w-60 shrink-0 truncate text-xs text-ink-3">{entry.detail}</span>
                      )}
                    </div>
                  )
                })}
              </div>
            ))}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface Group {
  name: string
  entries: Entry[]
}

/** What fits the words, by kind; kinds without anything are left out. */
function useEntries(query: string, show: PaletteProps['show']): Group[] {
  const actions = useActions(show)
  const threads = useThreads()
  const results = useThreadResults()
  const messages = useMessages(query)
  return useMemo(
    () =>
      [
        { name: words.actions, entries: matching(actions, query, MOST) },
        { name: words.threads, entries: matching(threads, query, MOST) },
        { name: words.results, entries: query === '' ? [] : matching(results, query, MOST) },
        { name: words.messages, entries: messages },
      ].filter(({ entries }) => entries.length > 0),
    [actions, threads, results, messages, query],
  )
}

function useActions(show: PaletteProps['show']): Entry[] {
  const { create } = useThreadActs()
  const { navigate } = useRouter()
  return useMemo(
    () => [
      {
        id: 'new',
        title: STRINGS.conversations.createShort,
        icon: <NewChatIcon size={15} />,
        run: () => void create().catch(() => show('conversations')),
      },
      {
        id: 'all',
        title: STRINGS.conversations.all,
        icon: <ChatsIcon size={15} />,
        run: () => show('conversations'),
      },
      ...THEMES.map((theme) => ({
        id: `theme ${theme}`,
        title: `${STRINGS.theme.label}: ${STRINGS.theme[theme]}`,
        icon: <SunIcon size={15} />,
        run: () => setTheme(theme),
      })),
      {
        id: 'shortcuts',
        title: STRINGS.account.shortcuts,
        icon: <SearchIcon size={15} />,
        run: () => show('shortcuts'),
      },
      {
        id: 'inspector',
        title: STRINGS.account.inspector,
        icon: <InspectIcon size={15} />,
        run: () => navigate(INSPECTOR_PATH),
      },
    ],
    [create, show, navigate],
  )
}

function useThreads(): Entry[] {
  const { threads } = useThreadList()
  const { visit } = useRouter()
  return useMemo(
    () =>
      threads.map(({ thread_id, title }) => ({
        id: thread_id,
        title: title || STRINGS.conversations.untitled,
        icon: <ChatsIcon size={15} />,
        run: () => visit(thread_id),
      })),
    [threads, visit],
  )
}

function useThreadResults(): Entry[] {
  const { messages } = useChat()
  const { navigate } = useRouter()
  return useMemo(() => {
    const newest = new Map(messages.flatMap(({ artifacts }) => artifacts).map((each) => [each.artifact_id, each]))
    return [...newest.values()].reverse().map(({ artifact_id, title }) => ({
      id: artifact_id,
      title,
      icon: <TableIcon size={15} />,
      run: () => navigate(resultPath(artifact_id)),
    }))
  }, [messages, navigate])
}

function useMessages(query: string): Entry[] {
  const conversations = useConversations()
  const { visit } = useRouter()
  const found = trpc.thread.search.useQuery(
    { query, limit: MOST },
    { enabled: query.length >= SEARCHED_FROM, placeholderData: keepPreviousData },
  )
  return useMemo(
    () =>
      query.length < SEARCHED_FROM
        ? []
        : (found.data ?? []).map(({ message_id, thread_id, thread_title, snippet }) => ({
            id: message_id,
            title: `${snippet.before}${snippet.match}${snippet.after}`,
            detail: excerpt(thread_title, 40),
            icon: <SearchIcon size={15} />,
            run: () => {
              visit(thread_id)
              conversations.want({ thread_id, message_id })
            },
          })),
    [found.data, query, visit, conversations],
  )
}
