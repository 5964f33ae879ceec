// "Show the calculation": where a result's numbers came from, what they rest on, and what was left out.
import type { Provenance } from '@biplane/contracts/wire/artifacts'
import { CopyButton } from '../chat-panel/copy-button.tsx'
import { formatNumber } from '../design/format.ts'
import { ChevronIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'

const words = STRINGS.workspace.provenance

type Step = Provenance['steps'][number]

/** A step without a figure of its own is a remark: what was left out, what was assumed. */
const isRemark = ({ expression, result }: Step): boolean => expression === '' && result === ''
const isSql = (expression: string): boolean => /^\s*(SELECT|WITH)\b/i.test(expression)

export function Calculation({ provenance }: { provenance: Provenance }) {
  const { tool, file, rows_considered, expression } = provenance
  const steps = provenance.steps.filter((step) => !isRemark(step))
  const remarks = provenance.steps.filter(isRemark)
  const sql = isSql(expression)
  return (
    <details className="group border-t border-line">
      <summary className="flex min-h-10 list-none items-center gap-2 px-4 text-[0.8125rem] text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronIcon size={12} className="text-ink-3 transition-transform group-open:rotate-90" />
        {STRINGS.workspace.calculation}
      </summary>
      <div className="px-4 pb-4 text-[0.8125rem]">
        {remarks.length > 0 && (
          <>
            <h4 className="text-xs text-ink-3">{words.restsOn}</h4>
            <ul aria-label={words.restsOn} className="mt-1 mb-3 list-disc space-y-0.5 ps-4 wrap-anything">
              {remarks.map(({ label }) => (
                <li key={label}>{label}</li>
              ))}
            </ul>
          </>
        )}
        {sql && <Query sql={expression} />}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1">
          {file && (
            <>
              <dt className="text-ink-3">{words.file}</dt>
              <dd className="wrap-anything">{file.name}</dd>
            </>
          )}
          <dt className="text-ink-3">{words.rows}</dt>
          <dd className="tabular-nums">{formatNumber(rows_considered)}</dd>
          <dt className="text-ink-3">{words.tool}</dt>
          <dd className="font-mono text-xs leading-5">{tool}</dd>
          {!sql && (
            <>
              <dt className="text-ink-3">{words.expression}</dt>
              <dd className="font-mono text-xs leading-5 wrap-anything">{expression}</dd>
            </>
          )}
        </dl>
        {steps.length > 0 && <Steps steps={steps} />}
      </div>
    </details>
  )
}

/** The statement that ran. Its table is named like the file, so that it can be run elsewhere. */
function Query({ sql }: { sql: string }) {
  return (
    <div className="mb-3">
      <div className="flex items-center justify-between">
        <h4 className="text-xs text-ink-3">{words.query}</h4>
        <CopyButton text={sql} label={words.copyQuery} />
      </div>
      <pre className="max-h-64 overflow-auto rounded-lg border border-line bg-sunken p-3 font-mono text-xs leading-5 wrap-anything whitespace-pre-wrap">
        {sql}
      </pre>
    </div>
  )
}

function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol aria-label={words.steps} className="mt-3 overflow-hidden rounded-lg border border-line">
      {steps.map((step, at) => (
        <li
          key={at}
          className="grid grid-cols-[1.5rem_minmax(0,1.3fr)_minmax(0,1fr)] items-baseline gap-x-2 border-b border-line/70 px-3 py-1.5 last:border-0"
        >
          <span className="text-xs text-ink-3 tabular-nums">{at + 1}</span>
          <span className="min-w-0">
            {step.label}
            <code className="block font-mono text-xs wrap-anything text-ink-3">{step.expression}</code>
          </span>
          <span className="text-end font-medium wrap-anything tabular-nums">{step.result}</span>
        </li>
      ))}
    </ol>
  )
}
