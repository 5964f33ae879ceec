// Scroll container of a conversation: position, earlier messages added above, and jumps to a message.
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Chat } from '../chat/use-chat.ts'
import { Button, IconButton } from '../design/buttons.tsx'
import { DownIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { MessageRows } from './message-rows.tsx'
import { useReadingPlace } from './reading-place.ts'
import { SettledAnnouncer } from './settled-announcer.tsx'
import { useBranches } from './use-branches.ts'
import { useWantedMessage } from './use-wanted-message.ts'

interface MessageListProps {
  chat: Chat
  label: string
  /** Shown instead of messages when there are none. */
  empty: ReactNode
  /** Under the last message, once nothing runs. */
  after?: ReactNode
  /** Takes only the room that it needs, so that the composer stands right under it. */
  hug?: boolean
}

export function MessageList({ chat, label, empty, after, hug = false }: MessageListProps) {
  const { scroller, content, atEnd, toEnd, toTurn, release } = useReadingPlace()
  const { messages, pending } = chat
  const first = messages[0]?.message_id
  const heightBefore = useRef(0)
  const newestPending = pending.at(-1)?.message_id

  // What a person says here stands at the top, wherever they were reading; its answer grows below it.
  const [begun, setBegun] = useState<string | null>(null)
  if (newestPending !== undefined && newestPending !== begun) setBegun(newestPending)
  useLayoutEffect(() => {
    if (begun !== null) toTurn(begun)
  }, [begun, toTurn])

  // Earlier messages come in above: what was being read stays where it is.
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box || heightBefore.current === 0) return
    box.scrollTop += box.scrollHeight - heightBefore.current
    heightBefore.current = 0
  }, [first])

  const loadOlder = () => {
    heightBefore.current = scroller.current?.scrollHeight ?? 0
    chat.loadOlder()
  }

  const { branched, choose, show } = useBranches(chat)
  useWantedMessage({ chat, branched, show, loadOlder, scroller, release })

  const nothing = messages.length === 0 && pending.length === 0
  return (
    <div className={`relative flex min-h-0 flex-col ${hug ? 'grow side:grow-0' : 'grow'}`}>
      <div
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={label}
        // The height of the view is the measure of the turn that was begun here.
        className={`relative min-h-0 grow overflow-y-auto overscroll-contain focus-visible:outline-offset-[-3px] ${hug ? '' : '[container-type:size]'}`}
      >
        <div ref={content} className="mx-auto flex min-h-full max-w-[46rem] flex-col px-4 pt-5 pb-3 side:px-6">
          {nothing && <Beginning chat={chat} empty={empty} />}
          {chat.has_older && <Older state={chat.older} load={loadOlder} scroller={scroller} />}
          <MessageRows
            chat={chat}
            branched={branched}
            choose={choose}
            begun={begun}
            after={!nothing && chat.stoppable === null && pending.length === 0 && after}
          />
        </div>
      </div>
      {!atEnd && (
        <IconButton
          label={STRINGS.panel.latest}
          tone="line"
          onClick={toEnd}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 animate-arrive rounded-full! shadow-float"
        >
          <DownIcon />
        </IconButton>
      )}
      <SettledAnnouncer messages={messages} />
    </div>
  )
}

function Beginning({ chat, empty }: { chat: Chat; empty: ReactNode }) {
  if (chat.health.kind === 'failed') {
    return (
      <div role="alert" className="m-auto max-w-sm text-center text-[0.875rem]">
        <p className="font-medium">{STRINGS.panel.failed}</p>
        <p className="mt-1 text-ink-2">{chat.health.refusal.message}</p>
        <Button className="mt-3" onClick={chat.reopen}>
          {STRINGS.panel.tryAgain}
        </Button>
      </div>
    )
  }
  return empty
}

interface OlderProps {
  state: Chat['older']
  load: () => void
  scroller: RefObject<HTMLDivElement | null>
}

/** Fetched by itself a little before the reader gets there; the button is for those who do not scroll, and for a failure. */
function Older({ state, load, scroller }: OlderProps) {
  const button = useRef<HTMLButtonElement>(null)
  const loadNow = useRef(load)
  useEffect(() => {
    loadNow.current = load
  })
  useEffect(() => {
    if (state !== 'idle' || !button.current) return
    const near = new IntersectionObserver(
      ([entry]) => {
        // A conversation that is shorter than its box begins at its end; that is not a request for more.
        if (entry?.isIntersecting && (scroller.current?.scrollTop ?? 0) > 0) loadNow.current()
      },
      { root: scroller.current, rootMargin: '300px 0px 0px 0px' },
    )
    near.observe(button.current)
    return () => near.disconnect()
  }, [state, scroller])
  const words = { idle: STRINGS.panel.older, loading: STRINGS.panel.olderLoading, failed: STRINGS.panel.olderFailed }
  return (
    <Button ref={button} tone="quiet" className="mx-auto mb-4" disabled={state === 'loading'} onClick={load}>
      {words[state]}
    </Button>
  )
}
