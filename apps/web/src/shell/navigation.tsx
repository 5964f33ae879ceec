// Frame of the page: a rail with the threads beside it, or a bar above it on a phone.
import { Wordmark } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { ConversationsButton, NewThreadButton, RecentThreads } from '../threads/recent-threads.tsx'
import { ConnectionBadge } from './link-context.tsx'
import { Link } from './router.tsx'
import { SessionMenu } from './session-menu.tsx'
import { ThemeMenu } from './theme-menu.tsx'

export function SideRail() {
  return (
    <header className="hidden h-full w-60 shrink-0 flex-col border-e border-line bg-sunken px-3 py-4 rail:flex">
      <Link to="/" className="mb-4 flex items-center gap-2.5 rounded-lg px-2.5 py-1 text-accent">
        <Wordmark />
        <span className="font-display text-lg leading-none font-semibold tracking-tight text-ink">
          {STRINGS.product}
        </span>
      </Link>
      <NewThreadButton />
      <RecentThreads />
      <div className="flex items-center justify-between pt-3">
        <ConnectionBadge />
        <span className="flex">
          <SessionMenu />
          <ThemeMenu />
        </span>
      </div>
    </header>
  )
}

export function TopBar() {
  return (
    <header className="flex h-12 shrink-0 items-center justify-between border-b border-line px-3 rail:hidden">
      <Link to="/" className="flex items-center gap-2 rounded-lg px-1 py-1 text-accent">
        <Wordmark size={20} />
        <span className="font-display text-base leading-none font-semibold tracking-tight text-ink">
          {STRINGS.product}
        </span>
      </Link>
      <div className="flex items-center">
        <ConnectionBadge brief />
        <NewThreadButton brief />
        <ConversationsButton />
        <SessionMenu />
        <ThemeMenu />
      </div>
    </header>
  )
}
