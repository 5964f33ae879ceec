// Renders indicators, and asks the conversation to measure them again.
import { PILLARS } from '@biplane/contracts/vocabulary/pillars'
import { useChat } from '../../chat/use-chat.ts'
import { Button } from '../../design/buttons.tsx'
import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { column, plainTable } from '../../workspace/made-parts.tsx'
import { TableViewer } from '../../workspace/table-viewer.tsx'
import type { DrawnKpi } from './plan-data.ts'

const words = PROCESS_STRINGS.kpis
const { columns } = words

export function KpisViewer({ kpis: { kpis } }: { kpis: { kpis: DrawnKpi[] } }) {
  const { send } = useChat()
  return (
    <>
      <TableViewer
        title={columns.name}
        table={plainTable(
          [
            column('name', columns.name),
            column('baseline', columns.baseline, 'number'),
            column('current', columns.current, 'number'),
            column('target', columns.target, 'number'),
            column('unit', columns.unit),
            column('due', columns.due, 'integer'),
            column('question', columns.question),
          ],
          kpis.map(({ name, baseline, current, target, unit, due_day, question }) => [
            name,
            baseline,
            current,
            target,
            unit,
            due_day,
            question,
          ]),
        )}
      />
      <div className="border-t border-line px-2.5 py-1.5">
        <Button tone="quiet" onClick={() => send(words.sentence, [], { agent: PILLARS.business_outcomes.liaison })}>
          {words.again}
        </Button>
      </div>
    </>
  )
}
