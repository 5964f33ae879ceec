// Frame of one result: title, body by kind, calculation.
import type { ArtifactHeader } from '@biplane/contracts/wire/artifacts'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { STRINGS } from '../strings.ts'
import { PlanPart } from '../tables/plan-part.tsx'
import { trpc } from '../transport/trpc.ts'
import type { FetchedArtifact } from '../transport/wire.ts'
import { AnswerViewer } from './answer-viewer.tsx'
import { readAnswer, readChart, readOutline, readQuality, readSchema, readTable } from './artifact-data.ts'
import { ArtifactLifecycle } from './artifact-lifecycle.tsx'
import { ArtifactMark } from './artifact-mark.tsx'
import { Calculation } from './calculation.tsx'
import { ChartViewer } from './chart-viewer.tsx'
import { isMadeKind, MadeViewer } from './made-viewer.tsx'
import { OutlineViewer } from './outline-viewer.tsx'
import { QualityViewer } from './quality-viewer.tsx'
import { SchemaViewer } from './schema-viewer.tsx'
import { TableViewer, type WantedRow } from './table-viewer.tsx'
import { VersionChoice } from './version-choice.tsx'

export type Loaded =
  | { kind: 'loading' }
  | { kind: 'failed'; again: () => void }
  | { kind: 'ready'; view: FetchedArtifact }

interface ArtifactCardProps {
  header: ArtifactHeader
  message_id: string
  loaded: Loaded
  wanted: WantedRow | null
  /** A new number brings the card into sight. */
  shownBy: number | null
}

export function ArtifactCard({ header, message_id, loaded: newest, wanted, shownBy }: ArtifactCardProps) {
  const [version, setVersion] = useState(header.version)
  const earlier = useEarlierVersion(header, version)
  const loaded = version === header.version ? newest : earlier
  const status = version === header.version ? header.status : loaded.kind === 'ready' ? loaded.view.status : null
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    if (shownBy !== null) card.current?.scrollIntoView({ block: 'start' })
  }, [shownBy])
  const provenance = loaded.kind === 'ready' ? loaded.view.provenance : null
  return (
    <section
      ref={card}
      aria-label={header.title}
      className="scroll-mt-4 animate-arrive overflow-hidden rounded-2xl border border-line bg-card shadow-card"
    >
      <header className="flex items-start gap-2.5 px-4 pt-3.5 pb-2.5">
        <span className="mt-0.5 text-accent">
          <ArtifactMark kind={header.kind} />
        </span>
        <div className="min-w-0 grow">
          <h3 className="leading-snug font-semibold text-balance">{header.title}</h3>
          {header.summary !== '' && <p className="text-[0.8125rem] text-ink-2">{header.summary}</p>}
        </div>
        <VersionChoice newest={header.version} shown={version} choose={setVersion} />
      </header>
      <Body header={header} message_id={message_id} loaded={loaded} wanted={wanted} />
      {provenance && <Calculation provenance={provenance} />}
      {status !== null && header.kind !== 'table_answer' && (
        <ArtifactLifecycle
          artifact_id={header.artifact_id}
          version={version}
          title={header.title}
          status={status ?? 'draft'}
        />
      )}
    </section>
  )
}

/** The content of an earlier version never changes; its status may, so it is fetched when shown. */
function useEarlierVersion({ artifact_id, version: newest }: ArtifactHeader, version: number): Loaded {
  const query = trpc.artifact.get.useQuery({ artifact_id, version }, { enabled: version !== newest })
  if (query.data) return { kind: 'ready', view: query.data }
  return query.isError ? { kind: 'failed', again: () => void query.refetch() } : { kind: 'loading' }
}

function Body({ header, message_id, loaded, wanted }: Omit<ArtifactCardProps, 'shownBy'>): ReactNode {
  if (loaded.kind !== 'ready') return <LoadState part={{ header, loaded }} />
  return viewerFor(loaded.view, message_id, wanted) ?? <Unreadable />
}

const Unreadable = () => <p className="px-4 pb-4 text-[0.8125rem] text-warn">{STRINGS.workspace.unreadable}</p>

/** A result that is not shown: it is on its way, could not be fetched, or has a form that this page does not know. */
export function LoadState({ part: { header, loaded } }: { part: { header: ArtifactHeader; loaded: Loaded } }) {
  if (loaded.kind === 'loading') {
    return (
      <div role="status" aria-label={STRINGS.workspace.loading(header.title)} className="space-y-2 px-4 pb-5">
        <div className="h-3 w-3/4 animate-breathe rounded bg-hover" />
        <div className="h-3 w-1/2 animate-breathe rounded bg-hover" />
        <div className={`${header.kind === 'chart' ? 'h-80' : 'h-24'} animate-breathe rounded bg-hover`} />
      </div>
    )
  }
  if (loaded.kind === 'failed') {
    return (
      <div role="alert" className="flex items-center gap-3 px-4 pb-4 text-[0.8125rem] text-ink-2">
        {STRINGS.workspace.loadFailed}
        <Button onClick={loaded.again}>{STRINGS.workspace.tryAgain}</Button>
      </div>
    )
  }
  return <Unreadable />
}

/** `null` for a kind, or a form of it, that this page does not know. */
function viewerFor(view: FetchedArtifact, message_id: string, wanted: WantedRow | null): ReactNode {
  const { kind, title, summary, data, provenance } = view
  switch (kind) {
    case 'table': {
      const table = readTable(data)
      return table && <TableViewer title={title} table={table} wanted={wanted} />
    }
    case 'chart': {
      const chart = readChart(data)
      return chart && <ChartViewer title={title} summary={summary} chart={chart} />
    }
    case 'schema': {
      const schema = readSchema(data)
      return schema && <SchemaViewer schema={schema} />
    }
    case 'quality_report': {
      const quality = readQuality(data)
      return (
        quality && (
          <QualityViewer quality={quality} message_id={message_id} file_uuid={provenance?.file?.file_uuid ?? null} />
        )
      )
    }
    case 'outline': {
      const outline = readOutline(data)
      return outline && <OutlineViewer outline={outline} />
    }
    case 'question_answer': {
      const answer = readAnswer(data)
      return answer && <AnswerViewer answer={answer} />
    }
    case 'table_answer':
      return (
        <div className="px-4 pb-4">
          <PlanPart artifacts={[view]} over={false} />
        </div>
      )
    default:
      return isMadeKind(kind) ? <MadeViewer kind={kind} title={title} data={data} /> : null
  }
}
