// Renders a chart, and the same numbers as an accessible table.
import type { ChartData } from '@biplane/contracts/wire/artifacts'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { ChevronIcon } from '../design/icons.tsx'
import { useTheme } from '../shell/theme.ts'
import { STRINGS } from '../strings.ts'
import { type ChartPicture, ChartTools } from './chart-tools.tsx'
import { type ChartType, chartTypeOf, withChartType } from './chart-type.ts'
import { OrElse } from './or-else.tsx'
import { TableViewer } from './table-viewer.tsx'

const VegaChart = lazy(() => import('./vega-chart.tsx'))

interface ChartViewerProps {
  title: string
  summary: string
  chart: ChartData
  /** Whether its numbers are shown here; not where a table stands beside it. */
  numbers?: boolean
}

export function ChartViewer({ title, summary, chart, numbers = true }: ChartViewerProps) {
  const { dark } = useTheme()
  const [failed, setFailed] = useState(false)
  const [chosen, setChosen] = useState<ChartType | null>(null)
  const type = chosen ?? chartTypeOf(chart.spec)
  const spec = useMemo(() => (chosen ? withChartType(chart.spec, chosen) : chart.spec), [chart.spec, chosen])
  const picture = useRef<ChartPicture | null>(null)
  const failure = <p className="px-4 py-3 text-[0.8125rem] text-warn">{STRINGS.workspace.chart.failed}</p>
  return (
    <>
      {failed ? (
        failure
      ) : (
        <>
          <ChartTools title={title} type={type} choose={setChosen} picture={() => picture.current} />
          <div role="img" aria-label={`${title}. ${summary}`} className="px-4 pb-2">
            <OrElse fallback={failure}>
              <Suspense
                fallback={
                  <p className="grid h-72 place-content-center text-[0.8125rem] text-ink-3">
                    {STRINGS.workspace.chart.loading}
                  </p>
                }
              >
                <VegaChart
                  key={`${dark} ${type}`}
                  spec={spec}
                  onFail={() => setFailed(true)}
                  onDrawn={(drawn) => {
                    picture.current = drawn
                  }}
                />
              </Suspense>
            </OrElse>
          </div>
        </>
      )}
      {numbers && (
        <details className="group border-t border-line" open={failed}>
          <summary className="flex min-h-10 list-none items-center gap-2 px-4 text-[0.8125rem] text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
            <ChevronIcon size={12} className="text-ink-3 transition-transform group-open:rotate-90" />
            {STRINGS.workspace.chart.numbers}
          </summary>
          <TableViewer title={title} table={chart.table} />
        </details>
      )}
    </>
  )
}
