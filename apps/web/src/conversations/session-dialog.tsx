// Dialog of the session: who you are, other sessions, sign in, log out. Loaded on first use.
import { useQuery } from '@tanstack/react-query'
import { Dialog } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { leaveTab } from '../chat/tab-owner.ts'
import { Button } from '../design/buttons.tsx'
import { ignoreInputMethodEnter } from '../design/composition.ts'
import { dayAndTime } from '../design/format.ts'
import { FIELD } from '../design/menu.ts'
import { SheetFrame } from '../design/sheet-frame.tsx'
import { useSession } from '../session/session-context.tsx'
import { STRINGS } from '../strings.ts'
import { isObject } from '../transport/http-shapes.ts'
import { refusalIn } from '../transport/refusal-in.ts'
import { trpc } from '../transport/trpc.ts'
import { ApiKeys } from './api-keys.tsx'
import { Schedules } from './schedules.tsx'
import { YourData } from './your-data.tsx'

const words = STRINGS.account

export default function SessionDialog({ close }: { close: () => void }) {
  const session = useSession()
  const { data } = trpc.session.get.useQuery()
  const [failed, setFailed] = useState<string | null>(null)
  const [leaving, setLeaving] = useState(false)
  const trying = (act: Promise<void>) => {
    setFailed(null)
    act.then(close, (error: unknown) => setFailed(refusalIn(error)?.message ?? words.failed))
  }
  const isUser = data?.principal.kind === 'user'
  return (
    <SheetFrame title={words.label} close={close}>
      <Dialog.Description className="text-[0.875rem] text-ink-2">
        {isUser ? words.user : words.guest}
        {data && data.principal.roles.length > 0 && ` ${words.roles(data.principal.roles)}.`}
      </Dialog.Description>
      {failed !== null && (
        <p role="alert" className="mt-3 rounded-lg bg-bad-soft px-3 py-2 text-[0.8125rem]">
          {failed}
        </p>
      )}
      <Sessions />
      {data && !isUser && <SignIn send={(bearer) => trying(session.signIn(bearer))} />}
      <Schedules />
      <ApiKeys />
      <YourData trying={trying} />
      <div className="mt-5 border-t border-line pt-4">
        {leaving ? (
          <>
            <p className="text-[0.875rem]">{isUser ? words.logOutUserText : words.logOutText}</p>
            <div className="mt-3 flex justify-end gap-2">
              <Button tone="quiet" onClick={() => setLeaving(false)}>
                {STRINGS.conversations.cancel}
              </Button>
              <Button tone="primary" onClick={() => trying(leaveTab(session))}>
                {words.logOutConfirm}
              </Button>
            </div>
          </>
        ) : (
          <Button onClick={() => setLeaving(true)}>{words.logOut}</Button>
        )}
      </div>
    </SheetFrame>
  )
}

interface Listed {
  session_id: string
  expires_at: string
  current: boolean
}

const isListed = (value: unknown): value is Listed =>
  isObject(value) &&
  typeof value.session_id === 'string' &&
  typeof value.expires_at === 'string' &&
  typeof value.current === 'boolean'

/** The person's sessions on every device, and the end of any of them. */
function Sessions() {
  const session = useSession()
  const { data, refetch } = useQuery({
    queryKey: ['sessions'],
    queryFn: async () => {
      const response = await session.request('/api/sessions')
      const body: unknown = await response.json()
      return Array.isArray(body) ? body.filter(isListed) : []
    },
  })
  const [ending, setEnding] = useState<string | null>(null)
  const end = async (session_id: string) => {
    setEnding(null)
    await session.request(`/api/sessions/${encodeURIComponent(session_id)}`, { method: 'DELETE' })
    await refetch()
  }
  if (!data || data.length === 0) return null
  return (
    <section aria-label={words.others} className="mt-4">
      <h3 className="text-[0.8125rem] font-semibold">{words.others}</h3>
      <ul className="mt-1">
        {data.map(({ session_id, expires_at, current }) => (
          <li key={session_id} className="flex min-h-9 items-center gap-3 text-[0.8125rem]">
            <code className="font-mono text-xs text-ink-3">{session_id.slice(0, 8)}</code>
            <span className="grow text-ink-2">{words.otherOne(dayAndTime(expires_at))}</span>
            {current ? (
              <span className="text-ink-3">{words.here}</span>
            ) : (
              <Button tone="quiet" onClick={() => setEnding(session_id)}>
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {ending !== null && (
        <div className="mt-2 rounded-lg bg-bad-soft px-3 py-2">
          <p className="text-[0.875rem]">{words.endText}</p>
          <div className="mt-3 flex justify-end gap-2">
            <Button tone="quiet" onClick={() => setEnding(null)}>
              {STRINGS.conversations.cancel}
            </Button>
            <Button tone="primary" onClick={() => void end(ending).catch(() => void refetch())}>
              {words.endConfirm}
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}

function SignIn({ send }: { send: (bearer: string) => void }) {
  const [open, setOpen] = useState(false)
  const [bearer, setBearer] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (bearer.trim() !== '') send(bearer.trim())
  }
  if (!open) {
    return (
      <Button className="mt-4" onClick={() => setOpen(true)}>
        {words.signIn}
      </Button>
    )
  }
  return (
    <form onSubmit={submit} className="mt-4">
      <p className="text-[0.8125rem] text-ink-2">{words.signInText}</p>
      <div className="mt-2 flex gap-2">
        <input
          type="password"
          autoComplete="off"
          aria-label={words.signInLabel}
          value={bearer}
          onChange={(event) => setBearer(event.target.value)}
          onKeyDown={ignoreInputMethodEnter}
          className={FIELD}
        />
        <Button type="submit" tone="primary">
          {words.signInSend}
        </Button>
      </div>
    </form>
  )
}
