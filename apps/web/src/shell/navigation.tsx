// Navigation between the areas: a rail beside the page, or a bar below it on a phone.
import { PILLAR_NAMES, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import { iconOf, placeName } from '../design/agents.tsx'
import { Wordmark } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { ConnectionBadge } from './link-context.tsx'
import { ConversationsButton, RecentConversations } from './recent-conversations.tsx'
import { Link, pathOf, useRouter } from './router.tsx'
import { SessionMenu } from './session-menu.tsx'
import { ThemeMenu } from './theme-menu.tsx'
import { useWorkingPlaces } from './use-working-places.ts'

const PLACES: readonly ('guide' | Pillar)[] = ['guide', ...PILLAR_NAMES]

export function SideRail() {
  return (
    <header className="hidden h-full w-56 shrink-0 flex-col border-e border-line bg-sunken px-3 py-4 rail:flex">
      <Link to="/" className="mb-6 flex items-center gap-2.5 rounded-lg px-2.5 py-1 text-accent">
        <Wordmark />
        <span className="font-display text-lg leading-none font-semibold tracking-tight text-ink">
          {STRINGS.product}
        </span>
      </Link>
      <nav aria-label={STRINGS.nav.label}>
        <ul className="space-y-0.5">
          {PLACES.map((place) => (
            <li key={place} className={place === 'guide' ? 'mb-3' : ''}>
              <RailLink place={place} />
            </li>
          ))}
        </ul>
      </nav>
      <RecentConversations />
      <div className="mt-auto flex items-center justify-between pt-3">
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
        <ConversationsButton />
        <SessionMenu />
        <ThemeMenu />
      </div>
    </header>
  )
}

export function BottomBar() {
  return (
    <nav
      aria-label={STRINGS.nav.label}
      // With a touch keyboard open there is no room for it.
      className="shrink-0 border-t border-line bg-sunken pb-[env(safe-area-inset-bottom)] rail:hidden [@media(max-height:30rem)]:hidden"
    >
      <ul className="mx-auto grid max-w-xl grid-cols-5">
        {PLACES.map((place) => (
          <li key={place}>
            <BarLink place={place} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function usePlaceLink(place: 'guide' | Pillar) {
  const { route } = useRouter()
  const here = route.kind === 'guide' ? 'guide' : route.kind === 'pillar' ? route.pillar : null
  const working = useWorkingPlaces().has(place)
  return {
    Mark: iconOf(place),
    current: here === place,
    working,
    props: {
      to: pathOf(place),
      'aria-current': here === place ? ('page' as const) : undefined,
      'aria-label': working ? STRINGS.nav.working(placeName(place)) : undefined,
    },
  }
}

function RailLink({ place }: { place: 'guide' | Pillar }) {
  const { Mark, current, working, props } = usePlaceLink(place)
  return (
    <Link
      {...props}
      className={`flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 text-[0.875rem] transition-colors ${
        current ? 'bg-card font-medium text-ink shadow-card' : 'text-ink-2 hover:bg-hover hover:text-ink'
      }`}
    >
      <Mark className={current ? 'text-accent' : 'text-ink-3'} />
      <span className="grow">{placeName(place)}</span>
      {working && <span aria-hidden="true" className="size-2 animate-breathe rounded-full bg-accent" />}
    </Link>
  )
}

function BarLink({ place }: { place: 'guide' | Pillar }) {
  const { Mark, current, working, props } = usePlaceLink(place)
  return (
    <Link
      {...props}
      className={`relative flex min-h-14 flex-col items-center justify-center gap-0.5 text-[0.6875rem] ${
        current ? 'font-semibold text-accent' : 'text-ink-2'
      }`}
    >
      <Mark size={18} />
      {placeName(place)}
      {working && (
        <span
          aria-hidden="true"
          className="absolute top-2 right-[calc(50%-1rem)] size-2 animate-breathe rounded-full bg-accent"
        />
      )}
    </Link>
  )
}
