// Loads the viewers of operations and outcomes on first use.
import { lazy, Suspense } from 'react'
import { STRINGS } from '../strings.ts'
import type { MadeViewerProps } from './made-kinds.ts'
import { OrElse } from './or-else.tsx'

const MadeViewers = lazy(() => import('./made-viewers.tsx'))

export function MadeViewer(props: MadeViewerProps) {
  return (
    <OrElse fallback={<p className="px-4 pb-4 text-[0.8125rem] text-warn">{STRINGS.workspace.loadFailed}</p>}>
      <Suspense
        fallback={
          <p role="status" className="px-4 pb-4 text-[0.8125rem] text-ink-3">
            {STRINGS.workspace.loading(props.title)}
          </p>
        }
      >
        <MadeViewers {...props} />
      </Suspense>
    </OrElse>
  )
}
