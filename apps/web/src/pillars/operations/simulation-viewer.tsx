// Renders a simulation: durations, utilisation, waiting times, assumptions.

import type { SimulationData } from '@biplane/contracts/wire/process-artifacts'
import { formatNumber } from '../../design/format.ts'
import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { AssumptionCells } from '../../workspace/assumption-cells.tsx'
import { column, Figures, Fold, plainTable } from '../../workspace/made-parts.tsx'
import { TableViewer } from '../../workspace/table-viewer.tsx'

const words = PROCESS_STRINGS.simulation
const { columns } = words

export function SimulationViewer({ simulation }: { simulation: SimulationData }) {
  const { cycle, within_time: within, bottleneck, owners, steps, assumptions, seed, cases } = simulation
  return (
    <>
      <Figures
        figures={[
          { label: words.p50, value: words.hours(cycle.p50) },
          { label: words.p90, value: words.hours(cycle.p90) },
          { label: words.mean, value: words.hours(cycle.mean) },
          ...(within === null ? [] : [{ label: words.within, value: `${formatNumber(within)} %` }]),
          ...(bottleneck ? [{ label: words.bottleneck, value: bottleneck.owner }] : []),
        ]}
      />
      {bottleneck && <p className="px-4 pb-3 text-[0.8125rem] text-ink-2">{bottleneck.reason}.</p>}
      <p className="px-4 pb-3 text-xs text-ink-3">{words.seed(seed, cases)}</p>
      <Fold title={words.owners} open>
        <TableViewer
          title={words.owners}
          table={plainTable(
            [
              column('owner', columns.owner),
              column('people', columns.people, 'integer'),
              column('busy', columns.busy, 'percent'),
              column('waited', columns.waited, 'number', 'h'),
            ],
            owners.map(({ owner, people, busy, waited }) => [owner, people, busy, waited]),
          )}
        />
      </Fold>
      <Fold title={words.steps}>
        <TableViewer
          title={words.steps}
          table={plainTable(
            [
              column('id', columns.id),
              column('owner', columns.owner),
              column('text', columns.text),
              column('visits', columns.visits, 'integer'),
              column('work', columns.work, 'number', 'h'),
              column('wait', columns.wait, 'number', 'h'),
            ],
            steps.map(({ id, owner, text, visits, work, wait }) => [id, owner, text, visits, work, wait]),
          )}
        />
      </Fold>
      <Fold title={PROCESS_STRINGS.assumptions.title}>
        <AssumptionCells pillar="operations" assumptions={assumptions} />
      </Fold>
    </>
  )
}
