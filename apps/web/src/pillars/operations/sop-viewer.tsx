// Renders a procedure as a document, with the differences from today beside them.

import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { MadeDocument } from '../../workspace/made-document.tsx'
import { Fold } from '../../workspace/made-parts.tsx'
import type { DrawnSop } from './process-data.ts'

const words = PROCESS_STRINGS.sop

export function SopViewer({ title, sop }: { title: string; sop: DrawnSop }) {
  return (
    <>
      {sop.changes.length > 0 && (
        <Fold title={words.changes} open>
          <ul className="space-y-3 px-4 pb-4 text-[0.8125rem]">
            {sop.changes.map(({ step, before, after, reason }) => (
              <li key={step}>
                <p className="font-medium">
                  {step} <span className="font-normal text-ink-3">{reason}</span>
                </p>
                <p className="text-bad wrap-anything">
                  <span className="spoken">{words.before}: </span>
                  <del className="no-underline">− {before}</del>
                </p>
                <p className="text-good wrap-anything">
                  <span className="spoken">{words.after}: </span>
                  <ins className="no-underline">+ {after}</ins>
                </p>
              </li>
            ))}
          </ul>
        </Fold>
      )}
      <MadeDocument title={title} text={sop.markdown} />
    </>
  )
}
