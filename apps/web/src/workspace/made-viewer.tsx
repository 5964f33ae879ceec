// Loads the viewers of operations and outcomes on first use.
import { lazy, Suspense } from 'react'
import { STRINGS } from '../strings.ts'
import { OrElse } from './or-else.tsx'

const MADE_KINDS = [
  'workflow',
  'sop',
  'lint_report',
  'simulation',
  'coexistence',
  'roadmap',
  'financials',
  'kpis',
  'risks',
  'proposal',
  'bundle',
] as const

export type MadeKind = (typeof MADE_KINDS)[number]

export const isMadeKind = (kind: string): kind is MadeKind => MADE_KINDS.some((made) => made === kind)

const MadeViewers = lazy(() => import('./made-viewers.tsx'))

export interface MadeViewerProps {
  kind: MadeKind
  title: string
  data: unknown
}

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
