// Renders a proposal for a pilot as a document, with what is missing for it.
import type { ProposalData } from '@biplane/contracts/wire/plan-artifacts'
import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { MadeDocument } from '../../workspace/made-document.tsx'
import { column, Fold, plainTable } from '../../workspace/made-parts.tsx'
import { TableViewer } from '../../workspace/table-viewer.tsx'

export function ProposalViewer({ title, proposal }: { title: string; proposal: ProposalData }) {
  const { markdown, missing } = proposal
  const columns = [column('what', PROCESS_STRINGS.proposal.missing), column('how', PROCESS_STRINGS.sop.reason)]
  return (
    <>
      <MadeDocument title={title} text={markdown} />
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
