// Renders data quality findings: problem, severity, affected rows.
import type { QualityData, QualityFinding } from '@biplane/contracts/wire/artifacts'
import { useState } from 'react'
import { useWish } from '../chat-panel/workspace-wish.tsx'
import { Button } from '../design/buttons.tsx'
import { CheckIcon, ErrorIcon, NoteIcon, WarningIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'

const words = STRINGS.workspace.quality
const SEVERITIES = ['error', 'warning', 'info'] as const
/** Row chips shown at first. */
const FIRST_CHIPS = 10

interface QualityViewerProps {
  quality: QualityData
  message_id: string
  file_uuid: string | null
}

export function QualityViewer({ quality, message_id, file_uuid }: QualityViewerProps) {
  if (quality.findings.length === 0) {
    return (
      <p className="flex items-center gap-2 px-4 pb-4 text-[0.8125rem] text-ink-2">
        <CheckIcon className="text-good" /> {words.clean}
      </p>
    )
  }
  const ordered = SEVERITIES.flatMap((severity) => quality.findings.filter((f) => f.severity === severity))
  return (
    <ul className="border-t border-line">
      {ordered.map((finding) => (
        <li
          key={`${finding.rule} ${finding.column} ${finding.title}`}
          className="border-b border-line/70 px-4 py-3 last:border-0"
        >
          <Finding finding={finding} message_id={message_id} file_uuid={file_uuid} />
        </li>
      ))}
    </ul>
  )
}

const MARKS = {
  error: { Mark: ErrorIcon, colour: 'text-bad' },
  warning: { Mark: WarningIcon, colour: 'text-warn' },
  info: { Mark: NoteIcon, colour: 'text-ink-3' },
} as const

function Finding({
  finding,
  message_id,
  file_uuid,
}: {
  finding: QualityFinding
  message_id: string
  file_uuid: string | null
}) {
  const [all, setAll] = useState(false)
  const wish = useWish()
  const { Mark, colour } = MARKS[finding.severity]
  const rows = all ? finding.rows : finding.rows.slice(0, FIRST_CHIPS)
  const unlisted = finding.count - finding.rows.length
  return (
    <div className="flex gap-2.5 text-[0.8125rem]">
      <span role="img" aria-label={words.severity[finding.severity]} className={`mt-0.5 shrink-0 ${colour}`}>
        <Mark />
      </span>
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-2 font-medium">
          {finding.title}
          {finding.column !== null && (
            <code className="font-mono text-xs font-normal text-ink-3">{finding.column}</code>
          )}
          <span className="ms-auto text-xs font-normal text-ink-3 tabular-nums">{words.count(finding.count)}</span>
        </p>
        <p className="text-ink-2 wrap-anything">{sentence(finding.detail)}</p>
        {finding.rows.length > 0 && (
          <div className="mt-1.5 flex flex-wrap items-center gap-1">
            {rows.map((row) => (
              <button
                key={row}
                type="button"
                aria-label={words.row(row)}
                disabled={!wish}
                onClick={() => wish?.({ kind: 'row', row, message_id, file_uuid })}
                className="min-h-6 min-w-8 rounded-md border border-line bg-sunken px-1.5 text-xs text-accent tabular-nums enabled:hover:border-accent"
              >
                {row}
              </button>
            ))}
            {rows.length < finding.rows.length && (
              <Button tone="quiet" className="min-h-6! px-2! text-xs!" onClick={() => setAll(true)}>
                {words.more(finding.rows.length - rows.length)}
              </Button>
            )}
            {unlisted > 0 && rows.length === finding.rows.length && (
              <span className="text-xs text-ink-3">{words.notListed(unlisted)}</span>
            )}
          </div>
        )}
      </div>
    </div>
  )
}

/** Its first word may be the file's own, in quotation marks: those stay as they are. */
const sentence = (detail: string): string => detail.charAt(0).toUpperCase() + detail.slice(1)
