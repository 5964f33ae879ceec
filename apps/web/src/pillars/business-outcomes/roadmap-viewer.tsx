// Renders a roadmap: bars over days with the critical path, and the same as a table.
import type { RoadmapData } from '@biplane/contracts/wire/plan-artifacts'
import { ScrollBox } from '../../design/scroll-box.tsx'
import { PROCESS_STRINGS } from '../../strings/process-strings.ts'
import { column, Fold, plainTable } from '../../workspace/made-parts.tsx'
import { TableViewer } from '../../workspace/table-viewer.tsx'

const words = PROCESS_STRINGS.roadmap
const { columns } = words
const PHASE_DAYS = 30
const SHORTEST_DAYS = 90

export function RoadmapViewer({ roadmap }: { roadmap: RoadmapData }) {
  const { items, length_days: length } = roadmap
  const days = Math.max(SHORTEST_DAYS, Math.ceil(length / PHASE_DAYS) * PHASE_DAYS)
  const marks = Array.from({ length: days / PHASE_DAYS }, (_, at) => (at + 1) * PHASE_DAYS)
  const share = (day: number) => `${(100 * day) / days}%`
  return (
    <>
      <ScrollBox label={words.chart} className="border-t border-line px-4 py-3">
        <div className="min-w-[34rem]">
          <div aria-hidden="true" className="relative ms-52 h-5 text-xs text-ink-3 tabular-nums">
            {marks.map((day) => (
              <span key={day} className="absolute -translate-x-full pe-1" style={{ insetInlineStart: share(day) }}>
                {day}
              </span>
            ))}
          </div>
          <ul className="space-y-1 text-[0.8125rem]">
            {items.map(({ id, title, start, end, critical, slack }) => (
              <li key={id} className="flex items-center gap-3">
                <span className="w-49 shrink-0 truncate" title={title}>
                  {title}
                </span>
                <span className="spoken">
                  {words.days(start, end)}, {critical ? words.critical : words.slack(slack)}
                </span>
                <span
                  aria-hidden="true"
                  title={`${words.days(start, end)}, ${critical ? words.critical : words.slack(slack)}`}
                  className="relative h-5 grow rounded bg-sunken"
                >
                  <span
                    className={`absolute inset-y-0.5 rounded ${critical ? 'bg-accent' : 'bg-accent/45'}`}
                    style={{ insetInlineStart: share(start), width: `max(3px, ${share(end - start)})` }}
                  />
                </span>
              </li>
            ))}
          </ul>
        </div>
      </ScrollBox>
      <Fold title={words.table}>
        <TableViewer
          title={words.chart}
          table={plainTable(
            [
              column('title', columns.title),
              column('phase', columns.phase),
              column('start', columns.start, 'integer'),
              column('end', columns.end, 'integer'),
              column('effort', columns.effort, 'number', 'days'),
              column('slack', columns.slack, 'integer', 'days'),
              column('after', columns.after),
              column('source', columns.source),
            ],
            items.map(({ title, phase, start, end, effort: work, slack, depends_on, source }) => [
              title,
              phase,
              start,
              end,
              work,
              slack,
              depends_on.join(', '),
              source,
            ]),
          )}
        />
      </Fold>
    </>
  )
}
