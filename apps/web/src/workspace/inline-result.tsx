// Draws the main result of one answer: its chart, else its table, without what belongs to the pane of results.
import type { ArtifactHeader } from '@biplane/contracts/wire/artifacts'
import { trpc } from '../transport/trpc.ts'
import { readChart, readTable } from './artifact-data.ts'
import { ArtifactMark } from './artifact-mark.tsx'
import { ChartViewer } from './chart-viewer.tsx'
import { TableViewer } from './table-viewer.tsx'

/** The place is kept while it loads. */
const PLACE = 'min-h-72'

export default function InlineResult({ artifacts }: { artifacts: readonly ArtifactHeader[] }) {
  const main = artifacts.findLast(({ kind }) => kind === 'chart') ?? artifacts.find(({ kind }) => kind === 'table')
  if (!main) return null
  return <Main header={main} />
}

function Main({ header: { artifact_id, version, kind, title, summary } }: { header: ArtifactHeader }) {
  const query = trpc.artifact.get.useQuery(
    { artifact_id, version },
    { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY },
  )
  if (query.isError) return null
  const chart = kind === 'chart' && query.data ? readChart(query.data.data) : null
  const table = kind === 'table' && query.data ? readTable(query.data.data) : null
  return (
    <figure className={`mt-3 overflow-hidden rounded-2xl border border-line bg-card ${kind === 'chart' ? PLACE : ''}`}>
      <figcaption className="flex items-center gap-2 px-4 pt-3 pb-2 text-[0.8125rem] font-semibold">
        <span className="text-accent">
          <ArtifactMark kind={kind} size={14} />
        </span>
        <span className="min-w-0 truncate">{title}</span>
      </figcaption>
      {chart && <ChartViewer title={title} summary={summary} chart={chart} numbers={false} />}
      {table && <TableViewer title={title} table={table} />}
    </figure>
  )
}
