// Lists the files in scope of the thread and fetches one back.
import type { FileView } from '@biplane/contracts/wire/commands'
import type { MessageView } from '@biplane/contracts/wire/events'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useChat } from '../chat/use-chat.ts'
import { IconButton } from '../design/buttons.tsx'
import { fileSize } from '../design/format.ts'
import { DownloadIcon, EditIcon } from '../design/icons.tsx'
import { FileMark } from '../files/file-chip.tsx'
import { saveFile } from '../files/save-file.ts'
import { useSession } from '../session/session-context.tsx'
import { READING_STRINGS } from '../strings/reading-strings.ts'
import { STRINGS } from '../strings.ts'
import { readTableAnswer } from '../tables/answer-data.ts'
import { trpc } from '../transport/trpc.ts'
import { OrElse } from './or-else.tsx'

export function FileStrip({ messages }: { messages: readonly MessageView[] }) {
  const { thread_id } = useChat()
  const list = trpc.thread.get.useQuery(
    { thread_id: thread_id ?? '' },
    { enabled: thread_id !== null, staleTime: 30_000 },
  )
  const utils = trpc.useUtils()
  const attached = messages.reduce((n, m) => n + m.files.length, 0)

  // A message with files means that there are more than we know of.
  useEffect(() => {
    void utils.thread.get.invalidate()
  }, [attached])

  const files = list.data?.files ?? []
  return (
    <footer className="shrink-0 border-t border-line bg-sunken px-4 py-2 side:px-6">
      <div className="flex min-h-8 items-center gap-2 overflow-x-auto">
        <h2 className="shrink-0 text-xs font-medium text-ink-3">{STRINGS.files.title}</h2>
        {list.isError && <p className="text-xs text-warn">{STRINGS.files.listFailed}</p>}
        {list.isSuccess && files.length === 0 && <p className="truncate text-xs text-ink-3">{STRINGS.files.none}</p>}
        <ul className="flex gap-1.5">
          {files.map((file) => (
            <li key={file.file_uuid}>
              <StoredFile file={file} messages={messages} />
            </li>
          ))}
        </ul>
      </div>
    </footer>
  )
}

const ReadingPanel = lazy(() => import('../tables/reading-panel.tsx'))

/** Kinds that have no table inside are only downloaded. */
const NO_TABLE: ReadonlySet<string> = new Set(['bpmn', 'text'])

function StoredFile({ file, messages }: { file: FileView; messages: readonly MessageView[] }) {
  const [opened, setOpened] = useState(false)
  const readable = !NO_TABLE.has(file.kind)
  const last = useLastPlan(messages, opened ? file.file_uuid : null)
  return (
    <span className="flex items-center gap-1">
      <DownloadFile file={file} />
      {readable && (
        <IconButton label={READING_STRINGS.open(file.name)} size="small" onClick={() => setOpened(true)}>
          <EditIcon size={14} />
        </IconButton>
      )}
      {opened && (
        <OrElse fallback={null}>
          <Suspense fallback={null}>
            <ReadingPanel file={file} last={last} close={() => setOpened(false)} />
          </Suspense>
        </OrElse>
      )}
    </span>
  )
}

/** The plan of the last answer, where it is about this file. */
function useLastPlan(messages: readonly MessageView[], file_uuid: string | null): TablePlan | null {
  const answer = messages.flatMap(({ artifacts }) => artifacts).findLast(({ kind }) => kind === 'table_answer')
  const query = trpc.artifact.get.useQuery(
    { artifact_id: answer?.artifact_id ?? '', version: answer?.version ?? 1 },
    { enabled: answer !== undefined && file_uuid !== null, staleTime: Number.POSITIVE_INFINITY },
  )
  const plan = query.data ? readTableAnswer(query.data.data)?.plan : undefined
  return plan && plan.table.file_uuid === file_uuid ? plan : null
}

function DownloadFile({ file }: { file: FileView }) {
  const session = useSession()
  const [failed, setFailed] = useState(false)
  const download = async () => {
    const response = await session.request(`/api/files/${encodeURIComponent(file.file_uuid)}/content`).catch(() => null)
    setFailed(!response?.ok)
    if (response?.ok) saveFile(await response.blob(), file.name)
  }
  return (
    <button
      type="button"
      onClick={download}
      aria-label={STRINGS.files.download(file.name)}
      title={failed ? STRINGS.files.downloadFailed : STRINGS.files.download(file.name)}
      className={`group flex min-h-8 items-center gap-1.5 rounded-lg border px-2 text-xs whitespace-nowrap ${failed ? 'border-bad text-bad' : 'border-line bg-card hover:border-line-strong'}`}
    >
      <span className="text-ink-3 group-hover:hidden">
        <FileMark name={file.name} size={14} />
      </span>
      <span className="hidden text-accent group-hover:inline">
        <DownloadIcon size={14} />
      </span>
      <span className="max-w-48 truncate font-medium">{file.name}</span>
      <span className="text-ink-3 tabular-nums">{fileSize(file.size)}</span>
    </button>
  )
}
