// Lines above the composer: offline, waiting messages, and an earlier message that is being edited.
import type { Chat } from '../chat/use-chat.ts'
import { Button } from '../design/buttons.tsx'
import { EditIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'

export function OfflineNotice() {
  return (
    <p role="status" className="px-2 pb-1.5 text-xs text-warn">
      {STRINGS.composer.offline}
    </p>
  )
}

/** How many messages wait for their answer. */
export function WaitingNotice({ chat }: { chat: Chat }) {
  const waiting = chat.messages.filter(
    (m) => m.status === 'queued' && m.role === 'assistant' && !chat.active.has(m.invocation_id ?? ''),
  ).length
  if (waiting === 0) return null
  return (
    <p role="status" className="px-2 pb-1.5 text-xs text-ink-3">
      {STRINGS.composer.waiting(waiting)}
    </p>
  )
}

export function RevisionNotice({ leave }: { leave: () => void }) {
  return (
    <div role="status" className="flex items-center gap-2 px-2 pb-1.5 text-xs text-ink-2">
      <EditIcon size={12} className="shrink-0 text-accent" />
      <span className="min-w-0 grow">{STRINGS.composer.revising}</span>
      <Button tone="quiet" className="min-h-7! px-2! text-xs!" onClick={leave}>
        {STRINGS.composer.leaveRevision}
      </Button>
    </div>
  )
}
