// @vitest-environment happy-dom

import { machineTimer } from '@biplane/contracts/clients/hardened-websocket'
import type { ExperienceRouter } from '@biplane/contracts/experience-router'
import type { ConversationEvent, StreamItem } from '@biplane/contracts/wire/events'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, configure, render, renderHook } from '@testing-library/react'
import { TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openSessionClient } from '../session/session-client.ts'
import {
  CONVERSATION,
  completed,
  EPOCH,
  emptySnapshot,
  openScript,
  routed,
  started,
  token,
  whole,
} from '../testing/scripted-conversation.ts'
import { only } from '../transport/chat-transport.ts'
import { trpc } from '../transport/trpc.ts'
import { openTrpcChat } from '../transport/trpc-chat.tsx'
import { ChatProvider, useConversations } from './chat-provider.tsx'
import { useGuideChat, useLiaisonChat } from './use-chat.ts'

// As the page itself is: everything is mounted twice.
configure({ reactStrictMode: true })

afterEach(() => {
  cleanup()
  sessionStorage.clear()
})

interface Reader {
  path: string
  input: unknown
  tell(item: StreamItem): void
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
          tell: (item) => {
            const seq = item.type === 'snapshot' ? item.last_event_id : item.event_id
            observer.next({ result: { type: 'data', data: { id: `${EPOCH}:${seq}`, data: item } } })
          },
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
  const wrapper = ({ children }: { children: ReactNode }) => (
    <trpc.Provider client={client} queryClient={queries}>
      <QueryClientProvider client={queries}>
        <ChatProvider
          session={session}
          link={link}
          chats={chats}
          upload={() => Promise.reject(new Error('not scripted'))}
        >
          {children}
        </ChatProvider>
      </QueryClientProvider>
    </trpc.Provider>
  )
  return { server, wrapper }
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
    for (const event of events) reader?.tell(event)
  })

describe('a conversation in a page', () => {
  test('[L3] mounted twice by StrictMode it reads once and shows every event once', async () => {
    const { server, wrapper } = page()
    const { result } = renderHook(useGuideChat, { wrapper })
    expect(server.of('guide.onEvent')).toHaveLength(1)
    const events = answering()
    act(() => server.of('guide.onEvent')[0]?.tell(emptySnapshot()))
    tellAll(server.of('guide.onEvent')[0], events)
    await frame()
    expect(result.current.messages).toEqual(whole(events).messages)
    expect(server.readers.size).toBe(1)
    // What the first mount had opened, and nothing more.
    expect(server.opened).toHaveLength(2)
  })

  test('reopens a subscription that the server ended', () => {
    vi.useFakeTimers()
    try {
      const { server, wrapper } = page()
      renderHook(useGuideChat, { wrapper })
      act(() => void vi.advanceTimersByTime(60_000))
      expect(server.opened).toHaveLength(2)
      act(() => server.of('guide.onEvent')[0]?.tell(emptySnapshot()))
      act(() => server.of('guide.onEvent')[0]?.end())
      act(() => void vi.advanceTimersByTime(60_000))
      expect(server.of('guide.onEvent').map((r) => r.input)).toEqual([
        { lastEventId: `${EPOCH}:0`, conversation_id: CONVERSATION },
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  test('[L3] a gap opens one new subscription after what is held', async () => {
    const { server, wrapper } = page()
    const { result } = renderHook(useGuideChat, { wrapper })
    const events = answering()
    const first = server.of('guide.onEvent')[0]
    act(() => first?.tell(whole(events, 10)))
    act(() => {
      const later = events[14]
      if (later) first?.tell(later)
    })
    const [second, ...more] = server.of('guide.onEvent')
    expect(more).toEqual([])
    expect(second).not.toBe(first)
    expect(second?.input).toEqual({ lastEventId: `${EPOCH}:10`, conversation_id: CONVERSATION })
    tellAll(second, events.slice(10))
    await frame()
    expect(result.current.messages).toEqual(whole(events).messages)
  })

  test('[L4] keeps reading a conversation after navigation', async () => {
    const { server, wrapper } = page()
    const shown: string[] = []
    function Area({ there }: { there: boolean }) {
      return there ? <Content /> : <Kept />
    }
    function Content() {
      shown.push(useLiaisonChat('content').messages.at(-1)?.content ?? '')
      return null
    }
    function Kept() {
      useConversations()
      return null
    }
    const view = render(<Area there />, { wrapper })
    const events = answering()
    act(() => server.of('liaison.onEvent')[0]?.tell(whole(events, 10)))
    view.rerender(<Area there={false} />)
    const reader = server.of('liaison.onEvent')
    expect(reader).toHaveLength(1)
    tellAll(reader[0], events.slice(10))
    await frame()
    view.rerender(<Area there />)
    expect(shown.at(-1)).toBe(whole(events).messages.at(-1)?.content)
    expect(server.of('liaison.onEvent')).toEqual(reader)
    expect(server.calls).toEqual([])
    expect(reader[0]?.input).toEqual({ pillar: 'content' })
  })

  test('[L4] closing the page ends the reading and asks for nothing else', () => {
    const { server, wrapper } = page()
    const { unmount } = renderHook(useGuideChat, { wrapper })
    unmount()
    expect(server.readers.size).toBe(0)
    expect(server.calls).toEqual([])
  })

  test('shows a permanent error until the person retries', () => {
    const { server, wrapper } = page()
    const { result } = renderHook(useGuideChat, { wrapper })
    const events = answering()
    act(() => server.of('guide.onEvent')[0]?.tell(whole(events)))
    const refusal = { code: 'FORBIDDEN', message: 'This is not yours.', retryable: false }
    act(() => server.of('guide.onEvent')[0]?.fail(Object.assign(new TRPCClientError('no'), { data: { refusal } })))
    expect(result.current.health).toEqual({ kind: 'failed', refusal })
    expect(result.current.messages).toHaveLength(2)
    act(() => result.current.reopen())
    expect(server.of('guide.onEvent')).toHaveLength(1)
    expect(server.of('guide.onEvent')[0]?.input).toEqual({
      lastEventId: `${EPOCH}:${events.length}`,
      conversation_id: CONVERSATION,
    })
  })

  test('[L6] shows a message at once and sends it once', async () => {
    const { server, wrapper } = page()
    const { result } = renderHook(useGuideChat, { wrapper })
    act(() => server.of('guide.onEvent')[0]?.tell(emptySnapshot()))
    act(() => result.current.send('hello'))
    expect(result.current.pending).toMatchObject([{ text: 'hello', surface: 'home', delivery: { kind: 'sending' } }])
    await frame()
    expect(server.calls.map((c) => c.path)).toEqual(['guide.send'])
  })
})
