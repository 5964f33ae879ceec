// Owns "show the calculation": where a result's numbers came from, step by step.
import type { Provenance } from '@biplane/contracts/wire/artifacts'
import { ChevronIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'

const words = STRINGS.workspace.provenance

export function Calculation({ provenance }: { provenance: Provenance }) {
  const { tool, file, rows_considered, expression, steps } = provenance
  return (
    <details className="group border-t border-line">
      <summary className="flex min-h-10 list-none items-center gap-2 px-4 text-[0.8125rem] text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronIcon size={12} className="text-ink-3 transition-transform group-open:rotate-90" />
        {STRINGS.workspace.calculation}
      </summary>
      <div className="px-4 pb-4 text-[0.8125rem]">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1">
          {file && (
            <>
              <dt className="text-ink-3">{words.file}</dt>
              <dd className="wrap-anything">
                {file.name} <span className="text-xs text-ink-3">{words.fingerprint(file.sha256)}</span>
              </dd>
            </>
          )}
          <dt className="text-ink-3">{words.rows}</dt>
          <dd className="tabular-nums">{rows_considered.toLocaleString('en')}</dd>
          <dt className="text-ink-3">{words.tool}</dt>
          <dd className="font-mono text-xs leading-5">{tool}</dd>
          <dt className="text-ink-3">{words.expression}</dt>
          <dd className="font-mono text-xs leading-5 wrap-anything">{expression}</dd>
        </dl>
        {steps.length > 0 && (
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
        )}
      </div>
    </details>
  )
}
