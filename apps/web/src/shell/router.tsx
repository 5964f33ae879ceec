// Router of the page. Seven addresses, in the current thread or below `/t/<thread>`, need no library. [H4]
import { PILLAR_NAMES, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import {
  type ComponentProps,
  createContext,
  type MouseEvent,
  type ReactNode,
  useContext,
  useMemo,
  useSyncExternalStore,
} from 'react'

export type Route = { kind: 'guide' } | { kind: 'pillar'; pillar: Pillar } | { kind: 'inspector' } | { kind: 'unknown' }

const INSPECTOR = 'inspector'
export const INSPECTOR_PATH = `/${INSPECTOR}`

const slugOf = (pillar: Pillar): string => pillar.replaceAll('_', '-')

export const pathOf = (place: 'guide' | Pillar): string => (place === 'guide' ? '/' : `/${slugOf(place)}`)

/** A trailing slash and case do not matter; anything else leads nowhere. */
export function routeOf(pathname: string): Route {
  const slug = pathname.replaceAll('/', '').toLowerCase()
  if (slug === '' || slug === 'index.html') return { kind: 'guide' }
  if (slug === INSPECTOR) return { kind: 'inspector' }
  const pillar = PILLAR_NAMES.find((p) => slugOf(p) === slug)
  return pillar ? { kind: 'pillar', pillar } : { kind: 'unknown' }
}

const THREAD = 't'

/** The thread that an address names, and the place in it; `null` for the current thread. Pure. */
export function threadPlaceOf(pathname: string): { thread: string | null; path: string } {
  const [, first, id, ...rest] = pathname.split('/')
  if (first !== THREAD || id === undefined || id === '') return { thread: null, path: pathname }
  return { thread: id, path: `/${rest.join('/')}` }
}

/** The address of a place in a thread; of the conversation there that is to be shown, where one is named. */
export function threadAddress(thread: string | null, path: string, conversation_id?: string): string {
  const query = conversation_id === undefined ? '' : `?c=${encodeURIComponent(conversation_id)}`
  return `${thread === null ? path : `/${THREAD}/${thread}${path === '/' ? '' : path}`}${query}`
}

interface Router {
  /** The thread of this tab; `null` for the current one. */
  thread: string | null
  /** The place in it. */
  path: string
  navigate(path: string): void
}

const RouterContext = createContext<Router | null>(null)

export function RouterProvider({ children }: { children: ReactNode }) {
  const history = useMemo(openHistory, [])
  const pathname = useSyncExternalStore(history.subscribe, history.path)
  const router = useMemo(() => {
    const { thread, path } = threadPlaceOf(pathname)
    return { thread, path, navigate: (next: string) => history.navigate(threadAddress(thread, next)) }
  }, [pathname, history])
  return <RouterContext value={router}>{children}</RouterContext>
}

function openHistory() {
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    path: () => location.pathname,
    navigate(path: string): void {
      if (path === location.pathname) return
      history.pushState(null, '', path)
      tell()
    },
    subscribe(listener: () => void): () => void {
      if (listeners.size === 0) addEventListener('popstate', tell)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) removeEventListener('popstate', tell)
      }
    },
  }
}

export function useRouter(): Router & { route: Route } {
  const router = useContext(RouterContext)
  if (!router) throw new Error('useRouter needs a RouterProvider above it')
  return useMemo(() => ({ ...router, route: routeOf(router.path) }), [router])
}

/** A link of this page: followed without a reload, and an ordinary link for every other way of opening it. */
export function Link({ to, onClick, ...props }: Omit<ComponentProps<'a'>, 'href'> & { to: string }) {
  const { navigate, thread } = useRouter()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0
    if (event.defaultPrevented || elsewhere) return
    event.preventDefault()
    navigate(to)
  }
  return <a href={threadAddress(thread, to)} onClick={follow} {...props} />
}
