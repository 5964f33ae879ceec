// Panels over the page: conversations, shortcuts, session. One at a time, each loaded on first use.
import { createContext, lazy, type ReactNode, Suspense, useContext, useMemo, useState } from 'react'
import { useThreadNews } from '../threads/use-threads.ts'
import { type PagePanel, useShortcuts } from './use-shortcuts.ts'

const ThreadDrawer = lazy(() => import('../threads/thread-drawer.tsx'))
const ShortcutSheet = lazy(() => import('./shortcut-sheet.tsx'))
const Palette = lazy(() => import('../threads/palette.tsx'))
const SessionDialog = lazy(() => import('./session-dialog.tsx'))

interface PagePanels {
  show(panel: PagePanel): void
}

const PanelContext = createContext<PagePanels | null>(null)

export function usePagePanels(): PagePanels {
  const panels = useContext(PanelContext)
  if (!panels) throw new Error('usePagePanels needs a PagePanelProvider above it')
  return panels
}

export function PagePanelProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<PagePanel | null>(null)
  const panels = useMemo(() => ({ show: setOpen }), [])
  useShortcuts({ show: setOpen, busy: open !== null })
  useThreadNews()
  const close = () => setOpen(null)
  return (
    <PanelContext value={panels}>
      {children}
      <Suspense fallback={null}>
        {(open === 'conversations' || open === 'search') && (
          <ThreadDrawer searching={open === 'search'} close={close} />
        )}
        {open === 'shortcuts' && <ShortcutSheet close={close} />}
        {open === 'palette' && <Palette close={close} show={setOpen} />}
        {open === 'session' && <SessionDialog close={close} />}
      </Suspense>
    </PanelContext>
  )
}
