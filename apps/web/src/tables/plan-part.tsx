// The step from an answer to its plan, which is code and data of its own: loaded when an answer has one.
import type { ArtifactHeader } from '@biplane/contracts/wire/artifacts'
import { lazy, Suspense } from 'react'
import { OrElse } from '../workspace/or-else.tsx'

const PlanBar = lazy(() => import('./plan-bar.tsx'))

export function PlanPart({ artifacts, over }: { artifacts: readonly ArtifactHeader[]; over: boolean }) {
  const answer = artifacts.findLast(({ kind }) => kind === 'table_answer')
  if (!answer) return null
  return (
    <div className="mt-2.5 min-h-8">
      <OrElse fallback={null}>
        <Suspense fallback={null}>
          <PlanBar artifact_id={answer.artifact_id} version={answer.version} over={over} />
        </Suspense>
      </OrElse>
    </div>
  )
}
