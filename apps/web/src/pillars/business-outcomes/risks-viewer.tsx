// Renders risks, greatest first, each with its evidence and mitigation.
import type { RisksData } from '@biplane/contracts/wire/plan-artifacts'
import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { column, plainTable } from '../../workspace/made-parts.tsx'
import { TableViewer } from '../../workspace/table-viewer.tsx'

const { columns, none } = PROCESS_STRINGS.risks

export function RisksViewer({ risks: { risks } }: { risks: RisksData }) {
  if (risks.length === 0) return <p className="px-4 pb-4 text-[0.8125rem] text-ink-2">{none}</p>
  return (
    <TableViewer
      title={columns.title}
      table={plainTable(
        [
          column('title', columns.title),
          column('score', columns.score, 'integer'),
          column('likelihood', columns.likelihood, 'integer'),
          column('impact', columns.impact, 'integer'),
          column('evidence', columns.evidence),
          column('mitigation', columns.mitigation),
        ],
        risks.map(({ title, score, likelihood, impact, evidence, mitigation }) => [
          title,
          score,
          likelihood,
          impact,
          evidence,
          mitigation,
        ]),
      )}
    />
  )
}
