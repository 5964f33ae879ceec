// Keyboard shortcuts while no field has the focus. Keys with Ctrl, Alt or Meta belong to the browser.
// `shortcut-sheet.tsx` lists the same shortcuts.
import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import { useEffect, useRef } from 'react'
import { useChannel } from '../chat/chat-provider.tsx'
import { isInputMethodKey } from '../design/composition.ts'
import { areaPath, useRouter } from '../shell/router.tsx'
import { useThreadActs } from '../threads/use-threads.ts'

/** Panels over the page. */
export type PagePanel = 'conversations' | 'search' | 'shortcuts' | 'session' | 'palette'

interface ShortcutDeps {
  show: (panel: PagePanel) => void
  /** Something stands over the page and has the keys for itself. */
  busy: boolean
}

/** The results of all areas, then of each. */
const PLACES = [null, ...PILLAR_NAMES] as const

export function useShortcuts({ show, busy }: ShortcutDeps): void {
  const channel = useChannel()
  const { create } = useThreadActs()
  const { navigate } = useRouter()

  const act = (key: string): boolean => {
    const place = PLACES[Number(key) - 1]
    if (place !== undefined) {
      document.getElementById('main')?.focus({ preventScroll: true })
      navigate(areaPath(place))
      return true
    }
    const { stoppable } = channel.getView()
    switch (key) {
      case '?':
        show('shortcuts')
        return true
      case 'c':
        show('conversations')
        return true
      case '/':
        show('search')
        return true
      case 'n':
        void create().catch(() => show('conversations'))
        return true
      case 'm':
        document.querySelector<HTMLTextAreaElement>('main form textarea')?.focus()
        return true
      case 'l': {
        const log = document.querySelector('main [role=log]')
        log?.scrollTo({ top: log.scrollHeight })
        return true
      }
      case 's':
        if (stoppable !== null) void channel.stop(stoppable)
        return stoppable !== null
      default:
        return false
    }
  }
  const acting = useRef(act)
  const open = useRef(show)
  useEffect(() => {
    acting.current = act
    open.current = show
  })

  useEffect(() => {
    if (busy) return
    const pressed = (event: KeyboardEvent) => {
      if (isInputMethodKey(event)) return
      if (isPaletteKey(event)) {
        event.preventDefault()
        open.current('palette')
        return
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      if (acting.current(event.key)) event.preventDefault()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [busy])
}

/** Ctrl K, or ⌘ K; also while something is being written. */
const isPaletteKey = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey

/** Where letters are letters, and where an open menu looks for them. */
const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=listbox]') !== null
