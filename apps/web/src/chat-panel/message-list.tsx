// Owns the scroll of a conversation: its messages in order, then what is still on its way there.

import type { MessageView } from '@biplane/contracts/wire/events'
import { memo, type ReactNode, useLayoutEffect, useRef } from 'react'
import type { Chat } from '../chat/use-chat.ts'
import { Button, IconButton } from '../design/buttons.tsx'
import { DownIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { AnswerRow } from './answer-row.tsx'
import { SettledAnnouncer } from './settled-announcer.tsx'
import { useStickToEnd } from './stick-to-end.ts'
import { PendingRow, UserRow } from './user-row.tsx'

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
  const { scroller, content, atEnd, toEnd } = useStickToEnd()
  const { messages, pending } = chat
  const first = messages[0]?.message_id
  const heightBefore = useRef(0)
  const newestPending = pending.at(-1)?.message_id

  // What a person says brings them to the end, wherever they were reading.
  useLayoutEffect(() => {
    if (newestPending !== undefined) toEnd()
  }, [newestPending, toEnd])

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
        className="relative min-h-0 grow overflow-y-auto overscroll-contain focus-visible:outline-offset-[-3px]"
      >
        <div ref={content} className="mx-auto flex min-h-full max-w-[46rem] flex-col px-4 pt-5 pb-3 side:px-6">
          {nothing && <Beginning chat={chat} empty={empty} />}
          {chat.has_older && <Older state={chat.older} load={loadOlder} />}
          <Rows chat={chat} />
          {!nothing && chat.stoppable === null && pending.length === 0 && after}
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

function Older({ state, load }: { state: Chat['older']; load: () => void }) {
  const words = { idle: STRINGS.panel.older, loading: STRINGS.panel.olderLoading, failed: STRINGS.panel.olderFailed }
  return (
    <Button tone="quiet" className="mx-auto mb-4" disabled={state === 'loading'} onClick={load}>
      {words[state]}
    </Button>
  )
}

/** From so many messages on, rows far from the end are laid out only when they come into sight. */
const LAZY_FROM = 30
const EAGER_AT_END = 10

const Rows = memo(function Rows({ chat }: { chat: Chat }) {
  const { messages, pending, stopping, stoppable } = chat
  const lazyUntil = messages.length > LAZY_FROM ? messages.length - EAGER_AT_END : 0
  return (
    <div className="flex flex-col gap-5">
      {messages.map((message, at) => (
        <div
          key={message.message_id}
          className={at < lazyUntil ? '[contain-intrinsic-size:auto_9rem] [content-visibility:auto]' : ''}
        >
          <Row
            message={message}
            chat={chat}
            stopping={isStopping(message, stopping)}
            waits={isWaiting(message, stoppable)}
          />
        </div>
      ))}
      {pending.map((item) => (
        <PendingRow key={item.message_id} item={item} resend={chat.resend} discard={chat.discard} />
      ))}
    </div>
  )
})

const isStopping = (message: MessageView, stopping: ReadonlySet<string>) =>
  message.invocation_id !== null && stopping.has(message.invocation_id)

const isWaiting = (message: MessageView, stoppable: string | null) =>
  message.status === 'queued' && stoppable !== message.invocation_id

interface RowProps {
  message: MessageView
  chat: Chat
  stopping: boolean
  waits: boolean
}

function Row({ message, chat, ...rest }: RowProps) {
  if (message.role === 'user') return <UserRow message={message} />
  return <AnswerRow message={message} withdraw={chat.withdraw} retry={chat.retry} {...rest} />
}
