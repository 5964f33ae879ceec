// Renders procedures and proposals as documents, with the differences from today beside them.
import type { ProposalData } from '@biplane/contracts/wire/plan-artifacts'
import { Markdown } from '../chat-panel/markdown.tsx'
import { PROCESS_STRINGS } from '../strings/process-strings.ts'
import { column, Download, Fold, fileNameOf, plainTable } from './made-parts.tsx'
import type { DrawnSop } from './process-data.ts'
import { TableViewer } from './table-viewer.tsx'

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
      <Document title={title} text={sop.markdown} />
    </>
  )
}

export function ProposalViewer({ title, proposal }: { title: string; proposal: ProposalData }) {
  const { markdown, missing } = proposal
  const columns = [column('what', PROCESS_STRINGS.proposal.missing), column('how', PROCESS_STRINGS.sop.reason)]
  return (
    <>
      <Document title={title} text={markdown} />
      {missing.length > 0 && (
        <Fold title={PROCESS_STRINGS.proposal.missing}>
          <TableViewer
            title={title}
            table={plainTable(
              columns,
              missing.map(({ what, how }) => [what, how]),
            )}
          />
        </Fold>
      )}
    </>
  )
}

function Document({ title, text }: { title: string; text: string }) {
  return (
    <>
      <div className="max-h-[34rem] overflow-y-auto border-t border-line px-4 py-3 text-[0.875rem]">
        <Markdown text={text} growing={false} />
      </div>
      <div className="border-t border-line px-2.5 py-1.5">
        <Download label="Markdown" name={fileNameOf(title, 'md')} mime="text/markdown" text={text} />
      </div>
    </>
  )
}
