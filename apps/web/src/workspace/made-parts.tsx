// Parts that the viewers of operations and outcomes share: headline number, fold, download, plain table.
import type { TableColumn, TableData } from '@biplane/contracts/wire/artifacts'
import type { ReactNode } from 'react'
import { Button } from '../design/buttons.tsx'
import { ChevronIcon, DownloadIcon } from '../design/icons.tsx'
import { saveFile } from '../files/save-file.ts'
import { STRINGS } from '../strings.ts'
import type { Cell } from './cells.ts'

export function Figures({ figures }: { figures: readonly { label: string; value: string }[] }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-x-5 gap-y-3 px-4 pb-4">
      {figures.map(({ label, value }) => (
        <div key={label}>
          <dt className="text-xs text-ink-3">{label}</dt>
          <dd className="font-display text-lg font-semibold tabular-nums wrap-anything">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function Fold({ title, open = false, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details className="group border-t border-line" open={open}>
      <summary className="flex min-h-10 list-none items-center gap-2 px-4 text-[0.8125rem] text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronIcon size={12} className="text-ink-3 transition-transform group-open:rotate-90" />
        {title}
      </summary>
      {children}
    </details>
  )
}

export function Download({ label, name, mime, text }: { label: string; name: string; mime: string; text: string }) {
  return (
    <Button
      tone="quiet"
      aria-label={STRINGS.files.download(name)}
      onClick={() => saveFile(new Blob([text], { type: mime }), name)}
    >
      <DownloadIcon size={14} /> {label}
    </Button>
  )
}

/** A name that any disk takes. */
export const fileNameOf = (title: string, ending: string): string =>
  `${
    title
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 80) || 'result'
  }.${ending}`

/** Rows without a row number of a file, in the shape of the table viewer. */
export const plainTable = (columns: TableColumn[], rows: Cell[][]): TableData => ({
  columns,
  rows: rows.map((cells) => ({ row: null, cells })),
  total_rows: rows.length,
})

export const column = (key: string, label: string, type: TableColumn['type'] = 'text', unit?: string): TableColumn => ({
  key,
  label,
  type,
  ...(unit === undefined ? {} : { unit }),
})
