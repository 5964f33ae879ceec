// Renders a file of a message. Opens and fetches nothing.

import { fileSize } from '../design/format.ts'
import { ContentIcon, TableIcon } from '../design/icons.tsx'

const TABULAR = /\.(csv|tsv|xlsx?|xlsm|xlsb|ods)$/i

export function FileMark({ name, size = 16 }: { name: string; size?: number }) {
  return TABULAR.test(name) ? <TableIcon size={size} /> : <ContentIcon size={size} />
}

export function FileChip({ name, size }: { name: string; size: number }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 rounded-lg border border-line bg-card px-2 py-1 text-xs">
      <span className="text-ink-3">
        <FileMark name={name} size={14} />
      </span>
      <span className="truncate font-medium">{name}</span>
      <span className="shrink-0 text-ink-3 tabular-nums">{fileSize(size)}</span>
    </span>
  )
}
