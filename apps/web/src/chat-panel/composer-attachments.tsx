// Lists the files of a draft: progress, error, retry, remove.
import type { useDraft } from '../chat/use-chat.ts'
import { IconButton } from '../design/buttons.tsx'
import { fileSize } from '../design/format.ts'
import { CloseIcon, RetryIcon } from '../design/icons.tsx'
import type { Attachment } from '../files/attachments.ts'
import { FileMark } from '../files/file-chip.tsx'
import { STRINGS } from '../strings.ts'

type Draft = ReturnType<typeof useDraft>

export function ComposerAttachments({ draft }: { draft: Draft }) {
  if (draft.attachments.length === 0) return null
  return (
    <ul aria-label={STRINGS.files.attached} className="flex max-h-56 flex-wrap gap-1.5 overflow-y-auto p-2 pb-0">
      {draft.attachments.map((attachment) => (
        <li key={attachment.id} className="max-w-full">
          <AttachmentChip attachment={attachment} draft={draft} />
        </li>
      ))}
    </ul>
  )
}

function AttachmentChip({ attachment, draft }: { attachment: Attachment; draft: Draft }) {
  const { id, name, size, upload } = attachment
  const failed = upload.kind === 'failed'
  return (
    <div
      className={`relative flex max-w-full items-center gap-2 overflow-hidden rounded-xl border py-1.5 ps-2.5 pe-1 text-xs ${failed ? 'border-transparent bg-bad-soft' : 'border-line bg-sunken'}`}
    >
      <span className={failed ? 'text-bad' : 'text-ink-3'}>
        <FileMark name={name} />
      </span>
      <span className="min-w-0">
        <span className="block max-w-56 truncate font-medium">{name}</span>
        {failed ? (
          <span role="alert" className="block max-w-72 text-bad">
            {upload.refusal?.message ?? STRINGS.files.interrupted}
          </span>
        ) : (
          <span className="block text-ink-3 tabular-nums">
            {upload.kind === 'done' ? `${fileSize(size)} · ${upload.file.kind}` : progressWords(upload.share)}
          </span>
        )}
      </span>
      {failed && (upload.refusal === null || upload.refusal.retryable) && (
        <IconButton label={STRINGS.files.retry(name)} size="tiny" onClick={() => draft.retryUpload(id)}>
          <RetryIcon size={13} />
        </IconButton>
      )}
      <IconButton label={STRINGS.files.remove(name)} size="tiny" onClick={() => draft.remove(id)}>
        <CloseIcon size={12} />
      </IconButton>
      {upload.kind === 'running' && (
        <span
          role="progressbar"
          aria-label={STRINGS.files.progress(name)}
          aria-valuenow={Math.round(100 * upload.share)}
          aria-valuemin={0}
          aria-valuemax={100}
          className="absolute inset-x-0 bottom-0 h-0.5"
        >
          <span className="block h-full bg-accent transition-[width]" style={{ width: `${100 * upload.share}%` }} />
        </span>
      )}
    </div>
  )
}

/** The last byte is sent before the server has looked at the file. */
const progressWords = (share: number) => (share < 1 ? STRINGS.files.uploading(share) : STRINGS.files.checking)
