// One answer about a table as one result: its chart, its table and the calculation behind both.
import type { ArtifactHeader } from '@biplane/contracts/wire/artifacts'
import { useEffect, useRef } from 'react'
import { PlanPart } from '../tables/plan-part.tsx'
import { type Loaded, LoadState } from './artifact-card.tsx'
import { readChart, readTable } from './artifact-data.ts'
import { ArtifactMark } from './artifact-mark.tsx'
import { Calculation } from './calculation.tsx'
import { ChartViewer } from './chart-viewer.tsx'
import { TableViewer, type WantedRow } from './table-viewer.tsx'

export interface ResultPart {
  header: ArtifactHeader
  loaded: Loaded
}

interface TableResultCardProps {
  parts: readonly ResultPart[]
  wanted: WantedRow | null
  /** A new number brings the card into sight. */
  shownBy: number | null
}

export function TableResultCard({ parts, wanted, shownBy }: TableResultCardProps) {
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    if (shownBy !== null) card.current?.scrollIntoView({ block: 'start' })
  }, [shownBy])
  const of = (kind: string) => parts.find(({ header }) => header.kind === kind)
  const table = of('table')
  const chart = of('chart')
  const [main] = [table, chart, ...parts].flatMap((part) => part ?? [])
  if (!main) return null
  const { title, summary } = main.header
  const provenance = main.loaded.kind === 'ready' ? main.loaded.view.provenance : null
  const drawn = chart?.loaded.kind === 'ready' ? readChart(chart.loaded.view.data) : null
  const rows = table?.loaded.kind === 'ready' ? readTable(table.loaded.view.data) : null
  return (
    <section
      ref={card}
      aria-label={title}
      className="scroll-mt-4 animate-arrive overflow-hidden rounded-2xl border border-line bg-card shadow-card"
    >
      <header className="flex items-start gap-2.5 px-4 pt-3.5 pb-2.5">
        <span className="mt-0.5 text-accent">
          <ArtifactMark kind="table" />
        </span>
        <div className="min-w-0 grow">
          <h3 className="leading-snug font-semibold text-balance wrap-anything">{title}</h3>
          {table && summary !== '' && <p className="text-[0.8125rem] text-ink-2">{summary}</p>}
          <PlanPart artifacts={parts.map(({ header }) => header)} over={false} />
        </div>
      </header>
      {chart && drawn && <ChartViewer title={title} summary={summary} chart={drawn} numbers={!table} />}
      {table && (rows ? <TableViewer title={title} table={rows} wanted={wanted} /> : <LoadState part={table} />)}
      {provenance && <Calculation provenance={provenance} />}
    </section>
  )
}
