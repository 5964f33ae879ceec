// Loads the viewers of the pillars on first use.
import { PILLAR_NAMES, PILLARS } from '@biplane/contracts/vocabulary/pillars'
import { lazy, Suspense } from 'react'
import type { MadeResult } from '../pillars/pillar-part.ts'
import { STRINGS } from '../strings.ts'
import { OrElse } from './or-else.tsx'

const PillarViewer = lazy(() => import('../pillars/viewers.tsx'))

const KINDS: ReadonlySet<string> = new Set(PILLAR_NAMES.flatMap((pillar): readonly string[] => PILLARS[pillar].makes))

/** Whether a pillar makes results of this kind. */
export const isMadeKind = (kind: string): boolean => KINDS.has(kind)

export function MadeViewer(props: MadeResult) {
  return (
    <OrElse fallback={<p className="px-4 pb-4 text-[0.8125rem] text-warn">{STRINGS.workspace.loadFailed}</p>}>
      <Suspense
        fallback={
          <p role="status" className="px-4 pb-4 text-[0.8125rem] text-ink-3">
            {STRINGS.workspace.loading(props.title)}
          </p>
        }
      >
        <PillarViewer {...props} />
      </Suspense>
    </OrElse>
  )
}
