// Composes the page: session, transport, conversations, router, and the current page inside.
import { machineTimer } from '@biplane/contracts/clients/hardened-websocket'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Tooltip } from 'radix-ui'
import { type ComponentProps, lazy, Suspense, useEffect, useState } from 'react'
import { ChatProvider, keyOf, useChannel } from './chat/chat-provider.tsx'
import { tabStorage } from './chat/outbox-storage.ts'
import { takeOverTab } from './chat/tab-owner.ts'
import { useChat } from './chat/use-chat.ts'
import { useUnseen } from './chat/use-unseen.ts'
import { preloadMarkdown } from './chat-panel/markdown.tsx'
import { PagePanelProvider } from './conversations/page-panels.tsx'
import { openUpload } from './files/upload.ts'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { ThreadPage } from './pages/thread-page.tsx'
import type { SessionClient } from './session/session-client.ts'
import { SessionProvider } from './session/session-context.tsx'
import { LinkProvider } from './shell/link-context.tsx'
import { SideRail, TopBar } from './shell/navigation.tsx'
import { RouterProvider, threadPlaceOf, useRouter } from './shell/router.tsx'
import { SessionGate } from './shell/session-gate.tsx'
import { STRINGS } from './strings.ts'
import { RemovalProvider } from './threads/removals.tsx'
import { refusalIn } from './transport/refusal-in.ts'
import { openTransport } from './transport/transport.ts'
import { trpc } from './transport/trpc.ts'

const InspectorPage = lazy(() => import('./inspector/inspector-page.tsx'))

const TIP_DELAY_MS = 400
const RETRIES = 3

export function App({ session }: { session: SessionClient }) {
  return (
    <Tooltip.Provider delayDuration={TIP_DELAY_MS}>
      <SessionProvider value={session}>
        <SessionGate session={session}>
          {(session_id) => <Connected key={session_id} session={session} session_id={session_id} />}
        </SessionGate>
      </SessionProvider>
    </Tooltip.Provider>
  )
}

/** All that belongs to one session. Another session begins with an empty one. */
function Connected({ session, session_id }: { session: SessionClient; session_id: string }) {
  // Before the threads read what the tab keeps. The thread of an ended session does not exist in the new one.
  useState(() => {
    const taken = takeOverTab(tabStorage, session_id)
    if (taken && threadPlaceOf(location.pathname).thread !== null) history.replaceState(null, '', '/')
    return taken
  })
  const [transport] = useState(() => openTransport({ session, WebSocket, timer: machineTimer, random: Math.random }))
  const [upload] = useState(() => openUpload(session))
  const [queries] = useState(
    () =>
      new QueryClient({
        // What was refused is refused; what was lost is asked again.
        defaultOptions: { queries: { retry: (failures, error) => refusalIn(error) === null && failures < RETRIES } },
      }),
  )
  return (
    <trpc.Provider client={transport.client} queryClient={queries}>
      <QueryClientProvider client={queries}>
        <LinkProvider link={transport.link}>
          <RouterProvider>
            <InThread session={session} link={transport.link} chats={transport.chats} upload={upload}>
              <RemovalProvider>
                <PagePanelProvider>
                  <Frame />
                </PagePanelProvider>
              </RemovalProvider>
            </InThread>
          </RouterProvider>
        </LinkProvider>
      </QueryClientProvider>
    </trpc.Provider>
  )
}

/** The thread of the address is read; one without a name is named as soon as it has answered. [H4] */
function InThread(props: Omit<ComponentProps<typeof ChatProvider>, 'thread' | 'onThread'>) {
  const { thread, adopt } = useRouter()
  return <ChatProvider thread={thread} onThread={adopt} {...props} />
}

function useTitle(): string | null {
  const { route } = useRouter()
  const { title } = useChat()
  switch (route.kind) {
    case 'thread':
      return title === '' ? null : title
    case 'inspector':
      return STRINGS.account.inspector
    case 'unknown':
      return STRINGS.notFound.title
  }
}

function Frame() {
  const { route } = useRouter()
  const channel = useChannel()
  const title = useTitle()
  const unseen = useUnseen()
  const { health } = useChat()
  const gone =
    health.kind === 'failed' && (health.refusal.code === 'NOT_FOUND' || health.refusal.code === 'BAD_MESSAGE')

  useEffect(() => {
    const badge = unseen > 0 ? `(${unseen}) ` : ''
    document.title = `${badge}${title === null ? STRINGS.product : `${title} · ${STRINGS.product}`}`
  }, [title, unseen])
  useEffect(preloadMarkdown, [])

  return (
    <div className="flex h-dvh min-h-0">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-ink px-3 py-2 text-sm text-page focus:translate-y-0"
      >
        {STRINGS.skipToContent}
      </a>
      <SideRail />
      <div className="flex min-h-0 min-w-0 grow flex-col">
        <TopBar />
        <main id="main" tabIndex={-1} className="flex min-h-0 grow flex-col outline-none">
          {route.kind === 'thread' &&
            (gone ? (
              <NotFoundPage title={STRINGS.notFound.threadTitle} text={STRINGS.notFound.threadText} />
            ) : (
              <ThreadPage key={keyOf(channel)} area={route.area} named={route.result} />
            ))}
          {route.kind === 'inspector' && (
            <Suspense fallback={null}>
              <InspectorPage />
            </Suspense>
          )}
          {route.kind === 'unknown' && <NotFoundPage title={STRINGS.notFound.title} text={STRINGS.notFound.text} />}
        </main>
      </div>
    </div>
  )
}
