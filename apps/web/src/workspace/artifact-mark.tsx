// Icon of a kind of result.
import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import { ContentIcon, type Icon } from '../design/icons.tsx'
import { PILLAR_PARTS } from '../pillars/parts.ts'

const MARKS: ReadonlyMap<string, Icon> = new Map(
  PILLAR_NAMES.flatMap((pillar) => Object.entries(PILLAR_PARTS[pillar].marks)),
)

export function ArtifactMark({ kind, size = 16 }: { kind: string; size?: number }) {
  const Mark = MARKS.get(kind) ?? ContentIcon
  return <Mark size={size} />
}
