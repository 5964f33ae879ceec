// Renders who should do each step, people or machines, with scores and reasons.
import type { CoexistenceData } from '@biplane/contracts/wire/process-artifacts'
import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { Figures } from '../../workspace/made-parts.tsx'

const words = PROCESS_STRINGS.coexistence
const COLOURS = { human: 'text-ink-2', assisted: 'text-warn', automated: 'text-good' } as const

export function CoexistenceViewer({ scores }: { scores: CoexistenceData }) {
  const { counts, steps } = scores
  return (
    <>
      <Figures
        figures={(['automated', 'assisted', 'human'] as const).map((mode) => ({
          label: words.modes[mode],
          value: String(counts[mode]),
        }))}
      />
      <ul className="border-t border-line">
        {steps.map(({ id, text, owner, mode, score, parts, held }) => (
          <li key={id} className="border-b border-line/70 px-4 py-2.5 text-[0.8125rem] last:border-0">
            <details className="group">
              <summary className="flex list-none flex-wrap items-baseline gap-x-3 [&::-webkit-details-marker]:hidden">
                <span className="font-medium tabular-nums">{id}</span>
                <span className={`font-medium ${COLOURS[mode]}`}>{words.modes[mode]}</span>
                <span className="min-w-0 grow basis-60 text-ink-2 wrap-anything">
                  {owner === null ? '' : `${owner}: `}
                  {text}
                </span>
                <span className="text-xs text-ink-3 tabular-nums">{words.score(score)}</span>
              </summary>
              <ul className="mt-1.5 space-y-0.5 ps-6 text-xs text-ink-2">
                {parts.map((part) => (
                  <li key={part.name} className="tabular-nums">
                    {part.name} {part.score} × {part.weight}: {part.reason}
                  </li>
                ))}
                {held !== null && <li className="text-warn">{words.held(held)}</li>}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </>
  )
}
