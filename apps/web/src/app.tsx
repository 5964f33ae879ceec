// Composes the page: session, transport, conversations, router, and the current page inside.
import { machineTimer } from '@biplane/contracts/clients/hardened-websocket'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Tooltip } from 'radix-ui'
import { type ComponentProps, lazy, Suspense, useEffect, useRef, useState } from 'react'
import { ChatProvider } from './chat/chat-provider.tsx'
import type { ConversationTarget } from './chat/conversation-target.ts'
import { tabStorage } from './chat/outbox-storage.ts'
import { takeOverTab } from './chat/tab-owner.ts'
import { preloadMarkdown } from './chat-panel/markdown.tsx'
import { PagePanelProvider } from './conversations/page-panels.tsx'
import { placeName } from './design/agents.tsx'
import { openUpload } from './files/upload.ts'
import { GuidePage } from './pages/guide-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { PillarPage } from './pages/pillar-page.tsx'
import type { SessionClient } from './session/session-client.ts'
import { SessionProvider } from './session/session-context.tsx'
import { GuideAgentProvider } from './shell/guide-agent-provider.tsx'
import { LinkProvider } from './shell/link-context.tsx'
import { BottomBar, SideRail, TopBar } from './shell/navigation.tsx'
import { type Route, RouterProvider, useRouter } from './shell/router.tsx'
import { SessionGate } from './shell/session-gate.tsx'
import { STRINGS } from './strings.ts'
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
  // Before the conversations read what the tab keeps.
  useState(() => takeOverTab(tabStorage, session_id))
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
              <GuideAgentProvider>
                <PagePanelProvider>
                  <Frame />
                </PagePanelProvider>
              </GuideAgentProvider>
            </InThread>
          </RouterProvider>
        </LinkProvider>
      </QueryClientProvider>
    </trpc.Provider>
  )
}

/** All that belongs to the thread of the address: another one begins with empty conversations. [H4] */
function InThread(props: Omit<ComponentProps<typeof ChatProvider>, 'thread' | 'named'>) {
  const { thread, route } = useRouter()
  const conversation_id = thread === null ? null : new URLSearchParams(location.search).get('c')
  const target: ConversationTarget = route.kind === 'pillar' ? route.pillar : 'guide'
  const named = conversation_id === null ? null : { target, conversation_id }
  return <ChatProvider key={thread ?? ''} thread={thread} named={named} {...props} />
}

/** Keeps the focus in the composer when the area changes while a person is writing, for example after a handoff. */
function useKeptFocus(place: string | null): void {
  const before = useRef(place)
  useEffect(() => {
    if (before.current === place) return
    before.current = place
    if (document.activeElement !== document.body) return
    const main = document.getElementById('main')
    const field = matchMedia('(pointer: coarse)').matches ? null : main?.querySelector('textarea')
    const next = field ?? main
    next?.focus({ preventScroll: true })
  }, [place])
}

function nameOf(route: Route): string | null {
  switch (route.kind) {
    case 'guide':
      return STRINGS.nav.guide
    case 'pillar':
      return placeName(route.pillar)
    case 'inspector':
      return STRINGS.account.inspector
    case 'unknown':
      return null
  }
}

function Frame() {
  const { route } = useRouter()
  const place = nameOf(route)

  useEffect(() => {
    document.title = place === null ? STRINGS.product : `${place} · ${STRINGS.product}`
  }, [place])
  useEffect(preloadMarkdown, [])
  useKeptFocus(place)

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
          {route.kind === 'guide' && <GuidePage />}
          {route.kind === 'pillar' && <PillarPage key={route.pillar} pillar={route.pillar} />}
          {route.kind === 'inspector' && (
            <Suspense fallback={null}>
              <InspectorPage />
            </Suspense>
          )}
          {route.kind === 'unknown' && <NotFoundPage />}
        </main>
        <BottomBar />
      </div>
    </div>
  )
}
