// React context of the connection status.
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'
import { Tip } from '../design/buttons.tsx'
import { STRINGS } from '../strings.ts'
import type { LinkStatus } from '../transport/link-status.ts'
import type { LinkStatusStore } from '../transport/link-store.ts'

const LinkContext = createContext<LinkStatus>('connecting')
const OverContext = createContext<'sockets' | 'http'>('sockets')

export function LinkProvider({ link, children }: { link: LinkStatusStore; children: ReactNode }) {
  const status = useSyncExternalStore(link.subscribe, link.status)
  const over = useSyncExternalStore(link.subscribe, link.over)
  return (
    <OverContext value={over}>
      <LinkContext value={status}>{children}</LinkContext>
    </OverContext>
  )
}

export const useLinkStatus = (): LinkStatus => useContext(LinkContext)

const DOTS: Record<LinkStatus, string> = {
  connecting: 'bg-ink-3 animate-breathe',
  connected: 'bg-good',
  reconnecting: 'bg-warn animate-breathe',
  offline: 'bg-bad',
}

/** `brief`: while all is well the dot says enough. A button's content is not announced, so a change is announced beside it. */
export function ConnectionBadge({ brief = false }: { brief?: boolean }) {
  const status = useLinkStatus()
  const inPlace = useContext(OverContext) === 'http' && status === 'connected'
  const words = inPlace ? STRINGS.link.overHttp : STRINGS.link[status]
  return (
    <>
      <Tip text={inPlace ? STRINGS.link.explain.overHttp : STRINGS.link.explain[status]} side="bottom">
        <button
          type="button"
          aria-label={words}
          className="inline-flex min-h-8 items-center gap-2 rounded-lg px-2 text-xs text-ink-2 hover:bg-hover"
        >
          <span aria-hidden="true" className={`size-2 rounded-full ${DOTS[status]}`} />
          {!(brief && status === 'connected' && !inPlace) && words}
        </button>
      </Tip>
      <span role="status" className="spoken">
        {words}
      </span>
    </>
  )
}
