// Renders a person's own message, stored or still being sent.

import type { MessageFile } from '@biplane/contracts/wire/events'
import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import { memo, type ReactNode } from 'react'
import type { Branching } from '../chat/branches.ts'
import type { OutboxItem } from '../chat/outbox.ts'
import { Button, IconButton } from '../design/buttons.tsx'
import { timeOfDay } from '../design/format.ts'
import { EditIcon, ErrorIcon } from '../design/icons.tsx'
import { FileChip } from '../files/file-chip.tsx'
import { STRINGS } from '../strings.ts'
import { VersionPicker } from './version-picker.tsx'

interface UserRowProps {
  message: ThreadMessage
  /** There is more than one version of it. */
  branching: Branching | null
  choose: (root: string, version: number) => void
  /** Takes it up again, to say it in other words. */
  edit: (message: ThreadMessage) => void
}

export const UserRow = memo(function UserRow({ message, branching, choose, edit }: UserRowProps) {
  return (
    <Bubble
      text={message.content}
      files={message.files}
      title={timeOfDay(message.timestamp)}
      lead={
        <IconButton
          label={STRINGS.message.edit}
          size="small"
          onClick={() => edit(message)}
          className="text-ink-3 opacity-0 group-focus-within/said:opacity-100 group-hover/said:opacity-100 pointer-coarse:opacity-100"
        >
          <EditIcon size={14} />
        </IconButton>
      }
    >
      {message.schedule !== undefined && (
        <p className="mt-1 text-end text-xs text-ink-3">{STRINGS.message.scheduled}</p>
      )}
      {branching ? (
        <div className="-me-1 flex justify-end">
          <VersionPicker branching={branching} choose={choose} />
        </div>
      ) : (
        message.replaces !== undefined && <p className="mt-1 text-end text-xs text-ink-3">{STRINGS.message.replaces}</p>
      )}
    </Bubble>
  )
})

interface PendingRowProps {
  item: OutboxItem
  resend: (message_id: string) => void
  discard: (message_id: string) => void
}

export const PendingRow = memo(function PendingRow({ item, resend, discard }: PendingRowProps) {
  const { delivery } = item
  const refused = delivery.kind === 'refused'
  return (
    <Bubble text={item.text} files={item.files} faint={!refused}>
      {refused ? (
        <div className="mt-1.5 flex flex-wrap items-center justify-end gap-2" role="alert">
          <p className="flex items-center gap-1.5 text-[0.8125rem] text-bad">
            <ErrorIcon size={14} /> {STRINGS.pending.refused} {delivery.refusal.message}
          </p>
          <Button tone="quiet" onClick={() => discard(item.message_id)}>
            {STRINGS.pending.discard}
          </Button>
          <Button onClick={() => resend(item.message_id)}>{STRINGS.pending.resend}</Button>
        </div>
      ) : (
        <p className="mt-1 text-end text-xs text-ink-3">{wordsOf(delivery)}</p>
      )}
    </Bubble>
  )
})

function wordsOf(delivery: Exclude<OutboxItem['delivery'], { kind: 'refused' }>): string {
  if (delivery.kind === 'accepted') return STRINGS.pending.accepted
  return delivery.tries > 0 ? STRINGS.pending.waiting : STRINGS.pending.sending
}

interface BubbleProps {
  text: string
  files: readonly MessageFile[]
  /** Not in the log yet. */
  faint?: boolean
  title?: string
  /** Stands before the bubble. */
  lead?: ReactNode
  children: ReactNode
}

function Bubble({ text, files, faint = false, title, lead, children }: BubbleProps) {
  return (
    <article aria-label={STRINGS.message.said(STRINGS.message.you)} className="group/said flex justify-end ps-10">
      <div className="max-w-full min-w-0">
        {files.length > 0 && (
          <ul aria-label={STRINGS.message.files} className="mb-1.5 flex flex-wrap justify-end gap-1.5">
            {files.map((file) => (
              <li key={file.file_uuid} className="max-w-full">
                <FileChip name={file.name} size={file.size} />
              </li>
            ))}
          </ul>
        )}
        <div className="flex items-center justify-end gap-1">
          {lead}
          <div
            title={title}
            className={`w-fit max-w-full rounded-2xl rounded-ee-md bg-accent-soft px-3.5 py-2 whitespace-pre-wrap wrap-anything ${faint ? 'opacity-65' : ''}`}
          >
            {text}
          </div>
        </div>
        {children}
      </div>
    </article>
  )
}
