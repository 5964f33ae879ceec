// @vitest-environment happy-dom

import { machineTimer } from '@biplane/contracts/clients/hardened-websocket'
import type { ExperienceRouter } from '@biplane/contracts/experience-router'
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, configure, render, renderHook } from '@testing-library/react'
import { TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openSessionClient } from '../session/session-client.ts'
import {
  completed,
  cursorAt,
  itemOf,
  openScript,
  pictureOf,
  routed,
  started,
  THREAD,
  threadOf,
  token,
} from '../testing/scripted-conversation.ts'
import { only } from '../transport/chat-transport.ts'
import { trpc } from '../transport/trpc.ts'
import { openTrpcChat } from '../transport/trpc-chat.tsx'
import { ChatProvider } from './chat-provider.tsx'
import type { TrackedItem } from './chat-state.ts'
import { useChat } from './use-chat.ts'

// As the page itself is: everything is mounted twice.
configure({ reactStrictMode: true })

afterEach(() => {
  cleanup()
  sessionStorage.clear()
})

interface Reader {
  path: string
  input: unknown
  tell(tracked: TrackedItem): void
  end(): void
  fail(error: Error): void
}

/** A server as a link: it remembers who reads, and tells what the test says. */
function scriptedLink() {
  const readers = new Set<Reader>()
  const opened: Reader[] = []
  const calls: { path: string; input: unknown }[] = []
  const link: TRPCLink<ExperienceRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        if (op.type !== 'subscription') {
          calls.push({ path: op.path, input: op.input })
          return
        }
        const reader: Reader = {
          path: op.path,
          input: op.input,
          tell: ({ id, item }) => observer.next({ result: { type: 'data', data: { id, data: item } } }),
          end: () => observer.complete(),
          fail: (error) => observer.error(TRPCClientError.from(error)),
        }
        readers.add(reader)
        opened.push(reader)
        return () => {
          readers.delete(reader)
          // The real link tells the end of a subscription also when it is the page that ends it.
          observer.complete()
        }
      })
  return { link, readers, opened, calls, of: (path: string) => [...readers].filter((r) => r.path === path) }
}

function page() {
  const server = scriptedLink()
  const client = trpc.createClient({ links: [server.link] })
  const queries = new QueryClient()
  const session = openSessionClient({
    http: () => Promise.reject(new Error('not scripted')),
    storage: {
      read: () => ({ token: 't', session_id: 's', expires_at: '' }),
      write: () => {},
      onForeignWrite: () => () => {},
      exclusive: (run) => run(),
    },
    wait: () => Promise.resolve(),
    timer: machineTimer,
    random: () => 0,
  })
  const link = { status: () => 'connected' as const, over: () => 'sockets' as const, subscribe: () => () => {} }
  const chats = only(openTrpcChat(client, link, () => {}))
  const pageOf = (children: ReactNode, thread: string | null) => (
    <trpc.Provider client={client} queryClient={queries}>
      <QueryClientProvider client={queries}>
        <ChatProvider
          session={session}
          thread={thread}
          link={link}
          chats={chats}
          upload={() => Promise.reject(new Error('not scripted'))}
        >
          {children}
        </ChatProvider>
      </QueryClientProvider>
    </trpc.Provider>
  )
  const wrapper = ({ children }: { children: ReactNode }) => pageOf(children, null)
  return { server, wrapper, pageOf }
}

/** Until the frame has been drawn. */
const frame = () => act(() => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))))

function answering() {
  const script = openScript()
  script.user('m', 'hello')
  const say = script.answer('a')
  say(routed)
  say(started)
  for (let n = 0; n < 50; n++) say(token(`${n} `, n))
  say(completed(Array.from({ length: 50 }, (_, n) => `${n} `).join('')))
  return script.events
}

const tellAll = (reader: Reader | undefined, events: ConversationEvent[]) =>
  act(() => {
    for (const event of events) reader?.tell(itemOf(event))
  })

describe('a conversation in a page', () => {
  test('[L3] mounted twice by StrictMode it reads once and shows every event once', async () => {
    const { server, wrapper } = page()
    const { result } = renderHook(useChat, { wrapper })
    expect(server.of('thread.onEvent')).toHaveLength(1)
    const events = answering()
    act(() => server.of('thread.onEvent')[0]?.tell(pictureOf([])))
    tellAll(server.of('thread.onEvent')[0], events)
    await frame()
    expect(result.current.messages).toEqual(threadOf(events).messages)
    expect(server.readers.size).toBe(1)
    // What the first mount had opened, and nothing more.
    expect(server.opened).toHaveLength(2)
  })

  test('reopens a subscription that the server ended', () => {
    vi.useFakeTimers()
    try {
      const { server, wrapper } = page()
      renderHook(useChat, { wrapper })
      act(() => void vi.advanceTimersByTime(60_000))
      expect(server.opened).toHaveLength(2)
      act(() => server.of('thread.onEvent')[0]?.tell(pictureOf([])))
      act(() => server.of('thread.onEvent')[0]?.end())
      act(() => void vi.advanceTimersByTime(60_000))
      expect(server.of('thread.onEvent').map((r) => r.input)).toEqual([{ lastEventId: cursorAt(0), thread_id: THREAD }])
    } finally {
      vi.useRealTimers()
    }
  })

  test('[L3] a gap opens one new subscription after what is held', async () => {
    const { server, wrapper } = page()
    const { result } = renderHook(useChat, { wrapper })
    const events = answering()
    const first = server.of('thread.onEvent')[0]
    act(() => first?.tell(pictureOf(events, 10)))
    act(() => {
      const later = events[14]
      if (later) first?.tell(itemOf(later))
    })
    const [second, ...more] = server.of('thread.onEvent')
    expect(more).toEqual([])
    expect(second).not.toBe(first)
    expect(second?.input).toEqual({ lastEventId: cursorAt(10), thread_id: THREAD })
    tellAll(second, events.slice(10))
    await frame()
    expect(result.current.messages).toEqual(threadOf(events).messages)
  })

  test('[H4] reads another address, and the first from where it was', async () => {
    const { server, pageOf } = page()
    const shown: (readonly [string | null, number])[] = []
    const Shown = () => {
      const { thread_id, messages } = useChat()
      shown.push([thread_id, messages.length])
      return null
    }
    const view = render(pageOf(<Shown />, null))
    act(() => server.of('thread.onEvent')[0]?.tell(pictureOf([])))
    // The address is given the name of the thread: nothing is read anew.
    const [reader] = server.of('thread.onEvent')
    view.rerender(pageOf(<Shown />, THREAD))
    expect(server.of('thread.onEvent')).toEqual([reader])
    view.rerender(pageOf(<Shown />, 'thread-2'))
    expect(server.of('thread.onEvent').map(({ input }) => input)).toEqual([{ thread_id: 'thread-2' }])
    expect(shown.at(-1)).toEqual(['thread-2', 0])
    view.rerender(pageOf(<Shown />, THREAD))
    expect(server.of('thread.onEvent').map(({ input }) => input)).toEqual([
      { lastEventId: cursorAt(0), thread_id: THREAD },
    ])
  })

  test('[L4] closing the page ends the reading and asks for nothing else', () => {
    const { server, wrapper } = page()
    const { unmount } = renderHook(useChat, { wrapper })
    unmount()
    expect(server.readers.size).toBe(0)
    expect(server.calls).toEqual([])
  })

  test('shows a permanent error until the person retries', () => {
    const { server, wrapper } = page()
    const { result } = renderHook(useChat, { wrapper })
    const events = answering()
    act(() => server.of('thread.onEvent')[0]?.tell(pictureOf(events)))
    const refusal = { code: 'FORBIDDEN', message: 'This is not yours.', retryable: false }
    act(() => server.of('thread.onEvent')[0]?.fail(Object.assign(new TRPCClientError('no'), { data: { refusal } })))
    expect(result.current.health).toEqual({ kind: 'failed', refusal })
    expect(result.current.messages).toHaveLength(2)
    act(() => result.current.reopen())
    expect(server.of('thread.onEvent')).toHaveLength(1)
    expect(server.of('thread.onEvent')[0]?.input).toEqual({
      lastEventId: cursorAt(events.length),
      thread_id: THREAD,
    })
  })

  test('[L6] shows a message at once and sends it once', async () => {
    const { server, wrapper } = page()
    const { result } = renderHook(useChat, { wrapper })
    act(() => server.of('thread.onEvent')[0]?.tell(pictureOf([])))
    act(() => result.current.send('hello'))
    expect(result.current.pending).toMatchObject([{ text: 'hello', thread_id: THREAD, delivery: { kind: 'sending' } }])
    await frame()
    expect(server.calls.map((c) => c.path)).toEqual(['thread.send'])
  })
})
