// States of an artifact version and their legal moves: draft → review → approved, never back. A change is made as the
// next version, which starts as a draft. Pure. [A1]

export const ARTIFACT_STATES = ['draft', 'review', 'approved'] as const
export type ArtifactState = (typeof ARTIFACT_STATES)[number]
export type ArtifactMove = 'review' | 'approve'

const MOVES: Record<ArtifactState, Record<ArtifactMove, ArtifactState | null>> = {
  draft: { review: 'review', approve: 'approved' },
  review: { review: 'review', approve: 'approved' },
  approved: { review: null, approve: 'approved' },
}

/** The state after a move; the same one for a repeated move, `null` for an illegal one. */
export const moveArtifact = (from: ArtifactState, move: ArtifactMove): ArtifactState | null => MOVES[from][move]
