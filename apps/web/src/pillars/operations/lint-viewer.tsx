// Renders the findings of a procedure: problem, severity, step and line.
import type { LintData } from '@biplane/contracts/wire/process-artifacts'
import { CheckIcon, ErrorIcon, NoteIcon, WarningIcon } from '../../design/icons.tsx'
import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { Fold } from '../../workspace/made-parts.tsx'

const words = PROCESS_STRINGS.lint

const MARKS = {
  error: { Mark: ErrorIcon, colour: 'text-bad' },
  warning: { Mark: WarningIcon, colour: 'text-warn' },
  info: { Mark: NoteIcon, colour: 'text-ink-3' },
} as const

export function LintViewer({ lint }: { lint: LintData }) {
  return (
    <>
      {lint.findings.length === 0 ? (
        <p className="flex items-center gap-2 px-4 pb-4 text-[0.8125rem] text-ink-2">
          <CheckIcon className="text-good" /> {words.clean}
        </p>
      ) : (
        <ul className="border-t border-line">
          {lint.findings.map((finding) => (
            <Finding key={`${finding.rule} ${finding.step}`} finding={finding} />
          ))}
        </ul>
      )}
      <Fold title={words.rules}>
        <ul className="space-y-0.5 px-4 pb-4 text-[0.8125rem] text-ink-2">
          {lint.rules.map(({ rule, title, count }) => (
            <li key={rule} className="flex justify-between gap-4">
              <span>{title}</span>
              <span className="tabular-nums">{count}</span>
            </li>
          ))}
        </ul>
      </Fold>
    </>
  )
}

function Finding({
  finding: { severity, title, step, line, detail, text },
}: {
  finding: LintData['findings'][number]
}) {
  const { Mark, colour } = MARKS[severity]
  return (
    <li className="flex gap-2.5 border-b border-line/70 px-4 py-3 text-[0.8125rem] last:border-0">
      <span role="img" aria-label={words.severity[severity]} className={`mt-0.5 shrink-0 ${colour}`}>
        <Mark />
      </span>
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-2 font-medium">
          {title}
          <span className="ms-auto text-xs font-normal text-ink-3 tabular-nums">{words.place(step, line)}</span>
        </p>
        <p className="text-ink-2 wrap-anything">{detail}</p>
        {text !== '' && <p className="mt-0.5 text-ink-3 wrap-anything">“{text}”</p>}
      </div>
    </li>
  )
}
