// Router of the page: every thread and every result has an address. [H4]

import { PILLAR_NAMES, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import {
  type ComponentProps,
  createContext,
  type MouseEvent,
  type ReactNode,
  useContext,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import { openListeners } from '../listeners.ts'

/** What is shown: a thread, with its results of one area or one result in front; or a page of its own. */
export type Route =
  | { kind: 'thread'; area: Pillar | null; result: string | null }
  | { kind: 'inspector' }
  | { kind: 'unknown' }

const INSPECTOR = 'inspector'
export const INSPECTOR_PATH = `/${INSPECTOR}`
const RESULT = 'r'

const slugOf = (pillar: Pillar): string => pillar.replaceAll('_', '-')

/** The results of an area; of all areas. */
export const areaPath = (area: Pillar | null): string => (area === null ? '/' : `/${slugOf(area)}`)

export const resultPath = (artifact_id: string): string => `/${RESULT}/${encodeURIComponent(artifact_id)}`

/** A place in a thread. A trailing slash and case do not matter; anything else leads nowhere. */
export function routeOf(pathname: string): Route {
  const [first = '', second, ...rest] = pathname.split('/').filter((part) => part !== '')
  if (first === RESULT && second !== undefined && rest.length === 0) {
    return { kind: 'thread', area: null, result: decoded(second) }
  }
  if (second !== undefined) return { kind: 'unknown' }
  const slug = first.toLowerCase()
  if (slug === '' || slug === 'index.html') return { kind: 'thread', area: null, result: null }
  if (slug === INSPECTOR) return { kind: 'inspector' }
  const area = PILLAR_NAMES.find((p) => slugOf(p) === slug)
  return area ? { kind: 'thread', area, result: null } : { kind: 'unknown' }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const THREAD = 't'

/** The thread that an address names, and the place in it; `null` for the current thread. Pure. */
export function threadPlaceOf(pathname: string): { thread: string | null; path: string } {
  const [, first, id, ...rest] = pathname.split('/')
  if (first !== THREAD || id === undefined || id === '') return { thread: null, path: pathname }
  return { thread: id, path: `/${rest.join('/')}` }
}

/** The address of a place in a thread. */
export const threadAddress = (thread: string | null, path = '/'): string =>
  thread === null ? path : `/${THREAD}/${thread}${path === '/' ? '' : path}`

interface Router {
  /** The thread of this tab; `null` until the current one has answered. */
  thread: string | null
  /** The place in it. */
  path: string
  /** To a place in this thread. */
  navigate(path: string): void
  /** To a thread. */
  visit(thread: string, path?: string): void
  /** The current thread has answered: an address without one names it from now on. */
  adopt(thread: string): void
}

const RouterContext = createContext<Router | null>(null)

export function RouterProvider({ children }: { children: ReactNode }) {
  const history = useMemo(openHistory, [])
  const pathname = useSyncExternalStore(history.subscribe, history.path)
  /** The last thread of this tab: pages of their own are left towards it. */
  const [last, setLast] = useState<string | null>(null)
  const { thread: named, path } = threadPlaceOf(pathname)
  const thread = named ?? last
  if (named !== null && named !== last) setLast(named)
  const router = useMemo(
    (): Router => ({
      thread,
      path,
      navigate: (next) => history.navigate(threadAddress(thread, next)),
      visit: (other, next) => history.navigate(threadAddress(other, next)),
      adopt(current) {
        setLast(current)
        const place = threadPlaceOf(location.pathname)
        const route = routeOf(place.path)
        if (place.thread === null && route.kind === 'thread') history.rename(threadAddress(current, place.path))
      },
    }),
    [thread, path, history],
  )
  return <RouterContext value={router}>{children}</RouterContext>
}

function openHistory() {
  const { subscribe, notify } = openListeners(() => {
    addEventListener('popstate', notify)
    return () => removeEventListener('popstate', notify)
  })
  return {
    path: () => location.pathname,
    navigate(path: string): void {
      if (path === location.pathname) return
      history.pushState(null, '', path)
      notify()
    },
    /** The same place under another name: no further step for Back. */
    rename(path: string): void {
      history.replaceState(null, '', path)
      notify()
    },
    subscribe,
  }
}

export function useRouter(): Router & { route: Route } {
  const router = useContext(RouterContext)
  if (!router) throw new Error('useRouter needs a RouterProvider above it')
  return useMemo(() => ({ ...router, route: routeOf(router.path) }), [router])
}

/** A link of this page: followed without a reload, and an ordinary link for every other way of opening it. */
export function Link({ to, of, onClick, ...props }: Omit<ComponentProps<'a'>, 'href'> & { to: string; of?: string }) {
  const { visit, navigate, thread } = useRouter()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0
    if (event.defaultPrevented || elsewhere) return
    event.preventDefault()
    if (of === undefined) navigate(to)
    else visit(of, to)
  }
  return <a href={threadAddress(of ?? thread, to)} onClick={follow} {...props} />
}
