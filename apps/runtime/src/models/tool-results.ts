// Converts a tool's result for a model: artifacts go to the person whole, a short summary goes to the model. Pure.
import { type ArtifactDraft, artifactDraft } from '@biplane/contracts/wire/artifacts'

const TOLD_ROWS = 20
const TOLD_CHARS = 16_000

/** Every artifact in a result, wherever in it. */
export function artifactsIn(result: unknown): ArtifactDraft[] {
  const draft = asDraft(result)
  if (draft) return [draft]
  if (typeof result !== 'object' || result === null) return []
  return Object.values(result).flatMap(artifactsIn)
}

/** JSON, never longer than the model can use: of a table its first rows, of the whole its beginning. */
export function toldToModel(result: unknown): string {
  const text = JSON.stringify(result, (_, value: unknown) => {
    const draft = asDraft(value)
    return draft ? brief(draft) : value
  })
  if (text === undefined) return 'null'
  return text.length <= TOLD_CHARS ? text : `${text.slice(0, TOLD_CHARS)}… (cut: the person sees the whole)`
}

function brief(draft: ArtifactDraft): object {
  const { title, summary, provenance } = draft
  const how = provenance?.expression ?? null
  if (draft.kind !== 'table') return { shown_to_person: title, summary, how, ...rowsOf(draft) }
  const { columns, rows, total_rows, totals } = draft.data
  return {
    shown_to_person: title,
    summary,
    how,
    columns: columns.map(({ label, unit }) => (unit ? `${label} (${unit})` : label)),
    first_rows: rows.slice(0, TOLD_ROWS).map(({ row, cells }) => (row === null ? cells : [`row ${row}`, ...cells])),
    rows: total_rows,
    ...(totals ? { totals } : {}),
  }
}

const rowsOf = (draft: ArtifactDraft): object => (draft.kind === 'chart' ? {} : { data: draft.data })

function asDraft(value: unknown): ArtifactDraft | null {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('key' in value)) return null
  return artifactDraft.safeParse(value).data ?? null
}
