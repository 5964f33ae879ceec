// Collects the results of each answer, newest first, and locates rows in them. Pure.
import type { ArtifactHeader } from '@biplane/contracts/wire/artifacts'
import type { MessageView } from '@biplane/contracts/wire/events'
import type { WorkspaceWish } from '../chat-panel/workspace-wish.tsx'
import type { FetchedArtifact } from '../transport/wire.ts'
import { readTable } from './artifact-data.ts'

/** What one answer has left in the workspace. */
export interface Result {
  message_id: string
  /** The words that it answers. */
  question: string
  agent_id: string | null
  timestamp: string
  /** Is the answer still being written? More may come. */
  growing: boolean
  artifacts: ArtifactHeader[]
}

export function resultsOf(messages: readonly MessageView[]): Result[] {
  const results: Result[] = []
  let question = ''
  for (const message of messages) {
    if (message.role === 'user') {
      question = message.content
      continue
    }
    const artifacts = message.artifacts.filter(isResult)
    if (artifacts.length === 0) continue
    results.push({
      message_id: message.message_id,
      question,
      agent_id: message.agent_id,
      timestamp: message.timestamp,
      growing: message.status === 'streaming',
      artifacts: picturesFirst(newestOfEachKey(artifacts)),
    })
  }
  return results.reverse()
}

/** A question back is answered in the conversation; it is not a result. */
const isResult = ({ kind, key }: ArtifactHeader): boolean => kind !== 'table_answer' || !key.startsWith('ask:')

const FOLDED: ReadonlySet<string> = new Set(['table', 'chart', 'table_answer'])

/** A table answer is one result: its table, its chart and its plan have one title. The first of each stands for all. */
export function foldAnswers(artifacts: readonly ArtifactHeader[]): ArtifactHeader[][] {
  const shown = artifacts.filter(isResult)
  const answered = new Set(shown.filter(({ kind }) => kind === 'table_answer').map(({ title }) => title))
  const groups = new Map<string, ArtifactHeader[]>()
  for (const artifact of shown) {
    const folds = FOLDED.has(artifact.kind) && answered.has(artifact.title)
    const name = folds ? `answer ${artifact.title}` : `${artifact.artifact_id} ${artifact.version}`
    groups.set(name, [...(groups.get(name) ?? []), artifact])
  }
  return [...groups.values()]
}

/** One answer may correct itself: a later version of a key takes the earlier one's place. */
function newestOfEachKey(artifacts: ArtifactHeader[]): ArtifactHeader[] {
  const places = new Map<string, ArtifactHeader>()
  for (const artifact of artifacts) places.set(artifact.key, artifact)
  return [...places.values()]
}

/** A chart says at a glance what the tables under it say in full; otherwise the agent's own order holds. */
const picturesFirst = (artifacts: ArtifactHeader[]): ArtifactHeader[] =>
  artifacts.toSorted((a, b) => Number(b.kind === 'chart') - Number(a.kind === 'chart'))

/** The result in which a wished row or artifact is to be looked for. */
export function resultFor(results: readonly Result[], wish: WorkspaceWish): Result | null {
  const own = results.find((r) => r.message_id === wish.message_id) ?? null
  if (wish.kind === 'artifact') return own ?? results.find((r) => hasArtifact(r, wish.artifact_id)) ?? null
  if (own && hasTable(own)) return own
  return results.find(hasTable) ?? own
}

const hasArtifact = ({ artifacts }: Result, artifact_id: string) =>
  artifacts.some((each) => each.artifact_id === artifact_id)

const hasTable = (result: Result) => result.artifacts.some((a) => a.kind === 'table')

/** The table that shows a row: of the same file where the file is known. `null` when no table here has it. */
export function tableWithRow(
  artifacts: readonly FetchedArtifact[],
  row: number,
  file_uuid: string | null,
): FetchedArtifact | null {
  const tables = artifacts.filter((a) => a.kind === 'table' && readTable(a.data)?.rows.some((r) => r.row === row))
  const sameFile = tables.find((a) => file_uuid !== null && a.provenance?.file?.file_uuid === file_uuid)
  if (sameFile) return sameFile
  return tables.find((a) => file_uuid === null || a.provenance?.file == null) ?? null
}
