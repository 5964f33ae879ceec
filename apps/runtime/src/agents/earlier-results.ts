// Reads the earlier results that came with the invocation. An unreadable one counts as absent.
import type { KnownArtifact } from '@biplane/contracts/wire/agent-events'
import { type ArtifactDraft, type ArtifactKind, artifactDraft } from '@biplane/contracts/wire/artifacts'

export type Earlier<Kind extends ArtifactKind = ArtifactKind> = Extract<ArtifactDraft, { kind: Kind }> & {
  artifact_id: string
}

/** All that came with its content, newest first, as it came. */
export function earlierResults(artifacts: readonly KnownArtifact[] | undefined): Earlier[] {
  return (artifacts ?? []).flatMap((artifact): Earlier[] => {
    const { artifact_id, kind, key, title, summary, provenance = null, data } = artifact
    if (data === undefined) return []
    const read = artifactDraft.safeParse({ kind, key, title, summary, provenance, data })
    return read.success ? [{ ...read.data, artifact_id }] : []
  })
}

export const ofKind = <Kind extends ArtifactKind>(results: readonly Earlier[], kind: Kind): Earlier<Kind>[] =>
  results.filter((result): result is Earlier<Kind> => result.kind === kind)
