// Deletes threads after a moment in which it can be undone. They are gone from the lists at once; the server deletes them when
// the moment is over, or when the page is left.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { useSession } from '../session/session-context.tsx'
import { useRouter } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { useThreadActs } from './use-threads.ts'

interface Removals {
  /** Threads that are being deleted. */
  hidden: ReadonlySet<string>
  remove(threads: readonly { thread_id: string; title: string }[]): void
  /** What is being deleted, and the way back. */
  notice: ReactNode
  /** A panel over the page shows the notice meanwhile: what stands under a panel cannot be reached. */
  host(): () => void
}

const RemovalContext = createContext<Removals | null>(null)

const UNDO_MS = 8_000
const NONE: readonly string[] = []
const words = STRINGS.conversations

export function RemovalProvider({ children }: { children: ReactNode }) {
  const acts = useThreadActs()
  const session = useSession()
  const { thread } = useRouter()
  const [going, setGoing] = useState<readonly string[]>(NONE)
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const [name, setName] = useState('')
  const [failed, setFailed] = useState(false)
  const [hosts, setHosts] = useState(0)
  const waiting = useRef(NONE)

  const finish = useCallback(
    (ids: readonly string[]) => {
      if (ids.length === 0) return
      waiting.current = NONE
      setGoing(NONE)
      setGone((before) => new Set([...before, ...ids]))
      acts.remove(ids).catch(() => {
        setFailed(true)
        setGone((before) => new Set([...before].filter((id) => !ids.includes(id))))
      })
    },
    [acts],
  )

  useEffect(() => {
    if (going.length === 0) return
    const timer = setTimeout(() => finish(going), UNDO_MS)
    return () => clearTimeout(timer)
  }, [going, finish])

  useEffect(() => {
    const leave = () => {
      for (const id of waiting.current) {
        void session
          .request(`/api/threads/${encodeURIComponent(id)}`, { method: 'DELETE', keepalive: true })
          .catch(() => {})
      }
    }
    addEventListener('pagehide', leave)
    return () => removeEventListener('pagehide', leave)
  }, [session])

  const host = useCallback(() => {
    setHosts((n) => n + 1)
    return () => setHosts((n) => n - 1)
  }, [])
  const removals = useMemo(
    () => ({
      hidden: new Set([...going, ...gone]),
      remove(threads: readonly { thread_id: string; title: string }[]) {
        finish(waiting.current)
        const ids = threads.map(({ thread_id }) => thread_id)
        waiting.current = ids
        setFailed(false)
        setName(threads.length === 1 ? (threads[0]?.title ?? '') : '')
        setGoing(ids)
        if (thread !== null && ids.includes(thread)) void acts.create().catch(() => setFailed(true))
      },
    }),
    [going, gone, finish, acts, thread],
  )
  const undo = () => {
    waiting.current = NONE
    setGoing(NONE)
  }
  const notice = (
    <div aria-live="polite" className="pointer-events-none fixed inset-x-3 bottom-5 z-[60] flex justify-center">
      {(going.length > 0 || failed) && (
        <div className="pointer-events-auto flex animate-arrive items-center gap-3 rounded-xl bg-ink px-4 py-2 text-[0.8125rem] text-page shadow-float">
          <span className="max-w-80 truncate">
            {failed ? words.actionFailed : words.removed(going.length, name || words.untitled)}
          </span>
          {failed ? (
            <Button tone="quiet" className="text-page!" onClick={() => setFailed(false)}>
              {words.close}
            </Button>
          ) : (
            <button
              type="button"
              onClick={undo}
              className="min-h-8 rounded-lg px-2 font-semibold underline underline-offset-3"
            >
              {words.undo}
            </button>
          )}
        </div>
      )}
    </div>
  )
  return (
    <RemovalContext value={{ ...removals, notice, host }}>
      {children}
      {hosts === 0 && notice}
    </RemovalContext>
  )
}

export function useRemovals(): Removals {
  const removals = useContext(RemovalContext)
  if (!removals) throw new Error('useRemovals needs a RemovalProvider above it')
  return removals
}
