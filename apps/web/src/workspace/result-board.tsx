// Lists the results of one answer and highlights a requested row.
import type { ArtifactHeader } from '@biplane/contracts/wire/artifacts'
import { useMemo } from 'react'
import type { WorkspaceWish } from '../chat-panel/workspace-wish.tsx'
import { STRINGS } from '../strings.ts'
import { trpc } from '../transport/trpc.ts'
import { ArtifactCard, type Loaded } from './artifact-card.tsx'
import { foldAnswers, type Result, tableWithRow } from './results.ts'
import { TableResultCard } from './table-result-card.tsx'

/** A wish with its number, so that wishing the same thing twice is heard twice. */
export type NumberedWish = { wish: WorkspaceWish; number: number }

export function ResultBoard({ result, wished }: { result: Result; wished: NumberedWish | null }) {
  const queries = trpc.useQueries((t) =>
    // What an id and a version name never changes.
    result.artifacts.map(({ artifact_id, version }) =>
      t.artifact.get(
        { artifact_id, version },
        { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY },
      ),
    ),
  )
  const views = queries.flatMap((q) => q.data ?? [])
  const settled = queries.every((q) => !q.isPending)
  const rowWish = wished?.wish.kind === 'row' ? wished.wish : null
  const found = rowWish && tableWithRow(views, rowWish.row, rowWish.file_uuid)
  const wanted = useMemo(
    () => (rowWish && wished ? { row: rowWish.row, wish: wished.number } : null),
    [rowWish, wished],
  )
  const loadedOf = (header: ArtifactHeader): Loaded => {
    const query = queries[result.artifacts.indexOf(header)]
    if (query?.data) return { kind: 'ready', view: query.data }
    return query?.isError ? { kind: 'failed', again: () => void query.refetch() } : { kind: 'loading' }
  }
  const artifactWish = wished?.wish.kind === 'artifact' ? wished.wish : null

  return (
    <div className="space-y-4">
      {rowWish && (
        <p
          role="status"
          className={found || !settled ? 'spoken' : 'rounded-xl bg-warn-soft px-3.5 py-2.5 text-[0.8125rem]'}
        >
          {found
            ? STRINGS.workspace.table.rowShown(rowWish.row)
            : settled
              ? STRINGS.workspace.table.rowMissing(rowWish.row)
              : ''}
        </p>
      )}
      {foldAnswers(result.artifacts).map((headers) => {
        const parts = headers.map((header) => ({ header, loaded: loadedOf(header) }))
        const [first] = parts
        if (!first) return null
        const isFound = headers.some((h) => found?.artifact_id === h.artifact_id && found.version === h.version)
        const isWished = headers.some((h) => artifactWish?.artifact_id === h.artifact_id)
        const shown = { wanted: isFound ? wanted : null, shownBy: isWished && wished ? wished.number : null }
        const key = `${first.header.artifact_id}:${first.header.version}`
        return parts.length > 1 ? (
          <TableResultCard key={key} parts={parts} {...shown} />
        ) : (
          <ArtifactCard
            key={key}
            header={first.header}
            message_id={result.message_id}
            loaded={first.loaded}
            {...shown}
          />
        )
      })}
    </div>
  )
}
