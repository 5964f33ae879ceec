// @vitest-environment happy-dom
// Owns the one table of what a conversation may expect of its transport; every maker passes the same.
import { machineTimer, type Timer } from '@biplane/contracts/clients/hardened-websocket'
import type { ConversationEvent } from '@biplane/contracts/wire/events'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, configure, renderHook, waitFor as waitForFact } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { ChatProvider } from '../chat/chat-provider.tsx'
import { useChat } from '../chat/use-chat.ts'
import { openSessionClient } from '../session/session-client.ts'
import {
  artifact,
  cancelled,
  completed,
  cursorAt,
  handedTo,
  openScript,
  routed,
  started,
  THREAD,
  threadOf,
  token,
} from '../testing/scripted-conversation.ts'
import { type ChatTransports, only } from './chat-transport.ts'
import { FakeExperience } from './fake-experience.test-support.ts'
import { openHttpChat } from './http-chat.ts'
import { refuseHere } from './refusal-in.ts'
import { openTransport, type Transport } from './transport.ts'
import { trpc } from './trpc.ts'
import { trpcCommands } from './trpc-chat.tsx'

configure({ reactStrictMode: true })

afterEach(() => {
  cleanup()
  sessionStorage.clear()
})

const timer: Timer = (ms, run) => {
  const timeout = setTimeout(run, ms)
  return () => clearTimeout(timeout)
}
const atOnce = () => 0
/** Looked at often: these facts come at once. */
const waitFor = (fact: () => void) => waitForFact(fact, { interval: 2, timeout: 30_000 })

type Maker = (fake: FakeExperience, page: Transport) => ChatTransports

const MAKERS: Record<string, Maker> = {
  trpc: (_, page) => page.chats,
  http: (fake, { client }) =>
    only(
      openHttpChat({
        request: fake.fetch,
        commands: trpcCommands(client),
        currentThread: async () => (await client.thread.history.query({ limit: 1 })).thread_id,
        timer,
        random: atOnce,
        locks: undefined,
      }),
    ),
}

function pageOver(make: Maker, thread: string | null = null) {
  const fake = new FakeExperience()
  const session = openSessionClient({
    http: (path, init) => fake.fetch(path, init),
    storage: {
      read: () => ({ token: 't', session_id: 's', expires_at: '' }),
      write: () => {},
      onForeignWrite: () => () => {},
      exclusive: (run) => run(),
    },
    wait: () => Promise.resolve(),
    timer: machineTimer,
    random: atOnce,
  })
  const transport = openTransport({ session, WebSocket: fake.sockets(), timer, random: atOnce })
  const chats = make(fake, transport)
  const queries = new QueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <trpc.Provider client={transport.client} queryClient={queries}>
      <QueryClientProvider client={queries}>
        <ChatProvider
          session={session}
          thread={thread}
          link={transport.link}
          chats={chats}
          upload={() => Promise.reject(new Error('not scripted'))}
        >
          {children}
        </ChatProvider>
      </QueryClientProvider>
    </trpc.Provider>
  )
  return { fake, wrapper, transport, chats }
}

/** A conversation with every kind of event that the page shows. */
function conversation(message_id = 'm-1'): ConversationEvent[] {
  const script = openScript()
  script.user(message_id, 'who is late?')
  const say = script.answer('a')
  say(routed)
  say({ type: 'agent.queued', payload: { position: 1 } })
  say(started)
  say({ type: 'agent.progress', payload: { progress: 0.5, label: 'reading' } })
  const file = { file_uuid: 'f', name: 'a.csv', status: 'complete' as const }
  say({ type: 'agent.progress', payload: { progress: 0.7, label: 'read', file } })
  const call = { call_id: 'c', tool: 't', version: '1' }
  say({ type: 'agent.tool', payload: { ...call, status: 'started', summary: 'counts' } })
  say(token('lost ', 0))
  say({ type: 'agent.superseded', payload: { attempt: 1, reason: 'again' } })
  const again = script.answer('a', 2)
  again(started)
  again({ type: 'agent.tool', payload: { ...call, status: 'finished', summary: 'counted' } })
  for (let n = 0; n < 20; n++) again(token(`${n} `, n))
  again(artifact('a'))
  again({ type: 'agent.ui', payload: { message: { version: 'v0.9' } } })
  again(handedTo('content', 'invocation-b'))
  again(completed(Array.from({ length: 20 }, (_, n) => `${n} `).join('')))
  return script.events
}

describe.each(Object.entries(MAKERS))('over %s', (kind, make) => {
  test('[L3] a snapshot, then every event once: the same messages as on every other wire', async () => {
    const { fake, wrapper } = pageOver(make)
    const events = conversation()
    fake.tell(events.slice(0, 5))
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.messages).toEqual(threadOf(events, 5).messages))
    fake.tell(events.slice(5))
    await waitFor(() => expect(result.current.messages).toEqual(threadOf(events).messages))
    expect(fake.readers.size).toBe(1)
    expect(result.current.health).toEqual({ kind: 'live' })
  })

  test('[L3] resumes from the cursor after a cut anywhere', async () => {
    const { fake, wrapper } = pageOver(make)
    const events = conversation()
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.health.kind).toBe('live'))
    for (const [n, event] of events.entries()) {
      fake.tell([event])
      await waitFor(() => expect(result.current.messages).toEqual(threadOf(events, n + 1).messages))
      const before = fake.cursors.length
      fake.cut()
      // Written during the interruption: the next one comes before the line is back.
      await waitFor(() => expect(fake.cursors.length).toBeGreaterThan(before))
      expect(fake.cursors.at(-1)).toBe(cursorAt(n + 1))
    }
    expect(result.current.messages).toEqual(threadOf(events).messages)
    await waitFor(() => expect(fake.readers.size).toBe(1))
  })

  test('[L14] a restored log replaces what is shown', async () => {
    const { fake, wrapper } = pageOver(make)
    const events = conversation()
    fake.tell(events)
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.messages).toHaveLength(2))
    fake.epoch = 'epoch-2'
    fake.log(THREAD).length = 1
    fake.cut()
    await waitFor(() => expect(result.current.messages).toEqual(threadOf(events, 1).messages))
  })

  test('[L6] sends a message once and drops it when logged', async () => {
    const { fake, wrapper } = pageOver(make)
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.health.kind).toBe('live'))
    act(() => result.current.send('who is late?'))
    expect(result.current.pending).toMatchObject([{ text: 'who is late?' }])
    await waitFor(() => expect(fake.said).toHaveLength(1))
    const [said] = fake.said
    expect(said).toMatchObject({ thread: THREAD, message: 'who is late?', surface: 'home' })
    fake.tell(conversation(said?.message_id))
    await waitFor(() => expect(result.current.pending).toEqual([]))
    expect(fake.said).toHaveLength(1)
  })

  test('[L6] a lost answer is asked for again with the same id', async () => {
    const { fake, wrapper } = pageOver(make)
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.health.kind).toBe('live'))
    fake.fate = ['lost']
    act(() => result.current.send('who is late?'))
    await waitFor(() => expect(fake.said).toHaveLength(2))
    const [message_id, ...others] = new Set(fake.said.map((s) => s.message_id))
    expect(others).toEqual([])
    fake.tell(conversation(message_id))
    await waitFor(() => expect(result.current.pending).toEqual([]))
  })

  test('a refusal is shown with its words, and the message stays', async () => {
    const { fake, wrapper } = pageOver(make)
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.health.kind).toBe('live'))
    const refusal = refuseHere('BUSY', 'Too many wait.')
    fake.fate = [refusal]
    act(() => result.current.send('one more'))
    await waitFor(() =>
      expect(result.current.pending).toMatchObject([{ text: 'one more', delivery: { kind: 'refused', refusal } }]),
    )
  })

  test('[L4] cancels on Stop and keeps the partial text', async () => {
    const { fake, wrapper } = pageOver(make)
    const script = openScript()
    script.user('m', 'hello')
    const say = script.answer('a')
    say(routed)
    say(started)
    say(token('part', 0))
    fake.tell(script.events)
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.stoppable).toBe('invocation-a'))
    act(() => result.current.stop())
    await waitFor(() => expect(fake.cancelled[0]).toBe('invocation-a'))
    say({ type: 'agent.cancelling', payload: {} })
    say(cancelled('part'))
    fake.tell(script.events.slice(4))
    await waitFor(() => expect(result.current.messages[1]).toMatchObject({ status: 'cancelled', content: 'part' }))
    expect(new Set(fake.cancelled)).toEqual(new Set(['invocation-a']))
  })

  test('[H4] reads the thread of the address and sends to it', async () => {
    const { fake, wrapper } = pageOver(make, 'thread-2')
    const { result } = renderHook(useChat, { wrapper })
    const events = conversation()
    fake.tell(events, 'thread-2')
    fake.tell(conversation('m-2'))
    await waitFor(() => expect(result.current.messages).toEqual(threadOf(events).messages))
    expect(result.current.thread_id).toBe('thread-2')
    act(() => result.current.send('and this one?'))
    await waitFor(() => expect(fake.said).toMatchObject([{ thread: 'thread-2', message: 'and this one?' }]))
  })

  test('earlier messages come when they are asked for', async () => {
    const { fake, wrapper } = pageOver(make)
    const events = conversation()
    fake.tell(events)
    const whole = fake.snapshot.bind(fake)
    fake.snapshot = (thread) => {
      const all = whole(thread)
      return { ...all, messages: all.messages.slice(1), has_more: true, before: 2 }
    }
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.messages).toHaveLength(1))
    fake.snapshot = whole
    act(() => result.current.loadOlder())
    await waitFor(() => expect(result.current.messages).toEqual(whole(THREAD).messages))
    expect(result.current.has_older).toBe(false)
  })

  test('stops reading on a permanent error until a retry', async () => {
    const { fake, wrapper } = pageOver(make)
    fake.refusal = refuseHere('FORBIDDEN', 'This is not yours.')
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() =>
      expect(result.current.health).toMatchObject({
        kind: 'failed',
        refusal: { code: 'FORBIDDEN', message: 'This is not yours.' },
      }),
    )
    fake.refusal = null
    act(() => result.current.reopen())
    await waitFor(() => expect(result.current.health.kind).toBe('live'))
  })

  test('[L4] leaving ends the reading and asks for nothing', async () => {
    const { fake, wrapper } = pageOver(make)
    const { result, unmount } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.health.kind).toBe('live'))
    unmount()
    await waitFor(() => expect(fake.readers.size).toBe(0))
    expect(fake.said).toEqual([])
    expect(fake.cancelled).toEqual([])
  })

  test(`it says that it is ${kind}`, () => {
    expect(pageOver(make).chats.current().kind).toBe(kind)
  })
})

describe('without sockets', () => {
  test('[D9.4] switches to HTTP when the server has no sockets', async () => {
    const { fake, wrapper, transport } = pageOver((_, page) => page.chats)
    fake.socketsOn = false
    const events = conversation()
    fake.tell(events)
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.messages).toEqual(threadOf(events).messages))
    expect(transport.chats.current().kind).toBe('http')
    expect([transport.link.over(), transport.link.status()]).toEqual(['http', 'connected'])
    act(() => result.current.send('over HTTP'))
    await waitFor(() => expect(fake.requests).toContain('POST /trpc/thread.send'))
  })

  test('[L3] [D9.4] what was read over sockets goes on over HTTP from the same place', async () => {
    const { fake, wrapper, transport } = pageOver((_, page) => page.chats)
    const events = conversation()
    fake.tell(events.slice(0, 12))
    const { result } = renderHook(useChat, { wrapper })
    await waitFor(() => expect(result.current.messages).toEqual(threadOf(events, 12).messages))
    fake.socketsOn = false
    fake.cut()
    await waitFor(() => expect(transport.chats.current().kind).toBe('http'))
    await waitFor(() => expect(fake.cursors.at(-1)).toBe(cursorAt(12)))
    fake.tell(events.slice(12))
    await waitFor(() => expect(result.current.messages).toEqual(threadOf(events).messages))
  })
})
