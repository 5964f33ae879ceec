// Chips under an answer that link to its results.
import type { ArtifactHeader } from '@biplane/contracts/wire/artifacts'
import { useMemo } from 'react'
import { STRINGS } from '../strings.ts'
import { ArtifactMark } from '../workspace/artifact-mark.tsx'
import { foldAnswers } from '../workspace/results.ts'
import { useWish } from './workspace-wish.tsx'

export function ArtifactChips({ message_id, artifacts }: { message_id: string; artifacts: ArtifactHeader[] }) {
  const wish = useWish()
  const folded = useMemo(() => foldAnswers(artifacts), [artifacts])
  if (folded.length === 0 || !wish) return null
  return (
    <ul className="mt-2.5 flex flex-wrap gap-1.5">
      {folded
        .flatMap(([first]) => first ?? [])
        .map(({ artifact_id, version, kind, title, summary }) => (
          <li key={`${artifact_id}:${version}`} className="max-w-full">
            <button
              type="button"
              aria-label={STRINGS.message.openArtifact(title)}
              title={summary}
              onClick={() => wish({ kind: 'artifact', artifact_id, version, message_id })}
              className="flex min-h-8 max-w-full animate-arrive items-center gap-2 rounded-lg border border-line bg-card px-2.5 py-1 text-[0.8125rem] shadow-card hover:border-accent"
            >
              <span className="text-accent">
                <ArtifactMark kind={kind} size={14} />
              </span>
              <span className="truncate">{title}</span>
            </button>
          </li>
        ))}
    </ul>
  )
}
