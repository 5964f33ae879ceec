// Shows the page once there is a session, and explains when there is none. A new session starts with an empty page.
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { Button, IconButton } from '../design/buttons.tsx'
import { CloseIcon, NoteIcon, Wordmark } from '../design/icons.tsx'
import type { SessionClient } from '../session/session-client.ts'
import { STRINGS } from '../strings.ts'

interface SessionGateProps {
  session: SessionClient
  /** Drawn once for each session. */
  children: (session_id: string) => ReactNode
}

export function SessionGate({ session, children }: SessionGateProps) {
  const state = useSyncExternalStore(session.subscribe, session.state)
  switch (state.kind) {
    case 'opening':
      return (
        <main className="grid h-full place-content-center justify-items-center gap-3 p-6 text-center">
          <span className="animate-breathe text-accent">
            <Wordmark size={36} />
          </span>
          <p role="status" className={state.attempts === 0 ? 'spoken' : 'text-ink-2'}>
            {state.attempts === 0 ? STRINGS.link.explain.connecting : STRINGS.session.unreachable}
          </p>
        </main>
      )
    case 'refused':
      return (
        <main role="alert" className="grid h-full place-content-center justify-items-center gap-3 p-6 text-center">
          <h1 className="font-display text-2xl">{STRINGS.session.refusedTitle}</h1>
          <p className="max-w-md text-ink-2">{state.refusal.message}</p>
          <Button tone="primary" onClick={session.retry}>
            {STRINGS.session.tryAgain}
          </Button>
        </main>
      )
    case 'ready':
      return (
        <>
          {state.renewed && <RenewedNotice key={`notice ${state.session.session_id}`} />}
          {children(state.session.session_id)}
        </>
      )
  }
}

function RenewedNotice() {
  const [open, setOpen] = useState(true)
  if (!open) return null
  return (
    <div
      role="status"
      className="fixed inset-x-3 top-3 z-50 mx-auto flex max-w-xl animate-arrive items-start gap-2.5 rounded-xl border border-line bg-card p-3 text-[0.8125rem] shadow-float"
    >
      <NoteIcon className="mt-0.5 shrink-0 text-warn" />
      <p className="grow">{STRINGS.session.renewed}</p>
      <IconButton label={STRINGS.session.dismiss} size="tiny" onClick={() => setOpen(false)}>
        <CloseIcon size={12} />
      </IconButton>
    </div>
  )
}
