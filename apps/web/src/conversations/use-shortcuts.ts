// Keyboard shortcuts while no field has the focus. Keys with Ctrl, Alt or Meta belong to the browser.
// `shortcut-sheet.tsx` lists the same shortcuts.
import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import { useEffect, useRef } from 'react'
import { useConversations } from '../chat/chat-provider.tsx'
import { useConversationActs } from '../chat/use-conversation-list.ts'
import { isInputMethodKey } from '../design/composition.ts'
import { useGuideAgent } from '../shell/guide-agent-provider.tsx'
import { pathOf, useRouter } from '../shell/router.tsx'

/** Panels over the page. */
export type PagePanel = 'conversations' | 'search' | 'shortcuts' | 'session'

interface ShortcutParts {
  show: (panel: PagePanel) => void
  /** Something stands over the page and has the keys for itself. */
  busy: boolean
}

const PLACES = ['guide', ...PILLAR_NAMES] as const

export function useShortcuts({ show, busy }: ShortcutParts): void {
  const conversations = useConversations()
  const { create } = useConversationActs()
  const { route, navigate } = useRouter()
  const { voiceIn } = useGuideAgent()
  const here = route.kind === 'pillar' && voiceIn(route.pillar) === 'liaison' ? route.pillar : 'guide'

  const act = (key: string): boolean => {
    const place = PLACES[Number(key) - 1]
    if (place !== undefined) {
      // Keyboard navigation continues: the field of the next area does not take the focus.
      document.getElementById('main')?.focus({ preventScroll: true })
      navigate(pathOf(place))
      return true
    }
    const { channel } = conversations.of(here)
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
        void create(here).catch(() => show('conversations'))
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
  useEffect(() => {
    acting.current = act
  })

  useEffect(() => {
    if (busy) return
    const pressed = (event: KeyboardEvent) => {
      if (isInputMethodKey(event)) return
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      if (acting.current(event.key)) event.preventDefault()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [busy])
}

/** Where letters are letters, and where an open menu looks for them. */
const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=listbox]') !== null
